"""A consumer on a real broker, for what only Kafka can do to it."""

from collections.abc import AsyncIterator

import pytest

from shared.db import Database
from tests.contract.log_rig import KafkaRig


@pytest.fixture
async def rig(kafka_servers: str, postgres_database: Database) -> AsyncIterator[KafkaRig]:
    made = KafkaRig(postgres_database, servers=kafka_servers)
    await made.open()
    yield made
    await made.close()
