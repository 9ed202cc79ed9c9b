"""The other side of each kind of channel, on this machine: it keeps what arrives and answers as it is told."""

import asyncio
import io
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any, Protocol, cast

import orjson
from aiosmtpd.smtp import SMTP, Envelope

from services.notifier.channels.console import ConsoleChannel
from services.notifier.channels.message import Channel
from services.notifier.channels.smtp import SmtpChannel
from services.notifier.channels.webhook import WebhookChannel
from shared.config.channels import SmtpChannel as SmtpSettings
from shared.config.channels import WebhookChannel as WebhookSettings
from tests.fakes import SettableClock

SECRET = "whsec_ZG9uZG9jLXNhbXBsZS1zZWNyZXQtMDAwMw=="
HOOK_CONNECTIONS = 4


@dataclass
class Arrived:
    """One message as the other side sees it."""

    identity: str
    subject: str
    text: str
    raw: Any


class Rig(Protocol):
    """A channel and its other side."""

    channel: Channel
    connections: int

    def arrived(self) -> list[Arrived]: ...

    def refuse(self) -> None:
        """Refuse the next one for good."""

    def put_off(self) -> None:
        """Ask for the next one to be sent later."""

    def vanish(self) -> None:
        """Hang up on those that follow as soon as they have arrived, without a word."""


@dataclass
class ConsoleRig:
    stream: io.StringIO = field(default_factory=io.StringIO)
    connections: int = 0

    def __post_init__(self) -> None:
        self.channel: Channel = ConsoleChannel(self.stream)

    def arrived(self) -> list[Arrived]:
        boxes = [box for box in self.stream.getvalue().split("┌─ ") if box]
        return [Arrived(box.rpartition("Mã thông báo: ")[2].split()[0], box.split("\n")[0], box, box) for box in boxes]

    def refuse(self) -> None:
        raise NotImplementedError

    def put_off(self) -> None:
        raise NotImplementedError

    def vanish(self) -> None:
        raise NotImplementedError


class MailServer:
    """aiosmtpd with a handler that keeps and answers; it knows how many connections were made."""

    def __init__(self) -> None:
        self.kept: list[tuple[str, EmailMessage]] = []
        self.answers: list[str] = []
        self.connections = 0
        self.sessions: list[SMTP] = []
        self.drops = False  # the connection ends after the text, before the answer

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Envelope) -> str:  # noqa: N802 - the name is aiosmtpd's
        if self.drops:
            self.drop()
        if self.answers:
            return self.answers.pop(0)
        content = cast(bytes, envelope.content)
        parsed = message_from_bytes(content, policy=policy.default)
        self.kept.append((envelope.rcpt_tos[0], parsed))
        return "250 kept"

    def drop(self) -> None:
        """End every connection without a word."""
        for session in self.sessions:
            transport = cast(asyncio.Transport | None, session.transport)
            if transport is not None and not transport.is_closing():
                transport.abort()

    def session(self) -> SMTP:
        self.connections += 1
        made = SMTP(self, hostname="sink.example", loop=asyncio.get_running_loop())
        self.sessions.append(made)
        return made


@dataclass
class MailRig:
    server: MailServer
    channel: Channel

    @property
    def connections(self) -> int:
        return self.server.connections

    def arrived(self) -> list[Arrived]:
        return [
            Arrived(str(mail["X-Dondoc-Notice"]), str(mail["Subject"]), _plain(mail), mail)
            for _, mail in self.server.kept
        ]

    def refuse(self) -> None:
        self.server.answers.append("550 no such mailbox")

    def put_off(self) -> None:
        self.server.answers.append("451 greylisted, try later")

    def vanish(self) -> None:
        self.server.drops = True


def _plain(mail: EmailMessage) -> str:
    part = mail.get_body(("plain",))
    return str(part.get_content()) if part else ""


class HookServer:
    """As much of an HTTP server as a webhook needs; `answers` are whole status lines with headers."""

    def __init__(self) -> None:
        self.kept: list[tuple[dict[str, str], bytes]] = []
        self.answers: list[str] = []
        self.connections = 0
        self.drops = self.silent = False

    async def session(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode()
                lines = head.split("\r\n")[1:-2]
                headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
                body = await reader.readexactly(int(headers["content-length"]))
                answer = self._answer(headers, body)
                if self.drops:
                    raise ConnectionResetError
                writer.write(b"" if self.silent else answer.encode())
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    def _answer(self, headers: dict[str, str], body: bytes) -> str:
        if self.answers:
            return f"HTTP/1.1 {self.answers.pop(0)}\r\nContent-Length: 0\r\n\r\n"
        self.kept.append((headers, body))
        return "HTTP/1.1 204 No Content\r\n\r\n"


@dataclass
class HookRig:
    server: HookServer
    channel: Channel

    @property
    def connections(self) -> int:
        return self.server.connections

    def arrived(self) -> list[Arrived]:
        return [
            Arrived(headers["webhook-id"], orjson.loads(body)["data"]["subject"], orjson.loads(body)["data"]["text"],
                    (headers, body))
            for headers, body in self.server.kept
        ]  # fmt: skip

    def refuse(self) -> None:
        self.server.answers.append("410 Gone")

    def put_off(self) -> None:
        self.server.answers.append("503 Service Unavailable\r\nRetry-After: 120")

    def vanish(self) -> None:
        self.server.drops = True


@asynccontextmanager
async def console(_clock: SettableClock) -> AsyncIterator[Rig]:
    yield ConsoleRig()


@asynccontextmanager
async def mail(clock: SettableClock, **more: Any) -> AsyncIterator[MailRig]:
    """`more` are settings of the channel."""
    server = MailServer()
    listening = await asyncio.get_running_loop().create_server(server.session, "127.0.0.1", 0)
    port = listening.sockets[0].getsockname()[1]
    settings = {"kind": "smtp", "host": "127.0.0.1", "port": port, "from": "Đôn đốc <dondoc@vp.example>", "timeout": 5}
    channel = SmtpChannel(SmtpSettings.model_validate(settings | more), clock, 16)
    try:
        yield MailRig(server, channel)
    finally:
        await channel.close()
        listening.close()
        server.drop()
        await asyncio.sleep(0)


@asynccontextmanager
async def hook(clock: SettableClock, **more: Any) -> AsyncIterator[HookRig]:
    """`more` are settings of the channel."""
    server = HookServer()
    listening = await asyncio.start_server(server.session, "127.0.0.1", 0)
    port = listening.sockets[0].getsockname()[1]
    settings: dict[str, Any] = {
        "kind": "webhook", "url": f"http://127.0.0.1:{port}/notices", "secret": SECRET, "allow_private": True,
        "connections": HOOK_CONNECTIONS, "timeout": 5,
    }  # fmt: skip
    channel = WebhookChannel(WebhookSettings.model_validate(settings | more), clock, "/dondoc/H15/notifier")
    try:
        yield HookRig(server, channel)
    finally:
        await channel.close()
        listening.close()
        await asyncio.sleep(0.01)


RIGS: dict[str, Callable[[SettableClock], Any]] = {"console": console, "smtp": mail, "webhook": hook}
