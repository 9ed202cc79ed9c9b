"""What every adapter promises: bytes → a parsed body → what it says in our words, or why it is not understood."""

from dataclasses import dataclass
from typing import Generic, NamedTuple, Protocol, TypeVar

Parsed = TypeVar("Parsed")
Data = dict[str, object]


class Unparsable(ValueError):
    """The bytes are not what the source's format is: 400."""


@dataclass(frozen=True, slots=True)
class Enclosure:
    """Bytes that travel by reference: once kept, `target[field]` becomes {sha256, size, media_type}."""

    target: Data
    field: str
    body: bytes
    media_type: str


class Understood(NamedTuple):
    """A fact (`document.received`) with its event data, but for what only the delivery knows.

    `reference` is the folded number/notation, `source_id` the source's own id: one of them is there.
    """

    fact: str
    data: Data
    reference: str | None
    source_id: str | None
    enclosures: tuple[Enclosure, ...] = ()


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    """The body is lawful and parsable, and stays until somebody mends the mapping; `reason` is a slug."""

    reason: str


class Reading(NamedTuple):
    """What a body says; `message_id` is the event's or message's own id, never a document's."""

    outcome: Understood | NotUnderstood
    message_id: str | None = None


class Adapter(Protocol, Generic[Parsed]):
    """The meaning of one source's bodies. Pure: no clock, no database, nothing kept."""

    def parse(self, body: bytes) -> Parsed:
        """Raises Unparsable."""
        ...

    def is_secret(self, parsed: Parsed) -> bool:
        """Whether anything in it says state secret; asked before anything else is done with it."""
        ...

    def read(self, parsed: Parsed) -> Reading:
        """What it says. Raises Unparsable where a later look finds that it cannot be."""
        ...
