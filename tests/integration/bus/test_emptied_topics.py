"""A topic that is deleted and made anew, or a broker that comes back empty: what it lost is passed on again."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiokafka.admin import AIOKafkaAdminClient

from shared.bus.kafka import KafkaSender
from shared.bus.topics import create_topics, missing_topics
from shared.bus.written import Look, Written
from shared.config.log import Log as LogSettings
from shared.events import TOPIC_PREFIX
from tests.contract.log_rig import KafkaRig, eventually

pytestmark = [pytest.mark.postgres, pytest.mark.kafka]
SAID = [f"k{number}:{number}" for number in range(40)]


async def make_anew(rig: KafkaRig) -> None:
    """The topic loses everything."""
    admin = AIOKafkaAdminClient(bootstrap_servers=rig.servers)
    await admin.start()
    await admin.delete_topics([TOPIC_PREFIX + rig.topic])
    await admin.close()
    assert await eventually(lambda: _gone(rig))
    await create_topics(rig.servers, LogSettings(partitions=6), (rig.topic,))


async def _gone(rig: KafkaRig) -> bool:
    return bool(await missing_topics(rig.servers, (rig.topic,)))


async def test_what_a_topic_lost_while_the_relay_was_off_is_passed_on_again(rig: KafkaRig) -> None:
    await rig.say(*SAID)
    assert await eventually(rig.passed_on)
    await rig.stop_relay()
    await make_anew(rig)
    rig.run_relay()
    rig.start()
    assert await eventually(lambda: rig.heard(SAID))


async def test_what_a_topic_lost_while_the_relay_ran_is_passed_on_again_with_the_next_entry(rig: KafkaRig) -> None:
    await rig.say(*SAID)
    assert await eventually(rig.passed_on)
    await make_anew(rig)
    later = [f"k{number}:again" for number in range(40)]
    await rig.say(*later)
    rig.start()
    assert await eventually(lambda: rig.heard(SAID + later), 60)


async def test_what_was_handled_before_the_topic_lost_it_takes_no_second_effect(rig: KafkaRig) -> None:
    rig.start()
    await rig.say(*SAID)
    assert await eventually(lambda: rig.heard(SAID))
    await rig.stop_relay()
    await make_anew(rig)
    rig.run_relay()
    await rig.say("k1:last")
    assert await eventually(lambda: rig.heard([*SAID, "k1:last"]), 60)


async def test_what_a_sender_noticed_is_seen_by_the_one_that_follows_it(rig: KafkaRig) -> None:
    await rig.stop_relay()
    written = Written([TOPIC_PREFIX + rig.topic])
    said = [rig.event(f"k{number}", "said") for number in range(40)]
    async with sending(rig, written) as sender:
        await sender.look()
        await sender.send(said)
    await make_anew(rig)
    async with sending(rig, written) as sender:
        await sender.send(said)
    async with sending(rig, written) as sender:
        assert await sender.look() == Look(emptied=(TOPIC_PREFIX + rig.topic,))


@asynccontextmanager
async def sending(rig: KafkaRig, written: Written) -> AsyncIterator[KafkaSender]:
    """A sender that lives until then."""
    made = KafkaSender(rig.servers, written)
    await made.open()
    yield made
    await made.close()
