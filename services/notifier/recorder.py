"""Writes what became of sends: those that end together share one transaction."""

import asyncio
from dataclasses import dataclass, field

from sqlalchemy.exc import SQLAlchemyError

from services.notifier.report import Metrics, Reported, announce, notice_event
from services.notifier.store.queue import Ended, end_attempts
from shared.clock import Clock
from shared.db import Database
from shared.logging import logger

MOST = 200  # outcomes in one transaction
PAUSE = 0.5  # seconds before an outcome is written again after the database failed


@dataclass
class Done:
    """A send that ended; `written` is set when its outcome is in the database."""

    ended: Ended
    reported: Reported
    written: asyncio.Event = field(default_factory=asyncio.Event)


class Recorder:
    """`add` returns once the outcome has committed, with its event; then it is logged and counted."""

    def __init__(self, database: Database, clock: Clock, source: str, metrics: Metrics) -> None:
        self.database, self.clock, self.source, self.metrics = database, clock, source, metrics
        self._waiting: list[Done] = []
        self._some = asyncio.Event()

    async def add(self, done: Done) -> None:
        self._waiting.append(done)
        self._some.set()
        await done.written.wait()

    async def run(self) -> None:
        """The loop; a database that fails is asked again, outcomes are kept meanwhile."""
        while True:
            await self._some.wait()
            batch = self._waiting[:MOST]
            try:
                await self._write(batch)
            except (SQLAlchemyError, OSError) as failure:
                logger("notifier").warning("notice.outcome_delayed", count=len(batch), error=type(failure).__name__)
                await asyncio.sleep(PAUSE)
                continue
            del self._waiting[: len(batch)]
            if not self._waiting:
                self._some.clear()
            for done in batch:
                done.written.set()
                announce(done.reported, self.metrics)

    async def _write(self, batch: list[Done]) -> None:
        now = self.clock.now()
        async with self.database.write() as tx:
            await end_attempts(tx, [done.ended for done in batch])
            final = [done.reported for done in batch if done.ended.due_at is None]
            tx.append(*(notice_event(reported, self.source, now) for reported in final))
