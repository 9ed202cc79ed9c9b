"""A delivery on its way in, what is published for it, and what its sender is told.

Named tuples: frozen dataclasses take three times as long to make, and every request makes them all.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import NamedTuple
from uuid import UUID

import orjson

from services.ingest.adapters.bodies import storable
from services.ingest.adapters.protocol import Understood
from services.ingest.folding import bounded

LARGEST_EVENT = 256 * 1024
AGAIN = "\x1f"  # between a key and the hash of the other bytes that came under it; no key has control characters


class Status(StrEnum):
    """What became of a delivery. `duplicate` is an answer only, never a row."""

    ACCEPTED = "accepted"
    HELD = "held"
    DUPLICATE = "duplicate"


KEY_REUSED = "key-reused"
EVENT_TOO_LARGE = "event-too-large"


class Publication(NamedTuple):
    """An event but for its routing key, which the store settles (`source_id` → the key of its document)."""

    fact: str
    reference: str | None
    source_id: str | None
    data: bytes

    def key(self, source: str) -> str:
        """The folded number/notation, else source and source_id."""
        return self.reference or f"{source}:{self.source_id}"


class Delivery(NamedTuple):
    """A row to be. Without `publication` it is held, for `reason`."""

    id: UUID
    source: str
    key: str
    received_at: datetime
    body: bytes
    body_sha256: bytes
    traceparent: str
    publication: Publication | None = None
    reason: str | None = None

    @property
    def status(self) -> Status:
        return Status.ACCEPTED if self.publication else Status.HELD


class Receipt(NamedTuple):
    """What the sender is told after the commit."""

    delivery_id: UUID
    status: Status
    reason: str | None = None

    def answer(self) -> dict[str, UUID | str]:
        """`{"delivery_id", "status", "reason"?}`."""
        said: dict[str, UUID | str] = {"delivery_id": self.delivery_id, "status": self.status.value}
        return {**said, "reason": self.reason} if self.reason else said

    def body(self) -> bytes:
        """The JSON of a 202."""
        return orjson.dumps(self.answer())


@dataclass(frozen=True, slots=True)
class NotKept:
    """The database refused this row alone: 503; nothing of it is stored."""

    failure: str


class Origin(NamedTuple):
    """What only the delivery knows of an event: its id, its source, and when it was received (domain time)."""

    delivery_id: UUID
    source: str
    received_at: datetime


def publication(origin: Origin, understood: Understood) -> Publication | None:
    """The event of a delivery, its enclosures settled before; None where it would be larger than an event may be."""
    head = {"delivery_id": origin.delivery_id, "origin": origin.source, "accepted_at": origin.received_at}
    data = orjson.dumps(head | understood.data)
    if b"\\u0000" in data:
        data = storable(data)
    if len(data) > LARGEST_EVENT:
        return None
    source_id = bounded(understood.source_id) if understood.source_id else None
    return Publication(understood.fact, understood.reference, source_id, data)


def delivery_key(header: bytes | None, message_id: str | None, body_sha256: bytes) -> str:
    """The header's, else the body's own message id, else the hash of the body."""
    said = header.decode("utf-8", "replace").strip() if header else message_id
    return (bounded(said) if said else "") or body_sha256.hex()


def digest(raw: bytes) -> bytes:
    """SHA-256."""
    return sha256(raw).digest()
