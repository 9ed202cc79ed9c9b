"""A document that the register has is delivered again."""

from datetime import UTC, date, datetime

import pytest

from services.tracker.models import (
    tracker_assignments,
    tracker_changes,
    tracker_deadlines,
    tracker_document_keys,
    tracker_documents,
    tracker_due,
    tracker_review,
    tracker_tasks,
)
from shared.events.tasks import TaskFact
from tests.integration.tracker.desk import Register, a_task, received, updated

TABLES = (
    tracker_documents,
    tracker_tasks,
    tracker_assignments,
    tracker_due,
    tracker_deadlines,
    tracker_changes,
    tracker_review,
)


async def everything(register: Register) -> list[list[dict[str, object]]]:
    return [await register.rows(table) for table in TABLES]


@pytest.mark.parametrize("again", [received, updated])
async def test_a_delivery_that_changes_nothing_changes_nothing(register: Register, again: object) -> None:
    assert callable(again)
    await register.handle(received())
    before = await everything(register)
    await register.forget()
    register.clock.advance(hours=3)
    await register.handle(again())
    assert await everything(register) == before
    assert await register.facts() == []


async def test_an_update_moves_the_deadline_and_keeps_the_old_one(register: Register) -> None:
    await register.handle(received(tasks=(a_task(deadline="2026-11-27"),)))
    await register.forget()
    await register.handle(updated(tasks=(a_task(deadline="2026-12-04"),)))
    (task,) = await register.tasks()
    assert (task["version"], task["deadline_version"]) == (2, 2)
    old, new = await register.rows(tracker_deadlines)
    assert old["ended_at"] is not None
    assert (old["due_at"], new["due_at"]) == (
        datetime(2026, 11, 27, 17, tzinfo=UTC),
        datetime(2026, 12, 4, 17, tzinfo=UTC),
    )
    assert new["ended_at"] is None
    (assignment,) = await register.assignments()
    assert (assignment["due_at"], assignment["deadline_version"], assignment["version"]) == (new["due_at"], 2, 2)
    (due,) = await register.rows(tracker_due)
    assert (due["deadline_version"], due["next_at"]) == (2, datetime(2026, 11, 27, 1, tzinfo=UTC))
    (line,) = [row for row in await register.rows(tracker_changes) if row["fact"] == "deadline_changed"]
    assert (line["old"], line["new"]) == ("2026-11-27", "2026-12-04")
    (entry,) = await register.entries()
    fact = TaskFact.model_validate_json(entry["payload"])
    assert (entry["type"], fact.old, fact.new) == ("vn.dondoc.task.deadline_changed.v1", "2026-11-27", "2026-12-04")
    assert [one.deadline_version for one in fact.assignments] == [2]


async def test_the_same_document_from_two_systems_is_one(register: Register) -> None:
    await register.handle(received(signer=None))
    await register.handle(received(origin="ioffice", source_id="IO-1", issuer="Ủy ban nhân dân tỉnh Đắk Lắk"))
    assert (await register.document())["version"] == 1
    assert len(await register.tasks()) == 1
    keys = {(row["origin"], row["key"]) for row in await register.rows(tracker_document_keys)}
    assert keys == {("internal", "id-812"), ("ioffice", "IO-1")}
    assert await register.rows(tracker_review) == []


async def test_another_system_fills_what_is_empty_and_differences_are_reviewed_once(register: Register) -> None:
    await register.handle(received(abstract=None))
    other = {"origin": "ioffice", "source_id": "IO-1", "abstract": "V/v khác", "type": "Kế hoạch"}
    for _ in range(2):
        await register.handle(received(**other))
    document = await register.document()
    assert (document["abstract"], document["type"], document["version"]) == ("V/v khác", "công văn", 2)
    assert document["filled"] == {"abstract": "ioffice"}
    (review,) = await register.rows(tracker_review)
    assert (review["reason"], review["data"]["field"]) == ("sources-differ", "type")


async def test_who_filled_a_field_may_amend_it(register: Register) -> None:
    await register.handle(received(abstract=None))
    await register.handle(received(origin="ioffice", source_id="IO-1", abstract="V/v một"))
    await register.handle(received(origin="ioffice", source_id="IO-1", abstract="V/v hai"))
    assert (await register.document())["abstract"] == "V/v hai"


async def test_another_systems_tasks_do_not_move_anything(register: Register) -> None:
    await register.handle(received())
    await register.handle(received(origin="ioffice", source_id="IO-1", tasks=(a_task("Việc khác"), a_task("Việc nữa"))))
    assert [row["content"] for row in await register.tasks()] == ["Báo cáo kết quả"]
    assert {row["reason"] for row in await register.rows(tracker_review)} == {"tasks-differ"}


async def test_tasks_are_matched_registered_and_withdrawn(register: Register) -> None:
    await register.handle(received(tasks=(a_task("Một"), a_task("Hai"), a_task("Ba"))))
    first = {row["content"]: row["id"] for row in await register.tasks()}
    await register.forget()
    await register.handle(updated(tasks=(a_task("Ba"), a_task("Một"), a_task("Bốn"), a_task("Năm"))))
    tasks = {row["content"]: row for row in await register.tasks()}
    assert tasks["Một"]["id"] == first["Một"]
    assert tasks["Ba"]["id"] == first["Ba"]
    assert sorted(tasks) == ["Ba", "Bốn", "Hai", "Một", "Năm"]
    assert tasks["Hai"]["withdrawn"]
    assert sorted(await register.facts()) == ["task.registered", "task.registered", "task.withdrawn"]
    assert len({row["ordinal"] for row in tasks.values()}) == 5


async def test_what_is_done_never_changes(register: Register) -> None:
    from tests.integration.tracker.desk import progress

    await register.handle(received(tasks=(a_task(code="QC45_b", deadline="2026-11-27"),)), progress(state="done"))
    before = await register.assignments()
    await register.forget()
    await register.handle(updated(tasks=(a_task("Nội dung khác", code="QC45_b", deadline="2026-12-27"),)))
    assert await register.assignments() == before
    assert await register.facts() == []


async def test_agencies_are_added_and_taken_away(register: Register) -> None:
    await register.handle(received(tasks=(a_task(lead=("Sở Y tế",), coordinating=("Sở Tư pháp",)),)))
    await register.forget()
    await register.handle(updated(tasks=(a_task(lead=("Sở Y tế",), coordinating=("Sở Tài chính",)),)))
    states = {row["as_written"]: row["state"] for row in await register.assignments()}
    assert states == {"Sở Y tế": "not_started", "Sở Tư pháp": "withdrawn", "Sở Tài chính": "not_started"}
    facts = [TaskFact.model_validate_json(row["payload"]) for row in await register.entries()]
    assert sorted(await register.facts()) == ["task.registered", "task.withdrawn"]
    assert sorted(one.agency_name for fact in facts for one in fact.assignments) == ["Sở Tài chính", "Sở Tư pháp"]


async def test_a_new_issue_date_moves_what_counts_from_it(register: Register) -> None:
    counted = (a_task(deadline="trong 05 ngày làm việc kể từ ngày ban hành"),)
    await register.handle(received(tasks=counted))
    before = (await register.tasks())[0]["due_at"]
    await register.handle(updated(tasks=None, issued_on=date(2026, 11, 16)))
    (task,) = await register.tasks()
    assert task["due_at"] > before
    assert task["issued_on"] == date(2026, 11, 16)
    assert (await register.assignments())[0]["issued_on"] == date(2026, 11, 16)


async def test_an_update_of_an_unknown_document_registers_it_flagged(register: Register) -> None:
    await register.handle(updated())
    assert len(await register.tasks()) == 1
    assert {row["reason"] for row in await register.rows(tracker_review)} == {"update-of-unknown"}


async def test_two_documents_of_one_number_are_told_apart_by_issuer_and_year(register: Register) -> None:
    await register.handle(
        received(source_id="a"),
        received(source_id="b", issuer="Sở Nội vụ"),
        received(source_id="c", issued_on=date(2025, 11, 13)),
    )
    assert len(await register.rows(tracker_documents)) == 3


async def test_two_deliveries_of_one_document_under_different_keys_in_one_wave_end_as_one(register: Register) -> None:
    bare = received(number=None, notation=None, source_id="same")
    await register.handle(bare, received(source_id="same"))
    assert (await register.document())["reference"] == "812/UBND-NC"
