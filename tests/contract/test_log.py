"""What every log promises its consumers: SQLite's table, PostgreSQL's table, Kafka behind the relay."""

import asyncio
import random
from collections.abc import Sequence
from uuid import UUID

import pytest

from shared.bus.failures import BrokerFailure
from shared.db import Tx
from shared.events import Event
from tests.contract.log_rig import TRACE, Rig, by_key, eventually, failing_on, note, wait_for
from tests.contract.logs import TABLES


async def test_each_key_keeps_its_order_and_every_event_takes_effect_once(rig: Rig) -> None:
    rig.start()
    said = [f"k{number % 20}:{number}" for number in range(500)]
    for begin in range(0, 500, 25):
        await rig.say(*said[begin : begin + 25])
    found = await wait_for(rig, 500)
    assert sorted(found) == sorted(said)
    assert by_key(found) == by_key(said)


async def test_what_was_appended_before_the_consumer_existed_is_read_from_the_beginning(rig: Rig) -> None:
    await rig.say("a:1", "b:1", "a:2")
    rig.start()
    assert sorted(await wait_for(rig, 3)) == ["a:1", "a:2", "b:1"]


async def test_nothing_is_skipped_when_slow_transactions_commit_late(rig: Rig) -> None:
    rig.start()
    chance = random.Random(7)

    async def write(number: int, before: float, after: float) -> None:
        await asyncio.sleep(before)
        async with rig.database.write() as tx:
            tx.append(rig.event(f"w{number}", f"w{number}:1"))
            await asyncio.sleep(after)
            tx.append(rig.event(f"w{number}", f"w{number}:2"))

    delays = [
        (chance.random() / 5, chance.random() / (5 if rig.database.dialect != "sqlite" else 50)) for _ in range(50)
    ]
    await asyncio.gather(*(write(number, *delay) for number, delay in enumerate(delays)))
    found = await wait_for(rig, 100)
    assert by_key(found) == {f"w{n}": [f"w{n}:1", f"w{n}:2"] for n in range(50)}


async def test_an_event_delivered_again_takes_no_second_effect(rig: Rig) -> None:
    said = [f"k{number % 7}:{number}" for number in range(100)]
    await rig.say(*said)
    rig.start()
    await wait_for(rig, 100)
    for _ in range(3):
        await rig.deliver_again()
    await rig.say("last:1")
    found = await wait_for(rig, 101)
    await asyncio.sleep(0.3)
    assert sorted(await rig.said()) == sorted([*said, "last:1"])
    assert by_key(found) == by_key([*said, "last:1"])


async def test_mark_and_effects_commit_together_or_not_at_all(rig: Rig) -> None:
    handle, _ = failing_on("a:1")
    [event] = await rig.say("a:1")
    rig.start(handle)

    async def parked() -> bool:
        return bool(await rig.parked())

    assert await eventually(parked)
    assert await rig.said() == []
    assert await rig.marks() == {event.id}, "the mark of a parked event says that the table of parked ones has it"


async def test_no_key_comes_twice_in_a_wave(rig: Rig) -> None:
    waves: list[list[str]] = []

    async def watch(tx: Tx, wave: Sequence[Event]) -> None:
        waves.append([one.key for one in wave])
        await note(tx, wave)

    await rig.say(*(f"k{number % 3}:{number}" for number in range(30)))
    rig.start(watch)
    await wait_for(rig, 30)
    assert all(len(set(keys)) == len(keys) for keys in waves)


async def test_a_failing_event_parks_its_key_and_the_others_go_on(rig: Rig) -> None:
    rig.patience = rig.patience.__class__(100, 0.2, 0.2)
    handle, bad = failing_on("a:1")
    await rig.say("a:1", "b:1", "a:2", "c:1")
    rig.start(handle)
    assert sorted(await wait_for(rig, 2)) == ["b:1", "c:1"]
    await rig.say("a:3", "b:2")
    assert sorted(await wait_for(rig, 3)) == ["b:1", "b:2", "c:1"]
    assert [(said, state) for said, state, _ in await rig.parked()] == [
        ("a:1", "parked"), ("a:2", "queued"), ("a:3", "queued"),
    ]  # fmt: skip
    bad.clear()
    await wait_for(rig, 6)
    assert await rig.said_of("a") == ["a:1", "a:2", "a:3"]
    assert await rig.parked() == []
    await rig.say("a:4")
    await wait_for(rig, 7)
    assert await rig.said_of("a") == ["a:1", "a:2", "a:3", "a:4"]


async def test_after_its_attempts_an_event_is_a_dead_letter_with_reason_and_traceback(rig: Rig) -> None:
    handle, _ = failing_on("a:1")
    await rig.say("a:1", "a:2", "b:1")
    rig.start(handle)

    async def dead() -> bool:
        return ("a:1", "dead", 3) in await rig.parked()

    assert await eventually(dead)
    await rig.say("a:3", "b:2")
    await wait_for(rig, 2)
    assert sorted(await rig.said()) == ["b:1", "b:2"]
    assert [(said, state) for said, state, _ in await rig.parked()] == [
        ("a:1", "dead"), ("a:2", "queued"), ("a:3", "queued"),
    ]  # fmt: skip


async def test_failures_of_database_or_broker_are_no_attempt(rig: Rig) -> None:
    failures = iter([ConnectionResetError("gone"), TimeoutError("slow"), BrokerFailure("away")])

    async def handle(tx: Tx, wave: Sequence[Event]) -> None:
        await note(tx, wave)
        for failure in failures:
            raise failure

    await rig.say("a:1", "a:2", "b:1")
    instance = rig.start(handle)
    found = await wait_for(rig, 3)
    assert by_key(found) == {"a": ["a:1", "a:2"], "b": ["b:1"]}
    assert await rig.parked() == []
    assert instance.means.meters.failed.labels(rig.name)._value.get() == 0
    assert instance.means.meters.pauses.labels(rig.name)._value.get() == 3


async def test_only_the_guilty_event_of_a_batch_fails(rig: Rig) -> None:
    handle, _ = failing_on("k13:13", "k77:77")
    await rig.say(*(f"k{number}:{number}" for number in range(100)))
    rig.start(handle)
    assert len(await wait_for(rig, 98)) == 98
    assert {said for said, _, _ in await rig.parked()} == {"k13:13", "k77:77"}


async def test_a_stopped_consumer_resumes_where_it_was(rig: Rig) -> None:
    said = [f"k{number % 5}:{number}" for number in range(300)]
    chance = random.Random(3)

    async def slowly(tx: Tx, wave: Sequence[Event]) -> None:
        await note(tx, wave)
        await asyncio.sleep(chance.random() / 100)

    for begin in range(0, 300, 10):
        await rig.say(*said[begin : begin + 10])
    for _ in range(4):
        instance = rig.start(slowly, batch=20)
        await asyncio.sleep(0.1 + chance.random() / 3)
        await rig.stop(instance)
    rig.start(slowly)
    assert by_key(await wait_for(rig, 300)) == by_key(said)


async def test_the_event_arrives_as_it_was_sent(rig: Rig) -> None:
    seen: list[Event] = []

    async def keep(_tx: Tx, wave: Sequence[Event]) -> None:
        seen.extend(wave)

    key = "812/UBND-NC Đắk Lắk"
    sent = rig.event(key, '{"nội dung": "báo cáo"}')
    await rig.append(sent)
    rig.start(keep)

    async def there() -> bool:
        return bool(seen)

    assert await eventually(there)
    [found] = seen
    assert (found.id, found.key, found.type, found.source, found.time, found.data, found.topic) == (
        sent.id, key, "vn.dondoc.task.registered.v1", "/dondoc/test", sent.time, sent.data, rig.topic,
    )  # fmt: skip
    assert found.traceparent == TRACE
    assert isinstance(found.id, UUID)


async def test_an_idle_consumer_wakes_at_once(rig: Rig) -> None:
    rig.start()
    await rig.say("warm:1")
    await wait_for(rig, 1)
    waits = []
    for number in range(10):
        await asyncio.sleep(0.1)
        began = asyncio.get_running_loop().time()
        await rig.say(f"k:{number}")
        await wait_for(rig, number + 2)
        waits.append(asyncio.get_running_loop().time() - began)
    assert sorted(waits)[5] < 0.2, f"polling alone would take half a second: {waits}"


async def test_other_topics_are_passed_over(rig: Rig) -> None:
    other = await rig.other()
    await rig.append(other.event("x", "x:1"), rig.event("a", "a:1"), other.event("x", "x:2"))
    rig.start()
    await wait_for(rig, 1)
    await rig.say("a:2")
    await wait_for(rig, 2)
    assert await rig.said() == ["a:1", "a:2"]


async def test_what_prepare_saw_is_what_is_handled(rig: Rig) -> None:
    prepared: set[UUID] = set()

    async def prepare(events: Sequence[Event]) -> None:
        prepared.update(one.id for one in events)

    async def handle(tx: Tx, wave: Sequence[Event]) -> None:
        assert {one.id for one in wave} <= prepared
        await note(tx, wave)

    await rig.say(*(f"k{number % 3}:{number}" for number in range(20)))
    rig.start(handle, prepare)
    assert len(await wait_for(rig, 20)) == 20


async def test_the_next_transaction_is_prepared_while_one_is_under_way(rig: Rig) -> None:
    later = asyncio.Event()

    async def prepare(events: Sequence[Event]) -> None:
        if any(one.data == b"b:2" for one in events):
            later.set()

    async def handle(tx: Tx, wave: Sequence[Event]) -> None:
        if any(one.data == b"a:1" for one in wave):
            await asyncio.wait_for(later.wait(), 10)
        await note(tx, wave)

    await rig.say("a:1", "b:2")
    rig.start(handle, prepare).consumer.limit = 1
    assert sorted(await wait_for(rig, 2)) == ["a:1", "b:2"]
    assert not await rig.parked()


@pytest.mark.parametrize("place", TABLES, indirect=True)
async def test_what_will_be_taken_next_is_prepared_while_the_last_transaction_is_under_way(rig: Rig) -> None:
    prepared: list[bytes] = []
    next_take = asyncio.Event()

    async def prepare(events: Sequence[Event]) -> None:
        prepared.extend(one.data for one in events)
        if any(one.data == b"c:3" for one in events):
            next_take.set()

    async def handle(tx: Tx, wave: Sequence[Event]) -> None:
        if any(one.data == b"b:2" for one in wave):
            await asyncio.wait_for(next_take.wait(), 10)
        await note(tx, wave)

    await rig.say("a:1", "b:2", "c:3")
    rig.start(handle, prepare, batch=2).consumer.limit = 1
    assert await wait_for(rig, 3) == ["a:1", "b:2", "c:3"]
    assert not await rig.parked()


@pytest.mark.parametrize("place", TABLES, indirect=True)
async def test_what_was_looked_ahead_at_is_taken_once_and_in_its_order(rig: Rig) -> None:
    said = [f"{number % 3}:{number}" for number in range(12)]

    async def prepare(_events: Sequence[Event]) -> None:
        await asyncio.sleep(0)

    await rig.say(*said)
    rig.start(prepare=prepare, batch=2).consumer.limit = 1
    assert await wait_for(rig, 12) == said
    assert not await rig.parked()


async def test_an_event_that_cannot_be_prepared_is_parked_in_its_own_turn(rig: Rig) -> None:
    async def prepare(events: Sequence[Event]) -> None:
        if any(one.data == b"b:bad" for one in events):
            raise ValueError("unreadable")

    await rig.say("a:1", "b:bad", "c:3")

    async def parked() -> bool:
        return [words for words, _, _ in await rig.parked()] == ["b:bad"]

    rig.start(prepare=prepare).consumer.limit = 1
    assert sorted(await wait_for(rig, 2)) == ["a:1", "c:3"]
    assert await eventually(parked), "on Kafka its turn may be the last"


async def test_the_events_that_a_handler_publishes_follow_its_effects(rig: Rig) -> None:
    follower = await rig.other()

    async def publish(tx: Tx, wave: Sequence[Event]) -> None:
        await note(tx, wave)
        tx.append(*(follower.event(one.key, f"{one.key}:from {one.data.decode()}") for one in wave))

    rig.start(publish)
    await rig.say("a:1")
    await wait_for(rig, 1)
    reader = follower.reader()
    await reader.open()
    taken: list[Event] = []

    async def arrived() -> bool:
        taken.extend(await reader.take(10))
        return bool(taken)

    assert await eventually(arrived)
    assert [one.data.decode() for one in taken] == ["a:from a:1"]
    await reader.close()
