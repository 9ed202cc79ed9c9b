"""Deliveries into the database: row, deduplication and log entry in one transaction, a whole group at a time.

Duplicates end at the unique index on (source, dedupe), never at a look before the insert.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Insert, select, tuple_
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError, StatementError

from services.ingest.at_once import keep_at_once
from services.ingest.delivery import AGAIN, KEY_REUSED, Delivery, NotKept, Publication, Receipt, Status, digest
from services.ingest.models import deliveries, keys, refusals
from services.ingest.on_file import keep_on_file
from shared.db import Database, Tx
from shared.events import Event, Subject, event

Pair = tuple[str, str]
GONE = NotKept("what stood under its key was erased at this moment")
INSERT_DELIVERIES = (
    "INSERT INTO ingest_deliveries (id, source, key, dedupe, status, reason, received_at, body, body_size, "
    "body_sha256, event_sha256, traceparent) SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], "
    "$5::text[], $6::text[], $7::timestamptz[], $8::bytea[], $9::int[], $10::bytea[], $11::bytea[], $12::text[]) "
    "ON CONFLICT (source, dedupe) DO NOTHING RETURNING id"
)
INSERT_KEYS = (
    "INSERT INTO ingest_keys (source, source_id, key) SELECT * FROM unnest($1::text[], $2::text[], $3::text[]) "
    "ON CONFLICT (source, source_id) DO NOTHING RETURNING source, source_id"
)


@dataclass(frozen=True)
class Earlier:
    """A delivery that is there already under the same (source, dedupe)."""

    id: UUID
    body_sha256: bytes


class Store:
    """ingest's side of the database. `origin` is the CloudEvents source of its events."""

    def __init__(self, database: Database, origin: str) -> None:
        self._database, self._origin = database, origin
        self._on_file = database.dialect == "sqlite"

    async def keep(self, group: Sequence[Delivery]) -> Sequence[Receipt | NotKept]:
        """One transaction for the group; where a row is at fault, one each, so that it harms no neighbour.

        Raises what the database raises when it is the database that failed.
        """
        try:
            return await self._keep_at_once(group)
        except StatementError as bad:
            if _is_away(bad):
                raise
            if len(group) == 1:
                return [NotKept(type(bad).__name__)]
        return [receipt for delivery in group for receipt in await self.keep([delivery])]

    async def _keep_at_once(self, group: Sequence[Delivery]) -> Sequence[Receipt | NotKept]:
        """What fails at once is tried in steps: they tell a row's fault from the database's. What it had kept after
        all (the connection broke after its commit) is met there as a duplicate."""
        try:
            new = await (keep_on_file if self._on_file else keep_at_once)(self._database, group, self._origin)
        except DBAPIError as bad:
            if self._on_file and _is_away(bad):
                raise
            return await self._keep(group)
        receipts = {d.id: Receipt(d.id, d.status, d.reason) for d in group if d.id in new}
        if len(new) < len(group):
            async with self._database.write(urgent=True) as tx:
                receipts |= await _known(tx, [d for d in group if d.id not in new])
        return [receipts.get(delivery.id, GONE) for delivery in group]

    async def _keep(self, group: Sequence[Delivery]) -> Sequence[Receipt | NotKept]:
        async with self._database.write(urgent=True) as tx:
            new = await _insert(tx, [(delivery, delivery.key) for delivery in group])
            receipts = {d.id: Receipt(d.id, d.status, d.reason) for d in group if d.id in new}
            if len(new) < len(group):
                receipts |= await _known(tx, [d for d in group if d.id not in new])
            await self._publish(tx, [d for d in group if d.id in new and d.publication])
        return [receipts.get(delivery.id, GONE) for delivery in group]

    async def _publish(self, tx: Tx, accepted: Sequence[Delivery]) -> None:
        routes = await routing_keys(tx, [(d.source, d.publication) for d in accepted if d.publication])
        for delivery, key in zip(accepted, routes, strict=True):
            if delivery.publication:
                tx.append(self.event(delivery.publication, key, delivery))

    def event(self, publication: Publication, key: str, delivery: Delivery) -> Event:
        """The log entry of a delivery."""
        subject = Subject("documents", key, self._origin, delivery.received_at, delivery.traceparent)
        return event(subject, publication.fact, publication.data)

    async def refuse(self, source: str, at: datetime) -> None:
        """Count a state secret: the source, when, how many; nothing else of it."""
        row = {"source": source, "count": 1, "last_at": at}
        async with self._database.write(urgent=True) as tx:
            statement = _insert_into(tx, refusals).values(row)
            again = {"count": refusals.c.count + 1, "last_at": at}
            await tx.execute(statement.on_conflict_do_update(index_elements=["source"], set_=again))


def _is_away(failure: StatementError) -> bool:
    lost = isinstance(failure, DBAPIError) and failure.connection_invalidated
    return lost or isinstance(failure, OperationalError | InterfaceError)


def _insert_into(tx: Tx, table: Any) -> Any:
    return sqlite.insert(table) if tx.conn.dialect.name == "sqlite" else postgresql.insert(table)


async def _insert(tx: Tx, rows: Sequence[tuple[Delivery, str]]) -> set[UUID]:
    """Insert what is not there yet, ordered so that two groups cannot wait for each other; the ids that are new."""
    ordered = [_row(delivery, dedupe) for delivery, dedupe in sorted(rows, key=lambda r: (r[0].source, r[1]))]
    if tx.conn.dialect.name == "postgresql":
        columns = tuple(list(column) for column in zip(*(row.values() for row in ordered), strict=True))
        return {row[0] for row in await tx.conn.exec_driver_sql(INSERT_DELIVERIES, columns)}
    statement: Insert = sqlite.insert(deliveries).on_conflict_do_nothing().returning(deliveries.c.id)
    return {row[0] for row in await tx.execute(statement, ordered)}


def _row(delivery: Delivery, dedupe: str) -> dict[str, Any]:
    published = delivery.publication
    return {
        "id": delivery.id,
        "source": delivery.source,
        "key": delivery.key,
        "dedupe": dedupe,
        "status": delivery.status.value,
        "reason": delivery.reason,
        "received_at": delivery.received_at,
        "body": delivery.body,
        "body_size": len(delivery.body),
        "body_sha256": delivery.body_sha256,
        "event_sha256": digest(published.data) if published else None,
        "traceparent": delivery.traceparent,
    }


async def _known(tx: Tx, again: Sequence[Delivery]) -> dict[UUID, Receipt]:
    """The same bytes under a known key are a duplicate; other bytes are held beside it, reason key-reused.

    None for a delivery whose earlier one has gone meanwhile (an operator erases secrets).
    """
    earlier = await _earlier(tx, [(d.source, d.key) for d in again])
    receipts: dict[UUID, Receipt] = {}
    reused = []
    for delivery in again:
        first = earlier.get((delivery.source, delivery.key))
        if first is None:
            continue
        if first.body_sha256 == delivery.body_sha256:
            receipts[delivery.id] = Receipt(first.id, Status.DUPLICATE)
        else:
            reused.append(delivery._replace(publication=None, reason=KEY_REUSED))
    return receipts | await _reused(tx, reused)


async def _reused(tx: Tx, reused: Sequence[Delivery]) -> dict[UUID, Receipt]:
    if not reused:
        return {}
    marked = [(delivery, f"{delivery.key}{AGAIN}{delivery.body_sha256.hex()}") for delivery in reused]
    await _insert(tx, marked)
    kept = await _earlier(tx, [(delivery.source, dedupe) for delivery, dedupe in marked])
    return {d.id: Receipt(kept[d.source, dedupe].id, Status.HELD, KEY_REUSED) for d, dedupe in marked}


async def _earlier(tx: Tx, pairs: Iterable[Pair]) -> dict[Pair, Earlier]:
    c = deliveries.c
    wanted = select(c.source, c.dedupe, c.id, c.body_sha256).where(tuple_(c.source, c.dedupe).in_(sorted(set(pairs))))
    found = await tx.execute(wanted)
    return {(row.source, row.dedupe): Earlier(row.id, bytes(row.body_sha256)) for row in found}


async def routing_keys(tx: Tx, published: Sequence[tuple[str, Publication]]) -> Sequence[str]:
    """The key of each event: that of the first event of the same (source, source_id), else its own."""
    own: dict[Pair, str] = {}
    for source, publication in published:
        if publication.source_id:
            own.setdefault((source, publication.source_id), publication.key(source))
    settled = own | await _settled(tx, own) if own else own
    return [settled.get((source, p.source_id or ""), p.key(source)) for source, p in published]


async def _settled(tx: Tx, own: dict[Pair, str]) -> dict[Pair, str]:
    """Remember the new ones; the keys of those that were there before."""
    rows = [{"source": source, "source_id": one, "key": key} for (source, one), key in sorted(own.items())]
    if tx.conn.dialect.name == "postgresql":
        columns = tuple(list(column) for column in zip(*(row.values() for row in rows), strict=True))
        inserted = await tx.conn.exec_driver_sql(INSERT_KEYS, columns)
    else:
        statement = sqlite.insert(keys).on_conflict_do_nothing().returning(keys.c.source, keys.c.source_id)
        inserted = await tx.execute(statement, rows)
    before = own.keys() - {(row.source, row.source_id) for row in inserted}
    if not before:
        return {}
    wanted = select(keys).where(tuple_(keys.c.source, keys.c.source_id).in_(sorted(before)))
    return {(row.source, row.source_id): row.key for row in await tx.execute(wanted)}
