"""An event of the documents' topic, parsed once, with what was read of its text."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson

from services.tracker.reading.result import Reading
from services.tracker.register.case import Doubt
from services.tracker.register.finding import Named
from shared.events import Event
from shared.events.documents import DocumentFact, EarlierDocument, Fact, ProgressFact, StatusFact

NUL = b"\\u0000"
DESCRIBED = frozenset({"document.received", "document.updated", "document.replaced"})
RECALLED, PROGRESS, STATUS = "document.recalled", "progress.reported", "document.status_received"
SUPERSEDED = "document.superseded"  # of our own: an earlier document that a replacement named before it arrived


class SupersededFact(Fact):
    """What waits for the earlier document of a replacement."""

    origin: str
    accepted_at: datetime
    earlier: EarlierDocument
    successor: UUID
    reference: str | None = None
    reason: str | None = None


Said = DocumentFact | ProgressFact | StatusFact | SupersededFact
_MODELS: dict[str, type[Said]] = {
    **dict.fromkeys((*DESCRIBED, RECALLED), DocumentFact),
    PROGRESS: ProgressFact,
    STATUS: StatusFact,
    SUPERSEDED: SupersededFact,
}


@dataclass(frozen=True, slots=True)
class Delivered:
    """`unread` says why a text could not be read (a doubt's slug), `doubts` what of its attachments is doubtful;
    `file` names the attachment that its text came from; `waited` is the waiting row's id."""

    fact: str
    said: Said
    key: str
    named: Named
    traceparent: str | None
    payload: bytes
    time: datetime
    reading: Reading | None = None
    unread: str | None = None
    doubts: tuple[Doubt, ...] = ()
    file: str | None = None
    waited: UUID | None = None


def parse(event: Event) -> Delivered | None:
    """The event's data and how it names its document; None for a fact that the tracker does not follow. Raises
    pydantic's ValidationError."""
    model = _MODELS.get(event.fact)
    if model is None:
        return None
    data = without_nul(event.data)
    said = model.model_validate_json(data)
    return Delivered(event.fact, said, event.key, named_by(said, event.key), event.traceparent, data, event.time)


def named_by(said: Said, key: str) -> Named:
    """How the data names its document."""
    if isinstance(said, DocumentFact):
        return _name(said.origin, key, said.document)
    if isinstance(said, SupersededFact):
        return _name(said.origin, key, said.earlier)
    issuer = said.issuer if isinstance(said, ProgressFact) else None
    return Named(
        origin=said.origin, key=key, number=said.number, notation=said.notation, issued_on=said.issued_on,
        issuer=issuer, source_id=said.source_id if isinstance(said, ProgressFact) else None,
        keys=said.keys if isinstance(said, StatusFact) else (),
    )  # fmt: skip


def _name(origin: str, key: str, document: Any) -> Named:
    return Named(
        origin=origin, key=key, number=document.number, notation=document.notation, issuer=document.issuer,
        issued_on=document.issued_on, source_id=document.source_id, keys=document.keys,
    )  # fmt: skip


def without_nul(data: bytes) -> bytes:
    """The same JSON without NUL characters, which PostgreSQL refuses."""
    return orjson.dumps(_clean(orjson.loads(data))) if NUL in data else data


def _clean(value: object) -> object:
    if isinstance(value, str):
        return value.replace("\0", "")
    if isinstance(value, list):
        return [_clean(one) for one in value]
    if isinstance(value, dict):
        return {str(_clean(key)): _clean(one) for key, one in value.items()}
    return value
