"""Marks (consumer, event): written with the effects, so that an event delivered twice takes effect once."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import insert, select

from shared.db import Tx
from shared.events import Event
from shared.tables import consumer_marks

# A mark that another instance is about to commit is waited for here, before anything else is looked at.
CLAIM = (
    "INSERT INTO consumer_marks (consumer, event_id) SELECT $1, id FROM unnest($2::uuid[]) AS id ORDER BY id "
    "ON CONFLICT DO NOTHING RETURNING event_id"
)


async def claim(tx: Tx, consumer: str, events: Sequence[Event]) -> list[Event]:
    """Mark the events; those that had no mark, each once, in their order."""
    ids = list(dict.fromkeys(event.id for event in events))
    new = await (_claim_sqlite if tx.conn.dialect.name == "sqlite" else _claim_postgres)(tx, consumer, ids)
    fresh = []
    for event in events:
        if event.id in new:
            new.remove(event.id)
            fresh.append(event)
    return fresh


async def _claim_postgres(tx: Tx, consumer: str, ids: list[UUID]) -> set[UUID]:
    return set((await tx.conn.exec_driver_sql(CLAIM, (consumer, ids))).scalars())


async def _claim_sqlite(tx: Tx, consumer: str, ids: list[UUID]) -> set[UUID]:
    marks = consumer_marks.c
    known = await tx.execute(select(marks.event_id).where(marks.consumer == consumer, marks.event_id.in_(ids)))
    new = set(ids) - set(known.scalars())
    if new:
        await tx.execute(insert(consumer_marks), [{"consumer": consumer, "event_id": i} for i in ids if i in new])
    return new
