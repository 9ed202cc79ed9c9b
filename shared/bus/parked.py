"""What is parked: the event that failed (its key's head) and, behind it in order, the later ones of its key.

Every change of a key's rows happens under the key's lock, so that nothing overtakes or is stranded.
"""

import traceback
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.db import Tx
from shared.events import Event
from shared.ids import new_id
from shared.tables import consumer_parked

PARKED, DEAD, QUEUED = "parked", "dead", "queued"
LONGEST_REASON = 2_000
LONGEST_TRACEBACK = 20_000
row = consumer_parked.c
EVENT = (row.event_id, row.topic, row.key, row.type, row.source, row.time, row.payload, row.traceparent)
LOCK = (
    "SELECT pg_advisory_xact_lock(hash) FROM (SELECT DISTINCT hashtextextended($1 || ' ' || key, 0) AS hash "
    "FROM unnest($2::text[]) AS key ORDER BY hash) AS ordered"
)
ANY = "SELECT 1 FROM consumer_parked WHERE consumer = ? LIMIT 1"
KEYS = "SELECT DISTINCT key FROM consumer_parked WHERE consumer = $1 AND key = ANY($2::text[])"


@dataclass(frozen=True)
class Patience:
    """How often a failing event is tried, and how long to wait before each further time (seconds, doubling)."""

    attempts: int
    first: float
    most: float

    def wait(self, failed: int) -> timedelta:
        """The wait after the `failed`-th failure."""
        return timedelta(seconds=min(self.most, self.first * 2 ** min(failed - 1, 30)))

    def fate(self, failed: int, now: datetime) -> dict[str, Any]:
        """The columns of an event that has failed `failed` times: to be tried again, or dead."""
        if failed >= self.attempts:
            return {"attempts": failed, "state": DEAD, "died_at": now}
        return {"attempts": failed, "state": PARKED, "due_at": now + self.wait(failed)}


@dataclass(frozen=True)
class Head:
    """The first parked event of a key and how often it has failed."""

    seq: int
    event: Event
    attempts: int
    state: str
    due_at: datetime


@dataclass(frozen=True)
class Failure:
    """Why an event failed: one line, and where."""

    reason: str
    traceback: str

    @classmethod
    def of(cls, raised: BaseException) -> "Failure":
        """NUL characters, which PostgreSQL refuses, are dropped."""
        told = f"{type(raised).__name__}: {raised}".replace("\0", "")
        where = "".join(traceback.format_exception(raised)).replace("\0", "")
        return cls(told[:LONGEST_REASON], where[-LONGEST_TRACEBACK:])


async def lock(tx: Tx, consumer: str, keys: Iterable[str]) -> None:
    """Until `tx` ends nobody else changes what is parked of these keys. SQLite has one writer anyhow."""
    if tx.conn.dialect.name == "postgresql":
        await tx.conn.exec_driver_sql(LOCK, (consumer, list(keys)))


async def blocked(tx: Tx, consumer: str, events: Sequence[Event]) -> set[str]:
    """The keys behind whose head these events must wait; they stay locked until `tx` ends."""
    found = await _keys(tx, consumer, {event.key for event in events})
    if not found:
        return found
    await lock(tx, consumer, found)
    return await _keys(tx, consumer, found)  # what a retry has settled meanwhile is free


async def _keys(tx: Tx, consumer: str, keys: set[str]) -> set[str]:
    if tx.conn.dialect.name == "postgresql":
        return set((await tx.conn.exec_driver_sql(KEYS, (consumer, list(keys)))).scalars())
    if (await tx.conn.exec_driver_sql(ANY, (consumer,))).first() is None:
        return set()  # as nearly always
    query = select(row.key).distinct().where(row.consumer == consumer, row.key.in_(keys))
    return set((await tx.execute(query)).scalars())


async def queue(tx: Tx, consumer: str, events: Sequence[Event], now: datetime) -> None:
    """Put the events behind the heads of their keys."""
    if events:
        await tx.execute(insert(consumer_parked), [_row(consumer, event, QUEUED, now) for event in events])


async def park(tx: Tx, consumer: str, event: Event, values: Mapping[str, Any]) -> None:
    """The event becomes its key's head; `values` are its fate and its failure."""
    await tx.execute(insert(consumer_parked).values(_row(consumer, event, PARKED, values["parked_at"]) | dict(values)))


def _row(consumer: str, event: Event, state: str, now: datetime) -> dict[str, Any]:
    return {
        "id": new_id(), "consumer": consumer, "key": event.key, "event_id": event.id, "topic": event.topic,
        "type": event.type, "source": event.source, "payload": text_of(event), "time": event.time,
        "traceparent": event.traceparent, "state": state, "attempts": 0, "due_at": now, "parked_at": now,
    }  # fmt: skip


def text_of(event: Event) -> str:
    """The data as text that every database keeps."""
    return event.data.decode("utf-8", "replace").replace("\0", "")


def event_of(found: Any) -> Event:
    """The event that a row of consumer_parked keeps."""
    return Event(
        found.event_id, found.topic, found.key, found.type, found.source, found.time, found.payload.encode(),
        found.traceparent,
    )  # fmt: skip


async def due(conn: AsyncConnection, consumer: str, now: datetime, limit: int) -> list[str]:
    """Keys whose head is to be tried again, the longest due first."""
    waiting = (row.consumer == consumer) & (row.state == PARKED) & (row.due_at <= now)
    return list((await conn.execute(select(row.key).where(waiting).order_by(row.due_at).limit(limit))).scalars())


async def head(conn: AsyncConnection, consumer: str, key: str) -> Head | None:
    """The first of what is parked under the key."""
    query = select(row.seq, row.attempts, row.state, row.due_at, *EVENT)
    mine = query.where(row.consumer == consumer, row.key == key).order_by(row.seq).limit(1)
    found = (await conn.execute(mine)).one_or_none()
    return Head(found.seq, event_of(found), found.attempts, found.state, found.due_at) if found else None


async def settle(tx: Tx, consumer: str, gone: Head, now: datetime) -> None:
    """The head is done with: remove it, and the next of its key becomes head, due at once."""
    await tx.execute(delete(consumer_parked).where(row.seq == gone.seq))
    mine = (row.consumer == consumer) & (row.key == gone.event.key)
    following = select(func.min(row.seq)).where(mine).scalar_subquery()
    await tx.execute(update(consumer_parked).where(row.seq == following).values(state=PARKED, due_at=now))


async def failed_again(tx: Tx, seen: Head, values: Mapping[str, Any]) -> bool:
    """Record the fate of the head as it was `seen`; False where another instance got ahead."""
    same = (row.seq == seen.seq) & (row.attempts == seen.attempts) & (row.state == PARKED)
    return (await tx.execute(update(consumer_parked).where(same).values(dict(values)))).rowcount == 1


async def dead_since(conn: AsyncConnection, consumer: str, instant: datetime) -> int:
    """How many dead letters died at or after the instant."""
    mine = (row.consumer == consumer) & (row.state == DEAD) & (row.died_at >= instant)
    return (await conn.execute(select(func.count()).where(mine))).scalar() or 0


async def counts(conn: AsyncConnection, consumer: str) -> dict[str, int]:
    """Rows by state: parked, dead, queued."""
    query = select(row.state, func.count()).where(row.consumer == consumer).group_by(row.state)
    return {PARKED: 0, DEAD: 0, QUEUED: 0} | {state: number for state, number in await conn.execute(query)}


async def by_id(conn: AsyncConnection, number: UUID) -> tuple[str, str] | None:
    """(consumer, key) of a parked row."""
    found = (await conn.execute(select(row.consumer, row.key).where(row.id == number))).one_or_none()
    return (found.consumer, found.key) if found else None
