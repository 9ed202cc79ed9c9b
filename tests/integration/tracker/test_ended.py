"""Recalls, replacements and progress, in whatever order they come."""

from datetime import UTC, datetime, timedelta

import pytest

from services.tracker.models import tracker_changes, tracker_documents, tracker_due, tracker_review, tracker_waiting
from shared.events.documents import EarlierDocument
from shared.events.tasks import TaskFact
from tests.fakes import MONDAY
from tests.integration.tracker.desk import (
    Register,
    a_document,
    a_fact,
    a_task,
    delivered,
    progress,
    recalled,
    received,
    updated,
)

DONE_LATER = MONDAY + timedelta(days=40)


async def test_a_recall_withdraws_what_is_open_with_the_reason(register: Register) -> None:
    both = (a_task(code="QC45_b", lead=("Sở Y tế",)), a_task("Việc hai", lead=("Sở Tư pháp",)))
    await register.handle(received(tasks=both), progress(state="done"))
    await register.forget()
    await register.handle(recalled())
    assert {row["as_written"]: row["state"] for row in await register.assignments()} == {
        "Sở Y tế": "done",
        "Sở Tư pháp": "withdrawn",
    }
    assert await register.rows(tracker_due) == []
    assert "nhầm thẩm quyền" in {row["reason"] for row in await register.rows(tracker_changes) if row["task_id"]}
    (entry,) = await register.entries()
    fact = TaskFact.model_validate_json(entry["payload"])
    assert (entry["type"], fact.recalled, fact.reason) == ("vn.dondoc.task.withdrawn.v1", True, "nhầm thẩm quyền")
    assert [one.state for one in fact.assignments] == ["withdrawn"]
    assert (await register.document())["status"] == "recalled"


async def test_a_recall_twice_is_one(register: Register) -> None:
    await register.handle(received(), recalled())
    await register.forget()
    await register.handle(recalled())
    assert await register.facts() == []


async def test_a_recall_waits_for_its_document(register: Register) -> None:
    await register.handle(recalled())
    assert len(await register.rows(tracker_waiting)) == 1
    await register.handle(received())
    assert {row["state"] for row in await register.assignments()} == {"withdrawn"}
    assert await register.rows(tracker_waiting) == []
    assert await register.facts() == ["task.registered", "task.withdrawn"]


async def test_progress_waits_for_its_document_and_is_applied_in_order(register: Register) -> None:
    await register.handle(progress(percent=30), progress(percent=60, note="đã xong 60 %"), received())
    (assignment,) = await register.assignments()
    assert (assignment["state"], assignment["percent"]) == ("in_progress", 60)
    assert await register.rows(tracker_waiting) == []


async def test_a_recall_by_the_sources_own_id_finds_its_document(register: Register) -> None:
    await register.handle(received(), recalled(None, notation=None, source_id="id-812"))
    assert {row["state"] for row in await register.assignments()} == {"withdrawn"}


async def test_what_was_recalled_is_not_assigned_again_by_a_copy(register: Register) -> None:
    await register.handle(received(), recalled(), received(origin="ioffice", source_id="IO-1"))
    assert {row["state"] for row in await register.assignments()} == {"withdrawn"}
    assert "delivered-after-end" in {row["reason"] for row in await register.rows(tracker_review)}


@pytest.mark.parametrize("earlier_first", [True, False])
async def test_a_replacement_supersedes_the_earlier_document(register: Register, earlier_first: bool) -> None:
    earlier = EarlierDocument(number="812", notation="UBND-NC", issuer="UBND tỉnh")
    replacing = delivered(a_fact(a_document("900"), replaces=(earlier,), reason="viện dẫn sai"), "document.replaced")
    await register.handle(*((received(), replacing) if earlier_first else (replacing, received())))
    documents = {row["number"]: row for row in await register.rows(tracker_documents)}
    assert (documents["812"]["status"], documents["900"]["status"]) == ("replaced", "active")
    assert documents["812"]["replaced_by"] == documents["900"]["id"]
    states = {row["document_id"]: row["state"] for row in await register.assignments()}
    assert states == {documents["812"]["id"]: "withdrawn", documents["900"]["id"]: "not_started"}
    assert any("900/UBND-NC" in (row["reason"] or "") for row in await register.rows(tracker_changes))


@pytest.mark.parametrize(
    ("code", "said", "expected"),
    [("QC45_a", "done", "submitted"), ("QC45_c", "done", "submitted"), ("QC45_b", "done", "done"), ("QC45_d", "done", "done"),
     ("QC45_a", "submitted", "submitted"), ("QC45_b", "in_progress", "in_progress")],
)  # fmt: skip
async def test_done_means_submitted_for_classes_a_and_c(
    register: Register, code: str, said: str, expected: str
) -> None:
    await register.handle(received(tasks=(a_task(code=code),)), progress(state=said))
    (assignment,) = await register.assignments()
    assert assignment["state"] == expected
    assert assignment["percent"] == (100 if said == "done" else None)
    assert (await register.facts())[-1] == f"task.{'progressed' if expected == 'in_progress' else expected}"


@pytest.mark.parametrize(("at", "judged"), [(MONDAY, "in_time"), (DONE_LATER, "overdue")])
async def test_the_timeliness_is_that_of_the_submission(register: Register, at: datetime, judged: str) -> None:
    await register.handle(received(tasks=(a_task(code="QC45_b"),)), progress(state="done", accepted_at=at))
    (assignment,) = await register.assignments()
    assert (assignment["settled"], assignment["done_at"]) == (judged, at)
    assert await register.rows(tracker_due) == []


async def test_submitted_pauses_the_steps(register: Register) -> None:
    await register.handle(received(tasks=(a_task(code="QC45_a"),)), progress(state="submitted"))
    (due,) = await register.rows(tracker_due)
    assert due["next_at"] is None


async def test_progress_of_somebody_else_goes_to_review(register: Register) -> None:
    await register.handle(received(), progress(agency="Sở Nội vụ"), progress(agency="Sở Chưa Có"))
    assert [row["reason"] for row in await register.rows(tracker_review)] == ["progress-of-nobody"] * 2
    assert (await register.assignments())[0]["state"] == "not_started"


async def test_a_refused_move_goes_to_review(register: Register) -> None:
    await register.handle(
        received(tasks=(a_task("Rà soát", code="QC45_b"),)), progress(state="done"), progress(state="in_progress")
    )
    assert (await register.assignments())[0]["state"] == "done"
    assert [row["reason"] for row in await register.rows(tracker_review)] == ["progress-refused"]


async def test_history_can_answer_for_any_past_instant(register: Register) -> None:
    await register.handle(received(tasks=(a_task(code="QC45_b"),)))
    register.clock.advance(days=1)
    await register.handle(progress(state="in_progress", percent=10))
    register.clock.advance(days=1)
    await register.handle(progress(state="done", accepted_at=register.clock.now()))
    moves = [
        (row["state"], row["settled"], row["at"])
        for row in await register.rows(tracker_changes)
        if row["assignment_id"]
    ]
    assert [(state, settled) for state, settled, _ in moves] == [("in_progress", None), ("done", "in_time")]
    assert moves[0][2] == datetime(2026, 11, 17, 1, tzinfo=UTC)


async def test_history_says_when_another_deadline_judges_what_was_submitted(register: Register) -> None:
    task = a_task(code="QC45_a", deadline="2026-11-15")
    await register.handle(received(tasks=(task,)), progress(state="submitted"))
    await register.handle(updated(tasks=(a_task(code="QC45_a", deadline="2026-12-15"),)))
    lines = [row for row in await register.rows(tracker_changes) if row["assignment_id"]]
    assert [(row["state"], row["settled"]) for row in lines] == [("submitted", "overdue"), ("submitted", "in_time")]
    assert (lines[1]["fact"], lines[1]["old"], lines[1]["new"]) == ("judged", "overdue", "in_time")
