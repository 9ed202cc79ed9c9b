"""E-mail over SMTP: sessions are kept and shared, several messages on each; TLS and login as configured."""

import asyncio
import socket
from contextlib import ExitStack
from dataclasses import dataclass

from aiosmtplib import SMTP, SMTPException, SMTPResponseException
from aiosmtplib.errors import SMTPAuthenticationError, SMTPHeloError

from services.notifier.channels.message import Message, Outcome, Refused, Sent, TryLater, Unknown
from services.notifier.channels.mime import BadAddress, Mail, Mailer, build, checked, mailbox, mailer
from services.notifier.channels.session import (
    CLOSED,
    HUNG_UP,
    Answer,
    Exchange,
    Gone,
    Ready,
    Session,
    introduce,
    text_of,
)
from shared.clock import Clock
from shared.config.channels import SmtpChannel as Settings
from shared.trust import trusting, why

STALE = 20.0  # seconds of rest after which a session is asked before it is trusted
PER_SESSION = 200  # messages; servers end longer sessions themselves


class Unreached(Exception):
    """No session came about; `args[0]` says why. That is no answer to any message, whatever the server's code."""


class Stale(Exception):
    """A session that had rested was gone when it was used again; another one is taken at once."""


@dataclass
class Line:
    """One session; `together` = the server takes several commands at once."""

    session: Session
    together: bool
    used_at: float
    messages: int = 0


@dataclass(frozen=True, slots=True)
class Underway:
    """The text is on its way; its exchange will have what the server says to it."""

    text: Exchange
    session: Session


class SmtpChannel:
    """Sends through one server. 4xx and lost connections are tried again, 5xx refused."""

    def __init__(self, settings: Settings, clock: Clock, slots: int) -> None:
        self.settings, self.clock, self.slots = settings, clock, slots
        self._before = settings.timeout * 6  # a free session or a new one, and the envelope: all before the text
        self.longest = self._before + settings.timeout * 2  # the text has the timeout once
        self.repeatable = settings.retry_unknown
        self.mailer: Mailer = mailer(settings.sender)
        self._tls = trusting(settings.ca) if settings.tls != "none" else None
        self._idle: list[Line] = []
        self._open = 0  # lines, those that are being opened included
        self._free = asyncio.Semaphore(settings.connections)

    async def send(self, message: Message) -> Outcome:
        try:
            to = checked(message.address)
        except BadAddress as bad:
            return Refused(f"bad-address: {bad}")
        mail = Mail(
            str(message.id), mailbox(message.name, to), message.words.subject, message.words.text, message.words.html,
            self.clock.real(),
        )  # fmt: skip
        raw = build(mail, self.mailer)
        try:
            async with asyncio.timeout(self._before) as until_text:
                return await self._deliver(to, raw, until_text)
        except TimeoutError:
            return TryLater("before the text: no session in time")

    async def _deliver(self, to: str, raw: bytes, until_text: asyncio.Timeout) -> Outcome:
        try:
            said = await self._handed_over(to, raw, until_text)
        except Stale:
            return await self._deliver(to, raw, until_text)
        except Unreached as failure:
            return TryLater(str(failure))
        return await outcome_of(said) if isinstance(said, Underway) else said

    async def _handed_over(self, to: str, raw: bytes, until_text: asyncio.Timeout) -> Underway | Outcome:
        """Where the server takes several commands at once, the line is free as soon as the text is on its way."""
        async with self._free:
            line, ended = await self._take(), False
            try:
                said = await self._say(line, to, raw, until_text)
                if isinstance(said, Underway) and not line.together:
                    await asyncio.wait([said.text.heard])
                ended = True
            finally:
                self._give_back(line, ended)
        return said

    async def _say(self, line: Line, to: str, raw: bytes, until_text: asyncio.Timeout) -> Underway | Outcome:
        """The envelope may fail and be tried again; once the text is on its way, silence means unknown."""
        session, behind = line.session, not line.session.quiet
        said = await introduce(session, self.mailer.address, to, together=line.together)
        match said:
            case Ready():
                until_text.reschedule(None)
                if not session.alive:  # it ended right after the go-on: nothing has been sent
                    return TryLater(f"before the text: {session.ended}")
                line.messages += 1
                return Underway(session.hand_over(text_of(raw)), session)
            case Gone(heard):
                rested = line.messages and session.ended in (CLOSED, HUNG_UP)
                if not heard and (behind or rested):
                    raise Stale
                return TryLater(f"before the text: {session.ended}")
            case Answer():
                return await self._refused(line, said)

    async def _refused(self, line: Line, answer: Answer) -> Outcome:
        """The session is emptied for the next message, or it is given up."""
        if not await self._answers(line, b"RSET\r\n"):
            line.session.close()
        return _judged(answer)

    async def _answers(self, line: Line, command: bytes) -> bool:
        said = await line.session.ask(command)
        return bool(said) and said[0].good

    async def _take(self) -> Line:
        """A line at rest, else a new one, else the one whose text has been on its way for longest."""
        while line := self._rested():
            lives = False
            try:
                lives = await self._lives(line)
            finally:
                if not lives:
                    self._drop(line)
            if lives:
                return line
        return await self._new()

    async def _new(self) -> Line:
        self._open += 1
        with ExitStack() as undone:
            undone.callback(self._one_less)
            line = await self._connect()
            undone.pop_all()
        return line

    def _one_less(self) -> None:
        self._open -= 1

    def _rested(self) -> Line | None:
        quiet = [place for place, line in enumerate(self._idle) if line.session.quiet]
        if quiet:
            return self._idle.pop(quiet[-1])
        return self._idle.pop(0) if self._open >= self.settings.connections and self._idle else None

    async def _lives(self, line: Line) -> bool:
        if not line.session.alive or line.messages >= PER_SESSION:
            return False
        return self.clock.monotonic() - line.used_at < STALE or await self._answers(line, b"NOOP\r\n")

    async def _connect(self) -> Line:
        s = self.settings
        client = SMTP(
            hostname=s.host, port=s.port, timeout=s.timeout, username=s.username, password=s.password,
            use_tls=s.tls == "tls", start_tls=s.tls == "starttls", tls_context=self._tls,
            local_hostname=_own_name(self.mailer.domain),
        )  # fmt: skip
        try:
            session = await _opened(client, s.timeout)
        except SMTPAuthenticationError as refused:
            raise Unreached(f"login refused: {_answer(refused)}") from refused
        except SMTPResponseException as answer:
            raise Unreached(f"no session: {_answer(answer)}") from answer
        except (SMTPException, OSError, ValueError) as failure:
            raise Unreached(f"no connection: {why(failure)}") from failure
        return Line(session, client.supports_extension("pipelining"), self.clock.monotonic())

    def _give_back(self, line: Line, ended: bool) -> None:
        """Whoever was interrupted leaves half an exchange behind."""
        line.used_at = self.clock.monotonic()
        if ended and line.session.alive:
            self._idle.append(line)
        else:
            self._drop(line)

    def _drop(self, line: Line) -> None:
        """For good; a text that is on its way is still answered."""
        self._one_less()
        line.session.give_up()

    async def close(self) -> None:
        lines, self._idle = self._idle, []
        for line in lines:
            try:
                async with asyncio.timeout(1):
                    await line.session.ask(b"QUIT\r\n")
            except TimeoutError:
                pass
            line.session.close()


async def outcome_of(underway: Underway) -> Outcome:
    """Once the text may have reached the server, silence means unknown."""
    said = await underway.text.heard
    if not said:
        ended = underway.session.ended
        return Unknown(f"after the text: {ended}") if underway.text.written else TryLater(f"before the text: {ended}")
    return Sent(str(said[0])) if said[0].good else _judged(said[0])


async def _opened(client: SMTP, seconds: float) -> Session:
    """Greeted, encrypted, introduced, logged in; `seconds` for each exchange.

    Raises the library's exceptions, OSError and ValueError.
    """
    with ExitStack() as undone:
        undone.callback(client.close)
        await client.connect()
        if client.is_ehlo_or_helo_needed:
            await _greet(client)
        transport = client.protocol.transport if client.protocol else None
        if transport is None:
            raise ConnectionResetError
        undone.pop_all()
        return Session(transport, seconds)


async def _greet(client: SMTP) -> None:
    try:
        await client.ehlo()
    except SMTPHeloError:
        await client.helo()


def _judged(answer: Answer) -> Outcome:
    return Refused(str(answer)) if 500 <= answer.code < 600 else TryLater(str(answer))


def _answer(answer: SMTPResponseException) -> str:
    return f"{answer.code} {answer.message}"[:200]


def _own_name(domain: str) -> str:
    """What we call ourselves in EHLO, without asking the name service."""
    name = socket.gethostname()
    return name if "." in name else domain
