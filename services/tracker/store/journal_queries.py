"""Reading what happened to a task, and what waits for a person's look."""

from uuid import UUID

from sqlalchemy import FromClause, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.tracker.models import (
    tracker_assignments,
    tracker_changes,
    tracker_documents,
    tracker_review,
    tracker_tasks,
)
from services.tracker.store.conditions import agency_is
from services.tracker.store.pages import Listing, Page, page
from services.tracker.store.rows import AnyRow, AnySelect
from services.tracker.store.wanted import Slice

changes, review, assignments = tracker_changes.c, tracker_review.c, tracker_assignments.c
documents, tasks = tracker_documents.c, tracker_tasks.c


async def history_page(conn: AsyncConnection, task_id: UUID, seen_by: str | None, part: Slice) -> Page:
    """What happened to a task; an agency sees what concerns the whole task or itself."""
    keys = select(changes.id.label("change_id"), changes.at.label("page_key"), changes.id.label("page_id"))
    keys = keys.where(changes.task_id == task_id)
    if seen_by is not None:
        own = select(assignments.id).where(assignments.task_id == task_id, agency_is(seen_by))
        keys = keys.where(or_(changes.assignment_id.is_(None), changes.assignment_id.in_(own)))
    return await page(conn, Listing(keys, _change, nullable=False), part)


def _change(keys: FromClause) -> AnySelect:
    return select(tracker_changes).select_from(keys.join(tracker_changes, changes.id == keys.c.change_id))


async def review_page(conn: AsyncConnection, reason: str | None, resolved: bool, part: Slice) -> Page:
    """What waits for a person (or was settled by one), each with its document and task as people name them."""
    keys = select(review.id.label("review_id"), review.at.label("page_key"), review.id.label("page_id"))
    keys = keys.where(review.resolved_at.is_not(None) if resolved else review.resolved_at.is_(None))
    if reason is not None:
        keys = keys.where(review.reason == reason)
    return await page(conn, Listing(keys, _case, nullable=False), part)


def _case(keys: FromClause) -> AnySelect:
    return select(tracker_review, documents.reference, tasks.content).select_from(
        keys.join(tracker_review, review.id == keys.c.review_id)
        .outerjoin(tracker_documents, documents.id == review.document_id)
        .outerjoin(tracker_tasks, tasks.id == review.task_id)
    )


async def review_row(conn: AsyncConnection, case_id: UUID) -> AnyRow | None:
    """One case with its document and task; None where there is none."""
    key = select(review.id.label("review_id")).where(review.id == case_id).subquery()
    found: AnyRow | None = (await conn.execute(_case(key))).one_or_none()
    return found
