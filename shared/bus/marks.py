"""Marks (consumer, event): written with the effects, so that an event delivered twice takes effect once."""

from collections.abc import Sequence
from functools import cache
from uuid import UUID

from shared.db import Tx
from shared.events import Event
from shared.postgres import fetch

# A mark that another instance is about to commit is waited for here, before anything else is looked at.
CLAIM = (
    "INSERT INTO consumer_marks (consumer, event_id) SELECT $1, id FROM unnest($2::uuid[]) AS id ORDER BY id "
    "ON CONFLICT DO NOTHING RETURNING event_id"
)
MARK = "INSERT INTO consumer_marks (consumer, event_id) VALUES (?, ?)"


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
    return {row[0] for row in await fetch(tx.conn, CLAIM, consumer, ids)}


async def _claim_sqlite(tx: Tx, consumer: str, ids: list[UUID]) -> set[UUID]:
    plain = [number.bytes for number in ids]
    known = set((await tx.conn.exec_driver_sql(_known(len(plain)), (consumer, *plain))).scalars()) if plain else set()
    new = [(consumer, number) for number in plain if number not in known]
    if new:
        await tx.conn.exec_driver_sql(MARK, new)
    return {number for number in ids if number.bytes not in known}


@cache
def _known(number: int) -> str:
    places = ", ".join("?" * number)
    return f"SELECT event_id FROM consumer_marks WHERE consumer = ? AND event_id IN ({places})"  # noqa: S608 - no values
