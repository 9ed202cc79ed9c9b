"""An event as a Kafka record: CloudEvents 1.0, binary mode (attributes in `ce_` headers, data in the value)."""

import base64
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Protocol
from uuid import UUID

from shared.events import TOPIC_PREFIX, Event
from shared.logging import logger

log = logger("bus.kafka")
Headers = list[tuple[str, bytes]]
TEXT = "utf-8"
UNREADABLE = "vn.dondoc.record.unreadable.v1"
BASE64 = b"base64:"
VERSION, CONTENT = ("ce_specversion", b"1.0"), ("content-type", b"application/json")


class Unreadable(ValueError):
    """A record that no dondoc wrote."""


def headers_of(event: Event) -> Headers:
    """The record's headers; `ce_subject` is the key."""
    headers = [
        VERSION,
        ("ce_id", str(event.id).encode()),
        ("ce_type", _text(event.type)),
        ("ce_source", _text(event.source)),
        ("ce_subject", event.key.encode()),
        ("ce_time", _written(event.time)),
        CONTENT,
    ]
    if event.traceparent:
        headers.append(("traceparent", event.traceparent.encode()))
    return headers


def _written(time: datetime) -> bytes:
    """UTC, with Z."""
    at = time if time.tzinfo is UTC else time.astimezone(UTC)  # the database gives them so
    return at.isoformat().removesuffix("+00:00").encode() + b"Z"


@lru_cache(256)
def _text(word: str) -> bytes:
    return word.encode()


def event_from(topic: str, key: bytes | None, value: bytes | None, headers: Iterable[tuple[str, bytes]]) -> Event:
    """The event of a record; raises Unreadable."""
    given = {name: raw.decode(TEXT, "replace") for name, raw in headers if raw is not None}
    try:
        number, time = UUID(given["ce_id"]), datetime.fromisoformat(given["ce_time"])
        kind, source = given["ce_type"], given["ce_source"]
    except (KeyError, ValueError) as wrong:
        raise Unreadable(f"not an event of ours: {type(wrong).__name__} {wrong}") from wrong
    if time.tzinfo is None:
        raise Unreadable("ce_time has no offset")
    name = key.decode(TEXT, "replace") if key is not None else given.get("ce_subject", "")
    return Event(
        number, topic.removeprefix(TOPIC_PREFIX), name, kind, source, time, value or b"", given.get("traceparent"),
    )  # fmt: skip


@dataclass(frozen=True)
class Place:
    """Where a record stands on Kafka and when it was written (milliseconds since 1970)."""

    topic: str
    partition: int
    offset: int
    written: int

    def __str__(self) -> str:
        return f"{self.topic}/{self.partition}@{self.offset}"

    def id(self) -> UUID:
        """The same UUIDv7 whenever the record is read."""
        chance = int.from_bytes(hashlib.sha256(str(self).encode()).digest()[:10])
        low = 0x2 << 62 | chance & (1 << 62) - 1
        return UUID(int=max(0, self.written) << 80 | 0x7 << 76 | (chance >> 68) << 64 | low)


def unreadable(place: Place, key: bytes | None, value: bytes | None) -> Event:
    """A record that is no event, as one that every consumer refuses: it is kept as a dead letter of its key.

    Its data is the record's value; one that is no text is written in base64.
    """
    name = (key or b"").decode(TEXT, "replace").replace("\0", "")
    time = datetime.fromtimestamp(max(0, place.written) / 1000, UTC)
    topic = place.topic.removeprefix(TOPIC_PREFIX)
    return Event(place.id(), topic, name, UNREADABLE, str(place)[:120], time, _as_text(value or b""))


class Record(Protocol):
    """A record as Kafka's client hands it over."""

    topic: str
    partition: int
    offset: int
    timestamp: int
    key: bytes | None
    value: bytes | None
    headers: Sequence[tuple[str, bytes]]


def event_of_record(record: Record) -> Event:
    """Of a record that is none, one that every consumer refuses."""
    try:
        return event_from(record.topic, record.key, record.value, record.headers)
    except Unreadable as wrong:
        place = Place(record.topic, record.partition, record.offset, record.timestamp)
        log.error("kafka.record_unreadable", topic=record.topic, partition=record.partition, offset=record.offset,
                  reason=str(wrong))  # fmt: skip
        return unreadable(place, record.key, record.value)


def _as_text(value: bytes) -> bytes:
    try:
        value.decode(TEXT)
    except UnicodeDecodeError:
        return BASE64 + base64.b64encode(value)
    return BASE64 + base64.b64encode(value) if b"\0" in value else value


def refuse_unreadable(events: Sequence[Event]) -> None:
    """Raises Unreadable for the first record among them that was no event."""
    for event in events:
        if event.type == UNREADABLE:
            raise Unreadable(f"the record {event.source} is no event of dondoc: its CloudEvents headers are wrong")
