"""Reading tasks: a page of the list, one task, the assignments and monitoring units of some.

A page asks for one agency's tasks through that agency's assignments, an index range; `due_at` and `created_at` are
then the assignment's. Without an agency it goes through the tasks.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, Subquery, any_, bindparam, exists, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.tracker.models import (
    tracker_agencies,
    tracker_assignments,
    tracker_documents,
    tracker_task_monitoring,
    tracker_tasks,
)
from services.tracker.store.conditions import agency_is, of_assignment, of_row
from services.tracker.store.pages import AnyRow, AnySelect, Listing, Page, named, page
from services.tracker.store.questions import Look, Shape, blank, shape_of, values_of
from services.tracker.store.search import assignments_with, sought, tasks_with
from services.tracker.store.wanted import Slice

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


@cache
def _parts(dialect: str) -> AnySelect:
    """Built once: it runs for every page; so does the next."""
    query = select(*PART).select_from(WITH_AGENCY).where(_among(assignments.task_id, dialect))
    return query.order_by(assignments.role.desc(), assignments.id)


@cache
def _monitoring(dialect: str) -> AnySelect:
    query = select(monitoring.task_id, monitoring.name, monitoring.agency_id)
    return query.where(_among(monitoring.task_id, dialect)).order_by(monitoring.task_id, monitoring.ordinal)


def _among(column: ColumnElement[UUID], dialect: str) -> ColumnElement[bool]:
    """`column IN (ids)`; on PostgreSQL one array, which is not written into the statement one by one."""
    if dialect == "sqlite":
        return column.in_(bindparam("ids", expanding=True))
    return column == any_(bindparam("ids", type_=ARRAY(column.type)))


async def task_page(conn: AsyncConnection, look: Look, part: Slice) -> Page:
    """A page of tasks; each row has the columns of BRIEF."""
    words = await sought(conn, look.wanted.words)
    return await page(conn, _listing(shape_of(look, words)), part, values_of(look))


@lru_cache(maxsize=256)
def _listing(shape: Shape) -> Listing:
    look = blank(shape)
    keys = _through_tasks if look.wanted.agency is None and look.wanted.seen_by is None else _through_assignments
    return Listing(keys(look, shape), _details, look.order.is_nullable)


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


def _details(keys: Subquery) -> AnySelect:
    joined = keys.join(tracker_tasks, tasks.id == keys.c.task_id)
    return select(*BRIEF).select_from(joined.join(tracker_documents, documents.id == tasks.document_id))


async def task_row(conn: AsyncConnection, task_id: UUID, seen_by: str | None) -> AnyRow | None:
    """One task with its evidence; None where there is none, or none of the agency's that asks."""
    query = select(*BRIEF, tasks.evidence).select_from(WITH_DOCUMENT).where(tasks.id == task_id)
    if seen_by is not None:
        query = query.where(exists().where(assignments.task_id == tasks.id, agency_is(seen_by)))
    return (await conn.execute(query)).one_or_none()


async def tasks_of(conn: AsyncConnection, document_id: UUID, seen_by: str | None) -> Sequence[AnyRow]:
    """The tasks of a document in their order, columns of BRIEF."""
    query = select(*BRIEF).select_from(WITH_DOCUMENT).where(tasks.document_id == document_id)
    if seen_by is not None:
        query = query.where(exists().where(assignments.task_id == tasks.id, agency_is(seen_by)))
    found: Sequence[AnyRow] = (await conn.execute(query.order_by(tasks.ordinal))).all()
    return found


async def parts_of(
    conn: AsyncConnection, task_ids: Sequence[UUID], seen_by: str | None = None
) -> Mapping[UUID, list[AnyRow]]:
    """The assignments of each task, leads first, in the order of their making; an agency sees its own alone."""
    every = _parts(conn.dialect.name)
    query = every if seen_by is None else every.where(agency_is(seen_by))
    return _grouped((await conn.execute(query, {"ids": task_ids})).all() if task_ids else ())


async def monitoring_of(conn: AsyncConnection, task_ids: Sequence[UUID]) -> Mapping[UUID, list[AnyRow]]:
    """The monitoring units of each task in their order: rows of task_id, name, agency_id."""
    return _grouped((await conn.execute(_monitoring(conn.dialect.name), {"ids": task_ids})).all() if task_ids else ())


def _grouped(rows: Iterable[AnyRow]) -> Mapping[UUID, list[AnyRow]]:
    found: defaultdict[UUID, list[AnyRow]] = defaultdict(list)
    for row in named(rows):
        found[row.task_id].append(row)
    return found
