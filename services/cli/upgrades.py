"""A request that asks to become another protocol is served as if it did not ask [RFC 9110 §7.8].

Clients in Java ask for `h2c` with every request over plain HTTP. httptools passes over the body of such a request, so
that its head is said again without the wish, to a parser that then reads the rest.
"""

from collections.abc import Iterable, Mapping, Sequence

import httptools
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

# As in services/cli/direct.py.
RELIED_ON: Mapping[type, Sequence[str]] = {
    HttpToolsProtocol: ("_unset_keepalive_if_required", "headers", "logger", "parser", "send_400_response", "url"),
}
_WISHES = frozenset({b"upgrade", b"http2-settings"})
Header = tuple[bytes, bytes]


class OneProtocol(HttpToolsProtocol):
    """uvicorn's protocol where nothing is ever switched to."""

    def data_received(self, data: bytes) -> None:
        self._unset_keepalive_if_required()
        left: bytes | None = data
        try:
            while left is not None:
                left = self._feed(left)
        except httptools.HttpParserError:
            said = "Invalid HTTP request received."
            self.logger.warning(said)
            self.send_400_response(said)

    def _feed(self, data: bytes) -> bytes | None:
        """What is still to be read: behind a head that wished for more, the head without the wish and the rest."""
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserUpgrade as wished:
            if not self._is_wished():
                self.logger.warning("Unsupported upgrade request.")  # CONNECT: what follows is no HTTP
                return None
            head = self._plain_head()
            self.parser = httptools.HttpRequestParser(self)
            self.parser.set_dangerous_leniencies(lenient_data_after_close=True)  # as uvicorn does
            return head + data[wished.args[0] :]
        return None

    def on_headers_complete(self) -> None:
        if not self._is_wished():
            super().on_headers_complete()

    def on_message_complete(self) -> None:
        if not self._is_wished():
            super().on_message_complete()

    def _is_wished(self) -> bool:
        return bool(self.parser.should_upgrade()) and self.parser.get_method() != b"CONNECT"

    def _plain_head(self) -> bytes:
        version = self.parser.get_http_version().encode()
        lines = [b"%b %b HTTP/%b" % (self.parser.get_method(), self.url, version)]
        lines += [b"%b: %b" % header for header in without_wish(self.headers)]
        return b"\r\n".join(lines) + b"\r\n\r\n"


def without_wish(headers: Iterable[Header]) -> list[Header]:
    """Headers, their names in lower case, without those of an upgrade and without what `connection` says of them."""
    kept = []
    for name, value in headers:
        if name == b"connection":
            value = b", ".join(one.strip() for one in value.split(b",") if one.strip().lower() not in _WISHES)
        if name not in _WISHES and (value or name != b"connection"):
            kept.append((name, value))
    return kept
