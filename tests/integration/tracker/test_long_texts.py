"""Texts that are read in worker processes."""

from pathlib import Path
from time import perf_counter

import pytest

from services.tracker.handlers.delivered import Delivered
from services.tracker.handlers.readers import Readers
from shared.blobs import open_blobs
from shared.config.reading import Reading
from shared.db import Database
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
