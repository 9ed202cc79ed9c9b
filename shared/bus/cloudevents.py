"""An event as a Kafka record: CloudEvents 1.0, binary mode (attributes in `ce_` headers, data in the value)."""

from collections.abc import Iterable
from datetime import UTC, datetime
from functools import lru_cache
from uuid import UUID

from shared.events import TOPIC_PREFIX, Event

Headers = list[tuple[str, bytes]]
TEXT = "utf-8"


class Unreadable(ValueError):
    """A record that no dondoc wrote."""


def headers_of(event: Event) -> Headers:
    """The record's headers; `ce_subject` is the key."""
    headers = [
        ("ce_specversion", b"1.0"),
        ("ce_id", str(event.id).encode()),
        ("ce_type", _text(event.type)),
        ("ce_source", _text(event.source)),
        ("ce_subject", event.key.encode()),
        ("ce_time", event.time.astimezone(UTC).isoformat().replace("+00:00", "Z").encode()),
        ("content-type", b"application/json"),
    ]
    if event.traceparent:
        headers.append(("traceparent", event.traceparent.encode()))
    return headers


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
