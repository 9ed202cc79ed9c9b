"""The topics on Kafka: which there are, and making those that are missing."""

from collections.abc import Sequence

from shared.bus.kafka import (
    COMPACTED,
    EVENT_BYTES,
    REQUEST_MS,
    AIOKafkaAdminClient,
    NewTopic,
    TopicAlreadyExistsError,
    broker,
    for_code,
)
from shared.config.log import Log as LogSettings
from shared.events import TOPIC_PREFIX, TOPICS


async def create_topics(servers: str, settings: LogSettings, names: Sequence[str] = TOPICS) -> list[str]:
    """Make the topics that do not exist yet; which ones. Raises BrokerFailure."""
    admin = AIOKafkaAdminClient(bootstrap_servers=servers, request_timeout_ms=REQUEST_MS)
    with broker():
        await admin.start()
        try:
            answer = await admin.create_topics([a_topic(name, settings) for name in names])
        finally:
            await admin.close()
        return [name for name, code, *_ in answer.topic_errors if _created(code)]


async def missing_topics(servers: str, names: Sequence[str] = TOPICS) -> list[str]:
    """Which topics there are not, as Kafka names them. Raises BrokerFailure."""
    admin = AIOKafkaAdminClient(bootstrap_servers=servers, request_timeout_ms=REQUEST_MS)
    with broker():
        try:
            await admin.start()
            there = set(await admin.list_topics())
        finally:
            await admin.close()
    return [TOPIC_PREFIX + name for name in names if TOPIC_PREFIX + name not in there]


def a_topic(name: str, settings: LogSettings) -> NewTopic:
    """The topic of `name` as it is made: the agencies' last records stay for good, the others go with their age."""
    kept = {"retention.ms": str(settings.retention_days * 86_400_000)}
    configs = {"cleanup.policy": "compact"} if name in COMPACTED else kept
    configs |= {"max.message.bytes": str(EVENT_BYTES)}
    return NewTopic(TOPIC_PREFIX + name, settings.partitions, settings.replication, topic_configs=configs)


def _created(code: int) -> bool:
    error = for_code(code)
    if error.errno and error is not TopicAlreadyExistsError:
        raise error()
    return not error.errno
