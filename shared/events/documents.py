"""Data of `dondoc.documents`: what ingest understood of a delivery. Ingest judges nothing: words stay as written."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

Urgency = Literal["normal", "urgent", "very_urgent", "express", "express_timed"]


class Fact(BaseModel):
    """Events evolve by adding optional fields; unknown ones are ignored."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class Signer(Fact):
    name: str | None = None
    position: str | None = None


class BlobRef(Fact):
    """A large thing by reference; `sha256` hex, `size` bytes."""

    sha256: str
    size: int
    media_type: str


class Attachment(Fact):
    """An attached file; `blob` where its bytes are kept."""

    name: str
    media_type: str | None = None
    sha256: str | None = None
    blob: BlobRef | None = None


class GivenTask(Fact):
    """A task as a body carries it; `deadline` is a date, a date and time, or words. None = the body does not say."""

    content: str
    lead: tuple[str, ...] = ()
    coordinating: tuple[str, ...] = ()
    monitoring: tuple[str, ...] = ()
    field: str | None = None
    code: str | None = None
    deadline: str | None = None
    inclusive: bool = True
    report_required: bool | None = None


class Document(Fact):
    """A directive as a document system describes it.

    `number` and `notation` are split; `issued_on` is None where the date could not be read, its words then stand in
    `as_written` under the field's name (as do other values that were not understood). `lead`, `coordinating` and
    `deadline` are those of the whole document. `text` up to about 200 kB, longer ones are `text_blob`. `keys` are
    further opaque identifiers (edXML DocumentId and the like). `circulation` is a limiting stamp, never a secrecy.
    `tasks` None = the body says nothing of tasks.
    """

    source_id: str | None = None
    number: str | None = None
    notation: str | None = None
    type: str | None = None
    abstract: str | None = None
    issuer: str | None = None
    submitted_by: str | None = None
    issued_on: date | None = None
    received_at: datetime | None = None
    signer: Signer | None = None
    urgency: Urgency | None = None
    circulation: str | None = None
    recipients: tuple[str, ...] = ()
    text: str | None = None
    text_blob: BlobRef | None = None
    attachments: tuple[Attachment, ...] = ()
    tasks: tuple[GivenTask, ...] | None = None
    lead: tuple[str, ...] = ()
    coordinating: tuple[str, ...] = ()
    deadline: str | None = None
    keys: tuple[str, ...] = ()
    as_written: dict[str, str] = Field(default_factory=dict)


class EarlierDocument(Fact):
    """How a recall, an update or a replacement names the document it is about."""

    source_id: str | None = None
    number: str | None = None
    notation: str | None = None
    issuer: str | None = None
    issued_on: date | None = None
    keys: tuple[str, ...] = ()


class DocumentFact(Fact):
    """`document.received|updated|recalled|replaced`.

    `accepted_at` (domain time) is when the delivery was accepted: the receipt of a document without `received_at`.
    `replaces` names the documents that a `replaced` supersedes. A recall's `document` carries its identity alone.
    """

    delivery_id: UUID
    origin: str
    accepted_at: datetime
    document: Document
    reason: str | None = None
    replaces: tuple[EarlierDocument, ...] = ()


class ProgressFact(Fact):
    """`progress.reported`: an agency's word on its part of a document's tasks."""

    delivery_id: UUID
    origin: str
    accepted_at: datetime
    number: str | None = None
    notation: str | None = None
    source_id: str | None = None
    issuer: str | None = None
    issued_on: date | None = None
    agency: str
    state: Literal["in_progress", "submitted", "done"]
    percent: int | None = None
    note: str | None = None


class StatusFact(Fact):
    """`document.status_received`: an edXML status message; `code` as sent (01 … 16)."""

    delivery_id: UUID
    origin: str
    accepted_at: datetime
    code: str
    sender: str | None = None
    number: str | None = None
    notation: str | None = None
    issued_on: date | None = None
    keys: tuple[str, ...] = ()
    description: str | None = None
    at: datetime | None = None
