"""The operator's days and years of the calendar, and the open deadlines that a changed day may touch."""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from services.tracker.calendar.days import CalendarDay
from services.tracker.models import (
    tracker_assignments,
    tracker_calendar_days,
    tracker_calendar_years,
    tracker_due,
    tracker_versions,
)
from services.tracker.store.in_force import CALENDAR, raise_version
from shared.bulk import insert_rows
from shared.db import Tx

Row = dict[str, Any]
APPLIED = "applied"
_PORTION = 500


async def days_on(tx: Tx, days: Collection[date]) -> dict[date, Row]:
    """The operator's rows of these days."""
    query = select(tracker_calendar_days).where(tracker_calendar_days.c.day.in_(days))
    return {row["day"]: dict(row) for row in (await tx.execute(query)).mappings()}


async def put_days(tx: Tx, days: Sequence[CalendarDay], at: datetime, by: str) -> None:
    """Insert or replace these days; the calendar's next version."""
    await raise_version(tx, CALENDAR)
    await take_days(tx, [day.on for day in days])
    rows = [
        {
            "day": day.on, "kind": day.kind.value, "name": day.name, "decision": day.decision, "updated_at": at,
            "updated_by": by,
        }
        for day in days
    ]  # fmt: skip
    await insert_rows(tx, tracker_calendar_days, rows)


async def take_days(tx: Tx, days: Sequence[date]) -> None:
    """Delete the operator's rows of these days; the built-in calendar holds there again."""
    for start in range(0, len(days), _PORTION):
        part = list(days[start : start + _PORTION])
        await tx.execute(delete(tracker_calendar_days).where(tracker_calendar_days.c.day.in_(part)))


@dataclass(frozen=True, slots=True)
class Mark:
    """What an operator says of a year: its decisions are all known and entered, or not (yet); by which document."""

    year: int
    confirmed: bool
    decision: str | None = None


async def mark_year(tx: Tx, mark: Mark, at: datetime, by: str) -> None:
    """Write it down, in place of what was said before; the calendar's next version."""
    await raise_version(tx, CALENDAR)
    years = tracker_calendar_years
    await tx.execute(delete(years).where(years.c.year == mark.year))
    await insert_rows(tx, years, [asdict(mark) | {"updated_at": at, "updated_by": by}])


async def waiting_documents(conn: AsyncConnection, after: UUID | None, limit: int) -> list[UUID]:
    """The next documents of which an assignment still waits for an instant, in order of id."""
    joined = tracker_due.join(tracker_assignments, tracker_assignments.c.id == tracker_due.c.assignment_id)
    query = select(tracker_assignments.c.document_id).select_from(joined).distinct()
    if after is not None:
        query = query.where(tracker_assignments.c.document_id > after)
    found = await conn.execute(query.order_by(tracker_assignments.c.document_id).limit(limit))
    return [row.document_id for row in found]


async def applied(conn: AsyncConnection) -> int | None:
    """The fingerprint of the terms by which the open deadlines were last computed."""
    query = select(tracker_versions.c.version).where(tracker_versions.c.name == APPLIED)
    found: int | None = (await conn.execute(query)).scalar()
    return found


async def mark_applied(tx: Tx, fingerprint: int) -> None:
    """All open deadlines go by these terms now."""
    mine = tracker_versions.c.name == APPLIED
    if (await tx.execute(update(tracker_versions).where(mine).values(version=fingerprint))).rowcount == 0:
        await insert_rows(tx, tracker_versions, [{"name": APPLIED, "version": fingerprint}])
