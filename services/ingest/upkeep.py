"""Upkeep: bodies whose retention has ended are let go, a bounded number at a time; held deliveries are counted."""

import asyncio
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select, update

from services.ingest.catalog import Catalog
from services.ingest.delivery import Status
from services.ingest.metrics import Metrics
from services.ingest.models import deliveries
from shared.clock import Clock
from shared.db import Database

EVERY = 15.0  # seconds
AT_ONCE = 500


class Upkeep:
    """Retention by real time: ids are UUIDv7, so an id tells when its delivery came."""

    def __init__(self, database: Database, clock: Clock, days: int) -> None:
        self._database, self._clock, self._days = database, clock, days
        self._from = UUID(int=0)

    async def run(self, catalog: Catalog, metrics: Metrics) -> None:
        """Until cancelled."""
        while True:
            metrics.held.set(await catalog.count_held())
            full = await self.let_go() == AT_ONCE
            await asyncio.sleep(0 if full else EVERY)

    async def let_go(self) -> int:
        """Empty the bodies of at most AT_ONCE accepted deliveries past their retention; how many were looked at."""
        c = deliveries.c
        past = (c.id > self._from, c.id < self._end(), c.status == Status.ACCEPTED.value, c.body.is_not(None))
        old = select(c.id).where(*past)
        async with self._database.read() as conn:
            ids = [row.id for row in await conn.execute(old.order_by(c.id).limit(AT_ONCE))]
        if ids:
            async with self._database.write() as tx:
                await tx.execute(update(deliveries).where(c.id.in_(ids)).values(body=None))
            self._from = ids[-1]
        return len(ids)

    def _end(self) -> UUID:
        """The first id that a delivery could have had `days` ago."""
        moment = self._clock.real() - timedelta(days=self._days)
        return UUID(int=int(moment.timestamp() * 1000) << 80)
