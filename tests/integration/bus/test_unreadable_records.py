"""A record on Kafka that is no event is kept as a dead letter; how late a consumer is, is no older than what waits."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiokafka import AIOKafkaProducer
from sqlalchemy import select

from shared.bus.dead import discard
from shared.bus.kafka import KafkaReader
from shared.clock import SystemClock
from shared.db import Database
from shared.events import TOPIC_PREFIX, Event
from shared.tables import consumer_parked
from tests.contract.log_rig import KafkaRig, eventually, wait_for
from tests.fakes import SettableClock

Records = list[tuple[bytes | None, bytes]]


@pytest.fixture
async def rig(sqlite_database: Database, kafka_servers: str) -> AsyncIterator[KafkaRig]:
    made = KafkaRig(sqlite_database, servers=kafka_servers)
    await made.open()
    yield made
    await made.close()


async def produce(rig: KafkaRig, records: Records) -> None:
    """Records as somebody else writes them."""
    producer = AIOKafkaProducer(bootstrap_servers=rig.servers)
    await producer.start()
    for key, value in records:
        await producer.send_and_wait(TOPIC_PREFIX + rig.topic, value, key=key)
    await producer.stop()


async def kept(rig: KafkaRig, number: int) -> bool:
    async def there() -> bool:
        return len(await rig.parked()) >= number

    return await eventually(there)


async def test_a_record_that_is_no_event_is_a_dead_letter_and_its_key_waits(rig: KafkaRig) -> None:
    await produce(rig, [(b"a", b"not ours")])
    instance = rig.start()
    assert await kept(rig, 1)
    await rig.say("a:1", "b:1")
    assert await wait_for(rig, 1) == ["b:1"]
    assert await kept(rig, 2)
    assert await rig.parked() == [("not ours", "dead", 1), ("a:1", "queued", 0)]
    (row,) = await letters(rig)
    assert (row.key, row.topic, row.source.startswith(f"dondoc.{rig.topic}/")) == ("a", rig.topic, True)
    assert "CloudEvents" in row.reason
    assert instance.means.meters.dead.labels(rig.name)._value.get() == 1.0
    await discard(rig.database, row.id, SystemClock().real())
    assert await wait_for(rig, 2) == ["b:1", "a:1"]


async def test_bytes_that_are_no_text_are_kept_in_base64_and_no_key_is_no_hindrance(rig: KafkaRig) -> None:
    await produce(rig, [(None, b"\xff\xfe"), (None, b"a\0b")])
    rig.start()
    assert await kept(rig, 2)
    assert {payload for payload, _, _ in await rig.parked()} == {"base64://4=", "base64:YQBi"}


async def first_taken(rig: KafkaRig, name: str) -> Event:
    """What a new consumer takes first."""
    reader = KafkaReader(rig.servers, name, (rig.topic,), SystemClock(), rig.database)
    await reader.open()
    while not (events := await reader.take(1)):
        pass
    await reader.close()
    return events[0]


async def test_a_record_is_the_same_dead_letter_however_often_it_is_read(rig: KafkaRig) -> None:
    await produce(rig, [(b"a", b"not ours")])
    first, again = await first_taken(rig, rig.name), await first_taken(rig, f"{rig.name}-2")
    assert first == again
    assert first.id.version == 7


async def letters(rig: KafkaRig) -> list[Any]:
    query = select(consumer_parked).where(consumer_parked.c.consumer == rig.name, consumer_parked.c.state == "dead")
    async with rig.database.read() as conn:
        return list((await conn.execute(query)).all())


async def test_after_a_quiet_night_the_lag_is_no_older_than_what_waits(rig: KafkaRig) -> None:
    clock = SettableClock(real=SystemClock().real())
    reader = KafkaReader(rig.servers, rig.name, (rig.topic,), clock, rig.database)
    await reader.open()
    await rig.say("a:1")
    while not await reader.take(10):
        pass
    await reader.settled()
    assert (await reader.lag()).events == 0
    clock.advance(8 * 3600)
    await reader.lag()
    await rig.say(*(f"b:{number}" for number in range(30)))
    while not await reader.take(1):
        pass
    clock.advance(5)
    lag = await reader.lag()
    await reader.close()
    assert lag.events > 0
    assert lag.seconds == pytest.approx(5, abs=1)
