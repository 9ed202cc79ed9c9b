"""The logs that the contract suite of the bus runs over."""

from collections.abc import AsyncIterator

import pytest

from shared.db import open_database
from tests.contract.log_rig import KafkaRig, Rig
from tests.contract.logs import LOGS


@pytest.fixture(params=LOGS)
def place(request: pytest.FixtureRequest) -> tuple[str, str | None]:
    """A database's address, and a broker's where the log under test is Kafka."""
    url = request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "postgres_url")
    return url, request.getfixturevalue("kafka_servers") if request.param == "kafka" else None


@pytest.fixture
async def rig(place: tuple[str, str | None]) -> AsyncIterator[Rig]:
    """The log under test, empty, with a consumer's name and a topic of its own."""
    url, servers = place
    database = open_database(url)
    made = KafkaRig(database, servers=servers) if servers else Rig(database)
    await made.open()
    yield made
    await made.close()
    await database.close()
