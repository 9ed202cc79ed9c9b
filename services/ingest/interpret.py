"""From bytes to what they say: parsing, then secrecy, then meaning. Nothing here keeps or logs anything."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from services.ingest.adapters.protocol import Adapter, Parsed, Reading, Unparsable

Given = TypeVar("Given")
Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class Secret:
    """The body says that it is a state secret; that is all that may be known of it."""


SECRET = Secret()
Read = Reading | Secret | Unparsable


@dataclass(frozen=True, slots=True)
class Reader(Generic[Parsed]):
    """The reader of one source's bodies."""

    adapter: Adapter[Parsed]

    def __call__(self, body: bytes) -> Reading | Secret:
        """Raises Unparsable."""
        return interpret(self.adapter, body)

    def each(self, bodies: Sequence[bytes]) -> Sequence[Read]:
        """The same of each, step by step instead of body by body (see `shared.direct`)."""
        parsed = [_attempt(self.adapter.parse, body) for body in bodies]
        secret = [not isinstance(one, Unparsable) and self.adapter.is_secret(one) for one in parsed]
        return [SECRET if hidden else self._read(one) for one, hidden in zip(parsed, secret, strict=True)]

    def _read(self, parsed: Parsed | Unparsable) -> Reading | Unparsable:
        return parsed if isinstance(parsed, Unparsable) else _attempt(self.adapter.read, parsed)


def _attempt(step: Callable[[Given], Found], given: Given) -> Found | Unparsable:
    try:
        return step(given)
    except Unparsable as bad:
        return bad


def interpret(adapter: Adapter[Parsed], body: bytes) -> Reading | Secret:
    """Raises Unparsable."""
    parsed = adapter.parse(body)
    return SECRET if adapter.is_secret(parsed) else adapter.read(parsed)
