"""Whose turn it is at SQLite's one writer."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass


@dataclass(frozen=True)
class Manners:
    """Seconds. After urgent work the rest lets `quiet` go by, in case more of it comes, `patience` at most; while it
    crowds in, the rest pauses `share` times as long as its last turn took, `longest` at most. Urgent work that waits at
    every moment goes before the rest for `longest`, no longer."""

    quiet: float = 0.02
    patience: float = 0.05
    share: float = 9
    longest: float = 1.0


class Turns:
    """A lock that lets urgent work (receipts) go before the rest; each kind keeps its order.

    What was accepted is safe and can be dealt with later, what is not accepted in time is lost to its sender: while
    receipts crowd in, everything else together gets a tenth of the time, but never nothing.
    """

    def __init__(self, manners: Manners | None = None) -> None:
        self._manners = manners or Manners()
        self._last_urgent = self._last_crowd = self._after = self._overdue = float("-inf")
        self._taken = False
        self._urgent: deque[asyncio.Future[None]] = deque()
        self._patient: deque[asyncio.Future[None]] = deque()
        self._rest = asyncio.Lock()

    @property
    def crowded(self) -> bool:
        """Whether more urgent work is waiting than one turn can take."""
        return asyncio.get_running_loop().time() < self._last_crowd + self._manners.longest

    @asynccontextmanager
    async def take(self, urgent: bool, crowd: bool = False) -> AsyncIterator[None]:
        """Hold it; `crowd`: this urgent work comes with much more of its kind."""
        if urgent:
            async with self._urgently(crowd):
                yield
        else:
            async with self._rest, self._patiently():
                yield

    @asynccontextmanager
    async def _urgently(self, crowd: bool) -> AsyncIterator[None]:
        await self._acquire(self._urgent)
        try:
            yield
        finally:
            self._last_urgent = asyncio.get_running_loop().time()
            self._last_crowd = self._last_urgent if crowd else self._last_crowd
            self._release()

    @asynccontextmanager
    async def _patiently(self) -> AsyncIterator[None]:
        loop = asyncio.get_running_loop()
        began = loop.time()
        while (left := self._free_at(began) - loop.time()) > 0:  # noqa: ASYNC110 - time is awaited
            await asyncio.sleep(left)
        self._overdue = loop.time() + self._manners.longest
        await self._acquire(self._patient)
        began = loop.time()
        try:
            yield
        finally:
            pause = min(self._manners.share * (loop.time() - began), self._manners.longest)
            self._after = loop.time() + pause
            self._release()

    def _free_at(self, began: float) -> float:
        """When the rest may go."""
        if self.crowded:
            return self._after
        return min(began + self._manners.patience, self._last_urgent + self._manners.quiet)

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
        late = asyncio.get_running_loop().time() >= self._overdue
        for queue in (self._patient, self._urgent) if late else (self._urgent, self._patient):
            while queue:
                turn = queue.popleft()
                if not turn.done():
                    turn.set_result(None)
                    return
        self._taken = False
