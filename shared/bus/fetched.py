"""What a broker's client has handed over and nobody has taken yet: fetched on while a batch is under way."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from itertools import islice
from typing import Generic, TypeVar

Item = TypeVar("Item")
Fetch = Callable[[int], Awaitable[Sequence[Item]]]
AHEAD = 2  # times what is taken at once: so much is fetched at most before it is wanted
LONGEST = 30.0  # seconds since the last call of `take`: who does not come back is no longer fetched for


class Fetched(Generic[Item]):
    """All that came during one batch is the next one. Clients of Kafka fetch nothing while something of the last fetch
    is left: without this the next batch would be what came first, and the rest would wait for a third.

    `fetch(most)` answers within a second or so, with nothing where nothing came.
    """

    def __init__(self, fetch: Fetch[Item]) -> None:
        self._fetch = fetch
        self._waiting: deque[Item] = deque()
        self._taken: list[Item] = []
        self._most, self._until = 0, 0.0
        self._came, self._wanted = asyncio.Event(), asyncio.Event()
        self._fetching: asyncio.Task[None] | None = None

    def __len__(self) -> int:
        return len(self._waiting)

    async def take(self, limit: int, seconds: float) -> list[Item]:
        """At most `limit`, none where none came within `seconds`. Raises what `fetch` raised, until `close`."""
        self._go_on(limit)
        if not self._waiting:
            self._came.clear()
            self._wanted.set()
            try:
                async with asyncio.timeout(seconds):
                    await self._came.wait()
            except TimeoutError:
                self._taken = []
                return self._taken
        self._taken = [self._waiting.popleft() for _ in range(min(limit, len(self._waiting)))]
        self._wanted.set()
        return self._taken

    def ahead(self, limit: int) -> list[Item]:
        """What the next call of `take` will give, as far as it is there."""
        return list(islice(self._waiting, limit))

    def again(self) -> None:
        """What was taken last comes once more."""
        self._waiting.extendleft(reversed(self._taken))
        self._taken = []

    def drop(self) -> None:
        """Forget what waits, and let nothing that was taken come again."""
        self._waiting.clear()
        self._taken = []

    async def close(self) -> None:
        """Fetch no more, and forget what there is."""
        fetching, self._fetching = self._fetching, None
        if fetching:
            fetching.cancel()
            await asyncio.wait({fetching})
        self.drop()

    def _go_on(self, limit: int) -> None:
        loop = asyncio.get_running_loop()
        self._most, self._until = limit * AHEAD, loop.time() + LONGEST
        if self._fetching is None:
            self._fetching = loop.create_task(self._run())
        elif self._fetching.done():
            self._fetching.result()

    async def _run(self) -> None:
        try:
            while True:
                while not (room := self._room()):
                    self._wanted.clear()
                    await self._wanted.wait()
                self._waiting.extend(await self._fetch(room))
                if self._waiting:
                    self._came.set()
        finally:
            self._came.set()

    def _room(self) -> int:
        late = asyncio.get_running_loop().time() > self._until
        return 0 if late else max(0, self._most - len(self._waiting))
