"""The loops of a consumer: take, deal with, settle; and beside it the retries of what is parked."""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from typing import Any

from shared.bus import parked
from shared.bus.failures import MAY_PASS, BrokerFailure, is_infrastructure
from shared.bus.log import Fenced, Reader
from shared.bus.work import Work
from shared.events import Event
from shared.logging import logger

log = logger("bus.consumer")
# Seconds of a handler in one transaction, which its size is fitted to. On SQLite others wait for the one writer; on
# PostgreSQL nobody does, and what a transaction costs whatever its size is spread over more events.
TURN = {"sqlite": 0.05, "postgresql": 0.25}
CROWDED = 0.02  # while receipts crowd in at the one writer
SMALLEST = 10
PORTIONS = 4  # transactions of one take
AHEAD = 2  # transactions whose events are prepared meanwhile: with one alone, who prepares has nothing to do in between
FIRST_PAUSE, LONGEST_PAUSE = 0.1, 5.0
CLOSING = 5.0
RETRY_EVERY = 0.25
RETRY_KEYS, RETRY_EVENTS = 50, 100


async def finish(work: Coroutine[Any, Any, None]) -> None:
    """Await `work`; where the caller is cancelled meanwhile, let it end first (a transaction is short)."""
    task = asyncio.ensure_future(work)
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait({task}, timeout=CLOSING)
        raise


class Pauses:
    """Growing pauses while database or broker are away."""

    def __init__(self, work: Work) -> None:
        self.work = work
        self.next = FIRST_PAUSE
        self.since: float | None = None  # monotonic; None = all is well
        self.reason = ""

    def over(self) -> None:
        self.next, self.since = FIRST_PAUSE, None

    async def take(self, failure: Exception) -> None:
        if self.since is None:
            self.since = self.work.means.clock.monotonic()
        self.reason = type(failure).__name__
        self.work.means.meters.pauses.labels(self.work.name).inc()
        log.warning("consumer.paused", consumer=self.work.name, reason=self.reason, seconds=self.next)
        await asyncio.sleep(self.next)
        self.next = min(self.next * 2, LONGEST_PAUSE)


class ConsumerLoop:
    """Runs until cancelled. Failures of database and broker pause it, other bugs raise out of it."""

    def __init__(self, work: Work, reader: Reader) -> None:
        self.work, self.reader = work, reader
        self.pauses = Pauses(work)
        self.limit = work.means.batch
        self.turned = work.means.clock.monotonic()  # progress: when the last turn ended
        self._preparing: set[asyncio.Future[Any]] = set()  # for what comes next

    async def run(self) -> None:
        try:
            while True:
                try:
                    await self._follow()
                except BrokerFailure as failure:
                    await self._close()
                    await self.pauses.take(failure)
        finally:
            for preparing in self._preparing:
                preparing.cancel()
            await self._close()

    async def _follow(self) -> None:
        await self._steady(self.reader.open)
        while True:
            await self._steady(self._turn)

    async def _steady(self, step: Callable[[], Coroutine[Any, Any, None]]) -> None:
        try:
            await step()
        except Fenced:
            self.reader.again()
        except MAY_PASS as failure:
            if isinstance(failure, BrokerFailure) or not is_infrastructure(failure):
                raise
            self.reader.again()
            await self.pauses.take(failure)
        else:
            self.pauses.over()
        self.turned = self.work.means.clock.monotonic()

    async def _turn(self) -> None:
        asked = min(self.work.means.batch, self.limit * PORTIONS)
        events = await self.reader.take(asked)
        if events:
            await self._in_portions(events, behind=len(events) == asked)
            await finish(self.reader.settled())

    async def _in_portions(self, events: Sequence[Event], behind: bool) -> None:
        """One transaction after the other, the next ones' events being prepared meanwhile; `behind`: more will come."""
        while events:
            portion, events = events[: self.limit], events[self.limit :]
            if self.work.consumer.prepare:
                await self._prepare(events, behind)
            await finish(self.work.deal_with(portion))
            self._fit(len(portion))

    async def _prepare(self, coming: Sequence[Event], behind: bool) -> None:
        """What fails here fails again, and is dealt with, in its own turn."""
        most = self.limit * AHEAD
        coming = coming[:most]
        if behind and len(coming) < most:
            coming = [*coming, *await self.reader.ahead(most - len(coming))]
        for first in range(0, len(coming), self.limit):
            portion = coming[first : first + self.limit]
            preparing = asyncio.gather(self.work.prepare(portion), return_exceptions=True)
            self._preparing.add(preparing)
            preparing.add_done_callback(self._preparing.discard)

    def _fit(self, handled: int) -> None:
        """The next transaction is as large as fits into TURN at the pace of this one."""
        pace = self.work.spent / handled
        database = self.work.means.database
        turn = CROWDED if database.crowded else TURN[database.dialect]
        fits = int(turn / pace) if pace else self.work.means.batch
        self.limit = max(SMALLEST, min(self.work.means.batch, fits, self.limit * 2))

    async def _close(self) -> None:
        try:
            async with asyncio.timeout(CLOSING):
                await self.reader.close()
        except MAY_PASS as failure:
            if not is_infrastructure(failure):
                raise
            log.warning("consumer.close_failed", consumer=self.work.name, reason=type(failure).__name__)


class RetryLoop:
    """Tries parked heads again when they are due, and then those behind them, in order. Real time."""

    def __init__(self, work: Work, reader: Reader) -> None:
        self.work, self.reader = work, reader

    async def run(self) -> None:
        while True:
            if self.reader.active:
                await self._round()
            await asyncio.sleep(RETRY_EVERY)

    async def _round(self) -> None:
        means = self.work.means
        try:
            async with means.database.read() as conn:
                keys = await parked.due(conn, self.work.name, means.clock.real(), RETRY_KEYS)
            for key in keys:
                await finish(self._drain(key))
        except Fenced:
            return
        except MAY_PASS as failure:
            if not is_infrastructure(failure):
                raise
            log.warning("retry.paused", consumer=self.work.name, reason=type(failure).__name__)

    async def _drain(self, key: str) -> None:
        for _ in range(RETRY_EVENTS):
            if not await self.work.retry(key):
                return
