"""A document that is new to the register."""

from datetime import UTC, date, datetime
from typing import Any

from services.tracker.models import (
    tracker_agencies,
    tracker_changes,
    tracker_deadlines,
    tracker_document_keys,
    tracker_due,
    tracker_review,
    tracker_task_monitoring,
)
from shared.events.tasks import TaskFact
from tests.integration.tracker.desk import Register, a_document, a_fact, a_task, delivered, received


async def test_a_document_becomes_a_task_with_an_owner_a_class_and_a_deadline(register: Register) -> None:
    await register.handle(received())
    (task,) = await register.tasks()
    assert (task["regime"], task["category"], task["deadline_version"]) == ("QC45", "a", 1)
    assert task["due_at"] == datetime(2026, 12, 15, 17, tzinfo=UTC)
    (assignment,) = await register.assignments()
    assert assignment["agency_id"] == await register.agency("H15.SYT")
    assert (assignment["state"], assignment["role"], assignment["version"]) == ("not_started", "lead", 1)
    assert assignment["due_at"] == task["due_at"]


async def test_the_registration_is_published_whole(register: Register) -> None:
    await register.handle(received())
    (entry,) = await register.entries()
    fact = TaskFact.model_validate_json(entry["payload"])
    assert entry["type"] == "vn.dondoc.task.registered.v1"
    assert fact.task.document.reference == "812/UBND-NC"
    assert fact.task.code == "QC45_a"
    assert fact.task.deadline is not None
    assert fact.task.deadline.on is not None
    assert fact.task.deadline.on.isoformat() == "2026-12-15"
    assert [one.agency_name for one in fact.assignments] == ["Sở Y tế"]
    assert entry["aggregateid"] == str(fact.task.id)


async def test_everything_that_hangs_on_a_task_is_written(register: Register) -> None:
    await register.handle(received(tasks=(a_task(monitoring=("Phòng Tổng hợp", "Phòng lạ")),)))
    (deadline,) = await register.rows(tracker_deadlines)
    assert (deadline["version"], deadline["ended_at"]) == (1, None)
    (due,) = await register.rows(tracker_due)
    assert due["next_at"] == datetime(2026, 12, 8, 1, tzinfo=UTC)
    monitoring = await register.rows(tracker_task_monitoring)
    assert [one["name"] for one in monitoring] == ["Phòng Tổng hợp", "Phòng lạ"]
    assert monitoring[0]["agency_id"] == await register.agency("H15.TH")
    assert monitoring[1]["agency_id"] is None
    assert {row["key"] for row in await register.rows(tracker_document_keys)} == {"id-812"}
    assert [row["fact"] for row in await register.rows(tracker_changes)] == ["registered", "registered"]
    assert await register.rows(tracker_review) == []


async def test_a_group_is_one_assignment_for_each_member(register: Register) -> None:
    await register.handle(received(tasks=(a_task(lead=("Các sở, ban, ngành",), coordinating=("Sở Y tế",)),)))
    assignments = await register.assignments()
    assert len(assignments) == 4
    assert {row["role"] for row in assignments} == {"lead"}
    assert {row["group_name"] for row in assignments} == {"Các sở, ban, ngành"}


async def test_an_unknown_name_becomes_a_provisional_agency_once(register: Register) -> None:
    await register.wave(
        received("1", tasks=(a_task(lead=("Sở Công Thương",)),)),
        received("2", tasks=(a_task(lead=("SỞ CÔNG THƯƠNG",)),)),
    )
    await register.handle(received("3", tasks=(a_task(lead=("Sở Công thương",)),)))
    strangers = await register.rows(tracker_agencies, provisional=True)
    assert [row["code"] for row in strangers] == ["tam-so-cong-thuong"]
    assert {row["agency_id"] for row in await register.assignments()} == {strangers[0]["id"]}
    assert await register.facts("agencies") == ["agency.changed"]
    assert [row["reason"] for row in await register.rows(tracker_review)] == ["agency-unknown"] * 3


async def test_a_wave_of_many_documents_is_written_together(register: Register) -> None:
    await register.wave(*(received(str(number)) for number in range(1, 120)))
    assert len(await register.tasks()) == 119
    assert len(await register.facts()) == 119


async def test_a_document_without_a_task_waits_for_a_person(register: Register) -> None:
    await register.handle(received(tasks=None, text="Kính gửi các cơ quan."))
    assert await register.tasks() == []
    assert "no-task" in {row["reason"] for row in await register.rows(tracker_review)}


async def test_a_lead_and_a_deadline_of_the_whole_document_make_one_task_of_its_abstract(register: Register) -> None:
    whole: dict[str, Any] = {
        "tasks": None,
        "lead": ("Sở Tài chính",),
        "coordinating": ("Sở Y tế",),
        "deadline": "18/11/2026",
    }
    await register.handle(received(abstract="V/v báo cáo tình hình giải ngân", **whole))
    (task,) = await register.tasks()
    assert (task["content"], task["category"]) == ("V/v báo cáo tình hình giải ngân", "a")
    assert task["due_at"] == datetime(2026, 11, 18, 17, tzinfo=UTC)
    assert sorted(row["role"] for row in await register.assignments()) == ["coordinating", "lead"]


async def test_words_that_are_no_deadline_go_to_review(register: Register) -> None:
    await register.handle(received(tasks=(a_task(deadline="khi nào xong thì thôi"),)))
    (task,) = await register.tasks()
    assert task["due_at"] is None
    assert task["needs_review"]
    (review,) = [r for r in await register.rows(tracker_review) if r["reason"] == "deadline-unreadable"]
    assert review["data"] == {"deadline": "khi nào xong thì thôi"}


async def test_an_issue_date_in_the_future_is_flagged_and_holds_nothing(register: Register) -> None:
    await register.handle(received("1", issued_on=date(2026, 11, 16)))
    await register.handle(received("2", issued_on=date(2026, 11, 17)))
    assert len(await register.tasks()) == 2
    (case,) = await register.rows(tracker_review)
    assert (case["reason"], "17/11/2026" in case["text"]) == ("issued-in-future", True)


async def test_a_period_counts_from_the_receipt(register: Register) -> None:
    await register.handle(received(tasks=(a_task(deadline="trong 03 ngày làm việc kể từ ngày nhận"),)))
    (task,) = await register.tasks()
    assert task["due_at"] == datetime(2026, 11, 19, 17, tzinfo=UTC)


async def test_hostile_values_are_kept_or_flagged_and_never_raise(register: Register) -> None:
    odd = received(
        number="9" * 5000, notation="X" * 5000, source_id="s" * 9000, issuer="\0lạ", abstract="a\0b",
        issued_on="0001-01-01", received_at="0001-01-01T00:00:00+14:00", keys=("k" * 9000,),
        tasks=(a_task("", lead=("z" * 9000, " ", "?"), field="f" * 9000, code="???", monitoring=("m" * 9000,)),),
    )  # fmt: skip
    await register.handle(odd)
    (task,) = await register.tasks()
    assert task["needs_review"]


async def test_the_trace_of_the_webhook_goes_on_with_the_task(register: Register) -> None:
    trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    await register.handle(delivered(a_fact(a_document()), trace=trace))
    assert [row["traceparent"] for row in await register.entries()] == [trace]
    assert {row["trace"] for row in await register.rows(tracker_changes)} == {"0af7651916cd43dd8448eb211c80319c"}
