"""Events of the documents' topic, parsed and read ahead of their handling."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pydantic import ValidationError

from services.tracker.handlers.delivered import parse, without_nul
from services.tracker.handlers.readers import BATCHES, Readers, wants_reading
from shared.blobs import FolderBlobs
from shared.config.reading import Reading
from shared.events import Event, Subject, event
from shared.events.documents import BlobRef, Document, DocumentFact, GivenTask, ProgressFact
from shared.events.tasks import TaskFact
from shared.ids import new_id
from tests.fakes import SettableClock

NOW = datetime(2026, 11, 16, 1, tzinfo=UTC)
TEXT = "Giao Sở Nội vụ rà soát vị trí việc làm, báo cáo UBND tỉnh trước ngày 30/11/2026./."


def an_event(
    fact: DocumentFact | ProgressFact | bytes, kind: str = "document.received", key: str = "812/UBND-NC"
) -> Event:
    return event(Subject("documents", key, "/dondoc/test/ingest", NOW), kind, fact)


def a_fact(**document: object) -> DocumentFact:
    given = Document.model_validate({"source_id": "s", "number": "812", "notation": "UBND-NC", **document})
    return DocumentFact(delivery_id=new_id(), origin="internal", accepted_at=NOW, document=given)


def readers(folder: Path = Path("nowhere"), batch: int = 200, **settings: object) -> Readers:
    made = Reading.model_validate({"workers": 0, **settings})
    return Readers(made, FolderBlobs(folder, SettableClock()), lambda: ("Sở Nội vụ",), batch=batch)


@pytest.mark.parametrize("kind", ["document.received", "document.updated", "document.replaced", "document.recalled"])
def test_a_document_is_named_by_its_number_and_its_ids(kind: str) -> None:
    found = parse(an_event(a_fact(keys=("000.00.H15,2026/11/16,812/UBND-NC",)), kind))
    assert found is not None
    assert found.named.routing_key() == "812/UBND-NC"
    assert found.named.opaque() == {("internal", "s"), ("edxml", "000.00.H15,2026/11/16,812/UBND-NC")}


def test_without_a_number_the_events_key_is_the_documents() -> None:
    found = parse(an_event(a_fact(number=None, notation=None), key="internal/s"))
    assert found is not None
    assert found.named.routing_key() == "internal/s"


@pytest.mark.parametrize(("number", "key"), [("07", "7/UBND-NC"), (" 812 ", "812/UBND-NC"), ("30c", "30C/UBND-NC")])
def test_numbers_fold_to_one_key(number: str, key: str) -> None:
    found = parse(an_event(a_fact(number=number)))
    assert found is not None
    assert found.named.routing_key() == key


def test_facts_of_others_are_passed_by() -> None:
    assert parse(an_event(a_fact(), "document.something_new")) is None


def test_an_event_that_breaks_its_contract_raises() -> None:
    with pytest.raises(ValidationError):
        parse(an_event(b'{"origin": 7}'))


def test_nul_characters_are_dropped_and_nothing_else() -> None:
    assert without_nul(b'{"a":"x\\u0000y","b":["\\u0000",{"c\\u0000":1}]}') == b'{"a":"xy","b":["",{"c":1}]}'
    escaped = b'{"a":"a\\\\u0000b"}'
    assert without_nul(escaped) == escaped


@pytest.mark.parametrize(
    ("document", "wanted"),
    [
        ({"text": TEXT}, True),
        ({"text": TEXT, "tasks": (GivenTask(content="x"),)}, False),
        ({}, False),
        ({"text": TEXT, "tasks": ()}, True),
    ],
)
def test_a_text_is_read_where_the_body_carries_no_tasks(document: dict[str, object], wanted: bool) -> None:
    found = parse(an_event(a_fact(**document)))
    assert found is not None
    assert wants_reading(found) is wanted


async def test_what_is_prepared_is_taken_once() -> None:
    one, made = an_event(a_fact(text=TEXT)), readers()
    await made.prepare([one])
    await made.prepare([one])
    found = made.take(one)
    assert found is not None
    assert found.reading is not None
    assert found.reading.tasks


async def test_what_is_under_way_is_waited_for_and_not_read_again() -> None:
    asked: list[None] = []

    def names() -> tuple[str, ...]:
        asked.append(None)  # once a reading
        return ("Sở Nội vụ",)

    one, other = an_event(a_fact(text=TEXT)), an_event(a_fact(text=TEXT))
    made = Readers(Reading(workers=0), FolderBlobs(Path("nowhere"), SettableClock()), names)
    first = asyncio.ensure_future(made.prepare([one]))
    await made.prepare([one, other])
    assert len(asked) == 2
    assert all(found and found.reading for found in map(made.take, (one, other)))
    await first
    assert len(asked) == 2


async def test_whoever_waits_hears_why_an_event_could_not_be_prepared() -> None:
    broken, made = an_event(b'{"origin": 7}'), readers()
    heard = await asyncio.gather(made.prepare([broken]), made.prepare([broken]), return_exceptions=True)
    assert [type(failure) for failure in heard] == [ValidationError] * 2
    with pytest.raises(ValidationError):
        await made.prepare([broken])


async def test_who_waits_for_an_event_does_not_fail_with_another_that_is_prepared_beside_it() -> None:
    one, broken, made = an_event(a_fact(text=TEXT)), an_event(b'{"origin": 7}'), readers()
    beside = asyncio.ensure_future(made.prepare([one, broken]))
    await asyncio.sleep(0)
    await made.prepare([one])
    found = made.take(one)
    assert found is not None
    assert found.reading is not None
    with pytest.raises(ValidationError):
        await beside


async def test_what_is_asked_for_again_outlives_what_was_prepared_and_never_taken(tmp_path: Path) -> None:
    blobs = FolderBlobs(tmp_path, SettableClock())
    kept = await blobs.put(TEXT.encode(), "text/plain; charset=utf-8")
    first, made = an_event(a_fact(text_blob=kept)), readers(tmp_path, batch=1)
    await made.prepare([first])
    await made.prepare([an_event(a_fact()) for _ in range(BATCHES - 1)])  # these, too, were taken away unread
    await made.prepare([first])
    await made.prepare([an_event(a_fact()) for _ in range(2)])  # ahead
    found = made.take(first)
    assert found is not None
    assert found.reading is not None


async def test_a_batch_and_the_two_ahead_of_it_are_kept_however_large_they_are(tmp_path: Path) -> None:
    blobs = FolderBlobs(tmp_path, SettableClock())
    kept = await blobs.put(TEXT.encode(), "text/plain; charset=utf-8")
    first, made = an_event(a_fact(text_blob=kept)), readers(tmp_path, batch=1000)
    await made.prepare([first])
    for _ in range(2):
        await made.prepare([an_event(a_fact()) for _ in range(1000)])
    found = made.take(first)
    assert found is not None
    assert found.reading is not None


def test_what_was_not_prepared_is_read_when_it_is_taken() -> None:
    found = readers().take(an_event(a_fact(text=TEXT)))
    assert found is not None
    assert found.reading is not None


async def test_a_long_text_is_read_in_a_worker_process() -> None:
    one, made = an_event(a_fact(text=TEXT + "\n" * 50)), readers(workers=1, inline_chars=10, timeout=60)
    try:
        await made.prepare([one])
        found = made.take(one)
    finally:
        await made.close()
    assert found is not None
    assert found.unread is None
    assert found.reading is not None
    assert found.reading.tasks[0].lead == ("Sở Nội vụ",)


async def test_a_text_that_takes_too_long_goes_to_review() -> None:
    one, made = an_event(a_fact(text=TEXT * 10)), readers(workers=1, inline_chars=10, timeout=0.001)
    try:
        await made.prepare([one])
        found = made.take(one)
    finally:
        await made.close()
    assert found is not None
    assert (found.reading, found.unread) == (None, "reading-too-long")


async def test_a_text_kept_as_a_blob_is_fetched_and_a_missing_one_goes_to_review(tmp_path: Path) -> None:
    kept = await FolderBlobs(tmp_path, SettableClock()).put(TEXT.encode(), "text/plain")
    gone = BlobRef(sha256="0" * 64, size=1, media_type="text/plain")
    there, away = an_event(a_fact(text_blob=kept)), an_event(a_fact(text_blob=gone))
    made = readers(tmp_path)
    await made.prepare([there, away])
    read, missing = made.take(there), made.take(away)
    assert read is not None
    assert missing is not None
    assert read.reading is not None
    assert (missing.reading, missing.unread) == (None, "text-missing")


def test_the_published_shapes_are_those_of_the_contract() -> None:
    """The facts are written by hand as JSON: every field that is written must be one of the models'."""
    from services.tracker.register.facts import Telling, assignment_brief, task_brief, task_fact

    ids = {name: new_id() for name in ("task", "document", "part", "agency")}
    document = {
        "id": ids["document"],
        "reference": "1/X",
        "type": "công văn",
        "issued_on": NOW.date(),
        "abstract": "a",
        "issuer": "b",
    }
    task = {
        "id": ids["task"], "ordinal": 1, "content": "c", "regime": "QC45", "category": "a", "urgency": "normal", "field": "f",
        "report_required": True, "deadline": {"text": "t", "on": "2026-11-25", "inclusive": False}, "due_at": NOW,
        "last_day": NOW.date(), "confirmed": False,
    }  # fmt: skip
    part = {
        "id": ids["part"], "agency_id": ids["agency"], "role": "lead", "state": "submitted", "due_at": NOW,
        "deadline_version": 2, "percent": 60,
    }  # fmt: skip
    telling = Telling("submitted", "a", "b", "c", recalled=True)
    data = task_fact(task_brief(task, document, ("m",)), [assignment_brief(part, "n")], NOW, telling)
    fact = TaskFact.model_validate_json(data)
    assert TaskFact.model_validate(fact.model_dump()).model_dump_json() == fact.model_dump_json()
    assert (fact.task.code, fact.task.deadline and fact.task.deadline.confirmed, fact.recalled) == (
        "QC45_a",
        False,
        True,
    )
    written = set(fact.task.model_fields_set) | set(fact.assignments[0].model_fields_set)
    assert written == set(type(fact.task).model_fields) | set(type(fact.assignments[0]).model_fields)
