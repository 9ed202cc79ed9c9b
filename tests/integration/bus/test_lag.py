"""How far a reader of the table is behind: told at a cost that does not grow with the backlog."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from shared.bus.lease import Lease
from shared.bus.log import Lag
from shared.bus.table import COUNTED, TableReader
from shared.bus.wake import Bell
from shared.clock import Clock
from shared.db import Database
from shared.events import Event, Subject, event
from tests.fakes import MONDAY, SettableClock


def a_reader(database: Database, clock: Clock | None = None) -> TableReader:
    time = clock or SettableClock()
    return TableReader(Lease(database, time, "tracker", 30), ("tasks", "agencies"), Bell(), time)


async def append(database: Database, topics: Iterable[str]) -> list[UUID]:
    made = [event(Subject(topic, "k", "/dondoc/test/lag", MONDAY), f"{topic}.happened", b"{}") for topic in topics]
    async with database.write() as tx:
        tx.append(*made)
    return [one.id for one in made]


async def dealt_with(reader: TableReader, limit: int) -> list[Event]:
    taken = list(await reader.take(limit))
    async with reader.database.write() as tx:
        await reader.advance(tx, taken)
    await reader.settled()
    return taken


async def test_what_waits_is_counted_by_the_readers_own_topics(database: Database) -> None:
    reader = a_reader(database)
    await reader.open()
    assert (await reader.lag()).events == 0
    await append(database, ["documents", "tasks", "documents", "agencies", "tasks", "documents"])
    assert (await reader.lag()).events == 3
    await dealt_with(reader, 2)
    assert (await reader.lag()).events == 1
    await dealt_with(reader, 2)
    assert await reader.lag() == Lag(0, 0.0)


async def test_its_age_is_that_of_the_oldest_of_ours(database: Database) -> None:
    _, first, _ = await append(database, ["documents", "tasks", "tasks"])
    made = datetime.fromtimestamp((first.int >> 80) / 1000, UTC)
    reader = a_reader(database, SettableClock(real=made + timedelta(seconds=90)))
    assert (await reader.lag()).seconds == pytest.approx(90, abs=0.001)


async def test_who_stands_by_tells_the_place_of_the_one_who_reads(postgres_database: Database) -> None:
    active, standby = a_reader(postgres_database), a_reader(postgres_database)
    for one in (active, standby):
        await one.open()
    await append(postgres_database, ["tasks"] * 5)
    await dealt_with(active, 3)
    assert (active.active, standby.active) == (True, False)
    assert (await standby.lag()).events == (await active.lag()).events == 2
    await dealt_with(active, 3)
    assert (await standby.lag()).events == (await active.lag()).events == 0


async def test_a_large_backlog_is_told_from_its_beginning(database: Database) -> None:
    reader = a_reader(database)
    await append(database, ["documents", "tasks", "documents", "documents"] * COUNTED)
    assert (await reader.lag()).events == pytest.approx(COUNTED, rel=0.001)


async def test_no_more_than_its_beginning_is_counted(database: Database) -> None:
    reader = a_reader(database)
    await append(database, ["documents"] * 10 + ["tasks"] * COUNTED + ["documents"] * COUNTED)
    assert (await reader.lag()).events == 2 * COUNTED
    await dealt_with(reader, COUNTED - 1)
    assert (await reader.lag()).events == 1
