"""Where the notices of a fault round arrive: a mail server and a webhook receiver that keep what they were given.

Now and then they are busy and take nothing, hang up on what they have taken, or answer it too late.
"""

import asyncio
import http.server
import random
import threading
import time
from collections import Counter
from collections.abc import Callable
from email import message_from_bytes, policy
from typing import Any

from aiosmtpd.controller import Controller

from tests.servers.place import free_port

MOODS, SHARES = ("well", "busy", "hangs up", "late"), (0.984, 0.01, 0.003, 0.003)
TOO_LATE = 3.0  # seconds; the channels of a round wait two


class Temper:
    """The moods of one receiver, by chance from `seed`."""

    def __init__(self, seed: int) -> None:
        self._dice = random.Random(seed)

    def mood(self) -> str:
        return self._dice.choices(MOODS, SHARES)[0]


class Mailbox:
    """An SMTP server; `received` counts every Message-ID it has taken."""

    def __init__(self, seed: int) -> None:
        self._temper = Temper(seed)
        self.received: Counter[str] = Counter()
        self.notice_of: dict[str, str] = {}
        self.port = free_port()
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self._controller.start()

    async def handle_DATA(self, server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802  aiosmtpd's name
        if (mood := self._temper.mood()) == "busy":
            return "451 busy"
        message = message_from_bytes(envelope.content, policy=policy.default)
        self.received[message["Message-ID"]] += 1
        self.notice_of[message["Message-ID"]] = message["X-Dondoc-Notice"]
        if mood == "hangs up":
            server.transport.abort()
        elif mood == "late":
            await asyncio.sleep(TOO_LATE)
        return "250 kept"

    def close(self) -> None:
        self._controller.stop()


class Hook:
    """A webhook receiver; `received` counts every webhook-id it has taken."""

    def __init__(self, seed: int) -> None:
        self.received, self._temper = Counter[str](), Temper(seed)
        self._server = _Listening(self.take)
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def take(self, identity: str) -> int | None:
        """The status to answer with; None = hang up."""
        mood = self._temper.mood()
        if mood == "busy":
            return 503
        self.received[identity] += 1
        if mood == "late":
            time.sleep(TOO_LATE)
        return None if mood == "hangs up" else 204

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


class _Listening(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, take: Callable[[str], int | None]) -> None:
        super().__init__(("127.0.0.1", 0), _Post)
        self.take = take


class _Post(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Listening

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("content-length") or 0))
        status = self.server.take(self.headers["webhook-id"])
        try:
            if status:
                self._answer(status)
        except ConnectionError:  # who waited has left
            status = None
        self.close_connection = self.close_connection or not status

    def _answer(self, status: int) -> None:
        self.send_response(status)
        if status != 204:
            self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Silent."""
