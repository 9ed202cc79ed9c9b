"""Texts that are read in worker processes: long ones, and many at once."""

from collections.abc import Sequence
from pathlib import Path
from time import perf_counter
from typing import Any

import pytest

from services.tracker.handlers.delivered import Delivered
from services.tracker.handlers.readers import MANY, Readers
from shared.blobs import open_blobs
from shared.config.reading import Reading
from shared.db import Database
from shared.events import Event
from tests.fakes import SettableClock
from tests.integration.tracker.desk import received

ENDLESS = "Giao Sở Y tế báo cáo trước ngày 25/11/2026. " * 120_000
PLAIN = "Giao Sở Y tế báo cáo UBND tỉnh trước ngày 25/11/2026.\n" * 20


@pytest.fixture
def readers(sqlite_database: Database, tmp_path: Path, clock: SettableClock) -> Readers:
    settings = Reading(workers=1, inline_chars=0, timeout=6)
    return Readers(settings, open_blobs(sqlite_database, tmp_path, clock), lambda: ())


async def test_a_text_that_never_ends_harms_no_other_and_no_stop(readers: Readers) -> None:
    events = [
        received(number=str(number), text=text, tasks=None) for number, text in enumerate((ENDLESS, PLAIN, PLAIN))
    ]
    await readers.prepare(events)
    first, *others = [readers.take(event) for event in events]
    assert isinstance(first, Delivered)
    assert first.unread == "reading-too-long"
    assert [one and (one.unread, bool(one.reading and one.reading.tasks)) for one in others] == [(None, True)] * 2
    began = perf_counter()
    await readers.close()
    assert perf_counter() - began < 3


def short_texts(count: int) -> list[Event]:
    return [
        received(number=str(number), text=f"Giao Sở Y tế báo cáo trước ngày {number % 28 + 1}/12/2026.", tasks=None)
        for number in range(count)
    ]


async def prepared(settings: Reading, database: Database, folder: Path, events: Sequence[Event]) -> list[Any]:
    readers = Readers(settings, open_blobs(database, folder, SettableClock()), lambda: ())
    await readers.prepare(events)
    found = [readers.take(event) for event in events]
    await readers.close()
    return found


async def test_many_short_texts_are_read_beside_the_loop_as_within_it(
    sqlite_database: Database, tmp_path: Path
) -> None:
    events = short_texts(60)
    beside = await prepared(Reading(workers=1), sqlite_database, tmp_path, events)
    assert beside == await prepared(Reading(workers=0), sqlite_database, tmp_path, events)
    assert all(one.reading and one.reading.tasks for one in beside)


@pytest.mark.parametrize(("count", "started"), [(MANY - 1, False), (MANY, True)])
async def test_a_few_short_texts_need_no_worker(
    sqlite_database: Database, tmp_path: Path, count: int, started: bool
) -> None:
    readers = Readers(Reading(workers=1), open_blobs(sqlite_database, tmp_path, SettableClock()), lambda: ())
    await readers.prepare(short_texts(count))
    assert (readers._beside._pool is not None) is started
    await readers.close()


async def test_a_text_of_a_blob_that_is_gone_harms_no_other(sqlite_database: Database, tmp_path: Path) -> None:
    gone = {"sha256": "0" * 64, "size": 5, "media_type": "text/plain"}
    events = [*short_texts(20), received(number="99", text=None, text_blob=gone, tasks=None)]
    *others, missing = await prepared(Reading(workers=1), sqlite_database, tmp_path, events)
    assert missing.unread == "text-missing"
    assert all(one.unread is None and one.reading for one in others)
