"""A connection whose answers leave in one piece: head and body in one system call, and one packet for the client."""

import asyncio
from typing import Any, cast

from services.cli.upgrades import OneProtocol


class Joined:
    """A transport that gathers what is written until the loop's next turn. What it does not do is the inner one's."""

    def __init__(self, inner: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        self._inner, self._loop = inner, loop
        self._kept: list[bytes] = []

    def write(self, data: bytes) -> None:
        """Sent with the rest of this turn, in order."""
        if not self._kept:
            self._loop.call_soon(self._send)
        self._kept.append(data)

    def write_whole(self, data: bytes) -> None:
        """An answer that is in one piece: now, unless something waits to go before it."""
        if self._kept:
            self._kept.append(data)
        else:
            self._inner.write(data)

    def close(self) -> None:
        """What was written before is sent first."""
        self._send()
        self._inner.close()

    def _send(self) -> None:
        if self._kept:
            data = b"".join(self._kept)
            self._kept.clear()
            self._inner.write(data)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)


class JoinedProtocol(OneProtocol):
    """uvicorn's protocol on such a transport."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        self.joined = Joined(transport, self.loop)
        super().connection_made(cast(asyncio.Transport, self.joined))
