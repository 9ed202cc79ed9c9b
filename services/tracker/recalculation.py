"""A changed day, ladder or policy recomputes the open deadlines that it touches, and the history says which.

Runs in portions beside everything else; each is idempotent, so a restart begins again without harm.
"""

import asyncio
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from services.tracker.calendar.working import WorkingCalendar
from services.tracker.register.case import Case, Wave
from services.tracker.register.registering import schedule
from services.tracker.register.saving import save
from services.tracker.register.strangers import Strangers
from services.tracker.register.timely import retime
from services.tracker.store.calendar_days import applied, mark_applied, waiting_documents
from services.tracker.store.gathering import dossiers
from services.tracker.store.in_force import InForce, Terms
from services.tracker.store.records import Dossier
from shared.clock import Clock
from shared.config.policy import Policy
from shared.db import Database
from shared.logging import logger
from shared.tracing import new_traceparent

log = logger("tracker.recalculation")
LOOK_EVERY = 1.0  # seconds of real time
PORTION = 50
REASON = "Lịch làm việc hoặc cách tính thời hạn thay đổi"


@dataclass(frozen=True, slots=True)
class Moved:
    """A task whose deadline fell on another instant: its document's reference and the history's words."""

    task_id: UUID
    reference: str | None
    new: str | None


class Recalculation:
    """Brings open deadlines in line with the terms in force."""

    def __init__(self, database: Database, clock: Clock, in_force: InForce, policy: Policy, source: str) -> None:
        self._database, self._clock, self._in_force = database, clock, in_force
        self._policy, self._source = policy, source
        self._seen: WorkingCalendar | None = None

    async def run(self) -> None:
        """Look for another calendar every second; until cancelled."""
        while True:
            async with self._database.read() as conn:
                terms = await self._in_force.at(conn)
            if terms.calendar is not self._seen:
                await self.apply()
            await asyncio.sleep(LOOK_EVERY)

    async def apply(self) -> list[Moved]:
        """Recompute where the terms are others than those applied last; what moved."""
        async with self._database.read() as conn:
            terms, before = await self._in_force.at(conn), await applied(conn)
        now = fingerprint(terms, self._policy)
        moved = [] if before == now else await self._all(terms)
        if before != now:
            async with self._database.write() as tx:
                await mark_applied(tx, now)
            log.info("deadlines.recomputed", moved=len(moved))
        self._seen = terms.calendar
        return moved

    async def _all(self, terms: Terms) -> list[Moved]:
        moved: list[Moved] = []
        after: UUID | None = None
        while True:
            async with self._database.read() as conn:
                ids = await waiting_documents(conn, after, PORTION)
            if not ids:
                return moved
            moved.extend(await self._portion(ids, terms))
            after = ids[-1]

    async def _portion(self, ids: Sequence[UUID], terms: Terms) -> list[Moved]:
        async with self._database.write() as tx:
            found = await dossiers(tx, ids)
            wave = Wave(terms, self._clock.now(), self._source, Strangers())
            case = Case(wave, "calendar", wave.at, new_traceparent())
            moved = [one for dossier in found for one in recompute(case, dossier)]
            await save(tx, wave, found)
        return moved


def recompute(case: Case, dossier: Dossier) -> list[Moved]:
    """Compute the instants of a document's open deadlines again, and what its assignments wait for next."""
    moved = []
    for file in dossier.tasks:
        waits = [part for part in file.parts if part.due_known]
        if waits and retime(case, dossier, file, REASON):
            last_day = file.task["last_day"]
            moved.append(Moved(file.task.id, dossier.document["reference"], last_day and last_day.isoformat()))
        for part in waits:
            schedule(case, part)
    return moved


def fingerprint(terms: Terms, policy: Policy) -> int:
    """A number that is another one when days, confirmed years, ladder, hour or policy are."""
    years = terms.calendar.years()
    days = [(day.on.isoformat(), day.kind.value) for year in years for day in terms.calendar.days(year)]
    ladder = [(rung.step, rung.repeat) for rung in policy.ladder]
    how = (policy.truoc_is_exclusive, policy.day_ends, policy.notify_at.isoformat())
    marks = [(year, terms.calendar.confirmed(year)) for year in years]
    digest = hashlib.sha256(repr((days, marks, ladder, how)).encode()).digest()
    return int.from_bytes(digest[:7], "big")
