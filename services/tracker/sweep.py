"""Tells what has come due: steps and due instants, each exactly once, in the transaction that moves their rows on."""

import asyncio
from collections.abc import Iterator, Sequence
from datetime import datetime

from prometheus_client import CollectorRegistry, Counter, Histogram

from services.tracker.models import tracker_changes
from services.tracker.register.telling import Told, facts_of, tell
from services.tracker.store.due import DueRow, claim_due, move_due, next_due
from services.tracker.store.in_force import InForce, Terms
from shared.bulk import Row, insert_rows
from shared.clock import Clock
from shared.db import Database
from shared.events import Event, Subject, event
from shared.ids import new_id
from shared.tracing import new_traceparent

LOOK_EVERY = 0.25  # seconds of real time (DESIGN rule 12)
BATCH = 200
LATEST = 30.0  # seconds of real time without an ended round: the sweep hangs
_LATE = (0.25, 0.5, 1, 2, 5, 15, 60, 300, 3600, 86_400)


class Meters:
    """`dondoc_sweep_lateness_seconds` (domain time) and `dondoc_sweep_told_total{fact}`."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self.lateness = Histogram("dondoc_sweep_lateness_seconds", "How late a due instant was found, domain time.",
                                  buckets=_LATE, registry=registry)  # fmt: skip
        self.told = Counter("dondoc_sweep_told", "Steps and due instants told.", ["fact"], registry=registry)


class Sweep:
    """One process's share of the sweep; others take other rows."""

    def __init__(self, database: Database, clock: Clock, in_force: InForce, source: str, meters: Meters) -> None:
        self._database, self._clock, self._in_force = database, clock, in_force
        self._source, self._meters = source, meters
        self._nearer = asyncio.Event()
        self._ended = clock.monotonic()

    def behind(self) -> float:
        """Seconds of real time since a round ended."""
        return self._clock.monotonic() - self._ended

    async def run(self) -> None:
        """Look every quarter of a second, or at once when told of a nearer row; until cancelled."""
        while True:
            full = await self.round() == BATCH
            self._ended = self._clock.monotonic()
            if not full:
                await self._wait()

    def wake(self) -> None:
        """A row was written that may be due at once."""
        self._nearer.set()

    async def _wait(self) -> None:
        try:
            async with asyncio.timeout(LOOK_EVERY):
                await self._nearer.wait()
        except TimeoutError:
            pass
        self._nearer.clear()

    async def round(self) -> int:
        """Tell one batch of what is due; how many rows that were."""
        now = self._clock.now()
        async with self._database.read() as conn:
            nearest = await next_due(conn)
        if nearest is None or nearest > now:
            return 0
        async with self._database.write() as tx:
            rows = await claim_due(tx, now, BATCH)
            terms = await self._in_force.at(tx.conn)
            told = [tell(row.due, row.assignment, terms.plan, now) for row in rows]
            await move_due(tx, [one.due for one in told])
            await insert_rows(tx, tracker_changes, list(_lines(rows, told, now)))
            tx.append(*self._events(rows, told, terms, now))
        self._measure(rows, told, now)
        return len(rows)

    def _events(self, rows: Sequence[DueRow], told: Sequence[Told], terms: Terms, now: datetime) -> Iterator[Event]:
        for row, one in zip(rows, told, strict=True):
            subject = Subject("tasks", str(row.task["id"]), self._source, now, new_traceparent())
            agency = terms.by_id.get(row.assignment["agency_id"])
            for fact, data in facts_of(row, one, agency.name if agency else "", terms, now):
                yield event(subject, fact, data)

    def _measure(self, rows: Sequence[DueRow], told: Sequence[Told], now: datetime) -> None:
        for row, one in zip(rows, told, strict=True):
            self._meters.lateness.observe((now - row.due["next_at"]).total_seconds())
            self._meters.told.labels("step_reached").inc(len(one.steps))
            self._meters.told.labels("overdue").inc(one.overdue)


def _lines(rows: Sequence[DueRow], told: Sequence[Told], now: datetime) -> Iterator[Row]:
    """The history says when an assignment became overdue."""
    for row, one in zip(rows, told, strict=True):
        if one.overdue:
            yield {
                "id": new_id(), "at": now, "fact": "overdue", "by": "tracker", "document_id": row.document["id"],
                "task_id": row.task["id"], "assignment_id": row.assignment["id"],
                "state": row.assignment["state"], "settled": None,
            }  # fmt: skip
