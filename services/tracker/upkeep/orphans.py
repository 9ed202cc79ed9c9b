"""Blobs that nothing refers to any more are removed: once a day, by real time, long after every log has let go."""

import asyncio
import re
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select, literal, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.tracker.models import tracker_documents, tracker_waiting
from shared.blobs import Blobs
from shared.bus.age import first_of
from shared.clock import Clock
from shared.config import Config
from shared.db import Database
from shared.logging import logger
from shared.tables import Json, consumer_parked, log_entries

log = logger("tracker.orphans")
EVERY = 86_400.0  # seconds of real time
PORTION = 1000
MARGIN = timedelta(days=1)
_HASH = re.compile(r"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])")


class Orphans:
    """The register, what waits for it, and the log name every blob that is needed; the rest are orphans."""

    def __init__(self, database: Database, blobs: Blobs, clock: Clock, config: Config) -> None:
        self._database, self._blobs, self._clock = database, blobs, clock
        self._kept = timedelta(days=max(config.log.retention_days, config.ingest.bodies_days)) + MARGIN

    async def run(self) -> None:
        """At the start and every day; until cancelled."""
        while True:
            await self.sweep()
            await asyncio.sleep(EVERY)

    async def sweep(self) -> int:
        """Remove the orphans that are old enough; how many went."""
        removed = await self._blobs.sweep(await self._needed(), self._kept)
        if removed:
            log.info("blobs.removed", count=removed)
        return removed

    async def _needed(self) -> set[str]:
        """Log, parked, waiting, register, in this order: what moves on meanwhile is met where it arrives."""
        needed: set[str] = set()
        for query in _pending(first_of(self._clock.real() - self._kept + MARGIN)):
            async with self._database.read() as conn:
                for payload in (await conn.execute(query)).scalars():
                    needed.update(_HASH.findall(payload))
        after: UUID | None = None
        while rows := await self._documents(after):
            after = rows[-1].id
            needed.update(_of_documents(rows))
        return needed

    async def _documents(self, after: UUID | None) -> Sequence[Any]:
        async with self._database.read() as conn:
            return await _portion(conn, after)


def _pending(before: UUID) -> tuple[Select[Any], ...]:
    """What an event may still be waiting in; a younger entry of the log names blobs too young to be swept."""
    entry, documents = log_entries.c, "documents"
    return (
        select(entry.payload).where(entry.aggregatetype == documents, entry.id < before),
        select(consumer_parked.c.payload).where(consumer_parked.c.topic == documents),
        select(tracker_waiting.c.payload),
    )


async def _portion(conn: AsyncConnection, after: UUID | None) -> Sequence[Any]:
    """Documents that may name a blob: of a large register hardly any does."""
    c = tracker_documents.c
    query = select(c.id, c.text_blob, c.attachments).order_by(c.id).limit(PORTION)
    query = query.where(or_(c.text_blob.is_not(None), c.attachments != literal([], Json)))
    return (await conn.execute(query if after is None else query.where(c.id > after))).all()


def _of_documents(rows: Sequence[Any]) -> Iterator[str]:
    for row in rows:
        if row.text_blob:
            yield row.text_blob["sha256"]
        yield from (one["blob"]["sha256"] for one in row.attachments if one.get("blob"))
