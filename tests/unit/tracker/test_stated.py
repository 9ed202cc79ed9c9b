"""Deadlines as fields of a body state them."""

from datetime import date, time

import pytest

from services.tracker.domain.deadline import Basis, Deadline, Kind, Precision
from services.tracker.register.stated import kept, read_stated, restored

ISSUED = date(2026, 11, 16)


def only(words: str, *, inclusive: bool = True) -> Deadline:
    (found,) = read_stated(words, inclusive, ISSUED)
    return found


@pytest.mark.parametrize("words", ["2026-11-25", "25/11/2026", "25-11-2026", "25.11.2026", " 2026/11/25 "])
def test_a_day_is_read_in_every_usual_form(words: str) -> None:
    found = only(words)
    assert (found.kind, found.on, found.at, found.precision) == (Kind.ABSOLUTE, date(2026, 11, 25), None, Precision.DAY)


@pytest.mark.parametrize("inclusive", [True, False])
def test_a_bare_day_is_as_inclusive_as_the_body_says(inclusive: bool) -> None:
    assert only("2026-11-25", inclusive=inclusive).inclusive is inclusive


@pytest.mark.parametrize(
    ("words", "on", "at"),
    [
        ("2026-11-20T15:00:00+07:00", date(2026, 11, 20), time(15)),
        ("2026-11-20T08:00:00Z", date(2026, 11, 20), time(15)),
        ("2026-11-20T20:00:00Z", date(2026, 11, 21), time(3)),
        ("2026-11-20T15:00:00", date(2026, 11, 20), time(15)),
        ("2026-11-20 15:30", date(2026, 11, 20), time(15, 30)),
        ("20/11/2026 15:30", date(2026, 11, 20), time(15, 30)),
        ("20/11/2026 15:30:59", date(2026, 11, 20), time(15, 30)),
    ],
)
def test_a_date_and_a_time_are_an_instant_of_viet_nam(words: str, on: date, at: time) -> None:
    found = only(words)
    assert (found.on, found.at, found.precision) == (on, at, Precision.MINUTE)


@pytest.mark.parametrize("words", ["2026-11-20T15:00:00", "20/11/2026 15:30"])
@pytest.mark.parametrize("inclusive", [True, False])
def test_an_instant_too_is_as_inclusive_as_the_body_says(words: str, inclusive: bool) -> None:
    assert only(words, inclusive=inclusive).inclusive is inclusive


def test_midnight_at_the_end_of_a_day_is_that_day_included() -> None:
    found = only("20/11/2026 24:00", inclusive=False)
    assert (found.on, found.at, found.inclusive) == (date(2026, 11, 20), None, True)


def test_words_have_their_own_inclusiveness() -> None:
    assert only("trước ngày 25/11/2026").inclusive is False
    assert only("chậm nhất ngày 25/11/2026", inclusive=False).inclusive is True


def test_a_period_is_read_with_its_basis() -> None:
    found = only("trong 03 ngày làm việc kể từ ngày nhận")
    assert (found.kind, found.duration, found.working_days, found.basis) == (Kind.RELATIVE, "P3D", True, Basis.RECEIPT)
    assert found.span is None


@pytest.mark.parametrize(
    "words", ["", "   ", "ngay", "khẩn trương", "lung tung", "2026-13-45", "31/02/2026", "25:00", "x" * 100_000]
)
def test_what_is_no_deadline_is_none(words: str) -> None:
    assert read_stated(words, True, ISSUED) == ()


@pytest.mark.parametrize(
    "words",
    ["2026-11-25", "2026-11-20T15:00:00", "trong 24 giờ kể từ khi nhận được văn bản", "trước ngày 25 hàng tháng"],
)
def test_what_is_kept_can_be_restored(words: str) -> None:
    for found in read_stated(words, False, ISSUED):
        assert restored(kept(found)) == found


def test_a_deadline_of_the_text_keeps_its_span() -> None:
    read = Deadline(kind=Kind.ABSOLUTE, text="ngày 25/11/2026", rule="r", on=date(2026, 11, 25), span=(10, 25))
    assert restored(kept(read)).span == (10, 25)
