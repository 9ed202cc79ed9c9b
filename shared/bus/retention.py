"""Removes log entries that every registered reader has passed and that are older than the retention, and old marks."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, func, select

from shared.bus.age import age_of, first_of
from shared.bus.failures import MAY_PASS, is_infrastructure
from shared.bus.metrics import Meters
from shared.clock import Clock
from shared.db import Database
from shared.logging import logger
from shared.tables import consumer_marks, consumer_positions, log_entries

log = logger("bus.retention")
EVERY = 600.0
CHUNK = 1000  # rows a transaction
MARGIN = timedelta(days=1)  # marks outlive the entries, also those that Kafka keeps
entry, mark, place = log_entries.c, consumer_marks.c, consumer_positions.c


class Retention:
    """Real time; an identifier says when its entry was made."""

    def __init__(self, database: Database, clock: Clock, days: int, meters: Meters) -> None:
        self.database, self.clock, self.meters = database, clock, meters
        self.kept = timedelta(days=days)

    async def run(self) -> None:
        """Look every ten minutes, until cancelled."""
        while True:
            try:
                await self.sweep()
            except MAY_PASS as failure:
                if not is_infrastructure(failure):
                    raise
                log.warning("retention.paused", reason=type(failure).__name__)
            await asyncio.sleep(EVERY)

    async def sweep(self) -> None:
        """Remove what may go, in small transactions."""
        now = self.clock.real()
        await self._repeat(self._entries, first_of(now - self.kept))
        oldest = await self._oldest(now)
        before = first_of(now - self.kept - MARGIN)
        await self._repeat(self._marks, min(before, oldest) if oldest else before)

    @staticmethod
    async def _repeat(remove: Callable[[UUID], Awaitable[int]], before: UUID) -> None:
        removed = CHUNK
        while removed == CHUNK:
            removed = await remove(before)

    async def _entries(self, before: UUID) -> int:
        async with self.database.write() as tx:
            passed = (await tx.execute(select(func.min(place.position)))).scalar()
            if passed is None:
                return 0
            gone = select(entry.position).where(entry.position <= passed, entry.id < before)
            chunk = gone.order_by(entry.position).limit(CHUNK)
            removed = (await tx.execute(delete(log_entries).where(entry.position.in_(chunk)))).rowcount
        self.meters.retained.inc(removed)
        return removed

    async def _oldest(self, now: datetime) -> UUID | None:
        """The first entry that is left: its marks, and those of later ones, are still needed."""
        async with self.database.read() as conn:
            found: UUID | None = (await conn.execute(select(entry.id).order_by(entry.position).limit(1))).scalar()
            behind = select(place.consumer).order_by(place.position).limit(1)
            reader = (await conn.execute(behind)).scalar()
        if found and age_of(found, now) > 2 * self.kept.total_seconds():
            log.warning("retention.held_back", reader=reader, days=round(age_of(found, now) / 86_400))
        return found

    async def _marks(self, before: UUID) -> int:
        async with self.database.write() as tx:
            old = select(mark.consumer, mark.event_id).where(mark.event_id < before).limit(CHUNK)
            found = (await tx.execute(old)).all()
            for consumer in {row.consumer for row in found}:
                ids = [row.event_id for row in found if row.consumer == consumer]
                await tx.execute(delete(consumer_marks).where(mark.consumer == consumer, mark.event_id.in_(ids)))
        return len(found)
