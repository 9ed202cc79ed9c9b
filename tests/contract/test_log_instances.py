"""Several instances of one consumer: on the table one reads and the others stand by, on Kafka they share."""

import asyncio
import random
from collections.abc import Sequence
from contextlib import suppress

import pytest
from sqlalchemy import select

from shared.bus.lease import Lease
from shared.bus.log import Fenced, Handler
from shared.clock import SystemClock
from shared.db import Tx
from shared.events import Event
from shared.tables import consumer_positions
from tests.contract.log_rig import Instance, Rig, by_key, eventually, note, wait_for
from tests.contract.logs import KAFKA, TABLES


async def pausing(tx: Tx, wave: Sequence[Event]) -> None:
    await note(tx, wave)
    await asyncio.sleep(0.01)


# On Kafka partitions are shared and nobody stands by; there the marks, not an epoch, stop a late instance.
ON_TABLES = pytest.mark.parametrize("place", TABLES, indirect=True)
# The table has neither partitions nor rebalances.
ON_KAFKA = pytest.mark.parametrize("place", KAFKA, indirect=True)


async def becomes_active(*instances: Instance) -> bool:
    async def any_active() -> bool:
        return any(instance.active for instance in instances)

    return await eventually(any_active)


async def test_effects_are_neither_lost_nor_doubled_while_instances_come_and_go(rig: Rig) -> None:
    said = [f"k{number % 11}:{number}" for number in range(600)]
    chance = random.Random(11)
    instances = [rig.start(pausing, batch=20), rig.start(pausing, batch=20)]
    for begin in range(0, 600, 60):
        await rig.say(*said[begin : begin + 60])
        await asyncio.sleep(0.1)
        if begin % 120 == 0:
            await rig.stop(instances.pop(chance.randrange(len(instances))))
            instances.append(rig.start(pausing, batch=20))
    found = await wait_for(rig, 600, 60)
    await asyncio.sleep(0.2)
    assert len(await rig.said()) == 600
    assert by_key(found) == by_key(said)


@pytest.mark.only_table
@ON_TABLES
async def test_one_instance_reads_and_the_next_takes_over_when_it_leaves(rig: Rig) -> None:
    rig.lease_seconds = 60
    first = rig.start()
    assert await becomes_active(first)
    second = rig.start()
    await rig.say("a:1")
    await wait_for(rig, 1)
    assert not second.active or rig.database.dialect == "sqlite"
    await rig.stop(first)
    assert await becomes_active(second)
    await rig.say("a:2")
    await wait_for(rig, 2)
    assert await rig.said() == ["a:1", "a:2"]


@pytest.mark.only_table
@ON_TABLES
async def test_an_instance_that_hangs_is_replaced_when_its_lease_runs_out_and_is_fenced_when_it_wakes(rig: Rig) -> None:
    hold, hanging = asyncio.Event(), asyncio.Event()
    rig.lease_seconds = 0.5

    async def hang(_events: Sequence[Event]) -> None:
        hanging.set()
        await hold.wait()

    late = rig.start(prepare=hang)
    await rig.say("a:1", "b:1", "a:2")
    await hanging.wait()
    await asyncio.sleep(0.6)
    successor = rig.start()
    assert await wait_for(rig, 3) == ["a:1", "b:1", "a:2"]
    hold.set()

    async def stepped_down() -> bool:
        return not late.active

    assert await eventually(stepped_down, 5)
    await asyncio.sleep(0.2)
    assert await rig.said() == ["a:1", "b:1", "a:2"]
    assert successor.active


@pytest.mark.only_table
@ON_TABLES
async def test_the_place_moves_only_with_the_holders_epoch(rig: Rig) -> None:
    old, new = (Lease(rig.database, SystemClock(), "reader", 0.05) for _ in range(2))
    assert await old.acquire()
    await asyncio.sleep(0.1)
    assert await new.acquire()
    with pytest.raises(Fenced):
        async with rig.database.write() as tx:
            await old.hold(tx, 5)
    async with rig.database.write() as tx:
        await new.hold(tx, 7)
    assert await new.position() == 7


@pytest.mark.only_table
@ON_TABLES
async def test_the_place_moves_in_the_transaction_of_the_effects(rig: Rig) -> None:
    reader = rig.reader()
    await reader.open()
    await rig.say("a:1", "b:1", "a:2")
    taken = await reader.take(2)
    place = Lease(rig.database, SystemClock(), rig.name, 1)
    with suppress(ZeroDivisionError):
        async with rig.database.write() as tx:
            await reader.advance(tx, taken)
            raise ZeroDivisionError
    assert await place.position() == 0
    async with rig.database.write() as tx:
        await reader.advance(tx, taken)
    assert await place.position() == taken[-1].position
    await reader.close()


@pytest.mark.only_table
@ON_TABLES
@pytest.mark.parametrize("step", ["batch", "retry"])
async def test_an_instance_that_was_replaced_commits_neither_a_batch_nor_a_retry(rig: Rig, step: str) -> None:
    rig.lease_seconds = 0.05
    late, successor = rig.reader(), rig.reader()
    await late.open()
    await rig.say("a:1")
    taken = await late.take(10)
    await asyncio.sleep(0.1)
    assert await successor.take(10) == taken
    with pytest.raises(Fenced):
        async with rig.database.write() as tx:
            await (late.advance(tx, taken) if step == "batch" else late.guard(tx))
    assert not late.active
    assert successor.active
    await successor.close()


@pytest.mark.only_kafka
@ON_KAFKA
async def test_instances_share_the_partitions(rig: Rig) -> None:
    taken: dict[int, set[str]] = {1: set(), 2: set()}

    def handler(number: int) -> Handler:
        async def handle(tx: Tx, wave: Sequence[Event]) -> None:
            await note(tx, wave)
            taken[number].update(one.key for one in wave)

        return handle

    for number in taken:
        rig.start(handler(number))
    await asyncio.sleep(4)
    for begin in range(0, 200, 20):
        await rig.say(*(f"k{number % 40}:{number}" for number in range(begin, begin + 20)))
    await wait_for(rig, 200)
    assert taken[1], "the first instance has its share"
    assert taken[2], "the second instance has its share"
    assert not taken[1] & taken[2], "a key belongs to one partition, a partition to one instance"


@pytest.mark.only_kafka
@ON_KAFKA
async def test_a_rebalance_waits_for_the_batch_under_way(rig: Rig) -> None:
    under_way = asyncio.Event()

    async def slow(tx: Tx, wave: Sequence[Event]) -> None:
        under_way.set()
        await note(tx, wave)
        await asyncio.sleep(2)

    rig.start(slow)
    await rig.say("a:1", "b:1", "c:1")
    await under_way.wait()
    rig.start(note)
    await wait_for(rig, 3)
    await rig.say("a:2", "b:2", "c:2")
    found = await wait_for(rig, 6)
    assert by_key(found) == {key: [f"{key}:1", f"{key}:2"] for key in "abc"}


@pytest.mark.only_kafka
@ON_KAFKA
async def test_a_consumer_that_moved_from_the_table_to_kafka_goes_on_without_a_second_effect(rig: Rig) -> None:
    table = Rig(rig.database, topic=rig.topic, name=rig.name, bell=rig.bell)
    before = table.start()
    await rig.say("a:1", "b:1")
    await wait_for(rig, 2)
    await table.stop(before)
    rig.start()
    await rig.say("a:2")
    await wait_for(rig, 3)
    await asyncio.sleep(0.2)
    assert by_key(await rig.said()) == {"a": ["a:1", "a:2"], "b": ["b:1"]}
    async with rig.database.read() as conn:
        readers = (await conn.execute(select(consumer_positions.c.consumer))).scalars().all()
    assert readers == ["relay"], "retention waits for nobody who has left the table"
