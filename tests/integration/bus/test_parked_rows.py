"""What is parked belongs to one consumer: the same key may be stuck for one and free for another."""

from datetime import UTC, datetime, timedelta

import pytest

from shared.bus import parked
from shared.bus.parked import DEAD, Failure, Patience
from shared.db import Database
from shared.events import Event
from tests.builders import an_event

NOW = datetime(2026, 11, 16, 1, tzinfo=UTC)
PATIENCE = Patience(3, 1, 10)


async def park(database: Database, consumer: str, one: Event, failed: int = 1, at: datetime = NOW) -> None:
    failure = vars(Failure.of(ValueError("no")))
    async with database.write() as tx:
        await parked.park(tx, consumer, one, PATIENCE.fate(failed, at) | failure | {"parked_at": at})


async def heads(database: Database, key: str) -> list[Event | None]:
    """Of tracker and notifier."""
    async with database.read() as conn:
        found = [await parked.head(conn, consumer, key) for consumer in ("tracker", "notifier")]
    return [one.event if one else None for one in found]


async def test_a_key_that_is_parked_for_one_consumer_is_free_for_another(database: Database) -> None:
    one = an_event("a")
    await park(database, "tracker", one)
    async with database.write() as tx:
        assert await parked.blocked(tx, "tracker", [an_event("a"), an_event("b")]) == {"a"}
        assert await parked.blocked(tx, "notifier", [an_event("a")]) == set()
    await park(database, "notifier", an_event("b"))
    async with database.write() as tx:
        assert await parked.blocked(tx, "notifier", [an_event("a"), an_event("b")]) == {"b"}


async def test_each_consumer_has_its_own_head_of_a_key(database: Database) -> None:
    first, second = an_event("a"), an_event("a")
    await park(database, "tracker", first)
    await park(database, "notifier", second)
    assert [one.id for one in await heads(database, "a") if one] == [first.id, second.id]


async def test_what_one_consumer_is_done_with_moves_nothing_of_another(database: Database) -> None:
    await park(database, "notifier", an_event("a"), failed=3)
    await park(database, "tracker", an_event("a"))
    async with database.write() as tx:
        await parked.queue(tx, "tracker", [an_event("a")], NOW)
        gone = await parked.head(tx.conn, "tracker", "a")
        assert gone
        await parked.settle(tx, "tracker", gone, NOW)
    async with database.read() as conn:
        assert await parked.counts(conn, "notifier") == {"parked": 0, "dead": 1, "queued": 0}
        assert await parked.counts(conn, "tracker") == {"parked": 1, "dead": 0, "queued": 0}
        assert await parked.due(conn, "tracker", NOW, 10) == ["a"]


@pytest.mark.parametrize(("since", "counted"), [(NOW - timedelta(seconds=1), 1), (NOW, 1), (NOW + timedelta(1), 0)])
async def test_dead_letters_are_counted_from_the_instant_on(database: Database, since: datetime, counted: int) -> None:
    await park(database, "tracker", an_event("a"), failed=3)
    await park(database, "tracker", an_event("b"), failed=1)
    async with database.read() as conn:
        assert (await parked.head(conn, "tracker", "a") or pytest.fail("none")).state == DEAD
        assert await parked.dead_since(conn, "tracker", since) == counted
        assert await parked.dead_since(conn, "notifier", since) == 0
