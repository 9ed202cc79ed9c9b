"""Requests that arrive together share a transaction; each is answered after its own."""

import asyncio
from collections.abc import Sequence

import pytest

from services.ingest.grouping import Groups, Overloaded


class Keeper:
    """Keeps groups when it is allowed to, and remembers them."""

    def __init__(self) -> None:
        self.groups: list[list[int]] = []
        self.allowed = asyncio.Event()
        self.allowed.set()
        self.failure: Exception | None = None

    async def keep(self, group: Sequence[int]) -> Sequence[str]:
        self.groups.append(list(group))
        await self.allowed.wait()
        if self.failure:
            raise self.failure
        return [f"kept {item}" for item in group]


async def test_what_arrives_together_is_kept_together_and_answered_each() -> None:
    keeper = Keeper()
    groups = Groups(keeper.keep, linger=0.001)
    assert await asyncio.gather(*(groups.submit(n) for n in range(10))) == [f"kept {n}" for n in range(10)]
    assert keeper.groups == [list(range(10))]


async def test_what_arrives_meanwhile_goes_with_the_next_group_in_order() -> None:
    keeper = Keeper()
    keeper.allowed.clear()
    groups = Groups(keeper.keep, linger=0)
    first = asyncio.ensure_future(groups.submit(0))
    while not keeper.groups:
        await asyncio.sleep(0)
    later = [asyncio.ensure_future(groups.submit(n)) for n in (1, 2, 3)]
    await asyncio.sleep(0)
    assert not first.done()
    keeper.allowed.set()
    assert await asyncio.gather(first, *later) == ["kept 0", "kept 1", "kept 2", "kept 3"]
    assert keeper.groups == [[0], [1, 2, 3]]


async def test_a_group_has_a_largest_size() -> None:
    keeper = Keeper()
    groups = Groups(keeper.keep, most=4, linger=0)
    await asyncio.gather(*(groups.submit(n) for n in range(10)))
    assert [len(group) for group in keeper.groups] == [4, 4, 2]


async def test_who_is_usually_alone_waits_for_nobody() -> None:
    keeper = Keeper()
    groups = Groups(keeper.keep, linger=60)
    assert [await groups.submit(n) for n in range(3)] == ["kept 0", "kept 1", "kept 2"]
    assert keeper.groups == [[0], [1], [2]]


async def test_where_a_crowd_is_usual_a_group_departs_with_as_many_as_usually_come() -> None:
    keeper = Keeper()
    groups = Groups(keeper.keep, linger=60)
    for _ in range(2):
        await asyncio.gather(*(groups.submit(n) for n in range(4)))
    early = [asyncio.ensure_future(groups.submit(n)) for n in (1, 2, 3)]
    for _ in range(5):
        await asyncio.sleep(0)
    assert len(keeper.groups) == 2, "three wait for the fourth"
    assert await groups.submit(4) == "kept 4"
    assert await asyncio.gather(*early) == ["kept 1", "kept 2", "kept 3"]
    assert keeper.groups[2:] == [[1, 2, 3, 4]]


async def test_company_that_stays_away_is_waited_for_no_longer_than_the_linger() -> None:
    keeper = Keeper()
    groups = Groups(keeper.keep, linger=0.001)
    await asyncio.gather(*(groups.submit(n) for n in range(8)))
    assert await groups.submit(8) == "kept 8"
    assert keeper.groups == [list(range(8)), [8]]


async def test_senders_who_wait_for_their_answers_come_in_groups_of_about_half_of_them() -> None:
    sizes: list[int] = []
    reading = asyncio.Lock()

    async def keep(group: Sequence[int]) -> Sequence[str]:
        sizes.append(len(group))
        for _ in range(20):  # turns of the loop, in which others are read
            await asyncio.sleep(0)
        return ["kept"] * len(group)

    groups = Groups(keep, linger=0.02)

    async def sender() -> None:
        for n in range(50):
            async with reading:
                await asyncio.sleep(0)
            await groups.submit(n)

    await asyncio.gather(*(sender() for _ in range(16)))
    assert all(6 <= size <= 10 for size in sizes[10:-5]), sizes


async def test_nobody_is_answered_before_the_commit() -> None:
    keeper = Keeper()
    keeper.allowed.clear()
    groups = Groups(keeper.keep, linger=0)
    answer = asyncio.ensure_future(groups.submit(1))
    for _ in range(20):
        await asyncio.sleep(0.001)
    assert keeper.groups and not answer.done()
    keeper.allowed.set()
    assert await answer == "kept 1"


async def test_a_failing_commit_is_a_failure_for_all_of_its_group_and_for_no_other() -> None:
    keeper = Keeper()
    keeper.failure = OSError("disk full")
    groups = Groups(keeper.keep, linger=0)
    answers = await asyncio.gather(*(groups.submit(n) for n in range(3)), return_exceptions=True)
    assert [type(a) for a in answers] == [OSError] * 3
    keeper.failure = None
    assert await groups.submit(9) == "kept 9"


async def test_more_than_can_wait_is_refused_at_once() -> None:
    keeper = Keeper()
    keeper.allowed.clear()
    groups = Groups(keeper.keep, waiting=2, linger=60)
    waiting = [asyncio.ensure_future(groups.submit(n)) for n in range(2)]
    await asyncio.sleep(0)
    with pytest.raises(Overloaded):
        await groups.submit(2)
    for one in waiting:
        one.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)


async def test_a_requester_who_went_away_does_not_stop_its_group() -> None:
    keeper = Keeper()
    groups = Groups(keeper.keep, linger=0.005)
    gone, stays = (asyncio.ensure_future(groups.submit(n)) for n in range(2))
    await asyncio.sleep(0)
    gone.cancel()
    assert await stays == "kept 1"
    assert keeper.groups == [[0, 1]]


async def test_draining_finishes_what_waits_and_what_is_under_way() -> None:
    keeper = Keeper()
    groups = Groups(keeper.keep, linger=0.005)
    answers = [asyncio.ensure_future(groups.submit(n)) for n in range(3)]
    await asyncio.sleep(0)
    await groups.drain()
    assert [a.result() for a in answers] == ["kept 0", "kept 1", "kept 2"]
    await groups.drain()
