"""The relay against a broker that fails: nothing is lost, the first delivery of every key is in order."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from functools import partial

import pytest
from aiokafka import AIOKafkaConsumer, TopicPartition
from prometheus_client import CollectorRegistry

from shared.bus.kafka import KafkaSender
from shared.bus.lease import Lease
from shared.bus.log import Fenced
from shared.bus.metrics import Meters
from shared.bus.relay import NAME, ROUND, Relay
from shared.bus.retiring import retired
from shared.bus.written import Look, Written
from shared.clock import SystemClock
from shared.db import Database, Tx
from shared.events import TOPIC_PREFIX, Event
from tests.contract.log_rig import Rig, by_key, eventually
from tests.integration.bus import mock_broker as mock
from tests.integration.bus.mock_broker import MockBroker

PARTITIONS = 3


class Relaying:
    """A relay on SQLite, its mock broker, and what arrived there."""

    def __init__(self, rig: Rig, broker: MockBroker) -> None:
        self.rig, self.broker = rig, broker
        self.topic = TOPIC_PREFIX + rig.topic
        self.meters = Meters(CollectorRegistry())
        self.relay = Relay(Lease(rig.database, SystemClock(), NAME, 5), self.sender(), rig.bell, self.meters)
        self.task: asyncio.Task[None] | None = None

    def sender(self) -> partial[KafkaSender]:
        return partial(KafkaSender, self.broker.servers, Written([self.topic]))

    def start(self) -> None:
        self.task = asyncio.create_task(self.relay.run())

    async def stop(self) -> None:
        if self.task:
            self.task.cancel()
            await asyncio.gather(self.task, return_exceptions=True)
        await retired()

    async def say(self, count: int, begin: int = 0) -> list[str]:
        said = [f"k{number % 17}:{number}" for number in range(begin, begin + count)]
        for start in range(0, count, 500):
            await self.rig.say(*said[start : start + 500])
        return said

    async def caught_up(self, seconds: float = 30) -> bool:
        async def passed_on() -> bool:
            return (await self.relay.lag()).events == 0

        return await eventually(passed_on, seconds)

    async def arrived(self) -> list[str]:
        """What is on the broker, partition by partition, each in its order."""
        reader = AIOKafkaConsumer(bootstrap_servers=self.broker.servers, auto_offset_reset="earliest")
        await reader.start()
        found = []
        try:
            for number in range(PARTITIONS):
                place = TopicPartition(self.topic, number)
                reader.assign([place])
                end = (await reader.end_offsets([place]))[place]
                while await reader.position(place) < end:
                    for records in (await reader.getmany(timeout_ms=1000)).values():
                        found += [record.value.decode() for record in records]
        finally:
            await reader.stop()
        return found


@pytest.fixture
def broker() -> Iterator[MockBroker]:
    with mock.mock_broker() as made:
        yield made


@pytest.fixture
async def rig(sqlite_database: Database) -> Rig:
    made = Rig(sqlite_database)
    await made.open()
    return made


@pytest.fixture
async def relaying(broker: MockBroker, rig: Rig) -> AsyncIterator[Relaying]:
    broker.create(TOPIC_PREFIX + rig.topic, PARTITIONS)
    made = Relaying(rig, broker)
    yield made
    await made.stop()


def first_deliveries(arrived: list[str]) -> list[str]:
    return list(dict.fromkeys(arrived))


@pytest.mark.parametrize(
    "errors",
    [
        (mock.TOPIC_AUTHORIZATION_FAILED,),
        (0, 0, mock.MESSAGE_TOO_LARGE, 0, mock.TOPIC_AUTHORIZATION_FAILED),
        (mock.NOT_ENOUGH_REPLICAS, mock.REQUEST_TIMED_OUT, 0, mock.MESSAGE_TOO_LARGE),
    ],
)
async def test_a_produce_error_loses_nothing_and_keeps_the_order(relaying: Relaying, errors: tuple[int, ...]) -> None:
    relaying.broker.fail_produce(*errors)
    said = await relaying.say(3 * ROUND)
    relaying.start()
    assert await relaying.caught_up()
    assert by_key(first_deliveries(await relaying.arrived())) == by_key(said)
    assert relaying.meters.relay_errors._value.get() >= 1


async def test_while_the_broker_is_away_appending_goes_on_and_the_relay_catches_up(relaying: Relaying) -> None:
    relaying.start()
    said = await relaying.say(100)
    assert await relaying.caught_up()
    relaying.broker.down()
    said += await relaying.say(2500, 100)
    assert (await relaying.relay.lag()).events >= 2000
    await asyncio.sleep(1)
    relaying.broker.up()
    assert await relaying.caught_up(60)
    assert by_key(first_deliveries(await relaying.arrived())) == by_key(said)


async def test_two_relays_send_everything_once_as_long_as_none_fails(relaying: Relaying) -> None:
    second = Relaying(relaying.rig, relaying.broker)
    relaying.start()
    second.start()
    said = await relaying.say(1500)
    assert await relaying.caught_up()
    assert sorted(await relaying.arrived()) == sorted(said)
    await second.stop()


async def test_a_relay_that_is_stopped_leaves_the_place_that_was_acknowledged(relaying: Relaying) -> None:
    relaying.start()
    said = await relaying.say(5)

    async def acknowledged() -> bool:
        return bool(relaying.meters.relay_sent._value.get() == len(said))

    assert await eventually(acknowledged, 30)
    await relaying.stop()
    assert (await relaying.relay.lag()).events == 0


class Elsewhere(Lease):
    """A lease that another instance holds; counts how often it was asked for."""

    asked = 0

    async def acquire(self) -> bool:
        self.asked += 1
        return False


async def test_a_relay_that_stands_by_does_not_ask_for_the_lease_at_every_entry(relaying: Relaying) -> None:
    lease = Elsewhere(relaying.rig.database, SystemClock(), NAME, 5)
    standing_by = asyncio.create_task(Relay(lease, relaying.sender(), relaying.rig.bell, relaying.meters).run())
    for _ in range(50):
        relaying.rig.bell.ring()
        await asyncio.sleep(0)
    standing_by.cancel()
    assert lease.asked == 1


class Taken(Lease):
    """A lease that another instance takes, for a moment, when its holder goes back first."""

    gone = False

    async def hold(self, tx: Tx, position: int | None = None) -> None:
        if self.held and position is not None and position < self.held.position and not self.gone:
            self.gone, self.held = True, None
            raise Fenced(self.name)
        await super().hold(tx, position)


class Noticing:
    """A sender; the topic is seen to be empty once, by whichever of them looks first once the place is written down."""

    def __init__(self, lease: Lease, sent: list[str], looks: list[Look]) -> None:
        self.lease, self.sent, self.looks = lease, sent, looks

    async def open(self) -> None:
        """Nothing is needed."""

    async def send(self, events: Sequence[Event]) -> None:
        self.sent += [one.data.decode() for one in events]

    async def look(self) -> Look | None:
        written_down = self.lease.held and self.lease.held.position
        return self.looks.pop() if self.looks and written_down else None

    async def close(self) -> None:
        """Nothing is held."""


async def test_what_a_topic_lost_is_passed_on_again_even_if_the_lease_was_lost_when_it_was_noticed(rig: Rig) -> None:
    sent: list[str] = []
    said = ["a:1", "b:2", "c:3"]
    await rig.say(*said)
    lease = Taken(rig.database, SystemClock(), NAME, 5)
    sender = partial(Noticing, lease, sent, [Look(emptied=(TOPIC_PREFIX + rig.topic,))])
    running = asyncio.create_task(Relay(lease, sender, rig.bell, Meters(CollectorRegistry())).run())

    async def sent_twice() -> bool:
        return sent == said * 2

    try:
        assert await eventually(sent_twice)
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
    assert lease.gone
