"""An application behind uvicorn on a port of its own, and a client that sees every byte of the answers."""

import asyncio
import re
import socket
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import uvicorn

from shared.traffic import Front, Gate

CHANGING = re.compile(rb"(?<=date: )[^\r]+|[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f-]{21}")
LENGTH = re.compile(rb"content-length: (\d+)")


class Watched(Front):
    """Counts what went the ordinary way through the application."""

    def __init__(self, gate: Gate) -> None:
        super().__init__(gate)
        self.ordinary = 0

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self.ordinary += scope["type"] == "http"
        await super().__call__(scope, receive, send)


@asynccontextmanager
async def serving(app: Any, protocol: type[asyncio.Protocol]) -> AsyncIterator[tuple[int, uvicorn.Server]]:
    """`app` served with `protocol`; gives (port, server)."""
    with socket.create_server(("127.0.0.1", 0)) as bound:
        config = uvicorn.Config(
            app, http=protocol, ws="none", lifespan="on", log_config=None, access_log=False, server_header=False,
            proxy_headers=False,
        )  # fmt: skip
        server = uvicorn.Server(config)
        task = asyncio.create_task(server.serve(sockets=[bound]))
        while not server.started:
            await asyncio.sleep(0.005)
        yield bound.getsockname()[1], server
        server.should_exit = True
        await task


def post(path: str, body: bytes, headers: dict[str, str], head: str = "HTTP/1.1") -> bytes:
    """The bytes of a POST."""
    said = {"host": "x", "content-length": str(len(body)), **headers}
    lines = [f"POST {path} {head}", *(f"{name}: {value}" for name, value in said.items() if value)]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


async def asked(port: int, pieces: Sequence[bytes], count: int = 1) -> list[bytes]:
    """What `count` answers say to what is sent in `pieces`, but for dates and ids; then the end where one is said."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for piece in pieces:
        writer.write(piece)
        await writer.drain()
        await asyncio.sleep(0.02 if len(pieces) > 1 else 0)
    answers = [await _answer(reader) for _ in range(count)]
    if b"connection: close" in answers[-1]:
        assert await reader.read() == b""
    writer.close()
    return [CHANGING.sub(b"*", answer) for answer in answers]


async def _answer(reader: asyncio.StreamReader) -> bytes:
    head = await reader.readuntil(b"\r\n\r\n")
    length = LENGTH.search(head)
    return head + await reader.readexactly(int(length[1]) if length else 0)
