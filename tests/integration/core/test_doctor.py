"""What `dondoc doctor` says of the broker."""

import asyncio
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest

from services.cli.doctor import PATIENCE, _broker, _files
from shared.bus.topics import create_topics, missing_topics
from shared.config.log import Log
from shared.config.reading import Reading
from shared.db import Database
from shared.events import TOPICS
from shared.service import Context
from tests.builders import a_context


def following(servers: str, database: Database, folder: Path) -> Context:
    made = a_context(database, folder)
    return replace(made, environment=replace(made.environment, kafka_servers=servers))


async def test_which_topics_are_missing(kafka_servers: str) -> None:
    there, missing = f"t{uuid4().hex}", f"t{uuid4().hex}"
    await create_topics(kafka_servers, Log(partitions=1), (there,))
    assert await missing_topics(kafka_servers, (there, missing)) == [f"dondoc.{missing}"]


async def test_a_broker_with_all_topics_is_well(kafka_servers: str, sqlite_database: Database, tmp_path: Path) -> None:
    await create_topics(kafka_servers, Log(), TOPICS)
    (found,) = await _broker(following(kafka_servers, sqlite_database, tmp_path))
    assert found.remedy is None


@pytest.mark.parametrize("listens", [True, False])
async def test_what_answers_nothing_or_is_not_there_is_said_in_time(
    sqlite_database: Database, tmp_path: Path, listens: bool
) -> None:
    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    server = await asyncio.start_server(silent, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    if not listens:
        server.close()
    async with asyncio.timeout(PATIENCE + 5):
        (found,) = await _broker(following(f"127.0.0.1:{port}", sqlite_database, tmp_path))
    server.close()
    assert found.remedy is not None
    assert "DONDOC_KAFKA_SERVERS" in found.remedy.en


async def test_files_can_be_read_within_the_limits(sqlite_database: Database, tmp_path: Path) -> None:
    (found,) = await _files(a_context(sqlite_database, tmp_path))
    assert (found.seen, found.remedy) == (".docx, .pdf, .txt", None)


async def test_a_limit_too_small_for_files_is_said(sqlite_database: Database, tmp_path: Path) -> None:
    made = a_context(sqlite_database, tmp_path)
    small = made.config.model_copy(
        update={"reading": Reading.model_construct(**{**dict(Reading()), "file_memory_mb": 8})}
    )
    (found,) = await _files(replace(made, config=small))
    assert found.remedy is not None
    assert "file_memory_mb" in found.remedy.en
