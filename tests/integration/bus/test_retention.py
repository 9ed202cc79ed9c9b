"""Retention: entries go when every registered reader has passed them and they are old enough; marks go later."""

from datetime import timedelta
from uuid import UUID

from prometheus_client import CollectorRegistry
from sqlalchemy import func, insert, select, update

from shared.bus.age import first_of
from shared.bus.metrics import Meters
from shared.bus.retention import CHUNK, Retention
from shared.clock import SystemClock
from shared.db import Database
from shared.tables import consumer_marks, consumer_positions, log_entries
from tests.contract.log_rig import AT

NOW = SystemClock().real()
DAYS = 30


def made(days_ago: float, number: int) -> UUID:
    """The identifier of something made so long ago."""
    return UUID(int=first_of(NOW - timedelta(days=days_ago)).int + (7 << 76) + number)


async def fill(database: Database, days_ago: float, count: int) -> list[UUID]:
    ids = [made(days_ago, number) for number in range(count)]
    same = {"aggregatetype": "tasks", "aggregateid": "k", "type": "t", "payload": "{}", "time": AT, "source": "s"}
    rows = [{"id": number, **same} for number in ids]
    async with database.write() as tx:
        await tx.execute(insert(log_entries), rows)
    return ids


async def register(database: Database, **places: int) -> None:
    async with database.write() as tx:
        for name, position in places.items():
            row = {"consumer": name, "position": position, "epoch": 1, "updated_at": NOW}
            await tx.execute(insert(consumer_positions), [row])


async def left(database: Database) -> int:
    async with database.read() as conn:
        return (await conn.execute(select(func.count()).select_from(log_entries))).scalar() or 0


def retention(database: Database) -> Retention:
    return Retention(database, SystemClock(), DAYS, Meters(CollectorRegistry()))


async def test_what_a_reader_has_not_passed_stays(database: Database) -> None:
    await fill(database, 40, 10)
    await register(database, tracker=10, relay=4)
    await retention(database).sweep()
    assert await left(database) == 6


async def test_young_entries_stay(database: Database) -> None:
    await fill(database, 40, 3)
    await fill(database, 29, 3)
    await register(database, tracker=6)
    await retention(database).sweep()
    assert await left(database) == 3


async def test_without_any_reader_nothing_goes(database: Database) -> None:
    await fill(database, 40, 3)
    await retention(database).sweep()
    assert await left(database) == 3


async def test_more_than_one_chunk_goes_in_one_sweep(database: Database) -> None:
    await fill(database, 40, CHUNK + 5)
    await register(database, tracker=CHUNK + 5)
    await retention(database).sweep()
    assert await left(database) == 0


async def test_positions_go_on_after_everything_was_removed(database: Database) -> None:
    await fill(database, 40, 5)
    await register(database, tracker=5)
    await retention(database).sweep()
    await fill(database, 1, 1)
    async with database.read() as conn:
        assert (await conn.execute(select(log_entries.c.position))).scalar() == 6


async def test_marks_outlive_the_entries_by_a_day(database: Database) -> None:
    old, newer = made(32, 1), made(30.5, 2)
    async with database.write() as tx:
        await tx.execute(insert(consumer_marks), [{"consumer": "tracker", "event_id": i} for i in (old, newer)])
    await retention(database).sweep()
    async with database.read() as conn:
        assert list((await conn.execute(select(consumer_marks.c.event_id))).scalars()) == [newer]


async def test_the_marks_of_entries_that_are_still_there_stay(database: Database) -> None:
    ids = await fill(database, 40, 2)
    await register(database, tracker=2, relay=0)
    async with database.write() as tx:
        await tx.execute(insert(consumer_marks), [{"consumer": "tracker", "event_id": i} for i in ids])
    await retention(database).sweep()
    async with database.read() as conn:
        assert (await conn.execute(select(func.count()).select_from(consumer_marks))).scalar() == 2
    async with database.write() as tx:
        await tx.execute(update(consumer_positions).values(position=2))
    await retention(database).sweep()
    async with database.read() as conn:
        assert (await conn.execute(select(func.count()).select_from(consumer_marks))).scalar() == 0
