"""Posting to one address, again and again: kept connections, each parsed in C. A client that can do everything costs
ten times as much a request, more than the whole rest of a notice.

DESIGN rule 18 holds here as in `outbound`: the address that was checked is the one connected to, nothing is followed,
no proxy is used. Certificates are checked against the name that was written, whatever address it leads to.
"""

import asyncio
import re
from collections.abc import Awaitable, Mapping
from dataclasses import dataclass, field
from ssl import SSLContext
from typing import TypeVar, cast

import httptools
import httpx

from shared.outbound import checked_address
from shared.trust import trusting, why

LONGEST_ANSWER = 1 << 20  # bytes of an answer that are read for the sake of the connection
T = TypeVar("T")
KEPT = 60.0  # seconds for which an idle connection is kept
TOKEN = re.compile(r"[a-z0-9-]+")  # a header's name


class Unanswered(Exception):
    """There is no answer; `args[0]` says why."""


class NotAsked(Unanswered):
    """The other side was not reached: the request certainly did not arrive."""


class NoAnswer(Unanswered):
    """The request was sent and nothing came back: it may have arrived."""


@dataclass(slots=True)
class Answer:
    """Status and headers (names in lower case); the body is read and forgotten."""

    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)


class Line(asyncio.Protocol):
    """One connection; one request at a time."""

    def __init__(self) -> None:
        self.alive, self.idle_since = True, 0.0
        self._heard: asyncio.Future[Answer] | None = None
        self._parser, self._answer, self._size = httptools.HttpResponseParser(self), Answer(), 0
        self._transport: asyncio.Transport | None = None

    def ask(self, request: bytes) -> asyncio.Future[Answer]:
        """Send the request; the answer comes later, or NoAnswer. Raises NotAsked."""
        if not self.alive or self._transport is None:  # it was closed as soon as it was open
            raise NotAsked("the connection was closed")
        self._heard = asyncio.get_running_loop().create_future()
        self._answer, self._size = Answer(), 0
        self._transport.write(request)
        return self._heard

    @property
    def asked(self) -> bool:
        """A request is under way, or was given up."""
        return self._heard is not None

    def rest(self, now: float) -> None:
        """Until it is used again."""
        self.idle_since = now

    def known(self) -> Answer | None:
        """The answer as far as it came, once its status is there."""
        return self._answer if self.asked and self._answer.status else None

    def close(self) -> None:
        self.alive = False
        if self._transport:
            self._transport.abort()

    # what asyncio calls

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's are of no such class

    def data_received(self, data: bytes) -> None:
        if self._heard is None:  # nothing was asked
            self.close()
            return
        self._size += len(data)
        try:
            self._parser.feed_data(data)
        except (httptools.HttpParserError, httptools.HttpParserUpgrade):
            self._end("what came is no HTTP")
        if self._size > LONGEST_ANSWER:
            self._end("the answer is too long")

    def connection_lost(self, _why: Exception | None) -> None:
        self._end("the connection was closed")

    # what the parser calls

    def on_header(self, name: bytes, value: bytes) -> None:
        self._answer.headers[name.decode("latin-1").lower()] = value.decode("latin-1")

    def on_headers_complete(self) -> None:
        status = self._parser.get_status_code()
        if status >= 200:
            self._answer.status = status

    def on_message_complete(self) -> None:
        if not self.asked:
            self.alive = False  # an answer to nothing: who knows what the next one would belong to
        elif self._answer.status:
            self.alive = self.alive and self._parser.should_keep_alive()
            self._tell()
        else:
            self._answer = Answer()  # 1xx: the answer itself is still to come

    def _end(self, how: str) -> None:
        """No more will come: whose status is known is answered all the same."""
        self.close()
        if self._answer.status:
            self._tell()
        elif self._heard and not self._heard.done():
            self._heard.set_exception(NoAnswer(how))
            self._heard = None

    def _tell(self) -> None:
        if self._heard and not self._heard.done():
            self._heard.set_result(self._answer)
        self._heard, self._answer = None, Answer()  # what else may come changes nothing about what was answered


class Poster:
    """Posts bodies to `url` over at most `connections`; `timeout` seconds for each of waiting for one of them,
    connecting, and the answer. `authorities` (PEM) are believed beside the machine's own.

    Nothing is sent twice by itself: whoever is told NoAnswer decides.
    """

    def __init__(
        self, url: str, *, allow_private: bool, timeout: float, connections: int, authorities: str | None = None
    ) -> None:
        target = httpx.URL(url)
        self._host, self._port = target.raw_host.decode(), target.port or (443 if target.scheme == "https" else 80)
        self._allow_private, self._timeout = allow_private, timeout
        self._tls: SSLContext | None = trusting(authorities) if target.scheme == "https" else None
        self._head = b"POST %b HTTP/1.1\r\nhost: %b\r\naccept: */*\r\nuser-agent: dondoc\r\n" % (
            target.raw_path, target.netloc,
        )  # fmt: skip
        self._idle: list[Line] = []
        self._free = asyncio.Semaphore(connections)

    async def post(self, body: bytes, headers: Mapping[str, str]) -> Answer:
        """The answer, whatever its status. Raises ForbiddenTarget, UnknownHost, NotAsked, NoAnswer, ValueError for a
        header that is none."""
        request = self._request(body, headers)
        await self._within(self._free.acquire(), NotAsked("no connection was free"))
        try:
            return await self._ask(self._rested() or await self._new(), request)
        finally:
            self._free.release()

    async def close(self) -> None:
        lines, self._idle = self._idle, []
        for line in lines:
            line.close()

    def _request(self, body: bytes, headers: Mapping[str, str]) -> bytes:
        for name, value in headers.items():
            if not (TOKEN.fullmatch(name) and value.isascii() and value.isprintable()):
                raise ValueError("a header holds what cannot stand in one")
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        return b"%b%bcontent-length: %d\r\n\r\n%b" % (self._head, lines.encode("ascii"), len(body), body)

    async def _within(self, work: Awaitable[T], late: Unanswered) -> T:
        try:
            async with asyncio.timeout(self._timeout):
                return await work
        except TimeoutError as slow:
            raise late from slow

    async def _ask(self, line: Line, request: bytes) -> Answer:
        """An answer whose end does not come in time is told by its status, which did."""
        try:
            return await self._within(line.ask(request), NoAnswer("no answer in time"))
        except NoAnswer:
            if known := line.known():
                return known
            raise
        finally:
            self._give_back(line)

    def _rested(self) -> Line | None:
        now = asyncio.get_running_loop().time()
        while self._idle:
            line = self._idle.pop()
            if line.alive and now - line.idle_since < KEPT:
                return line
            line.close()
        return None

    async def _new(self) -> Line:
        return await self._within(self._connect(), NotAsked("connecting took too long"))

    async def _connect(self) -> Line:
        loop = asyncio.get_running_loop()
        address = await checked_address(self._host, self._port, allow_private=self._allow_private)
        name = self._host if self._tls else None
        try:
            _, line = await loop.create_connection(Line, address, self._port, ssl=self._tls, server_hostname=name)
        except OSError as failure:
            raise NotAsked(f"no connection: {why(failure)}") from failure
        return line

    def _give_back(self, line: Line) -> None:
        if line.alive and not line.asked:
            line.rest(asyncio.get_running_loop().time())
            self._idle.append(line)
        else:
            line.close()
