"""The outbound guard against a server of our own."""

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest

from shared.outbound import ForbiddenTarget, UnknownHost, http_client, is_public

INSIDE = ["127.0.0.1", "localhost", "[::1]", "169.254.169.254", "10.1.2.3", "0.0.0.0", "[::ffff:10.0.0.1]"]
REDIRECT = b"HTTP/1.1 302 Found\r\nlocation: http://10.0.0.1/\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"


def a_client(allow_private: bool = False) -> httpx.AsyncClient:
    return http_client(allow_private=allow_private, timeout=5, connections=2)


@pytest.fixture
async def heard() -> AsyncIterator[tuple[int, list[bytes]]]:
    """A server on this machine that redirects everything: its port, and the heads of the requests it got."""
    heads: list[bytes] = []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heads.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(REDIRECT)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    yield server.sockets[0].getsockname()[1], heads
    server.close()
    await server.wait_closed()


@pytest.mark.parametrize("host", INSIDE)
async def test_private_targets_are_refused(host: str) -> None:
    async with a_client() as client:
        with pytest.raises(ForbiddenTarget):
            await client.post(f"http://{host}:9/", content=b"x")


async def test_a_private_target_that_is_allowed_is_reached_by_its_own_name(heard: tuple[int, list[bytes]]) -> None:
    port, heads = heard
    async with a_client(allow_private=True) as client:
        answer = await client.post(f"http://localhost:{port}/notices", content=b"x")
    assert answer.status_code == 302, "a redirect is not followed"
    assert len(heads) == 1
    assert f"host: localhost:{port}".encode() in heads[0].lower()


async def test_a_host_that_does_not_exist_is_a_failed_connection() -> None:
    async with a_client(allow_private=True) as client:
        with pytest.raises(UnknownHost):
            await client.get("http://no-such-host.invalid/")


@pytest.mark.parametrize(
    ("address", "public"),
    [("8.8.8.8", True), ("192.168.1.1", False), ("100.64.0.1", False), ("224.0.0.1", False), ("fe80::1", False),
     ("2002:0a00:0001::", False), ("64:ff9b::7f00:1", False), ("2606:4700::1111", True)],
)  # fmt: skip
def test_what_is_public(address: str, public: bool) -> None:
    assert is_public(address) is public
