"""An open SMTP session. Commands go together where the server allows it (RFC 2920): one round trip a message instead of
four, as the envelope of the next one follows a text at once.

aiosmtplib opens the session (TLS, EHLO, login); it sends one command at a time, which costs a third of a notice.
"""

import asyncio
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import cast

LONGEST_ANSWER = 1 << 15  # bytes of one answer
GO_ON = 354
CLOSED, HUNG_UP, LATE = "the connection was closed", "the server hung up", "no answer in time"


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server said to one command."""

    code: int
    text: str

    @property
    def good(self) -> bool:
        return 200 <= self.code < 300

    def __str__(self) -> str:
        return f"{self.code} {self.text}"[:200]


@dataclass(slots=True)
class Exchange:
    """What was asked, in the order of the answers; `wanted` = how many there will be.

    `written` = some of it may have reached the server.
    """

    wanted: int
    heard: asyncio.Future[list[Answer]]
    written: bool = False
    answers: list[Answer] = field(default_factory=list)

    def tell(self) -> None:
        if not self.heard.done():
            self.heard.set_result(self.answers)


class Session(asyncio.Protocol):
    """Takes over the connection of `transport`. Exchanges are answered in their order, each within `timeout` seconds of
    the one before it. `ended` says why it is alive no more.
    """

    def __init__(self, transport: asyncio.BaseTransport, timeout: float) -> None:
        self.ended, self._timeout = "", timeout
        self._transport = cast(asyncio.Transport, transport)  # uvloop's are of no such class
        self._waiting: deque[Exchange] = deque()
        self._unread, self._unwritten, self._text = b"", b"", list[bytes]()
        self._given_up, self._by = False, 0.0
        self._timer: asyncio.TimerHandle | None = None  # one for many exchanges: it looks when it rings
        self._transport.set_protocol(self)

    def ask(self, commands: bytes, count: int = 1) -> asyncio.Future[list[Answer]]:
        """Send `commands`; the `count` answers to them, fewer where the connection ends before."""
        exchange = self._put(commands, count)
        self._write()
        return exchange.heard

    def hand_over(self, text: bytes) -> Exchange:
        """Send `text`, to which there is one answer, together with what whoever is waiting will ask next: a write costs
        more than most of a notice's steps."""
        exchange = self._put(text, 1)
        loop = asyncio.get_running_loop()
        loop.call_soon(loop.call_soon, self._write)  # those who wait have their turn in between
        return exchange

    def _put(self, commands: bytes, count: int) -> Exchange:
        exchange = Exchange(count, asyncio.get_running_loop().create_future())
        if not self.alive:
            exchange.tell()
            return exchange
        self._waiting.append(exchange)
        if len(self._waiting) == 1:
            self._watch()
        self._unwritten += commands
        return exchange

    def _write(self) -> None:
        if self._unwritten and self.alive:
            for exchange in self._waiting:
                exchange.written = True
            self._transport.write(self._unwritten)
        self._unwritten = b""

    @property
    def alive(self) -> bool:
        return not self.ended

    @property
    def quiet(self) -> bool:
        """Nothing asked is unanswered."""
        return not self._waiting

    def close(self, why: str = "closed") -> None:
        """At once, without a word."""
        self.ended = self.ended or why
        if self._timer:
            self._timer.cancel()
        self._transport.abort()

    def give_up(self) -> None:
        """Whoever asked last was interrupted: those before him are still answered, then it is closed."""
        self._given_up = True
        self._leave_if_forsaken()

    def _leave_if_forsaken(self) -> None:
        if self._given_up and (not self._waiting or self._waiting[0].heard.cancelled()):
            self._end("given up")

    def _watch(self) -> None:
        """The first of those waiting has its time from now on."""
        loop = asyncio.get_running_loop()
        self._by = loop.time() + self._timeout
        self._timer = self._timer or loop.call_at(self._by, self._look)

    def _look(self) -> None:
        loop = asyncio.get_running_loop()
        self._timer = None
        if self._waiting and loop.time() >= self._by:
            self._end(LATE)
        elif self._waiting:
            self._timer = loop.call_at(self._by, self._look)

    # what asyncio calls

    def data_received(self, data: bytes) -> None:
        *lines, self._unread = (self._unread + data).split(b"\n")
        for line in lines:
            self._read(line)
        if len(self._unread) + sum(map(len, self._text)) > LONGEST_ANSWER:
            self._end("the answer is too long")

    def connection_lost(self, _why: Exception | None) -> None:
        self._end(CLOSED)

    def _read(self, line: bytes) -> None:
        if not self._waiting or not line[:3].isdigit():
            self._end("what came is no SMTP" if self._waiting else HUNG_UP)
            return
        self._text.append(line[4:].strip())
        if line[3:4] == b"-":
            return
        exchange = self._waiting[0]
        exchange.answers.append(Answer(int(line[:3]), b" ".join(self._text).decode("utf-8", "replace")))
        self._text = []
        if len(exchange.answers) == exchange.wanted:
            self._told(exchange)

    def _told(self, exchange: Exchange) -> None:
        self._waiting.popleft()
        exchange.tell()
        if self._waiting:
            self._watch()
        self._leave_if_forsaken()

    def _end(self, why: str) -> None:
        self.close(why)
        while self._waiting:
            self._waiting.popleft().tell()


@dataclass(frozen=True, slots=True)
class Ready:
    """The server waits for the text."""


@dataclass(frozen=True, slots=True)
class Gone:
    """The connection ended; `heard` = not before the first answer."""

    heard: bool


async def introduce(session: Session, sender: str, to: str, *, together: bool) -> Ready | Gone | Answer:
    """MAIL, RCPT and DATA; an Answer is what was said against it.

    A server that takes none of it but waits for a text all the same is left: the end of a text could be taken for an
    empty message.
    """
    commands = (f"MAIL FROM:<{sender}>\r\n".encode(), f"RCPT TO:<{to}>\r\n".encode(), b"DATA\r\n")
    if together:
        answers = await session.ask(b"".join(commands), len(commands))
    else:
        answers = await _one_by_one(session, commands)
    *before, last = answers or [Answer(0, "")]
    against = next((one for one in before if not one.good), None)
    if against and last.code == GO_ON:
        session.close()
    if against or last.code == GO_ON:
        return against or Ready()
    return Gone(bool(answers)) if len(answers) < len(commands) and (last.good or not answers) else last


async def _one_by_one(session: Session, commands: Sequence[bytes]) -> list[Answer]:
    answers: list[Answer] = []
    for command in commands:
        found = await session.ask(command)
        answers += found
        if not found or not found[0].good:
            break
    return answers


def text_of(raw: bytes) -> bytes:
    """A message (CRLF lines, the last one ended) as it follows DATA: no line of it is the end but the last."""
    return b"%b.\r\n" % raw.replace(b"\r\n.", b"\r\n..")
