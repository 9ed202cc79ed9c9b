"""Filters as SQL. Timeliness: a settled one stands; an open one is overdue from its due instant on."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BindParameter, ColumnElement, FromClause, and_, literal_column, or_, select

from services.tracker.models import tracker_agencies, tracker_assignments
from services.tracker.store.wanted import Wanted
from shared.tables import Id

assignments = tracker_assignments.c
asked = tracker_agencies.alias("asked").c
SAME_COLUMN = ("regime", "category", "field", "urgency")
OF_ONE_AGENCY = ("role", "state")


def is_overdue(now: datetime) -> ColumnElement[bool]:
    """Assignments that are overdue at `now`; the words are literal so that the partial index fits."""
    return or_(_settled("overdue"), and_(assignments.settled.is_(None), assignments.due_at <= now))


def timeliness_is(wanted: str, now: datetime) -> ColumnElement[bool]:
    """`overdue`; `in_time` = everything else, without deadline and withdrawn included; `none` = withdrawn."""
    if wanted == "overdue":
        return is_overdue(now)
    if wanted == "none":
        return _settled("none")
    return or_(
        _settled("in_time"),
        _settled("none"),
        and_(assignments.settled.is_(None), or_(assignments.due_at.is_(None), assignments.due_at > now)),
    )


def _settled(timeliness: str) -> ColumnElement[bool]:
    return assignments.settled == literal_column(f"'{timeliness}'")


def agency_is(agency: str | UUID | BindParameter[Any]) -> ColumnElement[bool]:
    """By id, or by code looked up in the same statement; a place to fill in says by its type which it is."""
    if isinstance(agency, UUID) or (isinstance(agency, BindParameter) and isinstance(agency.type, Id)):
        return assignments.agency_id == agency
    return assignments.agency_id == select(asked.id).where(asked.code == agency).scalar_subquery()


def of_assignment(wanted: Wanted, now: datetime) -> Iterator[ColumnElement[bool]]:
    """What one assignment must be: whose, in which role, state and timeliness."""
    for agency in (wanted.agency, wanted.seen_by):
        if agency is not None:
            yield agency_is(agency)
    for name in OF_ONE_AGENCY:
        if (value := getattr(wanted, name)) is not None:
            yield assignments[name] == value
    if wanted.timeliness is not None:
        yield timeliness_is(wanted.timeliness, now)


def of_row(wanted: Wanted, row: FromClause) -> Iterator[ColumnElement[bool]]:
    """What tasks and assignments carry alike; `row` is either table."""
    for name in SAME_COLUMN:
        if (value := getattr(wanted, name)) is not None:
            yield row.c[name] == value
    if wanted.reference is not None:
        yield row.c.reference_folded == wanted.reference
    if wanted.due_after is not None:
        yield row.c.due_at >= wanted.due_after
    if wanted.due_before is not None:
        yield row.c.due_at < wanted.due_before
