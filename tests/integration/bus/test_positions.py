"""Position order is commit order on PostgreSQL [DESIGN rule 5], and a reader passes over nothing that commits while it
looks."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, cast

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.db import LOG_LOCK, Database
from tests.builders import an_event
from tests.contract.log_rig import Rig, eventually

pytestmark = pytest.mark.postgres


class Meanwhile:
    """A connection that after each of its statements lets somebody else commit an event."""

    def __init__(self, conn: AsyncConnection, rig: Rig, said: list[str]) -> None:
        self._conn, self._rig, self._said = conn, rig, said

    def __getattr__(self, name: str) -> Any:
        return getattr(self._conn, name)

    async def execute(self, *words: Any) -> Any:
        return await self._and_then(await self._conn.execute(*words))

    async def exec_driver_sql(self, *words: Any) -> Any:
        return await self._and_then(await self._conn.exec_driver_sql(*words))

    async def _and_then(self, found: Any) -> Any:
        self._said.append(f"k:{len(self._said)}")
        await self._rig.say(self._said[-1])
        return found


class Busy(Database):
    """A database on which somebody commits between any two statements of a look, while `said` is set."""

    def __init__(self, known: Database, rig: Rig) -> None:
        super().__init__(known.writer, known.reader)
        self.rig, self.said = rig, list[str]()
        self.quiet = True

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        async with super().read() as conn:
            yield conn if self.quiet else cast("AsyncConnection", Meanwhile(conn, self.rig, self.said))


async def test_an_event_that_commits_between_two_statements_of_a_look_is_found_by_the_next(
    postgres_database: Database,
) -> None:
    rig = Rig(postgres_database)
    busy = Busy(postgres_database, rig)
    reader = Rig(busy, topic=rig.topic, name=rig.name).reader()
    await reader.open()
    assert not await reader.take(10), "from now on it looks how far others have come"
    busy.quiet = False
    taken = list(await reader.take(10))
    busy.quiet = True
    while len(taken) < len(busy.said) and (more := await reader.take(10)):
        taken += more
        await reader.settled()
    assert [event.data.decode() for event in dict.fromkeys(taken)] == busy.said
    assert busy.said
    await reader.close()


async def test_whoever_publishes_draws_its_positions_behind_those_who_publish_already(
    postgres_database: Database,
) -> None:
    async def waits() -> bool:
        async with postgres_database.read() as conn:
            locks = await conn.execute(text("SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"))
            return locks.first() is not None

    async def publish() -> None:
        async with postgres_database.write() as tx:
            tx.append(an_event("second"))

    async with postgres_database.write() as tx:
        await tx.execute(text(f"SELECT pg_advisory_xact_lock({LOG_LOCK})"))
        second = asyncio.create_task(publish())
        assert await eventually(waits)
        tx.append(an_event("first"))
    await second
    async with postgres_database.read() as conn:
        found = await conn.execute(text("SELECT aggregateid FROM log_entries ORDER BY position"))
        assert list(found.scalars()) == ["first", "second"]
