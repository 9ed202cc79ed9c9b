"""Dead letters as rows: listed with keyset pages, replayed, discarded. Each change holds the key's lock."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

import orjson
from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.bus import parked
from shared.db import Database, Tx
from shared.tables import consumer_parked
from shared.tracing import trace_id

row = consumer_parked.c
behind = consumer_parked.alias("behind")
WAITING = (
    select(func.count())
    .where(behind.c.consumer == row.consumer, behind.c.key == row.key, behind.c.seq > row.seq)
    .scalar_subquery()
    .label("waiting")
)
LISTED = (
    row.seq, row.id, row.consumer, row.event_id, row.topic, row.type, row.key, row.source, row.time, row.traceparent,
    row.attempts, row.reason, row.parked_at, row.died_at, WAITING,
)  # fmt: skip
WHOLE = (*LISTED, row.traceback, row.payload)
Outcome = Literal["done", "missing", "not-dead"]


@dataclass(frozen=True)
class Filters:
    """Which dead letters; None = all."""

    consumer: str | None = None
    type: str | None = None
    key: str | None = None

    def conditions(self) -> list[ColumnElement[bool]]:
        asked = {row.consumer: self.consumer, row.type: self.type, row.key: self.key}
        return [row.state == parked.DEAD, *(column == value for column, value in asked.items() if value is not None)]


async def listed(conn: AsyncConnection, filters: Filters, after: int, limit: int) -> list[Any]:
    """Dead letters whose `seq` is greater than `after`, oldest first."""
    query = select(*LISTED).where(*filters.conditions(), row.seq > after).order_by(row.seq).limit(limit)
    return list((await conn.execute(query)).all())


async def whole(conn: AsyncConnection, number: UUID) -> Any:
    """One dead letter's row with its traceback and data; None where there is none."""
    return (await conn.execute(select(*WHOLE).where(row.id == number, row.state == parked.DEAD))).one_or_none()


def shape(found: Any) -> dict[str, Any]:
    """A dead letter as the API shows it; `waiting` = how many later events of the key stand behind it."""
    made = {str(name): value for name, value in found._mapping.items() if name not in ("seq", "traceparent", "payload")}
    made["trace_id"] = trace_id(found.traceparent)
    if "payload" in found._mapping:
        made["data"] = _json(found.payload)
    return made


def _json(text: str) -> Any:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        return text


async def replay(database: Database, number: UUID, now: datetime) -> Outcome:
    """Try it again at once, with all its attempts; what stands behind it follows in order."""
    async with database.write() as tx:
        head = await _dead(tx, number)
        if isinstance(head, str):
            return head
        fresh = {"state": parked.PARKED, "attempts": 0, "due_at": now, "died_at": None}
        await tx.execute(update(consumer_parked).where(row.id == number).values(fresh))
    return "done"


async def discard(database: Database, number: UUID, now: datetime) -> Outcome:
    """Give it up: it never takes effect; what stands behind it follows in order."""
    async with database.write() as tx:
        head = await _dead(tx, number)
        if isinstance(head, str):
            return head
        consumer, letter = head
        await parked.settle(tx, consumer, letter, now)
    return "done"


async def _dead(tx: Tx, number: UUID) -> tuple[str, parked.Head] | Outcome:
    place = await parked.by_id(tx.conn, number)
    if place is None:
        return "missing"
    await parked.lock(tx, place[0], [place[1]])
    head = await parked.head(tx.conn, *place)
    state = (await tx.execute(select(row.seq, row.state).where(row.id == number))).one_or_none()
    if state is None:
        return "missing"
    if head is None or head.seq != state.seq or state.state != parked.DEAD:
        return "not-dead"
    return place[0], head
