"""What is known of deliveries: lists and single ones, newest first, and the body of one that is still kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, func, select

from services.ingest.delivery import Status
from services.ingest.models import deliveries
from shared.db import Database

SHOWN = (
    deliveries.c.id,
    deliveries.c.source,
    deliveries.c.status,
    deliveries.c.reason,
    deliveries.c.received_at,
    deliveries.c.key,
    deliveries.c.body_size,
    deliveries.c.traceparent,
)


@dataclass(frozen=True)
class Wanted:
    """Filters of a list; None = any."""

    source: str | None = None
    status: Status | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """A delivery without its body; `size` bytes."""

    id: UUID
    source: str
    status: str
    reason: str | None
    received_at: datetime
    key: str
    size: int
    traceparent: str | None


@dataclass(frozen=True, slots=True)
class Kept:
    """A delivery with its body; None once its retention has ended."""

    entry: Entry
    body: bytes | None
    body_sha256: bytes


class Catalog:
    """Reads deliveries."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def list(self, wanted: Wanted, before: UUID | None, limit: int) -> list[Entry]:
        """At most `limit` deliveries older than `before`, newest first (ids sort by time)."""
        statement = _filtered(select(*SHOWN), wanted).order_by(deliveries.c.id.desc()).limit(limit)
        if before:
            statement = statement.where(deliveries.c.id < before)
        async with self._database.read() as conn:
            return [_entry(row) for row in await conn.execute(statement)]

    async def get(self, delivery_id: UUID) -> Kept | None:
        """One delivery with its body; None where there is none."""
        statement = select(*SHOWN, deliveries.c.body, deliveries.c.body_sha256).where(deliveries.c.id == delivery_id)
        async with self._database.read() as conn:
            row = (await conn.execute(statement)).first()
        if row is None:
            return None
        return Kept(_entry(row), None if row.body is None else bytes(row.body), bytes(row.body_sha256))

    async def count_held(self) -> int:
        """How many deliveries nobody has understood yet."""
        statement = select(func.count()).select_from(deliveries).where(deliveries.c.status == Status.HELD.value)
        async with self._database.read() as conn:
            return int((await conn.execute(statement)).scalar_one())


def _filtered(statement: Select[Any], wanted: Wanted) -> Select[Any]:
    asked: Mapping[str, str | None] = {"source": wanted.source, "status": wanted.status}
    for name, value in asked.items():
        if value is not None:
            statement = statement.where(deliveries.c[name] == str(value))
    return statement


def _entry(row: Row[*tuple[Any, ...]]) -> Entry:
    return Entry(
        id=row.id,
        source=row.source,
        status=row.status,
        reason=row.reason,
        received_at=row.received_at,
        key=row.key,
        size=row.body_size,
        traceparent=row.traceparent,
    )
