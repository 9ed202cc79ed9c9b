"""The relay: one more reader of the table, which passes everything on to Kafka. One is active per database."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import Any, Protocol

from sqlalchemy import func, select, update

from shared.bus.age import age_of
from shared.bus.consumer import CLOSING
from shared.bus.failures import MAY_PASS, is_infrastructure
from shared.bus.lease import Lease
from shared.bus.log import Fenced, Lag
from shared.bus.metrics import Meters
from shared.bus.table import IDLE, entries_after, first_of_topics, last_position
from shared.bus.wake import Bell
from shared.bus.written import Look
from shared.db import Database
from shared.events import TOPIC_PREFIX, Event
from shared.logging import logger
from shared.tables import consumer_positions, log_entries

log = logger("bus.relay")
NAME = "relay"
ROUND = 1000
FIRST_PAUSE, LONGEST_PAUSE = 0.2, 5.0
BUSY = 64  # a round of so many shows that many come: the next one gathers for
GATHER = 0.05  # seconds, because a round's cost is mostly its own
SAVE_EVERY = 0.5  # seconds between writing the place down while rounds follow each other


class Sender(Protocol):
    """Where the entries go."""

    async def open(self) -> None: ...

    async def send(self, events: Sequence[Event]) -> None:
        """Returns when all have been acknowledged, raises where that is not known of each."""
        ...

    async def look(self) -> Look | None:
        """Now and then: whether what was sent is still there; None where it is too early to ask again."""
        ...

    async def close(self) -> None: ...


class Relay:
    """Runs until cancelled. Rounds go one after another: the next is read while one is being acknowledged.

    After any error it begins again, with a new sender, at the place that was last committed; where the broker has lost
    what was sent, before the first entry that is lost and kept.
    """

    def __init__(self, lease: Lease, sender: Callable[[], Sender], bell: Bell, meters: Meters) -> None:
        self.lease, self.sender, self.meters = lease, sender, meters
        self.database, self.clock = lease.database, lease.clock
        self.failing_since: float | None = None
        self.reason = ""
        self.missing: tuple[str, ...] = ()  # topics that are not there
        self._ear = bell.ear()
        self._pause = FIRST_PAUSE
        self._place = 0  # up to here all is acknowledged; what is committed follows it
        self._emptied: set[str] = set()  # topics that lost what was sent, until the committed place is before it

    async def run(self) -> None:
        while True:
            try:
                await self._active_or_standing_by()
            except Fenced:
                continue
            except MAY_PASS as failure:
                if not is_infrastructure(failure):
                    raise
                await self._failed(failure)

    async def _failed(self, failure: Exception) -> None:
        self.meters.relay_errors.inc()
        if self.failing_since is None:
            self.failing_since = self.clock.monotonic()
        self.reason = str(failure)[:200]
        log.warning("relay.again", reason=type(failure).__name__, detail=str(failure)[:200], seconds=self._pause)
        await asyncio.sleep(self._pause)
        self._pause = min(self._pause * 2, LONGEST_PAUSE)

    async def _active_or_standing_by(self) -> None:
        if not await self.lease.acquire() or self.lease.held is None:
            await asyncio.sleep(IDLE)  # deaf to the bell: it tells of entries, never of a lease that became free
            return
        sender, self._place = self.sender(), self.lease.held.position
        try:
            await sender.open()
            await self._pass_on(sender)
        finally:
            await self._leave(sender)

    async def _leave(self, sender: Sender) -> None:
        try:
            async with asyncio.timeout(CLOSING):
                await sender.close()
                with suppress(Fenced):
                    await self._save(now=True)
                await self.lease.release()
        except MAY_PASS as failure:
            if not is_infrastructure(failure):
                raise
            log.warning("relay.close_failed", reason=type(failure).__name__)

    async def _pass_on(self, sender: Sender) -> None:
        """Entries beyond the acknowledged place lie in `ahead`, one round."""
        ahead: list[Event] = []
        while True:
            if await self._gone_back(sender):
                ahead = []
            if not ahead:
                ahead = await self._wait()
                continue
            last, count = ahead[-1].position or 0, len(ahead)
            ahead, *_ = await together(self._later(last, count), sender.send(ahead), self._save())
            self._sent(count)
            self._place = last

    async def _gone_back(self, sender: Sender) -> bool:
        """Where the broker lost what was sent, the place is now before it; what arrives twice has its mark."""
        if (look := await sender.look()) is not None:
            self._noticed(look)
        if not self._emptied:
            return False
        topics = [topic.removeprefix(TOPIC_PREFIX) for topic in self._emptied]
        async with self.database.read() as conn:
            first = await first_of_topics(conn, topics, self._place)
        if first is not None:
            log.error("relay.topics_emptied", topics=sorted(self._emptied), again=self._place - first + 1)
            self._place = first - 1
            await self._save(now=True)
        self._emptied.clear()
        return first is not None

    def _noticed(self, look: Look) -> None:
        self.missing = look.missing
        self._emptied.update(look.emptied)
        if look.missing:
            log.error("relay.topics_missing", topics=look.missing, remedy="dondoc migrate")

    async def _next(self, position: int) -> list[Event]:
        return await entries_after(self.database, position, ROUND)

    async def _later(self, position: int, before: int) -> list[Event]:
        """The round after one of `before` entries."""
        if BUSY <= before < ROUND:
            await asyncio.sleep(GATHER)
        return await self._next(position)

    async def _save(self, *, now: bool = False) -> None:
        held = self.lease.held
        if held and held.position == self._place:
            return
        if now or held is None or self.clock.monotonic() - held.renewed >= SAVE_EVERY:
            async with self.database.write() as tx:
                await self.lease.hold(tx, self._place)

    async def _wait(self) -> list[Event]:
        """At a low rate every entry is a round: the place is written down when none came for a moment."""
        self._ear.clear()
        found = await self._next(self._place)
        if not found:
            self._well()
        if not found and not await self._ear.wait(SAVE_EVERY):
            await self._save(now=True)
            await self.lease.renew()
            await self._ear.wait(IDLE)
        return found

    def _sent(self, number: int) -> None:
        self.meters.relay_sent.inc(number)
        self._well()

    def _well(self) -> None:
        self.failing_since, self._pause = None, FIRST_PAUSE

    async def lag(self) -> Lag:
        """From the committed place in the table, whichever instance moves it."""
        position = await self.lease.position()
        oldest = await entries_after(self.database, position, 1)
        async with self.database.read() as conn:
            last = await last_position(conn)
        return Lag(max(0, last - position) if oldest else 0, age_of(oldest[0].id, self.clock.real()) if oldest else 0.0)


async def begin_again(database: Database) -> int:
    """Whoever relays begins again with the oldest entry that is kept; how many there are."""
    row = consumer_positions.c
    again = update(consumer_positions).where(row.consumer == NAME)
    async with database.write() as tx:
        kept = (await tx.execute(select(func.count()).select_from(log_entries))).scalar_one()
        await tx.execute(again.values(position=0, epoch=row.epoch + 1, owner=None, lease_until=None))
    return int(kept)


async def together(*steps: Awaitable[Any]) -> list[Any]:
    """All of them at once; when all have ended, the first failure is raised."""
    answers = await asyncio.gather(*steps, return_exceptions=True)
    for answer in answers:
        if isinstance(answer, BaseException):
            raise answer
    return answers
