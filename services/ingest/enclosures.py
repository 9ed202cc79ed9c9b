"""Enclosures go to the blobs before the transaction that refers to them."""

from collections.abc import Sequence

from services.ingest.adapters.protocol import Enclosure
from shared.blobs import Blobs


async def settle(blobs: Blobs, enclosures: Sequence[Enclosure]) -> None:
    """Keep the bytes and write their references into the event's data."""
    for enclosure in enclosures:
        kept = await blobs.put(enclosure.body, enclosure.media_type)
        enclosure.target[enclosure.field] = kept.model_dump()
