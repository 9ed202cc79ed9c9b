"""A group of deliveries on SQLite: three prepared statements for all of them, within one unit of work.

What it does in one go is what `store` does in steps; a group is small and its rows go into the loop's own connection.
"""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from services.ingest.delivery import Delivery, Publication, digest
from shared.db import Database, Tx
from shared.events import Event, Subject, event
from shared.tables import instant_text

CROWD = 16  # receipts in one group: more come at once than can be kept one by one
DELIVERY = (
    "INSERT INTO ingest_deliveries (id, source, key, dedupe, status, reason, received_at, body, body_size, "
    "body_sha256, event_sha256, traceparent) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
    "ON CONFLICT (source, dedupe) DO NOTHING"
)
IS_KEPT = "SELECT 1 FROM ingest_deliveries WHERE id = ?"
KEY = "INSERT INTO ingest_keys (source, source_id, key) VALUES (?, ?, ?) ON CONFLICT (source, source_id) DO NOTHING"
KEY_OF = "SELECT key FROM ingest_keys WHERE source = ? AND source_id = ?"
Pair = tuple[str, str]
Published = tuple[Delivery, Publication]


async def keep_on_file(database: Database, group: Sequence[Delivery], origin: str) -> set[UUID]:
    """Keep and publish what is new of `group`; the ids of that. Raises DBAPIError, and then it kept nothing."""
    async with database.write(urgent=True, crowd=len(group) >= CROWD) as tx:
        new = await _insert(tx, group)
        published = [(d, d.publication) for d in group if d.publication and d.id in new]
        settled = await _settle(tx, published)
        tx.append(*(_event(one, settled, origin) for one in published))
    return new


async def _insert(tx: Tx, group: Sequence[Delivery]) -> set[UUID]:
    done = await tx.conn.exec_driver_sql(DELIVERY, list(map(_row, group)))
    if done.rowcount == len(group):
        return {delivery.id for delivery in group}
    return {delivery.id for delivery in group if await _first(tx, IS_KEPT, (delivery.id.bytes,))}


async def _settle(tx: Tx, published: Iterable[Published]) -> dict[Pair, str]:
    """The keys of documents that had one before; the others' own ones are theirs from now on."""
    own: dict[Pair, str] = {}
    for delivery, said in published:
        if said.source_id:
            own.setdefault((delivery.source, said.source_id), said.key(delivery.source))
    if not own:
        return own
    done = await tx.conn.exec_driver_sql(KEY, [(*pair, key) for pair, key in own.items()])
    if done.rowcount == len(own):
        return own
    return {pair: await _first(tx, KEY_OF, pair) for pair in own}


async def _first(tx: Tx, sql: str, parameters: tuple[Any, ...]) -> Any:
    return (await tx.conn.exec_driver_sql(sql, parameters)).scalar()


def _event(one: Published, settled: dict[Pair, str], origin: str) -> Event:
    delivery, said = one
    key = settled.get((delivery.source, said.source_id or ""), said.key(delivery.source))
    subject = Subject("documents", key, origin, delivery.received_at, delivery.traceparent)
    return event(subject, said.fact, said.data)


def _row(delivery: Delivery) -> tuple[Any, ...]:
    said = delivery.publication
    return (
        delivery.id.bytes, delivery.source, delivery.key, delivery.key, delivery.status.value, delivery.reason,
        instant_text(delivery.received_at), delivery.body, len(delivery.body), delivery.body_sha256,
        digest(said.data) if said else None, delivery.traceparent,
    )  # fmt: skip
