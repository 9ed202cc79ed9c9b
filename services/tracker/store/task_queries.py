"""Reading tasks: a page of the list, one task, those of a document; each with its assignments and monitoring units.

A page asks for one agency's tasks through that agency's assignments, an index range; `due_at` and `created_at` are
then the assignment's. Without an agency it goes through the tasks.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache, partial
from typing import Any
from uuid import UUID

from sqlalchemy import BindParameter, ColumnElement, FromClause, String, bindparam, exists, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.tracker.models import (
    tracker_agencies,
    tracker_assignments,
    tracker_documents,
    tracker_task_monitoring,
    tracker_tasks,
)
from services.tracker.store.conditions import agency_is, of_assignment, of_row
from services.tracker.store.nested import SMALL, grouped, nested
from services.tracker.store.pages import Listing, Page, page
from services.tracker.store.questions import Look, Shape, blank, shape_of, values_of
from services.tracker.store.rows import AnyRow, AnySelect
from services.tracker.store.search import assignments_with, sought, tasks_with
from services.tracker.store.wanted import Slice
from shared.tables import Id

tasks, documents, agencies = tracker_tasks.c, tracker_documents.c, tracker_agencies.c
assignments, monitoring = tracker_assignments.c, tracker_task_monitoring.c

BRIEF = (
    tasks.id, tasks.document_id, tasks.ordinal, tasks.content, tasks.span_start, tasks.span_end, tasks.regime,
    tasks.category, tasks.origin, tasks.confidence, tasks.needs_review, tasks.field, tasks.urgency,
    tasks.report_required, tasks.deadline, tasks.due_at, tasks.confirmed, tasks.series_id, tasks.period,
    tasks.created_at, tasks.updated_at, tasks.version, documents.reference, documents.issued_on, documents.abstract,
    documents.issuer,
)  # fmt: skip
WITH_DOCUMENT = tracker_tasks.join(tracker_documents, documents.id == tasks.document_id)
PART = (
    assignments.id, assignments.task_id, assignments.agency_id, assignments.role, assignments.state,
    assignments.settled, assignments.due_at, assignments.deadline_version, assignments.percent, assignments.done_at,
    assignments.version, agencies.code.label("agency_code"), agencies.name.label("agency_name"),
)  # fmt: skip
WITH_AGENCY = tracker_assignments.join(tracker_agencies, agencies.id == assignments.agency_id)


@dataclass(frozen=True, slots=True)
class Within:
    """Rows that belong to tasks: by `of`, the task's id, in their order."""

    rows: AnySelect
    of: ColumnElement[Any]
    order: Sequence[ColumnElement[Any]]


def _within(seen_by: str | BindParameter[str] | None) -> Mapping[str, Within]:
    """A task's assignments (leads first, in the order of their making; an agency sees its own alone) and its
    monitoring units in their order."""
    parts = select(*PART).select_from(WITH_AGENCY)
    if seen_by is not None:
        parts = parts.where(agency_is(seen_by))
    return {
        "parts": Within(parts, assignments.task_id, (assignments.role.desc(), assignments.id)),
        "monitoring": Within(select(monitoring.name), monitoring.task_id, (monitoring.ordinal,)),
    }


def _shown(dialect: str, seen_by: str | BindParameter[str] | None) -> Sequence[ColumnElement[Any]]:
    """All that is shown of a task: BRIEF, and what is within it."""
    within = {name: one.rows.where(one.of == tasks.id).order_by(*one.order) for name, one in _within(seen_by).items()}
    columns = (nested(query.correlate(tracker_tasks), dialect).label(name) for name, query in within.items())
    return (*BRIEF, *columns)


async def task_page(conn: AsyncConnection, look: Look, part: Slice) -> Page:
    """A page of tasks; each row has the columns of BRIEF, `parts` (rows of PART) and `monitoring` (rows of `name`)."""
    words = await sought(conn, look.wanted.words)
    return await page(conn, task_listing(shape_of(look, words)), part, values_of(look))


@lru_cache(maxsize=256)
def task_listing(shape: Shape) -> Listing:
    """The list that a question of this shape asks for; made once."""
    look = blank(shape)
    keys = _through_tasks if look.wanted.agency is None and look.wanted.seen_by is None else _through_assignments
    details = partial(_details, shape, look.wanted.seen_by)
    return Listing(keys(look, shape), details, look.order.is_nullable, shape.steady)


def _through_assignments(look: Look, shape: Shape) -> AnySelect:
    wanted, key = look.wanted, assignments[look.order.column]
    query = select(assignments.task_id, key.label("page_key"), assignments.id.label("page_id"))
    query = query.where(*of_assignment(wanted, look.now), *of_row(wanted, tracker_assignments))
    return assignments_with(query, shape.words)


def _through_tasks(look: Look, shape: Shape) -> AnySelect:
    wanted, key = look.wanted, tasks[look.order.column]
    query = select(tasks.id.label("task_id"), key.label("page_key"), tasks.id.label("page_id"))
    query = query.where(*of_row(wanted, tracker_tasks))
    if whose := list(of_assignment(wanted, look.now)):
        query = query.where(exists().where(assignments.task_id == tasks.id, *whose))
    return tasks_with(query, shape.words)


def _details(shape: Shape, seen_by: str | None, keys: FromClause) -> AnySelect:
    joined = keys.join(tracker_tasks, tasks.id == keys.c.task_id)
    joined = joined.join(tracker_documents, documents.id == tasks.document_id)
    if shape.words.dialect == SMALL:
        return select(*_shown(SMALL, seen_by)).select_from(joined)
    columns: list[ColumnElement[Any]] = [*BRIEF]
    for name, one in _within(seen_by).items():
        rows = grouped(one.rows.where(one.of == keys.c.task_id), one.of, one.order)
        joined = joined.outerjoin(rows, rows.c.of == tasks.id)
        columns.append(rows.c.rows.label(name))
    return select(*columns).select_from(joined)


async def task_row(conn: AsyncConnection, task_id: UUID, seen_by: str | None) -> AnyRow | None:
    """One task as a page has it, with its evidence; None where there is none, or none of the agency's that asks."""
    query = _one(conn.dialect.name, seen_by is not None)
    return (await conn.execute(query, {"task_id": task_id, "seen_by": seen_by})).one_or_none()


async def tasks_of(conn: AsyncConnection, document_id: UUID, seen_by: str | None) -> Sequence[AnyRow]:
    """The tasks of a document in their order, as a page has them."""
    query = _of_document(conn.dialect.name, seen_by is not None)
    found: Sequence[AnyRow] = (await conn.execute(query, {"document_id": document_id, "seen_by": seen_by})).all()
    return found


@cache
def _one(dialect: str, confined: bool) -> AnySelect:
    query = _tasks(dialect, confined).add_columns(tasks.evidence)
    return query.where(tasks.id == bindparam("task_id", type_=Id))


@cache
def _of_document(dialect: str, confined: bool) -> AnySelect:
    query = _tasks(dialect, confined).where(tasks.document_id == bindparam("document_id", type_=Id))
    return query.order_by(tasks.ordinal)


def _tasks(dialect: str, confined: bool) -> AnySelect:
    """Tasks; `confined` to those of the agency `seen_by`."""
    seen_by = bindparam("seen_by", type_=String) if confined else None
    query = select(*_shown(dialect, seen_by)).select_from(WITH_DOCUMENT)
    if seen_by is None:
        return query
    return query.where(exists().where(assignments.task_id == tasks.id, agency_is(seen_by)))
