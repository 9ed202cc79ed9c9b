"""Rows as JSON."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import orjson
import pytest

from services.tracker.api import shapes
from services.tracker.api.answers import answer, versioned
from services.tracker.api.documented import Assignment, ListedAssignment, ListedTask
from services.tracker.reading.contract import deadline_json
from services.tracker.register.stated import kept, read_stated

NOW = datetime(2026, 11, 16, 1, tzinfo=UTC)
ID = UUID(int=7)
SECOND = timedelta(seconds=1)


def part(**values: Any) -> SimpleNamespace:
    row = {
        "id": ID, "task_id": ID, "agency_id": ID, "agency_code": "H15.SYT", "agency_name": "Sở Y tế", "role": "lead",
        "state": "not_started", "settled": None, "due_at": None, "deadline_version": 0, "percent": None,
        "done_at": None, "version": 1, "content": "Báo cáo", "regime": "QC45", "category": "a", "reference": "1/X",
    } | values  # fmt: skip
    return SimpleNamespace(**row)


def task(**values: Any) -> SimpleNamespace:
    row = {
        "id": ID, "document_id": ID, "reference": "812/UBND-NC", "issued_on": date(2026, 11, 13), "abstract": None,
        "issuer": None, "ordinal": 1, "content": "Báo cáo", "span_start": None, "span_end": None, "regime": None,
        "category": "a", "origin": "text", "confidence": 0.9, "needs_review": True, "field": None,
        "urgency": "normal", "report_required": True, "deadline": None, "due_at": None, "confirmed": True,
        "series_id": None, "period": None, "created_at": NOW, "updated_at": NOW, "version": 1,
        "parts": [], "monitoring": [],
    } | values  # fmt: skip
    return SimpleNamespace(**row)


JUDGED = [
    (None, None, "in_time"),
    (None, NOW + SECOND, "in_time"),
    (None, NOW, "overdue"),
    (None, NOW - SECOND, "overdue"),
    ("in_time", NOW - SECOND, "in_time"),
    ("overdue", NOW + SECOND, "overdue"),
    ("none", NOW - SECOND, "none"),
]


@pytest.mark.parametrize(("settled", "due_at", "expected"), JUDGED)
def test_an_open_one_is_overdue_from_its_due_instant_on(
    settled: str | None, due_at: datetime | None, expected: str
) -> None:
    assert shapes.timeliness(settled, due_at, NOW) == expected
    assert shapes.assignment(part(settled=settled, due_at=due_at), NOW)["timeliness"] == expected


def test_assignments_are_as_documented() -> None:
    assert set(shapes.assignment(part(), NOW)) == set(Assignment.model_fields)
    listed = shapes.listed_assignment(part(), NOW)
    assert set(listed) == set(ListedAssignment.model_fields)
    assert (listed["code"], listed["reference"], listed["content"]) == ("QC45_a", "1/X", "Báo cáo")


def test_tasks_are_as_documented() -> None:
    shown = shapes.task(task(parts=[part()], monitoring=[SimpleNamespace(name="Phòng Tổng hợp")]), NOW)
    assert set(shown) == set(ListedTask.model_fields)
    ListedTask.model_validate(shown)
    assert shown["monitoring"] == ["Phòng Tổng hợp"]


STATED = [
    "2026-11-25", "2026-11-20T15:00:00", "trong 03 ngày làm việc kể từ ngày nhận", "trước ngày 25 hàng tháng",
    "trong 24 giờ kể từ khi nhận được văn bản",
]  # fmt: skip


@pytest.mark.parametrize("words", STATED)
def test_a_deadline_has_the_form_of_the_read_command(words: str) -> None:
    (found,) = read_stated(words, True, date(2026, 11, 16))
    shown = shapes.task(task(deadline=kept(found), due_at=NOW), NOW)["deadline"]
    assert shown == deadline_json(found, lambda _: NOW) | {"due_at": NOW, "confirmed": True}


def test_without_regime_there_is_no_code() -> None:
    assert shapes.task(task(), NOW)["code"] is None
    assert shapes.code("QC42", "d") == "QC42_d"


def test_a_span_is_two_numbers_or_nothing() -> None:
    assert shapes.span(task()) is None
    assert shapes.span(task(span_start=0, span_end=9)) == [0, 9]


def test_a_deadline_shows_its_words_and_the_instant_in_force() -> None:
    assert shapes.deadline(None, None, True) is None
    reading = {"kind": "relative", "text": "trong 03 ngày"}
    shown = shapes.deadline(reading, NOW, False)
    assert shown is not None
    assert shown.items() >= {**reading, "due_at": NOW, "confirmed": False}.items()


def test_answers_are_utc_with_z() -> None:
    said = answer({"at": NOW, "id": ID, "on": date(2026, 11, 16)})
    assert orjson.loads(said.body) == {"at": "2026-11-16T01:00:00Z", "id": str(ID), "on": "2026-11-16"}
    assert versioned({"version": 3}).headers["etag"] == '"3"'


def test_what_is_no_json_is_a_fault_of_ours() -> None:
    with pytest.raises(TypeError):
        answer({"x": object()})
