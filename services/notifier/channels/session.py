"""An open SMTP session. Commands go together where the server allows it (RFC 2920): two round trips instead of four.

aiosmtplib opens the session (TLS, EHLO, login); it sends one command at a time, which costs a third of a notice.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
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


class Session(asyncio.Protocol):
    """Takes over the connection of `transport`; one exchange at a time, each with `timeout` seconds.

    `ended` says why it is alive no more.
    """

    def __init__(self, transport: asyncio.BaseTransport, timeout: float) -> None:
        self.ended, self._timeout = "", timeout
        self._late: asyncio.TimerHandle | None = None
        self._transport = cast(asyncio.Transport, transport)  # uvloop's are of no such class
        self._heard: asyncio.Future[list[Answer]] | None = None
        self._wanted, self._answers = 0, list[Answer]()
        self._unread, self._text = b"", list[bytes]()
        self._transport.set_protocol(self)

    def ask(self, commands: bytes, count: int = 1) -> asyncio.Future[list[Answer]]:
        """Send `commands`; the `count` answers to them, fewer where the connection ends before."""
        self._wanted, self._answers = count, []
        loop = asyncio.get_running_loop()
        heard = self._heard = loop.create_future()
        if self.alive:
            self._late = loop.call_later(self._timeout, self._end, LATE)
            self._transport.write(commands)
        else:
            self._tell()
        return heard

    @property
    def alive(self) -> bool:
        return not self.ended

    def close(self, why: str = "closed") -> None:
        """At once, without a word."""
        self.ended = self.ended or why
        self._transport.abort()

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
        if self._heard is None or not line[:3].isdigit():
            self._end(HUNG_UP if self._heard is None else "what came is no SMTP")
            return
        self._text.append(line[4:].strip())
        if line[3:4] == b"-":
            return
        self._answers.append(Answer(int(line[:3]), b" ".join(self._text).decode("utf-8", "replace")))
        self._text = []
        if len(self._answers) == self._wanted:
            self._tell()

    def _end(self, why: str) -> None:
        self.close(why)
        self._tell()

    def _tell(self) -> None:
        if self._late:
            self._late.cancel()
        heard, self._heard = self._heard, None
        if heard and not heard.done():
            heard.set_result(self._answers)


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
