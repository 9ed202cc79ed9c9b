"""Dead letters on every log: listed in pages, replayed and discarded in order, while their keys wait."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from shared.bus import dead
from shared.clock import SystemClock
from shared.db import Tx
from shared.events import Event
from tests.contract.log_rig import Rig, eventually, failing_on, wait_for


async def wait_for_dead(rig: Rig, count: int) -> list[UUID]:
    """The identifiers of this consumer's dead letters, oldest first, once there are so many."""

    async def enough() -> bool:
        return len(await letters(rig)) >= count

    assert await eventually(enough)
    return [letter.id for letter in await letters(rig)]


async def letters(rig: Rig, after: int = 0, limit: int = 100) -> list[Any]:
    async with rig.database.read() as conn:
        return await dead.listed(conn, dead.Filters(consumer=rig.name), after, limit)


async def replay(rig: Rig, number: UUID) -> str:
    return await dead.replay(rig.database, number, SystemClock().real())


async def discard(rig: Rig, number: UUID) -> str:
    return await dead.discard(rig.database, number, SystemClock().real())


async def test_a_dead_letter_tells_why_and_where_it_failed(rig: Rig) -> None:
    handle, _ = failing_on("a:1")
    [event] = await rig.say("a:1")
    rig.start(handle)
    [number] = await wait_for_dead(rig, 1)
    async with rig.database.read() as conn:
        letter = await dead.whole(conn, number)
    shown = dead.shape(letter)
    assert shown["reason"] == "ValueError: a:1"
    assert "raise error(one.data.decode())" in shown["traceback"]
    assert shown["event_id"] == event.id
    assert shown["attempts"] == rig.patience.attempts
    assert shown["trace_id"] == "0af7651916cd43dd8448eb211c80319c"
    assert shown["data"] == "a:1", "data that is no JSON is shown as it is"
    assert shown["waiting"] == 0


async def test_a_replayed_letter_takes_effect_and_those_behind_it_follow_in_order(rig: Rig) -> None:
    handle, bad = failing_on("a:1")
    await rig.say("a:1", "a:2", "b:1", "a:3")
    rig.start(handle)
    [number] = await wait_for_dead(rig, 1)
    await rig.say("a:4")
    bad.clear()
    assert await replay(rig, number) == "done"
    await wait_for(rig, 5)
    await rig.say("a:5")
    await wait_for(rig, 6)
    assert await rig.said_of("a") == ["a:1", "a:2", "a:3", "a:4", "a:5"]
    assert await rig.parked() == []


async def test_a_discarded_letter_never_takes_effect_and_those_behind_it_follow(rig: Rig) -> None:
    handle, _ = failing_on("a:1")
    await rig.say("a:1", "a:2", "a:3")
    rig.start(handle)
    [number] = await wait_for_dead(rig, 1)
    assert await discard(rig, number) == "done"
    await wait_for(rig, 2)
    assert await rig.said_of("a") == ["a:2", "a:3"]
    await rig.deliver_again()
    await rig.say("b:1")
    await wait_for(rig, 3)
    assert await rig.said_of("a") == ["a:2", "a:3"], "its mark stays"


async def test_a_replay_that_fails_is_dead_again_and_its_key_still_waits(rig: Rig) -> None:
    handle, _ = failing_on("a:1")
    await rig.say("a:1", "a:2")
    rig.start(handle)
    [number] = await wait_for_dead(rig, 1)
    await replay(rig, number)
    assert await wait_for_dead(rig, 1) == [number]
    assert await rig.said() == []
    assert [(said, state) for said, state, _ in await rig.parked()] == [("a:1", "dead"), ("a:2", "queued")]


async def test_a_replayed_letter_has_all_its_attempts_again(rig: Rig) -> None:
    tried: list[bytes] = []

    async def handle(tx: Tx, wave: Sequence[Event]) -> None:
        tried.extend(event.data for event in wave)
        raise ValueError

    await rig.say("a:1")
    rig.start(handle)
    [number] = await wait_for_dead(rig, 1)
    before = len(tried)
    await replay(rig, number)
    assert await wait_for_dead(rig, 1) == [number]

    async def dead_again() -> bool:
        return len(tried) == 2 * before

    assert await eventually(dead_again, 5), "as often as the first time"


async def test_the_next_of_a_key_can_die_too(rig: Rig) -> None:
    handle, _ = failing_on("a:1", "a:2")
    await rig.say("a:1", "a:2", "a:3")
    rig.start(handle)
    [first] = await wait_for_dead(rig, 1)
    await discard(rig, first)

    async def second_died() -> bool:
        return [said for said, state, _ in await rig.parked() if state == "dead"] == ["a:2"]

    assert await eventually(second_died)
    [second] = await wait_for_dead(rig, 1)
    await discard(rig, second)
    await wait_for(rig, 1)
    assert await rig.said() == ["a:3"]


async def test_pages_show_each_letter_once_while_others_die(rig: Rig) -> None:
    words = [f"k{number}:1" for number in range(7)]
    handle, bad = failing_on(*words)
    await rig.say(*words[:5])
    rig.start(handle)
    await wait_for_dead(rig, 5)
    first = await letters(rig, 0, 3)
    bad.add("late:1")
    await rig.say(*words[5:], "late:1")
    await wait_for_dead(rig, 8)
    rest = await letters(rig, first[-1].seq, 100)
    keys = [letter.key for letter in (*first, *rest)]
    assert len(keys) == len(set(keys)) == 8
    assert keys[-1] == "late" or "late" in keys[5:], "what dies later comes later"


async def test_only_a_dead_letter_can_be_decided_upon(rig: Rig) -> None:
    handle, _ = failing_on("a:1")
    await rig.say("a:1")
    rig.start(handle)
    [number] = await wait_for_dead(rig, 1)
    await discard(rig, number)
    assert await discard(rig, number) == "missing"
    assert await replay(rig, number) == "missing"
