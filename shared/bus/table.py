"""The table log: a consumer follows log_entries by position, one instance at a time."""

import asyncio
from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.bus.age import age_of
from shared.bus.lease import Lease
from shared.bus.log import Lag
from shared.bus.wake import Bell
from shared.clock import Clock
from shared.db import Database, Tx
from shared.events import Event
from shared.tables import log_entries

IDLE = 1.0  # seconds between looks where no bell rings
QUIET_MOVE = 1000  # entries of other topics passed before an idle reader's place is written down
COUNTED = 5000  # entries from the oldest that waits: behind them a backlog is taken to be as thick as among them
entry = log_entries.c
COLUMNS = (
    entry.id, entry.aggregatetype, entry.aggregateid, entry.type, entry.source, entry.time, entry.payload,
    entry.traceparent, entry.position,
)  # fmt: skip

# Made once: each turn of a consumer asks it.
NEXT_SQLITE = (
    select(*COLUMNS)
    .where(entry.position > bindparam("place"), entry.aggregatetype.in_(bindparam("topics", expanding=True)))
    .order_by(entry.position)
    .limit(bindparam("most"))
)
# As COLUMNS; the driver gives identifiers and instants as they are, which saves a fifth of a consumer's time.
NEXT = (
    "SELECT id, aggregatetype, aggregateid, type, source, time, payload, traceparent, position FROM log_entries "
    "WHERE position > $1 AND aggregatetype = ANY($2::text[]) ORDER BY position LIMIT $3"
)
# The relay's look passes payloads on as bytes.
EVERY = (
    "SELECT id, aggregatetype, aggregateid, type, source, time, convert_to(payload, 'UTF8'), traceparent, position "
    "FROM log_entries WHERE position > $1 ORDER BY position LIMIT $2"
)


def event_of(row: Any) -> Event:
    """An entry of the table as an event."""
    number, topic, key, kind, source, time, payload, traceparent, position = row
    return Event(number, topic, key, kind, source, time, payload.encode(), traceparent, position)


async def entries_of(conn: AsyncConnection, topics: Sequence[str], position: int, limit: int) -> list[Event]:
    """The next entries of these topics. No upper bound: with one, a planner without statistics sorts the backlog."""
    if conn.dialect.name == "postgresql":
        return [event_of(row) for row in (await conn.exec_driver_sql(NEXT, (position, list(topics), limit))).all()]
    asked = {"place": position, "topics": list(topics), "most": limit}
    return [event_of(row) for row in await conn.execute(NEXT_SQLITE, asked)]


async def entries_after(database: Database, position: int, limit: int) -> list[Event]:
    """The next entries of every topic (the relay's look)."""
    if database.dialect == "postgresql":
        async with database.driver() as connection:
            return [Event(*row) for row in await connection.fetch(EVERY, position, limit)]
    query = select(*COLUMNS).where(entry.position > position).order_by(entry.position).limit(limit)
    async with database.read() as conn:
        return [event_of(row) for row in await conn.execute(query)]


async def last_position(conn: AsyncConnection) -> int:
    """The newest committed entry's position; 0 on an empty log. Everything up to it is visible (rule 5)."""
    return (await conn.execute(select(func.max(entry.position)))).scalar() or 0


async def first_of_topics(conn: AsyncConnection, topics: Sequence[str], upto: int) -> int | None:
    """The position of the first entry of these topics that is kept, if it is not beyond `upto`."""
    ours = entry.aggregatetype.in_(topics) & (entry.position <= upto)
    first: int | None = (await conn.execute(select(func.min(entry.position)).where(ours))).scalar()
    return first


class TableReader:
    """See `Reader`. While it stands by it looks every second whether the lease is free."""

    def __init__(self, lease: Lease, topics: Sequence[str], bell: Bell, clock: Clock) -> None:
        self.lease, self.topics, self.clock = lease, tuple(topics), clock
        self.database: Database = lease.database
        self._ear = bell.ear(self.topics)
        self._position = 0  # everything of our topics up to here is dealt with
        self._taken = 0  # the last entry taken
        self._ahead: list[Event] = []  # entries right behind it that were looked at already
        self._quiet = False  # the last look found nothing

    @property
    def active(self) -> bool:
        return self.lease.held is not None

    @property
    def missed(self) -> None:
        """Nothing: what a reader of the table has not passed is kept for it."""

    async def open(self) -> None:
        await self.lease.register()

    async def take(self, limit: int) -> Sequence[Event]:
        self._ear.clear()
        if not self.active and not await self._enter():
            await asyncio.sleep(IDLE)  # deaf to the bell, which tells of entries, never of a lease that became free
            return ()
        events = await self._look(limit)
        if not events:
            await self._rest()
        return events

    async def ahead(self, limit: int) -> Sequence[Event]:
        if len(self._ahead) < limit:
            async with self.database.read() as conn:
                self._ahead += await self._behind_those_ahead(conn, limit)
        return self._ahead[:limit]

    async def _behind_those_ahead(self, conn: AsyncConnection, limit: int) -> list[Event]:
        """As many as make those ahead `limit`."""
        last = self._ahead[-1].position or 0 if self._ahead else self._taken
        return await entries_of(conn, self.topics, last, limit - len(self._ahead))

    async def _enter(self) -> bool:
        if await self.lease.acquire() and self.lease.held:
            self._position = self._taken = self.lease.held.position
            self._ahead = []
            return True
        return False

    async def _look(self, limit: int) -> list[Event]:
        """Everything that a look at nothing of ours has seen before is passed over from the next one on."""
        last = 0
        if len(self._ahead) < limit:
            async with self.database.read() as conn:
                last = await last_position(conn) if self._quiet else 0
                self._ahead += await self._behind_those_ahead(conn, limit)
        found, self._ahead = self._ahead[:limit], self._ahead[limit:]
        self._quiet = not found
        self._position = max(self._position, last) if not found else self._position
        self._taken = found[-1].position or 0 if found else self._position
        return found

    async def _rest(self) -> None:
        if self.lease.held and self._position - self.lease.held.position > QUIET_MOVE:
            async with self.database.write() as tx:
                await self.lease.hold(tx, self._position)
        await self.lease.renew(self._position)
        await self._ear.wait(IDLE)

    async def advance(self, tx: Tx, done: Sequence[Event]) -> None:
        await self.lease.hold(tx, done[-1].position)

    async def guard(self, tx: Tx) -> None:
        await self.lease.hold(tx)

    async def settled(self) -> None:
        self._position = self._taken

    def again(self) -> None:
        """The place moves when all is settled."""
        self._taken, self._ahead = self._position, []

    async def lag(self) -> Lag:
        """From the committed place where another instance moves it; exact up to a backlog of COUNTED entries in all."""
        position = self._position if self.active else await self.lease.position()
        ours = entry.aggregatetype.in_(self.topics)
        query = select(entry.id, entry.position).where(entry.position > position, ours).order_by(entry.position)
        async with self.database.read() as conn:
            oldest = (await conn.execute(query.limit(1))).first()
            if oldest is None:
                return Lag(0, 0.0)
            near = entry.position.between(oldest.position, oldest.position + COUNTED - 1)
            counted = (await conn.execute(select(func.count()).where(near, ours))).scalar_one()
            length = await last_position(conn) - oldest.position + 1
        return Lag(round(counted * max(1.0, length / COUNTED)), age_of(oldest.id, self.clock.real()))

    async def close(self) -> None:
        await self.lease.release()
