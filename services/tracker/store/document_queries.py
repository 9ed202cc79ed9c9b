"""Reading documents: a page of the list, one document."""

from dataclasses import dataclass
from datetime import date
from operator import eq, ge, le
from uuid import UUID

from sqlalchemy import ColumnElement, FromClause, exists, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.tracker.models import tracker_assignments, tracker_documents
from services.tracker.store.conditions import agency_is
from services.tracker.store.pages import Listing, Page, page
from services.tracker.store.rows import AnyRow, AnySelect
from services.tracker.store.wanted import Order, Slice

documents, assignments = tracker_documents.c, tracker_assignments.c
LONG = ("text", "text_blob", "attachments", "as_written", "search_text", "filled", "identity", "key")
LISTED = tuple(column for column in documents if column.name not in LONG)


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedDocuments:
    """Filters; None = not asked. `reference` is folded, `issued_from` and `issued_to` include their day."""

    seen_by: str | None = None
    reference: str | None = None
    urgency: str | None = None
    status: str | None = None
    issued_from: date | None = None
    issued_to: date | None = None


async def document_page(conn: AsyncConnection, wanted: WantedDocuments, order: Order, part: Slice) -> Page:
    """A page of documents in the order of their registration; each row has the columns of LISTED."""
    keys = select(documents.id.label("document_id"), documents[order.column].label("page_key"),
                  documents.id.label("page_id")).where(*_conditions(wanted))  # fmt: skip
    return await page(conn, Listing(keys, _details, order.is_nullable), part)


def _details(keys: FromClause) -> AnySelect:
    return select(*LISTED).select_from(keys.join(tracker_documents, documents.id == keys.c.document_id))


def _conditions(wanted: WantedDocuments) -> list[ColumnElement[bool]]:
    asked = (
        (eq, documents.reference_folded, wanted.reference),
        (eq, documents.urgency, wanted.urgency),
        (eq, documents.status, wanted.status),
        (ge, documents.issued_on, wanted.issued_from),
        (le, documents.issued_on, wanted.issued_to),
    )
    found: list[ColumnElement[bool]] = [compare(column, value) for compare, column, value in asked if value is not None]
    return found + ([] if wanted.seen_by is None else [_has_a_task_of(wanted.seen_by)])


def _has_a_task_of(agency: str) -> ColumnElement[bool]:
    return exists().where(assignments.document_id == documents.id, agency_is(agency))


async def document_row(conn: AsyncConnection, document_id: UUID, seen_by: str | None) -> AnyRow | None:
    """One document with all its columns; None where there is none, or nothing of it is the agency's that asks."""
    query = select(tracker_documents).where(documents.id == document_id)
    if seen_by is not None:
        query = query.where(_has_a_task_of(seen_by))
    return (await conn.execute(query)).one_or_none()
