"""The black-box checks of the contracts, where they lie beside the project: embedded, and in production mode."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.servers import kafka
from tests.servers.place import PROJECT
from tests.servers.sql import administer_now

CHECKS = PROJECT.parent / "shared" / "acceptance" / "test_spine.py"
BROKER = "kafka-acceptance"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not CHECKS.exists(), reason="the acceptance checks do not lie beside the project"),
]


def checks_pass(**settings: str) -> None:
    """The checks as their README says, in an environment that holds nothing else of dondoc's."""
    env = {k: v for k, v in os.environ.items() if not k.startswith(("DONDOC_", "ACCEPT_"))} | settings
    env["DONDOC"] = str(Path(sys.executable).parent / "dondoc")
    words = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", str(CHECKS)]
    done = subprocess.run(words, env=env, cwd=CHECKS.parent, capture_output=True, text=True, timeout=900, check=False)
    assert done.returncode == 0, done.stdout[-6000:]


def test_embedded() -> None:
    checks_pass()


@pytest.fixture
def fresh_servers(postgres_server: str, kafka_servers: str) -> Iterator[dict[str, str]]:
    """A database and a broker that nobody has used: production checks need both."""
    maintenance = postgres_server
    name = f"acceptance_{os.getpid()}"
    administer_now(maintenance, f'CREATE DATABASE "{name}"')
    broker = kafka.up(name=BROKER)
    yield {"DONDOC_DATABASE_URL": maintenance.rpartition("/")[0] + "/" + name, "DONDOC_KAFKA_SERVERS": broker}
    kafka.down(BROKER)
    administer_now(maintenance, f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.mark.postgres
@pytest.mark.kafka
def test_production(fresh_servers: dict[str, str]) -> None:
    checks_pass(ACCEPT_MODE="production", **fresh_servers)
