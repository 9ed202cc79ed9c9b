"""`POST /v1/documents`: a directive registered by hand, by the same path as one that a system delivers."""

from typing import Annotated, Any, Literal
from uuid import UUID

import orjson
from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from sqlalchemy import ColumnElement, Select, select
from starlette.responses import Response

from services.tracker.api import documented
from services.tracker.api.answers import versioned
from services.tracker.api.desk import Desk
from services.tracker.api.documents import whole
from services.tracker.api.scope import CLERKS
from services.tracker.api.values import InstantOf, one_of, wrong
from services.tracker.models import tracker_document_keys, tracker_documents
from services.tracker.register.case import DESK
from services.tracker.register.document import folded_reference
from services.tracker.register.registering import EDXML
from services.tracker.store.document_queries import document_row
from shared.auth import Principal, require
from shared.db import Tx
from shared.events import Event, Subject, event
from shared.events.documents import Document, DocumentFact
from shared.idempotency import WriteKey, write_key
from shared.ids import new_id
from shared.logging import logger
from shared.problems import Problem
from shared.secrecy import OPEN_VALUES, is_secret
from shared.tracing import new_traceparent

Clerk = Annotated[Principal, Depends(require(*CLERKS))]
EVENTS = ("document.issued", "document.updated")
MOST_INLINE = 200_000
log = logger("tracker.api")


class EnteredDocument(Document):
    """The canonical `document`; unknown fields are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    received_at: InstantOf | None = None
    secrecy: str | None = None

    @model_validator(mode="after")
    def _can_be_understood(self) -> "EnteredDocument":
        if not (self.number or self.source_id):
            raise wrong("thiếu số văn bản; hãy ghi number (và notation) hoặc source_id")
        if not (self.tasks or self.text or self.abstract):
            raise wrong("văn bản phải có ít nhất một trong: tasks, text, abstract")
        return self


class EntryBody(BaseModel):
    """The canonical body of a webhook; `event` may be document.issued (usual) or document.updated."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    event: Annotated[Literal["document.issued", "document.updated"], BeforeValidator(one_of(*EVENTS))] = Field(
        default="document.issued"
    )
    event_id: str | None = None
    occurred_at: InstantOf | None = None
    reason: str | None = None
    document: EnteredDocument


async def refuse_secrets(request: Request) -> None:
    """Raises Problem state-secret-refused; what stays is that it happened."""
    try:
        body: Any = orjson.loads(await request.body())
    except orjson.JSONDecodeError:
        return
    if is_secret(body, OPEN_VALUES):
        log.warning("document.refused", reason="state-secret", origin=DESK)
        raise Problem("state-secret-refused")


Open = Annotated[None, Depends(refuse_secrets)]
Key = Annotated[WriteKey, Depends(write_key)]


def router(desk: Desk) -> APIRouter:
    """Registering documents."""
    routes = APIRouter(tags=["documents"])

    @routes.post("/v1/documents", status_code=201, response_model=documented.Document)
    async def enter_document(who: Clerk, _open: Open, body: EntryBody, write: Key) -> Response:
        """Register a document by hand; 200 where the register has it already and it was amended."""
        return await _enter(desk, who, body, write)

    return routes


async def _enter(desk: Desk, who: Principal, body: EntryBody, write: WriteKey) -> Response:
    mark = f"entry:{new_id()}"
    delivered = await _event(desk, body, mark)
    await desk.prepare([delivered])

    async def work(tx: Tx) -> Response:
        before = await _known(tx, delivered.key, body.document.source_id)
        await desk.handle(tx, [delivered])
        document_id = (
            await tx.execute(_of((tracker_document_keys.c.origin == EDXML) & (tracker_document_keys.c.key == mark)))
        ).scalar_one()
        stored = await document_row(tx.conn, document_id, None)
        assert stored is not None, "registered a moment ago"
        status = 200 if document_id in before else 201
        answer = versioned(await whole(tx.conn, stored, desk.seen()), status)
        answer.headers["location"] = f"/v1/documents/{document_id}"
        return answer

    return await desk.once.run(who.key, write, work)


async def _known(tx: Tx, key: str, source_id: str | None) -> set[UUID]:
    """The documents that the entry may be about."""
    keys = tracker_document_keys.c
    own = _of((keys.origin == DESK) & (keys.key == (source_id or "")))
    found = [row.document_id for row in await tx.execute(own)]
    same = select(tracker_documents.c.id).where(tracker_documents.c.key == key)
    return {*found, *(row.id for row in await tx.execute(same))}


def _of(condition: ColumnElement[bool]) -> Select[UUID]:
    return select(tracker_document_keys.c.document_id).where(condition)


async def _event(desk: Desk, body: EntryBody, mark: str) -> Event:
    """The event that ingest would have published; `mark` is an opaque key by which the document is found again."""
    now = desk.context.clock.now()
    given = body.document.model_dump(exclude={"secrecy"})
    document = Document.model_validate({**given, "keys": (*given["keys"], mark)})
    text = (document.text or "").encode()
    if len(text) > MOST_INLINE:
        blob = await desk.context.blobs.put(text, "text/plain; charset=utf-8")
        document = document.model_copy(update={"text": None, "text_blob": blob})
    key = folded_reference(document.number, document.notation) if document.number else None
    fact = DocumentFact(delivery_id=new_id(), origin=DESK, accepted_at=now, document=document, reason=body.reason)
    subject = Subject("documents", key or f"{DESK}/{document.source_id}", desk.source, now, new_traceparent())
    return event(subject, "document.received" if body.event == "document.issued" else "document.updated", fact)
