"""E-mail over SMTP: connections are kept and shared, several messages on each; TLS and login as configured."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from aiosmtplib import SMTP, SMTPException, SMTPResponseException
from aiosmtplib.errors import SMTPAuthenticationError, SMTPDataError, SMTPServerDisconnected

from services.notifier.channels.message import Message, Outcome, Refused, Sent, TryLater, Unknown
from services.notifier.channels.mime import BadAddress, Mail, Mailer, build, checked, mailbox, mailer
from shared.clock import Clock
from shared.config.channels import SmtpChannel as Settings
from shared.trust import trusting, why

STALE = 20.0  # seconds of rest after which a connection is asked before it is trusted
PER_CONNECTION = 200  # messages; servers end longer sessions themselves


class Unreached(Exception):
    """No session came about; `args[0]` says why. That is no answer to any message, whatever the server's code."""


class Stale(Exception):
    """A connection that had rested was gone when it was used again; another one is taken at once."""


@dataclass
class Line:
    """One connection to the server."""

    client: SMTP
    used_at: float
    messages: int = 0


class SmtpChannel:
    """Sends through one server. 4xx and lost connections are tried again, 5xx refused."""

    def __init__(self, settings: Settings, clock: Clock, slots: int) -> None:
        self.settings, self.clock, self.slots = settings, clock, slots
        self.longest = settings.timeout * 6  # connect, TLS, login, MAIL, RCPT, DATA: each has the timeout
        self.repeatable = settings.retry_unknown
        self.mailer: Mailer = mailer(settings.sender)
        self._tls = trusting(settings.ca) if settings.tls != "none" else None
        self._idle: list[Line] = []
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
        return await self._deliver(to, build(mail, self.mailer))

    async def _deliver(self, to: str, raw: bytes) -> Outcome:
        try:
            async with self._line() as line:
                return await self._say(line, to, raw)
        except Stale:
            return await self._deliver(to, raw)
        except Unreached as failure:
            return TryLater(str(failure))
        except SMTPResponseException as answer:
            return _judged(answer)
        except (SMTPException, OSError, ValueError) as lost:
            return TryLater(f"connection lost: {type(lost).__name__}")

    async def _say(self, line: Line, to: str, raw: bytes) -> Outcome:
        """The envelope may fail and be tried again; once the text is on its way, silence means unknown."""
        try:
            await self._introduce(line)
        except SMTPServerDisconnected as gone:
            if line.messages:
                raise Stale from gone
            raise
        await _command(line, b"RCPT", b"TO:<%b>" % to.encode("ascii"))
        try:
            answer = await line.client.data(raw)
        except SMTPDataError:
            raise
        except (SMTPException, OSError) as lost:
            return Unknown(f"no answer after the text: {type(lost).__name__}")
        line.messages += 1
        return Sent(f"{answer.code} {answer.message}"[:200])

    async def _introduce(self, line: Line) -> None:
        """The library says EHLO before its first MAIL; after that its parsing of addresses, checked here, is saved."""
        if line.messages:
            await _command(line, b"MAIL", b"FROM:<%b>" % self.mailer.address.encode("ascii"))
        else:
            await line.client.mail(self.mailer.address)

    @asynccontextmanager
    async def _line(self) -> AsyncIterator[Line]:
        async with self._free:
            line = await self._take()
            clean = False
            try:
                yield line
                clean = True
            except SMTPResponseException:
                clean = await self._reset(line)
                raise
            finally:
                self._give_back(line, clean)

    async def _take(self) -> Line:
        while self._idle:
            line = self._idle.pop()
            if await self._lives(line):
                return line
            line.client.close()
        return Line(await self._connect(), self.clock.monotonic())

    async def _lives(self, line: Line) -> bool:
        if not line.client.is_connected or line.messages >= PER_CONNECTION:
            return False
        if self.clock.monotonic() - line.used_at < STALE:
            return True
        try:
            await line.client.noop()
        except (SMTPException, OSError):
            return False
        return True

    async def _connect(self) -> SMTP:
        s = self.settings
        client = SMTP(
            hostname=s.host, port=s.port, timeout=s.timeout, username=s.username, password=s.password,
            use_tls=s.tls == "tls", start_tls=s.tls == "starttls", tls_context=self._tls,
            local_hostname=_own_name(self.mailer.domain),
        )  # fmt: skip
        try:
            await client.connect()
        except SMTPAuthenticationError as refused:
            raise Unreached(f"login refused: {_answer(refused)}") from refused
        except SMTPResponseException as answer:
            raise Unreached(f"no session: {_answer(answer)}") from answer
        except (SMTPException, OSError, ValueError) as failure:
            raise Unreached(f"no connection: {why(failure)}") from failure
        return client

    async def _reset(self, line: Line) -> bool:
        """After a refusal the session is empty again, or it is given up."""
        try:
            await line.client.rset()
        except (SMTPException, OSError):
            return False
        return True

    def _give_back(self, line: Line, clean: bool) -> None:
        line.used_at = self.clock.monotonic()
        if clean and line.client.is_connected:
            self._idle.append(line)
        else:
            line.client.close()

    async def close(self) -> None:
        lines, self._idle = self._idle, []
        for line in lines:
            try:
                async with asyncio.timeout(1):
                    await line.client.quit()
            except (SMTPException, OSError):
                line.client.close()


async def _command(line: Line, *words: bytes) -> None:
    """Raises SMTPResponseException where the server does not say 250 or 251."""
    answer = await line.client.execute_command(*words)
    if answer.code not in (250, 251):
        raise SMTPResponseException(answer.code, answer.message)


def _judged(answer: SMTPResponseException) -> Outcome:
    said = _answer(answer)
    return Refused(said) if 500 <= answer.code < 600 else TryLater(said)


def _answer(answer: SMTPResponseException) -> str:
    return f"{answer.code} {answer.message}"[:200]


def _own_name(domain: str) -> str:
    """What we call ourselves in EHLO, without asking the name service."""
    name = socket.gethostname()
    return name if "." in name else domain
