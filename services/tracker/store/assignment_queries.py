"""Reading assignments: a page of the list, one assignment."""

from functools import lru_cache
from uuid import UUID

from sqlalchemy import FromClause, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.tracker.models import tracker_agencies, tracker_assignments, tracker_documents, tracker_tasks
from services.tracker.store.conditions import agency_is, of_assignment, of_row
from services.tracker.store.pages import Listing, Page, page
from services.tracker.store.questions import Look, Shape, blank, shape_of, values_of
from services.tracker.store.rows import AnyRow, AnySelect
from services.tracker.store.search import assignments_with, sought
from services.tracker.store.task_queries import PART
from services.tracker.store.wanted import Slice

tasks, documents, agencies = tracker_tasks.c, tracker_documents.c, tracker_agencies.c
assignments = tracker_assignments.c

LISTED = (*PART, tasks.content, tasks.regime, tasks.category, documents.reference)


async def assignment_page(conn: AsyncConnection, look: Look, part: Slice) -> Page:
    """A page of assignments; each row has the columns of LISTED."""
    words = await sought(conn, look.wanted.words)
    return await page(conn, _listing(shape_of(look, words)), part, values_of(look))


@lru_cache(maxsize=256)
def _listing(shape: Shape) -> Listing:
    look = blank(shape)
    return Listing(_keys(look, shape), _details, look.order.is_nullable, shape.steady)


def _keys(look: Look, shape: Shape) -> AnySelect:
    key = assignments[look.order.column]
    query = select(assignments.id.label("assignment_id"), key.label("page_key"), assignments.id.label("page_id"))
    query = query.where(*of_assignment(look.wanted, look.now), *of_row(look.wanted, tracker_assignments))
    return assignments_with(query, shape.words)


def _details(keys: FromClause) -> AnySelect:
    joined = keys.join(tracker_assignments, assignments.id == keys.c.assignment_id)
    return select(*LISTED).select_from(
        joined.join(tracker_agencies, agencies.id == assignments.agency_id)
        .join(tracker_tasks, tasks.id == assignments.task_id)
        .join(tracker_documents, documents.id == assignments.document_id)
    )


async def assignment_row(conn: AsyncConnection, assignment_id: UUID, seen_by: str | None) -> AnyRow | None:
    """One assignment with the columns of LISTED; None where there is none, or it is not the agency's that asks."""
    query = select(assignments.id.label("assignment_id")).where(assignments.id == assignment_id)
    if seen_by is not None:
        query = query.where(agency_is(seen_by))
    found: AnyRow | None = (await conn.execute(_details(query.subquery()))).one_or_none()
    return found
