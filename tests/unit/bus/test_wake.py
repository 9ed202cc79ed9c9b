"""The bell that wakes readers."""

import asyncio

import pytest
from sqlalchemy.engine import make_url

from shared.bus.wake import Bell, plain_dsn


async def test_a_ring_wakes_everybody_who_listens() -> None:
    bell = Bell()
    ears = [bell.ear(), bell.ear()]
    waiting = [asyncio.create_task(ear.wait(5)) for ear in ears]
    await asyncio.sleep(0)
    bell.ring()
    assert await asyncio.gather(*waiting) == [True, True]


async def test_a_ring_before_the_wait_is_not_missed() -> None:
    bell = Bell()
    ear = bell.ear()
    ear.clear()
    bell.ring()
    assert await ear.wait(5)


@pytest.mark.parametrize(
    ("rung", "tasks", "all_topics"),
    [(("tasks", "notices"), True, True), (("notices",), False, True), ((), True, True)],
    ids=["one of its topics", "another topic", "no topic named"],
)
async def test_a_ring_wakes_those_who_wait_for_its_topics(rung: tuple[str, ...], tasks: bool, all_topics: bool) -> None:
    bell = Bell()
    follower, relay = bell.ear(("tasks", "agencies")), bell.ear()
    bell.ring(rung)
    assert (await follower.wait(0.01), await relay.wait(0.01)) == (tasks, all_topics)


async def test_without_a_ring_the_wait_ends_by_itself() -> None:
    assert not await Bell().ear().wait(0.01)


async def test_a_cleared_ring_is_forgotten() -> None:
    bell = Bell()
    ear = bell.ear()
    bell.ring()
    ear.clear()
    assert not await ear.wait(0.01)


def test_the_listening_connection_gets_a_plain_address_with_the_password() -> None:
    url = make_url("postgresql+asyncpg://user:p%40ss@host:5433/name")
    assert plain_dsn(url) == "postgresql://user:p%40ss@host:5433/name"
