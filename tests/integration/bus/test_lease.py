"""The lease of a reader's place: free, held, renewed, run out, given back; times are a clock's that the test moves."""

import asyncio

import pytest

from shared.bus.lease import Lease
from shared.bus.log import Fenced
from shared.db import Database
from tests.fakes import SettableClock

SECONDS = 15.0


def leases(database: Database, clock: SettableClock, count: int = 2) -> list[Lease]:
    """Those of so many processes; on a file of SQLite the first look, which takes over from a dead one, is behind."""
    made = [Lease(database, clock, "reader", SECONDS) for _ in range(count)]
    for lease in made:
        lease._steal = False
    return made


async def hold(lease: Lease, position: int | None = None) -> None:
    async with lease.database.write() as tx:
        await lease.hold(tx, position)


async def test_it_runs_out_at_its_end_and_not_before(database: Database) -> None:
    clock = SettableClock()
    first, second = leases(database, clock)
    assert await first.acquire()
    clock.advance(SECONDS - 0.001)
    assert not await second.acquire()
    clock.advance(0.001)
    assert await second.acquire()


async def test_one_that_ends_in_a_far_future_is_of_a_wrong_clock_and_stops_nobody(database: Database) -> None:
    clock = SettableClock()
    dead, new = leases(database, clock)
    clock.advance(days=1)
    assert await dead.acquire()
    clock.advance(days=-1)
    assert await new.acquire()
    with pytest.raises(Fenced):
        await hold(dead)


async def test_clocks_of_two_machines_may_differ_by_minutes(database: Database) -> None:
    clock = SettableClock()
    first, second = leases(database, clock)
    clock.advance(minutes=4)
    assert await first.acquire()
    clock.advance(minutes=-4)
    assert not await second.acquire()


async def test_whoever_works_renews_it_by_working(database: Database) -> None:
    clock = SettableClock()
    first, second = leases(database, clock)
    assert await first.acquire()
    for place in range(3):
        clock.advance(SECONDS - 1)
        await hold(first, place)
        assert not await second.acquire()


async def test_whoever_has_nothing_to_do_renews_it_when_a_third_of_it_is_gone(database: Database) -> None:
    clock = SettableClock()
    first, second = leases(database, clock)
    assert await first.acquire()
    clock.advance(SECONDS / 3)
    await first.renew(7)
    assert await first.position() == 0, "it was early enough"
    clock.advance(1)
    await first.renew(7)
    assert await first.position() == 7
    clock.advance(SECONDS - 1)
    assert not await second.acquire(), "it began anew"


async def test_one_who_was_replaced_cannot_give_it_back(database: Database) -> None:
    clock = SettableClock()
    first, second, third = leases(database, clock, 3)
    assert await first.acquire()
    clock.advance(SECONDS)
    assert await second.acquire()
    await first.release()
    assert not await third.acquire(), "the second one holds it"
    await hold(second, 1)


async def test_what_was_given_back_is_free_at_once_and_holds_no_more(database: Database) -> None:
    first, second = leases(database, SettableClock())
    assert await first.acquire()
    await first.release()
    with pytest.raises(Fenced):
        await hold(first)
    assert await second.acquire()


async def test_its_holder_may_take_it_again_and_the_epoch_before_is_fenced(database: Database) -> None:
    (lease,) = leases(database, SettableClock(), 1)
    assert await lease.acquire()
    before = lease.held
    assert await lease.acquire(), "a relay that begins again after an error need not wait for its own lease"
    lease.held = before
    with pytest.raises(Fenced):
        await hold(lease)


@pytest.mark.postgres
async def test_of_many_who_find_it_free_at_once_one_has_it(postgres_database: Database) -> None:
    clock = SettableClock()
    for _ in range(5):
        taken = await asyncio.gather(*(lease.acquire() for lease in leases(postgres_database, clock, 8)))
        assert sum(taken) == 1
        clock.advance(SECONDS)


async def test_what_stands_in_a_file_at_the_start_is_a_dead_ones_and_later_a_living_ones(
    sqlite_database: Database,
) -> None:
    clock = SettableClock()
    dead, new = (Lease(sqlite_database, clock, "reader", SECONDS) for _ in range(2))
    assert await dead.acquire()
    assert await new.acquire(), "no need to wait for the lease of a process that was killed"
    assert not await dead.acquire(), "but that is done once"
    await hold(new)
