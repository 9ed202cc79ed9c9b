"""Whose turn it is at SQLite's one writer."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Turns:
    """A lock that lets urgent work (receipts) go before the rest; each kind keeps its order.

    While urgent work keeps coming the rest waits, `patience` seconds at most: what was accepted is safe and can be
    dealt with later, what is not accepted in time is lost to its sender. `quiet`: how long after urgent work none
    is expected any more.
    """

    def __init__(self, quiet: float = 0.02, patience: float = 0.4) -> None:
        self._quiet, self._patience = quiet, patience
        self._last_urgent = float("-inf")
        self._taken = False
        self._urgent: deque[asyncio.Future[None]] = deque()
        self._patient: deque[asyncio.Future[None]] = deque()

    @asynccontextmanager
    async def take(self, urgent: bool) -> AsyncIterator[None]:
        if not urgent:
            await self._give_way()
        await self._acquire(self._urgent if urgent else self._patient)
        try:
            yield
        finally:
            if urgent:
                self._last_urgent = asyncio.get_running_loop().time()
            self._release()

    async def _give_way(self) -> None:
        loop = asyncio.get_running_loop()
        end = loop.time() + self._patience
        while (left := min(end, self._last_urgent + self._quiet) - loop.time()) > 0:  # noqa: ASYNC110 - time is awaited
            await asyncio.sleep(left)

    async def _acquire(self, queue: deque[asyncio.Future[None]]) -> None:
        if not self._taken:
            self._taken = True
            return
        turn = asyncio.get_running_loop().create_future()
        queue.append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self._release()
            raise

    def _release(self) -> None:
        for queue in (self._urgent, self._patient):
            while queue:
                turn = queue.popleft()
                if not turn.done():
                    turn.set_result(None)
                    return
        self._taken = False
