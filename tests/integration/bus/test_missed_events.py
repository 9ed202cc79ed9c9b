"""Events that Kafka removes before a consumer has read them: noticed, said, and sent again on demand."""

import pytest
from aiokafka import TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, RecordsToDelete

from shared.bus.consumer import ConsumerLoop
from shared.bus.health import Health
from shared.bus.relay import begin_again
from shared.config.log import Log as LogSettings
from shared.events import TOPIC_PREFIX
from tests.contract.log_rig import Instance, KafkaRig, eventually

pytestmark = [pytest.mark.postgres, pytest.mark.kafka]
READ = [f"k{number}:read" for number in range(30)]
LOST = [f"k{number}:lost" for number in range(30)]
LATER = [f"k{number}:later" for number in range(30)]


async def remove_everything(rig: KafkaRig) -> None:
    """As a topic's retention does."""
    admin = AIOKafkaAdminClient(bootstrap_servers=rig.servers)
    await admin.start()
    topic = TOPIC_PREFIX + rig.topic
    await admin.delete_records({TopicPartition(topic, number): RecordsToDelete(-1) for number in range(6)})
    await admin.close()


async def ready(rig: KafkaRig, loop: ConsumerLoop, means_of: Instance) -> bool:
    return (await Health(means_of.means, LogSettings(), {}, None).consumer(rig.name, loop)).ok


async def with_a_gap(rig: KafkaRig) -> Instance:
    """A consumer that was away while what it had not read was removed."""
    before = rig.start()
    await rig.say(*READ)
    assert await eventually(lambda: rig.heard(READ))
    await rig.stop(before)
    await rig.say(*LOST)
    assert await eventually(rig.passed_on)
    await remove_everything(rig)
    after = rig.start()
    await rig.say(*LATER)
    assert await eventually(lambda: rig.heard(READ + LATER), 60)
    return after


async def test_a_consumer_whose_unread_events_were_removed_counts_them_and_is_not_ready(rig: KafkaRig) -> None:
    after = await with_a_gap(rig)
    missed = after.consumer.reader.missed
    assert missed
    assert missed.events == len(LOST)
    assert not await ready(rig, after.consumer, after)


async def test_what_was_missed_takes_effect_once_everything_is_sent_again(rig: KafkaRig) -> None:
    await with_a_gap(rig)
    assert await begin_again(rig.database) == len(READ + LOST + LATER)
    assert await eventually(lambda: rig.heard(READ + LOST + LATER), 60)


async def test_a_consumer_that_was_away_and_finds_everything_has_missed_nothing(rig: KafkaRig) -> None:
    before = rig.start()
    await rig.say(*READ)
    assert await eventually(lambda: rig.heard(READ))
    await rig.stop(before)
    await rig.say(*LATER)
    after = rig.start()
    assert await eventually(lambda: rig.heard(READ + LATER), 60)
    assert after.consumer.reader.missed is None
    assert await ready(rig, after.consumer, after)
