"""A reader's row in consumer_positions: its place on the table, and which instance may move it (lease and epoch)."""

import os
import socket
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy import ColumnElement, bindparam, delete, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from shared.bus.log import Fenced
from shared.clock import Clock
from shared.db import Database, Tx
from shared.logging import logger
from shared.tables import consumer_positions

log = logger("bus.lease")
row = consumer_positions.c
TOO_FAR = 20  # leases ahead: no holder's clock is so far from ours, its clock was wrong or ours has been set back

# Made once: the holder says so in each of its transactions.
HELD = (
    update(consumer_positions)
    .where(row.consumer == bindparam("reader"), row.epoch == bindparam("held"))
    .values(lease_until=bindparam("until"), updated_at=bindparam("now"))
)
MOVED = HELD.values(position=bindparam("place"))


def instance_name() -> str:
    """A name for this holder that no other has; fits the column."""
    return f"{socket.gethostname()[:40]}:{os.getpid()}:{uuid4().hex[:12]}"


async def forget(database: Database, name: str) -> None:
    """Retention waits for this reader of the table no longer: it follows Kafka now. Its marks stay."""
    async with database.write() as tx:
        await tx.execute(delete(consumer_positions).where(row.consumer == name))


@dataclass
class Held:
    """What the holder knows: its epoch, the place that it wrote last, when it last renewed."""

    epoch: int
    position: int
    renewed: float


class Lease:
    """At most one instance holds it; a late one is fenced by the epoch in the transaction of its effects."""

    def __init__(self, database: Database, clock: Clock, name: str, seconds: float) -> None:
        self.database, self.clock, self.name, self.seconds = database, clock, name, seconds
        self.owner = instance_name()
        self.held: Held | None = None
        # A file of SQLite has one process: what stands in the row at its start is a dead one's.
        self._steal = database.dialect == "sqlite"

    async def register(self) -> None:
        """From now on retention waits for this reader."""
        dialect = sqlite if self.database.dialect == "sqlite" else postgresql
        values = {"consumer": self.name, "position": 0, "epoch": 0, "updated_at": self.clock.real()}
        async with self.database.write() as tx:
            await tx.execute(dialect.insert(consumer_positions).values(values).on_conflict_do_nothing())

    async def acquire(self) -> bool:
        """Take the lease where it is free or has run out."""
        async with self.database.read() as conn:
            query = select(row.owner, self._free().label("free")).where(row.consumer == self.name)
            found = (await conn.execute(query)).one_or_none()
        if found is None:
            await self.register()
        elif not (found.free or self._steal):
            return False
        return await self._take(found.owner if found else None)

    async def _take(self, before: str | None) -> bool:
        free = or_(self._free(), row.owner == before) if self._steal else self._free()
        self._steal = False
        statement = (
            update(consumer_positions)
            .where(row.consumer == self.name, free)
            .values(owner=self.owner, epoch=row.epoch + 1, lease_until=self._until(), updated_at=self.clock.real())
            .returning(row.position, row.epoch)
        )
        async with self.database.write() as tx:
            taken = (await tx.execute(statement)).one_or_none()
        if taken is None:
            return False
        self.held = Held(taken.epoch, taken.position, self.clock.monotonic())
        log.info("lease.taken", reader=self.name, epoch=taken.epoch, position=taken.position, takeover=before)
        return True

    async def hold(self, tx: Tx, position: int | None = None) -> None:
        """Within `tx`: still the holder, and if given the place is `position`. Raises Fenced, then no longer holds."""
        if self.held is None:
            raise Fenced(self.name)
        given = {"reader": self.name, "held": self.held.epoch, "until": self._until(), "now": self.clock.real()}
        moved = given if position is None else {**given, "place": position}
        if (await tx.execute(HELD if position is None else MOVED, moved)).rowcount == 0:
            self.held = None
            log.warning("lease.lost", reader=self.name)
            raise Fenced(self.name)
        self.held.renewed = self.clock.monotonic()
        self.held.position = self.held.position if position is None else position

    async def renew(self, position: int | None = None) -> None:
        """Renew, and move to `position` if given, where a third of the lease has gone by; raises Fenced."""
        if self.held and self.clock.monotonic() - self.held.renewed > self.seconds / 3:
            async with self.database.write() as tx:
                await self.hold(tx, position)

    async def position(self) -> int:
        """The committed place, whoever holds the lease; 0 where the reader is new."""
        async with self.database.read() as conn:
            query = select(row.position).where(row.consumer == self.name)
            return (await conn.execute(query)).scalar() or 0

    async def release(self) -> None:
        """Let the next one in at once."""
        if self.held is None:
            return
        mine = (row.consumer == self.name) & (row.epoch == self.held.epoch)
        self.held = None
        async with self.database.write() as tx:
            await tx.execute(update(consumer_positions).where(mine).values(owner=None, lease_until=None))

    def _free(self) -> ColumnElement[bool]:
        now = self.clock.real()
        ended = or_(row.lease_until <= now, row.lease_until > now + timedelta(seconds=self.seconds * TOO_FAR))
        return or_(row.lease_until.is_(None), ended, row.owner == self.owner)

    def _until(self) -> datetime:
        return self.clock.real() + timedelta(seconds=self.seconds)
