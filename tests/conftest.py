"""Databases for tests, built by migrating: SQLite from a copied file, PostgreSQL from a template database.

Servers come from DONDOC_TEST_POSTGRES (URL of a superuser) and DONDOC_TEST_KAFKA (host:port); without them the tests
that need them are skipped and the last lines say so; with CI=true they fail.
"""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from uuid import uuid4

import pytest
import structlog
from sqlalchemy.engine import make_url

import migrations
from shared.db import Database, open_database
from tests.servers.sql import administer

POSTGRES = "DONDOC_TEST_POSTGRES"
KAFKA = "DONDOC_TEST_KAFKA"
missing: set[str] = set()


def server(variable: str) -> str:
    """The server that `variable` names; skips the test without one (fails it in CI)."""
    value = os.environ.get(variable)
    if not value:
        missing.add(variable)
        reason = f"{variable} is not set"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return value


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for variable in sorted(missing):
        terminalreporter.write_line(
            f"SKIPPED FOR WANT OF A SERVER: {variable} is not set; ./dev test provides it", red=True
        )


@pytest.fixture(autouse=True)
def lines_as_they_were() -> Iterator[None]:
    """What a command set up for its log lines ends with its test."""
    before = structlog.get_config()
    yield
    structlog.configure(**before)


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty SQLite file to copy from."""
    file = tmp_path_factory.mktemp("migrated") / "empty.db"
    asyncio.run(migrations.upgrade(f"sqlite:///{file}"))
    return file


@pytest.fixture
def sqlite_url(migrated_file: Path, tmp_path: Path) -> str:
    """A migrated, empty SQLite database of this test's own."""
    file = tmp_path / "dondoc.db"
    shutil.copy(migrated_file, file)
    return f"sqlite:///{file}"


@pytest.fixture(scope="session")
def postgres_server() -> str:
    """The URL of a PostgreSQL superuser."""
    return server(POSTGRES)


@pytest.fixture(scope="session")
def postgres_template(postgres_server: str) -> Iterator[str]:
    """The name of a migrated, empty database to copy from."""
    name = _fresh_name()
    asyncio.run(administer(postgres_server, f"CREATE DATABASE {name}"))
    asyncio.run(migrations.upgrade(_with_database(postgres_server, name)))
    yield name
    asyncio.run(administer(postgres_server, f"DROP DATABASE {name} WITH (FORCE)"))


@pytest.fixture
async def postgres_url(postgres_server: str, postgres_template: str) -> AsyncIterator[str]:
    """A migrated, empty PostgreSQL database of this test's own."""
    name = _fresh_name()
    await administer(postgres_server, f"CREATE DATABASE {name} TEMPLATE {postgres_template}")
    yield _with_database(postgres_server, name)
    await administer(postgres_server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
async def bare_postgres_url(postgres_server: str) -> AsyncIterator[str]:
    """A PostgreSQL database without any table."""
    name = _fresh_name()
    await administer(postgres_server, f"CREATE DATABASE {name}")
    yield _with_database(postgres_server, name)
    await administer(postgres_server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
async def sqlite_database(sqlite_url: str) -> AsyncIterator[Database]:
    database = open_database(sqlite_url)
    yield database
    await database.close()


@pytest.fixture
async def postgres_database(postgres_url: str) -> AsyncIterator[Database]:
    database = open_database(postgres_url)
    yield database
    await database.close()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest) -> str:
    """A migrated, empty database: once on SQLite, once on PostgreSQL."""
    found: str = request.getfixturevalue(f"{request.param}_url")
    return found


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """Both databases, opened."""
    opened = open_database(database_url)
    yield opened
    await opened.close()


@pytest.fixture(scope="session")
def kafka_servers() -> str:
    """A broker's host:port."""
    return server(KAFKA)


def _fresh_name() -> str:
    return f"dondoc_test_{uuid4().hex}"


def _with_database(server_url: str, name: str) -> str:
    return make_url(server_url).set(database=name).render_as_string(hide_password=False)
