"""A fact and its document that come at once, in transactions that do not see each other, still meet."""

import asyncio
from pathlib import Path

import pytest

from services.tracker.handlers.waiting import Waiting
from services.tracker.models import tracker_waiting
from shared.db import Database
from shared.events import Event
from shared.events.documents import EarlierDocument
from tests.fakes import SettableClock
from tests.integration.tracker.desk import Register, a_document, a_fact, delivered, progress, put, recalled, received


def recalled_by_id() -> Event:
    return recalled(None, notation=None, source_id="id-812")


async def stranded(register: Register, *facts: Event) -> list[dict[str, object]]:
    """The rows of facts that waited, put back after their document came without seeing them."""
    await register.handle(*facts)
    rows = await register.rows(tracker_waiting)
    async with register.database.write() as tx:
        await tx.execute(tracker_waiting.delete())
    await register.handle(received())
    await put(register.database, tracker_waiting, rows)
    await register.forget()
    return rows


def waiting(register: Register) -> Waiting:
    return Waiting(register.database, register.handler)


@pytest.mark.postgres
async def test_a_recall_by_id_beside_its_document_is_applied(
    postgres_database: Database, tmp_path: Path, clock: SettableClock
) -> None:
    register = Register(postgres_database, tmp_path, clock)
    await register.fill_directory()
    recall, document = recalled_by_id(), received()
    await register.readers.prepare((recall, document))
    async with register.database.write() as one, register.database.write() as other:
        await register.handler(one, (recall,))
        await register.handler(other, (document,))
    assert [row["state"] for row in await register.assignments()] == ["not_started"]
    await waiting(register).look()
    assert [row["state"] for row in await register.assignments()] == ["withdrawn"]
    assert await register.rows(tracker_waiting) == []


async def test_what_was_stranded_is_applied_once_and_told(register: Register) -> None:
    assert len(await stranded(register, recalled_by_id())) == 1
    assert await waiting(register).look() == 1
    assert await register.facts() == ["task.withdrawn"]
    assert await register.rows(tracker_waiting) == []
    assert await waiting(register).look() == 0


@pytest.mark.postgres
async def test_several_who_look_at_once_apply_it_once(
    postgres_database: Database, tmp_path: Path, clock: SettableClock
) -> None:
    register = Register(postgres_database, tmp_path, clock)
    await register.fill_directory()
    await stranded(register, progress(percent=30), recalled_by_id())
    await asyncio.gather(*(waiting(register).look() for _ in range(4)))
    assert await register.facts() == ["task.progressed", "task.withdrawn"]


async def test_stranded_facts_are_applied_in_the_order_in_which_they_came(register: Register) -> None:
    await stranded(register, progress(percent=30), progress(percent=60))
    await waiting(register).look()
    (assignment,) = await register.assignments()
    assert assignment["percent"] == 60


async def test_an_earlier_document_of_a_replacement_is_superseded_late(register: Register) -> None:
    earlier = EarlierDocument(number="812", notation="UBND-NC", issuer="UBND tỉnh")
    await stranded(register, delivered(a_fact(a_document("900"), replaces=(earlier,)), "document.replaced"))
    await waiting(register).look()
    assert "withdrawn" in {row["state"] for row in await register.assignments()}


async def test_what_has_no_document_goes_on_waiting(register: Register) -> None:
    await register.handle(received("900"), recalled("812"), recalled_by_id())
    before = await register.rows(tracker_waiting)
    assert await waiting(register).look() == 0
    assert await register.rows(tracker_waiting) == before


async def test_the_next_event_of_the_document_applies_what_was_stranded(register: Register) -> None:
    await stranded(register, recalled())
    await register.handle(progress(percent=10))
    assert [row["state"] for row in await register.assignments()] == ["withdrawn"]
