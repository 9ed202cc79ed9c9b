"""What decisions go by and seldom changes, kept in memory: the directory, the calendar, the ladder.

A row of `tracker_versions` is raised in the transaction of every change; it is looked at once per transaction.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from services.tracker.calendar.days import CalendarDay, DayKind
from services.tracker.calendar.due import DuePolicy
from services.tracker.calendar.steps import Rung, StepPlan
from services.tracker.calendar.working import WorkingCalendar
from services.tracker.domain.agency import Agency, AgencyIndex
from services.tracker.domain.classification import BUILT_IN, RegimeNames
from services.tracker.models import tracker_agencies, tracker_calendar_days, tracker_calendar_years, tracker_versions
from shared.config.policy import Policy
from shared.config.regimes import Regimes
from shared.db import Tx

AGENCIES, CALENDAR = "agencies", "calendar"
_DIRECTORY = (
    tracker_agencies.c.id, tracker_agencies.c.code, tracker_agencies.c.name, tracker_agencies.c.aliases,
    tracker_agencies.c.kind, tracker_agencies.c.parent, tracker_agencies.c.head, tracker_agencies.c.valid_from,
    tracker_agencies.c.valid_to, tracker_agencies.c.provisional,
)  # fmt: skip
_VERSIONS = select(tracker_versions).where(tracker_versions.c.name.in_((AGENCIES, CALENDAR)))


@dataclass(frozen=True)
class Terms:
    """What a decision goes by; the same for all decisions of a transaction."""

    agencies: AgencyIndex
    by_id: dict[UUID, Agency]
    calendar: WorkingCalendar
    plan: StepPlan
    due: DuePolicy
    review_below: float
    regimes: RegimeNames = BUILT_IN


class InForce:
    """The terms at a transaction. `base` is the calendar before the operator's rows (built-in and office.calendar),
    `regimes` what the regimes are called."""

    def __init__(self, policy: Policy, base: WorkingCalendar, regimes: Regimes | None = None) -> None:
        self._policy, self._base = policy, base
        self.regimes = RegimeNames(**regimes.model_dump()) if regimes else BUILT_IN
        self._ladder = tuple(Rung(rung.step, rung.repeat) for rung in policy.ladder)
        self._due = DuePolicy(policy.truoc_is_exclusive, policy.day_ends)
        self._versions: dict[str, int] = {}
        self._agencies: tuple[Agency, ...] = ()
        self._names: tuple[str, ...] = ()
        self._calendar = base
        self._terms: Terms | None = None

    async def at(self, conn: AsyncConnection) -> Terms:
        """The terms as `conn` sees them; what a transaction itself has changed must not be asked for again in it."""
        versions = {row.name: row.version for row in await conn.execute(_VERSIONS)}
        if self._terms is None or versions != self._versions:
            self._terms = await self._load(conn, versions)
            self._versions = versions
        return self._terms

    def names(self) -> tuple[str, ...]:
        """The agencies' names as last seen; none before the first look."""
        return self._names

    async def _load(self, conn: AsyncConnection, versions: dict[str, int]) -> Terms:
        if self._terms is None or versions.get(AGENCIES) != self._versions.get(AGENCIES):
            self._agencies = tuple(_agency(row) for row in (await conn.execute(select(*_DIRECTORY))).mappings())
            self._names = tuple(name for agency in self._agencies for name in agency.names())
        if self._terms is None or versions.get(CALENDAR) != self._versions.get(CALENDAR):
            self._calendar = await self._calendar_of(conn)
        return self._made()

    async def _calendar_of(self, conn: AsyncConnection) -> WorkingCalendar:
        days = [_day(row) for row in (await conn.execute(select(tracker_calendar_days))).mappings()]
        years = {row.year: row.confirmed for row in await conn.execute(select(tracker_calendar_years))}
        made = self._base.with_rows(days) if days else self._base
        return made.with_years(years) if years else made

    def _made(self) -> Terms:
        """The index is made anew: it remembers what it was asked."""
        kept = self._terms.plan if self._terms and self._terms.calendar is self._calendar else None
        return Terms(
            agencies=AgencyIndex(self._agencies),
            by_id={agency.id: agency for agency in self._agencies},
            calendar=self._calendar,
            plan=kept or StepPlan(self._ladder, self._calendar, self._policy.notify_at),
            due=self._due,
            review_below=self._policy.review_below,
            regimes=self.regimes,
        )


def _agency(row: Any) -> Agency:
    return Agency(**{**row, "aliases": tuple(row["aliases"])})


def _day(row: Any) -> CalendarDay:
    return CalendarDay(row["day"], DayKind(row["kind"]), row["name"], row["decision"])


async def raise_version(tx: Tx, name: str) -> int:
    """The next version of the directory or the calendar; holds other changers off until the transaction ends."""
    mine = tracker_versions.c.name == name
    raised = update(tracker_versions).where(mine).values(version=tracker_versions.c.version + 1)
    version: int = (await tx.execute(raised.returning(tracker_versions.c.version))).scalar_one()
    return version
