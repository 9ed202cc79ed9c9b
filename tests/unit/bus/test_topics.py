"""The topics as `dondoc migrate` makes them on Kafka."""

import pytest

from shared.bus.topics import a_topic
from shared.config.log import Log
from shared.events import TOPICS

LARGEST_EVENT = 256 * 1024


def test_there_are_four_topics() -> None:
    named = {a_topic(name, Log()).name for name in TOPICS}
    assert named == {"dondoc.documents", "dondoc.tasks", "dondoc.agencies", "dondoc.notices"}


@pytest.mark.parametrize("name", TOPICS)
def test_a_topic_has_12_partitions_and_room_for_the_largest_event(name: str) -> None:
    topic = a_topic(name, Log())
    assert topic.num_partitions == 12
    assert int(topic.topic_configs["max.message.bytes"]) >= LARGEST_EVENT


@pytest.mark.parametrize("name", TOPICS)
def test_agencies_are_compacted_and_the_others_kept_for_30_days(name: str) -> None:
    made = {key: value for key, value in a_topic(name, Log()).topic_configs.items() if key != "max.message.bytes"}
    expected = {"cleanup.policy": "compact"} if name == "agencies" else {"retention.ms": str(30 * 24 * 3_600_000)}
    assert made == expected


def test_partitions_replication_and_retention_are_settings() -> None:
    topic = a_topic("tasks", Log(partitions=3, replication=2, retention_days=7))
    assert (topic.num_partitions, topic.replication_factor) == (3, 2)
    assert topic.topic_configs["retention.ms"] == str(7 * 24 * 3_600_000)
