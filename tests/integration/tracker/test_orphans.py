"""Blobs go when nothing names them, and not before."""

from pathlib import Path

import pytest

from services.tracker.models import tracker_waiting
from services.tracker.upkeep.orphans import Orphans
from shared.blobs import Blobs, NoSuchBlob, open_blobs
from shared.config import Config
from shared.events.documents import Attachment
from shared.tables import log_entries
from tests.integration.tracker.desk import Register, recalled, received


@pytest.fixture
def blobs(register: Register, tmp_path: Path) -> Blobs:
    return open_blobs(register.database, tmp_path, register.clock)


def orphans(register: Register, blobs: Blobs) -> Orphans:
    return Orphans(register.database, blobs, register.clock, Config())


async def test_what_the_register_names_stays_and_an_orphan_goes_late(register: Register, blobs: Blobs) -> None:
    text, file = await blobs.put("Giao Sở Y tế báo cáo.".encode(), "text/plain"), await blobs.put(b"pdf", "a/pdf")
    orphan = await blobs.put(b"orphan", "text/plain")
    await register.handle(received(text_blob=text, attachments=(Attachment(name="a.pdf", blob=file),)))
    await register.forget()
    register.clock.advance(days=90)
    assert await orphans(register, blobs).sweep() == 0, "an accepted body may be replayed for so long"
    register.clock.advance(days=1, seconds=1)
    assert await orphans(register, blobs).sweep() == 1
    assert await blobs.get(text.sha256)
    assert await blobs.get(file.sha256) == b"pdf"
    with pytest.raises(NoSuchBlob):
        await blobs.get(orphan.sha256)


async def test_what_waits_or_was_never_read_keeps_its_blobs(register: Register, blobs: Blobs) -> None:
    waits, unread = await blobs.put(b"waits", "text/plain"), await blobs.put(b"unread", "text/plain")
    await register.handle(recalled(text_blob=waits))
    assert await register.rows(tracker_waiting)
    async with register.database.write() as tx:
        tx.append(received("900", text_blob=unread))
    assert await register.rows(log_entries)
    # An identifier's age is real, this clock's is not: far in the future, so that the entry is overdue.
    register.clock.advance(days=3650)
    assert await orphans(register, blobs).sweep() == 0


async def test_what_is_put_again_is_young_again(register: Register, blobs: Blobs) -> None:
    orphan = await blobs.put(b"orphan", "text/plain")
    register.clock.advance(days=100)
    await blobs.put(b"orphan", "text/plain")
    assert await orphans(register, blobs).sweep() == 0
    assert await blobs.get(orphan.sha256) == b"orphan"
