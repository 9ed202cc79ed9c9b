"""Where the notices of a fault round arrive: a mail server and a webhook receiver that keep what they were given."""

import http.server
import threading
from collections import Counter
from email import message_from_bytes, policy
from typing import Any

from aiosmtpd.controller import Controller

from tests.servers.place import free_port


class Mailbox:
    """An SMTP server; `received` counts every Message-ID it has accepted."""

    def __init__(self) -> None:
        self.received: Counter[str] = Counter()
        self.notice_of: dict[str, str] = {}
        self.port = free_port()
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self._controller.start()

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802  aiosmtpd's name
        message = message_from_bytes(envelope.content, policy=policy.default)
        self.received[message["Message-ID"]] += 1
        self.notice_of[message["Message-ID"]] = message["X-Dondoc-Notice"]
        return "250 kept"

    def close(self) -> None:
        self._controller.stop()


class Hook:
    """A webhook receiver; `received` counts every webhook-id it has accepted."""

    def __init__(self) -> None:
        received = self.received = Counter[str]()

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                self.rfile.read(int(self.headers.get("content-length") or 0))
                received[self.headers["webhook-id"]] += 1
                self.send_response(204)
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                """Silent."""

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
