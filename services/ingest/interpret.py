"""From bytes to what they say: parsing, then secrecy, then meaning. Nothing here keeps or logs anything."""

from collections.abc import Callable
from dataclasses import dataclass

from services.ingest.adapters.protocol import Adapter, Parsed, Reading


@dataclass(frozen=True, slots=True)
class Secret:
    """The body says that it is a state secret; that is all that may be known of it."""


SECRET = Secret()
Reader = Callable[[bytes], Reading | Secret]


def interpret(adapter: Adapter[Parsed], body: bytes) -> Reading | Secret:
    """Raises Unparsable."""
    parsed = adapter.parse(body)
    return SECRET if adapter.is_secret(parsed) else adapter.read(parsed)
