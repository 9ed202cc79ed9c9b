"""Replay: a kept body is read again with the present configuration, secrecy included.

The same reading again publishes nothing: an event goes out only where it differs from the last one of its delivery.
"""

from uuid import UUID

from sqlalchemy import delete, or_, update

from services.ingest.accept import Desk, StateSecret
from services.ingest.adapters.protocol import NotUnderstood, Reading, Unparsable
from services.ingest.catalog import Catalog, Kept
from services.ingest.delivery import Delivery, Origin, Publication, Receipt, Status, digest
from services.ingest.models import deliveries
from services.ingest.store import routing_keys
from shared.db import Database, Tx
from shared.tracing import new_traceparent

UNPARSABLE = NotUnderstood("payload-unparsable")


class NotReplayable(Exception):
    """There is nothing to read again, or nobody left to read it; `why` is a slug."""

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(why)


class NoSuchDelivery(LookupError):
    """No delivery has this id."""


class Replayer:
    """Reads kept deliveries again."""

    def __init__(self, desk: Desk, catalog: Catalog, database: Database) -> None:
        self._desk, self._catalog, self._database = desk, catalog, database

    async def replay(self, delivery_id: UUID) -> Receipt:
        """What became of it. Raises NoSuchDelivery, NotReplayable, or StateSecret (the body is gone then)."""
        kept = await self._catalog.get(delivery_id)
        if kept is None:
            raise NoSuchDelivery(delivery_id)
        entry = kept.entry
        origin = Origin(entry.id, entry.source, entry.received_at)
        published, reason = await self._desk.published(origin, await self._read(kept))
        if published is None:
            return await self._still(kept, reason)
        await self._publish(kept, published)
        return Receipt(entry.id, Status.ACCEPTED)

    async def _read(self, kept: Kept) -> Reading:
        source = self._desk.sources.get(kept.entry.source)
        if source is None:
            raise NotReplayable("unknown-source")
        if kept.body is None:
            raise NotReplayable("body-gone")
        try:
            return await self._desk.read(source, kept.body)
        except Unparsable:
            return Reading(UNPARSABLE)
        except StateSecret:
            async with self._database.write() as tx:
                await tx.execute(delete(deliveries).where(deliveries.c.id == kept.entry.id))
            raise

    async def _still(self, kept: Kept, reason: str | None) -> Receipt:
        """Not understood (any more): a held one says why, an accepted one stays what it was."""
        held = (deliveries.c.id == kept.entry.id) & (deliveries.c.status == Status.HELD.value)
        async with self._database.write() as tx:
            await tx.execute(update(deliveries).where(held).values(reason=reason))
        return Receipt(kept.entry.id, Status(kept.entry.status), reason)

    async def _publish(self, kept: Kept, published: Publication) -> None:
        async with self._database.write() as tx:
            if not await _changes(tx, kept, digest(published.data)):
                return
            (key,) = await routing_keys(tx, [(kept.entry.source, published)])
            delivery = Delivery(
                id=kept.entry.id,
                source=kept.entry.source,
                key=kept.entry.key,
                received_at=self._desk.clock.now(),
                body=b"",
                body_sha256=kept.body_sha256,
                traceparent=kept.entry.traceparent or new_traceparent(),
                publication=published,
            )
            tx.append(self._desk.store.event(published, key, delivery))


async def _changes(tx: Tx, kept: Kept, event_sha256: bytes) -> bool:
    """Mark the delivery accepted with this event; False where it already is, also for one of two at once."""
    c = deliveries.c
    other = or_(c.event_sha256.is_(None), c.event_sha256 != event_sha256)
    statement = update(deliveries).where(c.id == kept.entry.id, other)
    done = await tx.execute(statement.values(status=Status.ACCEPTED.value, reason=None, event_sha256=event_sha256))
    return done.rowcount == 1
