"""Marks: each event of a batch is new once, for each consumer by itself."""

from shared.bus.marks import claim
from shared.db import Database
from tests.builders import an_event


async def test_an_event_that_comes_twice_in_one_batch_is_new_once(database: Database) -> None:
    one, other = an_event("a"), an_event("b")
    async with database.write() as tx:
        assert await claim(tx, "tracker", [one, other, one]) == [one, other]
    async with database.write() as tx:
        assert await claim(tx, "tracker", [other, one]) == []


async def test_what_one_consumer_has_seen_is_new_to_another(database: Database) -> None:
    one = an_event("a")
    async with database.write() as tx:
        assert await claim(tx, "tracker", [one]) == [one]
        assert await claim(tx, "notifier", [one]) == [one]
