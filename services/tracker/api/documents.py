"""`/v1/documents`: the directives of the register."""

from datetime import date
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query
from pydantic import BeforeValidator, Field
from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.responses import Response

from services.tracker.api import documented, shapes
from services.tracker.api.answers import answer, missing, versioned
from services.tracker.api.cursors import next_of, slice_of
from services.tracker.api.params import PageParams, Urgency
from services.tracker.api.scope import READERS, seen_by
from services.tracker.api.values import IdOf, WordsOf, one_of, read_day
from services.tracker.domain.classification import RegimeNames
from services.tracker.domain.document import fold_reference_text
from services.tracker.store.document_queries import WantedDocuments, document_page, document_row
from services.tracker.store.rows import AnyRow, named
from services.tracker.store.task_queries import tasks_of
from services.tracker.store.wanted import Order
from shared.auth import Principal, require
from shared.paging import page
from shared.service import Context

Reader = Annotated[Principal, Depends(require(*READERS))]
STATUSES = ("active", "recalled", "replaced")
Status = Annotated[Literal["active", "recalled", "replaced"], BeforeValidator(one_of(*STATUSES))]
Sort = Annotated[Literal["created_at", "-created_at"], BeforeValidator(one_of("created_at", "-created_at"))]
Day = Annotated[date, BeforeValidator(read_day)]
BRIEF = (
    "id", "reference", "number", "notation", "type", "abstract", "issuer", "submitted_by", "issued_on", "received_at",
    "urgency", "circulation", "regime", "recipients", "status", "replaced_by", "origin", "created_at", "updated_at",
    "version",
)  # fmt: skip
REST = ("text", "text_blob", "attachments", "as_written")


class DocumentParams(PageParams):
    """Filters of documents; `from` and `to` select by issue date, both included."""

    reference: WordsOf | None = None
    urgency: Urgency | None = None
    status: Status | None = None
    issued_from: Day | None = Field(default=None, alias="from")
    issued_to: Day | None = Field(default=None, alias="to")
    sort: Sort = "created_at"

    def wanted(self, seen_by: str | None) -> WantedDocuments:
        """The filters as the store takes them."""
        return WantedDocuments(
            seen_by=seen_by, reference=fold_reference_text(self.reference) if self.reference else None,
            urgency=self.urgency, status=self.status, issued_from=self.issued_from, issued_to=self.issued_to,
        )  # fmt: skip


def router(context: Context, names: RegimeNames) -> APIRouter:
    """Reading documents."""
    routes = APIRouter(tags=["documents"])

    @routes.get("/v1/documents", response_model=documented.DocumentPage)
    async def list_documents(who: Reader, params: Annotated[DocumentParams, Query()]) -> Response:
        """Documents one page at a time, without text and tasks."""
        mine, order = seen_by(who), Order(params.sort)
        filters = {"list": "documents", "seen_by": mine, **params.filters()}
        part = slice_of(params.after, params.limit, filters, order.descending)
        async with context.database.read() as conn:
            found = await document_page(conn, params.wanted(mine), order, part)
        return answer(page([brief(row, names) for row in found.rows], next_of(found, filters)))

    @routes.get("/v1/documents/{document_id}", response_model=documented.Document)
    async def get_document(who: Reader, document_id: IdOf) -> Response:
        """One document with its text and its tasks."""
        async with context.database.read() as conn:
            row = await document_row(conn, document_id, seen_by(who))
            if row is None:
                raise missing("văn bản này")
            return versioned(await whole(conn, row, shapes.Seen(seen_by(who), context.clock.now(), names)))

    return routes


def brief(row: AnyRow, names: RegimeNames) -> shapes.Json:
    """A document as lists show it."""
    signer = {"name": row.signer_name, "position": row.signer_position}
    shown = {name: getattr(row, name) for name in BRIEF}
    return shown | {"regime": names.of(row.regime), "signer": signer if any(signer.values()) else None}


async def whole(conn: AsyncConnection, row: AnyRow, seen: shapes.Seen) -> shapes.Json:
    """A document by itself."""
    rows = await tasks_of(conn, row.id, seen.mine)
    tasks = [shapes.task(one, seen.now, seen.names) for one in named(rows)]
    return brief(row, seen.names) | {name: getattr(row, name) for name in REST} | {"tasks": tasks}
