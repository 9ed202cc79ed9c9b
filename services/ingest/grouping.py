"""Grouped receipt: requests that arrive together share one transaction, each answered after *its* commit.

While a group is being kept the next one gathers. It departs when the former has arrived and as many wait as usually
do, else after `linger`: senders who wait for their answers come in two crowds, one of which is read while the other is
kept, and who is usually alone waits for nobody.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Generic, TypeVar

Item = TypeVar("Item")
Answer = TypeVar("Answer")
Keep = Callable[[Sequence[Item]], Awaitable[Sequence[Answer]]]
Done = Callable[[Answer | None, BaseException | None], None]


class Overloaded(Exception):
    """More waits than can be kept in good time."""


class Groups(Generic[Item, Answer]):
    """`keep` stores a group in one transaction and answers each of its items, or raises for all of them.

    A group has at most `most` items, `linger` is seconds; beyond `waiting` items that wait, more are refused.
    """

    def __init__(
        self, keep: Keep[Item, Answer], *, most: int = 256, linger: float = 0.002, waiting: int = 5000
    ) -> None:
        self._keep, self._most, self._linger, self._bound = keep, most, linger, waiting
        self._queue: deque[tuple[Item, Done[Answer]]] = deque()
        self._timer: asyncio.TimerHandle | None = None
        self._flight: asyncio.Future[Sequence[Answer]] | None = None
        self._sizes = (0, 0)  # of the last two groups
        self._enough = 1  # so many need not wait for company: half of those two

    async def submit(self, item: Item) -> Answer:
        """The answer to `item` after its group has committed. Raises Overloaded, or what `keep` raised."""
        answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self.join(item, partial(_settle, answer))
        return await answer

    def join(self, item: Item, done: Done[Answer]) -> None:
        """Have `done` called after the group of `item` has committed: with the answer, or with what `keep` raised.

        Each is called in a turn of its own, so that none harms its neighbours. Raises Overloaded.
        """
        if len(self._queue) >= self._bound:
            raise Overloaded
        self._queue.append((item, done))
        if self._flight is None:
            loop, number = asyncio.get_running_loop(), len(self._queue)
            if number == self._enough:
                loop.call_soon(self._depart)  # with all that this turn of the loop brings
            elif number == 1:
                self._timer = loop.call_later(self._linger, self._depart)

    async def drain(self) -> None:
        """Until nothing waits and nothing is under way."""
        while self._queue or self._flight:
            if self._flight:
                await asyncio.wait([self._flight])
            await asyncio.sleep(0 if self._flight else self._linger)

    def _depart(self) -> None:
        if self._timer:
            self._timer.cancel()
            self._timer = None
        if self._flight or not self._queue:
            return
        group = [self._queue.popleft() for _ in range(min(self._most, len(self._queue)))]
        self._sizes = (len(group), self._sizes[0])
        self._enough = max(1, sum(self._sizes) // 2)
        flight = self._flight = asyncio.ensure_future(self._keep([item for item, _ in group]))
        flight.add_done_callback(partial(self._arrive, [done for _, done in group]))

    def _arrive(self, waiting: Sequence[Done[Answer]], flight: "asyncio.Future[Sequence[Answer]]") -> None:
        self._flight, loop = None, asyncio.get_running_loop()
        if len(self._queue) >= self._enough:
            self._depart()
        elif self._queue:
            self._timer = loop.call_later(self._linger, self._depart)
        failure = asyncio.CancelledError() if flight.cancelled() else flight.exception()
        answers: Sequence[Answer | None] = [None] * len(waiting) if failure else flight.result()
        for done, answer in zip(waiting, answers, strict=True):
            loop.call_soon(done, answer, failure)


def _settle(future: "asyncio.Future[Answer]", answer: Answer | None, failure: BaseException | None) -> None:
    if future.done():
        return
    if isinstance(failure, asyncio.CancelledError):
        future.cancel()
    elif failure is not None:
        future.set_exception(failure)
    elif answer is not None:
        future.set_result(answer)
