"""The poster over TLS, against servers of our own: whom it believes, and by which name."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from services.notifier.channels.posting import NotAsked, Poster
from tests.certificates import authority
from tests.integration.notifier.test_posting import TAKEN, Other

EXPIRED = timedelta(days=-1)


@asynccontextmanager
async def secure(shown: ssl.SSLContext) -> AsyncIterator[tuple[Other, int]]:
    it = Other(lambda _: TAKEN)
    server = await asyncio.start_server(it.session, "127.0.0.1", 0, ssl=shown)
    yield it, server.sockets[0].getsockname()[1]
    server.close()
    await it.end()


async def posted(port: int, host: str = "localhost", authorities: str | None = None) -> int:
    poster = Poster(f"https://{host}:{port}/n", allow_private=True, timeout=5, connections=1, authorities=authorities)
    try:
        return (await poster.post(b"x", {})).status
    finally:
        await poster.close()


def heard_names(shown: ssl.SSLContext) -> list[str | None]:
    """The names that clients ask the server for (SNI)."""
    names: list[str | None] = []
    shown.sni_callback = lambda _socket, name, _context: names.append(name)
    return names


async def test_the_name_is_asked_for_and_checked_although_the_address_is_what_is_connected_to() -> None:
    shown = authority().server("localhost")  # of no address: only the name can be what was checked
    names = heard_names(shown)
    async with secure(shown) as (it, port):
        assert await posted(port, authorities=authority().pem) == 204
    assert names == ["localhost"]
    assert f"host: localhost:{port}\r\n".encode() in it.heads[0]


async def test_an_address_is_checked_as_an_address() -> None:
    async with secure(authority().server("127.0.0.1")) as (_, port):
        assert await posted(port, "127.0.0.1", authority().pem) == 204


async def test_a_connection_over_tls_is_used_again() -> None:
    async with secure(authority().server("localhost")) as (it, port):
        poster = Poster(f"https://localhost:{port}/n", allow_private=True, timeout=5, connections=1,
                        authorities=authority().pem)  # fmt: skip
        assert [(await poster.post(b"x", {})).status for _ in range(3)] == [204, 204, 204]
        await poster.close()
    assert it.connections == 1


@pytest.mark.parametrize(
    ("shown", "believed", "said"),
    [
        (authority().server("other.example"), authority().pem, "Hostname mismatch"),
        (authority().server("localhost", EXPIRED), authority().pem, "certificate has expired"),
        (authority("another").server("localhost"), authority().pem, "unable to get local issuer"),
        (authority().server("localhost"), None, "unable to get local issuer"),
    ],
    ids=["another name", "expired", "an authority nobody named", "none named"],
)
async def test_a_certificate_that_is_not_right_is_refused_before_anything_is_sent(
    shown: ssl.SSLContext, believed: str | None, said: str
) -> None:
    async with secure(shown) as (it, port):
        with pytest.raises(NotAsked, match=f"no connection: certificate refused: .*{said}"):
            await posted(port, authorities=believed)
        assert it.heads == []


async def test_a_server_that_speaks_no_tls_is_a_failed_connection() -> None:
    it = Other(lambda _: TAKEN)
    server = await asyncio.start_server(it.session, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    with pytest.raises(NotAsked):
        await Poster(f"https://localhost:{port}/n", allow_private=True, timeout=1, connections=1).post(b"x", {})
    server.close()
    await it.end()
    assert it.heads == []
