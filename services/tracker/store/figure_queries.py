"""Counting assignments for the published figures, as things stand or as they stood at any past instant.

A past instant is answered from what was stored then: an assignment counts from its `created_at` on; its state and
settled timeliness are those of its last change by then; an open one is judged by the version of the deadline that was
in force. Field, class, monitoring unit and agency are those of now: they say where a task counts, not how it stands.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, FromClause, String, and_, case, cast, func, or_, select, true
from sqlalchemy.ext.asyncio import AsyncConnection

from services.tracker.models import (
    tracker_agencies,
    tracker_assignments,
    tracker_changes,
    tracker_deadlines,
    tracker_task_monitoring,
)
from services.tracker.store.conditions import agency_is
from services.tracker.store.rows import AnyRow, AnySelect

assignments, agencies, monitoring = tracker_assignments.c, tracker_agencies.c, tracker_task_monitoring.c
changes, deadlines = tracker_changes.c, tracker_deadlines.c


class GroupBy(StrEnum):
    """What the rows of the figures are."""

    AGENCY = "agency"
    FIELD = "field"
    MONITORING = "monitoring"
    REGIME = "regime"
    CATEGORY = "category"
    URGENCY = "urgency"
    ISSUER = "issuer"
    MONTH = "month"


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """Which assignments count: issued in [`issued_from`, `issued_to`], in `role` (None: both), of `seen_by` alone.

    `as_of` is the instant judged; `past` says that it lies before now and is answered from what was stored then.
    """

    as_of: datetime
    past: bool = False
    issued_from: date | None = None
    issued_to: date | None = None
    role: str | None = "lead"
    seen_by: str | None = None


@dataclass(frozen=True, slots=True)
class Stood:
    """Where assignments stood: the rows to count and the columns that judge them."""

    rows: FromClause
    state: ColumnElement[str]
    settled: ColumnElement[str | None]
    due_at: ColumnElement[datetime | None]


async def count(conn: AsyncConnection, counted: Counted, by: GroupBy | None) -> list[AnyRow]:
    """One row for each group (one in all without `by`): key_id, key_name and the five counts."""
    return list((await conn.execute(_counts(counted, by))).all())


def _counts(counted: Counted, by: GroupBy | None) -> AnySelect:
    stood = _at(counted.as_of) if counted.past else _now()
    query = select(*_figures(stood, counted.as_of)).where(*_counting(counted))
    if by is None:
        return query.select_from(stood.rows)
    key, name, rows = _group(by, stood.rows)
    return query.add_columns(key.label("key_id"), func.min(name).label("key_name")).select_from(rows).group_by(key)


def _now() -> Stood:
    return Stood(tracker_assignments, assignments.state, assignments.settled, assignments.due_at)


def _at(as_of: datetime) -> Stood:
    """The last change of each assignment by then, and the deadline that was in force."""
    newest = func.row_number().over(partition_by=changes.assignment_id, order_by=(changes.at.desc(), changes.id.desc()))
    by_then = (
        select(changes.assignment_id, changes.state, changes.settled, newest.label("newest"))
        .where(changes.assignment_id.is_not(None), changes.state.is_not(None), changes.at <= as_of)
        .subquery("by_then")
    )
    in_force = and_(
        deadlines.task_id == assignments.task_id,
        deadlines.began_at <= as_of,
        or_(deadlines.ended_at.is_(None), deadlines.ended_at > as_of),
    )
    last = and_(by_then.c.assignment_id == assignments.id, by_then.c.newest == 1)
    rows = tracker_assignments.outerjoin(by_then, last).outerjoin(tracker_deadlines, in_force)
    return Stood(rows, func.coalesce(by_then.c.state, "not_started"), by_then.c.settled, deadlines.due_at)


def _counting(counted: Counted) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [true()]
    if counted.past:
        conditions.append(assignments.created_at <= counted.as_of)
    if counted.role is not None:
        conditions.append(assignments.role == counted.role)
    if counted.seen_by is not None:
        conditions.append(agency_is(counted.seen_by))
    if counted.issued_from is not None:
        conditions.append(assignments.issued_on >= counted.issued_from)
    if counted.issued_to is not None:
        conditions.append(assignments.issued_on <= counted.issued_to)
    return conditions


def _figures(stood: Stood, as_of: datetime) -> list[ColumnElement[int]]:
    late = or_(stood.settled == "overdue", and_(stood.settled.is_(None), stood.due_at <= as_of))
    is_late = func.coalesce(late, False)
    done, withdrawn = stood.state == "done", stood.state == "withdrawn"
    is_open = stood.state.not_in(("done", "withdrawn"))
    kinds = {
        "done_on_time": and_(done, ~is_late),
        "done_late": and_(done, is_late),
        "open_in_time": and_(is_open, ~is_late),
        "open_overdue": and_(is_open, is_late),
        "withdrawn": withdrawn,
    }
    return [func.coalesce(func.sum(case((kind, 1), else_=0)), 0).label(name) for name, kind in kinds.items()]


def _group(by: GroupBy, rows: FromClause) -> tuple[ColumnElement[Any], ColumnElement[Any], FromClause]:
    """What a row is grouped by, what it is called, and the rows joined with what that needs."""
    if by is GroupBy.AGENCY:
        return agencies.id, agencies.name, rows.join(tracker_agencies, agencies.id == assignments.agency_id)
    if by is GroupBy.MONITORING:
        joined = rows.outerjoin(tracker_task_monitoring, monitoring.task_id == assignments.task_id)
        return monitoring.folded, monitoring.name, joined
    if by is GroupBy.MONTH:
        month = func.substr(cast(assignments.issued_on, String), 1, 7)
        return month, month, rows
    return assignments[by.value], assignments[by.value], rows
