"""E-mail over TLS and with a login, against servers of our own: nothing is said to a server that is not the one meant."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any, Literal

import pytest
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword

from services.notifier.channels.message import Sent, TryLater
from tests.certificates import authority
from tests.contract.channel_rigs import MailRig, MailServer, mail
from tests.contract.test_channels import a_message
from tests.fakes import SettableClock

Kind = Literal["tls", "starttls"]
KINDS: tuple[Kind, ...] = ("tls", "starttls")
PASSWORD = "mật khẩu dài"
LOGIN: dict[str, Any] = {"username": "dondoc", "password": PASSWORD}


class SecureServer(MailServer):
    """Takes mail over TLS alone; `logins` says who had logged in with each message. Its greeting may be a refusal."""

    def __init__(self, shown: ssl.SSLContext, kind: Kind, login: bool) -> None:
        super().__init__()
        self.shown, self.kind, self.login = shown, kind, login
        self.logins: list[tuple[bool, bool]] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Envelope) -> str:  # noqa: N802 - the name is aiosmtpd's
        self.logins.append((server.transport.get_extra_info("sslcontext") is not None, bool(session.authenticated)))
        return await super().handle_DATA(server, session, envelope)

    def session(self) -> SMTP:
        self.connections += 1
        upgraded = self.kind == "starttls"
        made = SMTP(
            self, hostname="sink.example", loop=asyncio.get_running_loop(), authenticator=_judge,
            tls_context=self.shown if upgraded else None, require_starttls=upgraded, auth_require_tls=upgraded,
            auth_required=upgraded and self.login,  # the library knows no other TLS than its own
        )  # fmt: skip
        self.sessions.append(made)
        return made


def _judge(_server: Any, _session: Any, _envelope: Any, _mechanism: str, said: Any) -> AuthResult:
    right = isinstance(said, LoginPassword) and (said.login, said.password) == (b"dondoc", PASSWORD.encode())
    return AuthResult(success=right, handled=False)


@asynccontextmanager
async def secure(
    kind: Kind, shown: ssl.SSLContext | None = None, login: bool = False, **more: Any
) -> AsyncIterator[tuple[SecureServer, MailRig]]:
    """A server that shows `shown`, and the channel with the settings `more`, which believes the tests' authority."""
    server = SecureServer(shown or authority().server("localhost"), kind, login)
    at_once = server.shown if kind == "tls" else None
    listening = await asyncio.get_running_loop().create_server(server.session, "127.0.0.1", 0, ssl=at_once)
    port = listening.sockets[0].getsockname()[1]
    settings = {"host": "localhost", "port": port, "tls": kind, "ca": authority().pem} | more
    async with mail(SettableClock(), **settings) as rig:
        yield server, rig
    listening.close()
    server.drop()
    await asyncio.sleep(0)


@pytest.mark.parametrize("kind", KINDS)
async def test_mail_goes_over_tls(kind: Kind) -> None:
    async with secure(kind) as (server, rig):
        assert isinstance(await rig.channel.send(a_message()), Sent)
        assert isinstance(await rig.channel.send(a_message()), Sent)
    assert len(server.kept) == 2
    assert server.logins == [(True, False)] * 2
    assert server.connections == 1, "the connection is used again"


@pytest.mark.parametrize("kind", KINDS)
async def test_a_login_comes_after_tls_and_before_the_mail(kind: Kind) -> None:
    async with secure(kind, login=True, **LOGIN) as (server, rig):
        assert isinstance(await rig.channel.send(a_message()), Sent)
    assert server.logins == [(True, True)]


@pytest.mark.parametrize("kind", KINDS)
async def test_a_wrong_password_is_tried_later_and_says_so(kind: Kind) -> None:
    async with secure(kind, login=True, username="dondoc", password="wrong") as (server, rig):
        outcome = await rig.channel.send(a_message())
    assert isinstance(outcome, TryLater)
    assert outcome.reason.startswith("login refused: 535")
    assert server.kept == []


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("shown", "ca", "said"),
    [
        (authority().server("other.example"), authority().pem, "Hostname mismatch"),
        (authority().server("localhost", timedelta(days=-1)), authority().pem, "certificate has expired"),
        (authority("another").server("localhost"), authority().pem, "unable to get local issuer"),
        (authority().server("localhost"), None, "unable to get local issuer"),
    ],
    ids=["another name", "expired", "an authority nobody named", "none named"],
)
async def test_a_server_with_a_wrong_certificate_hears_neither_password_nor_mail(
    kind: Kind, shown: ssl.SSLContext, ca: str | None, said: str
) -> None:
    async with secure(kind, shown, login=True, ca=ca, **LOGIN) as (server, rig):
        outcome = await rig.channel.send(a_message())
    assert isinstance(outcome, TryLater)
    assert outcome.reason.startswith("no connection: certificate refused: ")
    assert said in outcome.reason
    assert (server.kept, server.logins) == ([], [])


async def test_a_server_that_is_closed_for_the_day_refuses_no_message() -> None:
    """554 instead of a greeting is about the session: every notice of the day would be lost by taking it for an answer."""

    async def closed(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"554 no service here\r\n")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(closed, "127.0.0.1", 0)
    async with mail(SettableClock(), port=server.sockets[0].getsockname()[1]) as rig:
        outcome = await rig.channel.send(a_message())
    server.close()
    assert isinstance(outcome, TryLater)
    assert "554" in outcome.reason
