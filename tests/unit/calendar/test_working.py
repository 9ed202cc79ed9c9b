"""Counting working days: round trips, order, and the rows that an operator adds."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.tracker.calendar.days import CalendarDay, DayKind
from services.tracker.calendar.holidays import fixed_holidays
from services.tracker.calendar.working import WorkingCalendar, builtin

CALENDAR = builtin()
DAYS = st.dates(date(2012, 1, 1), date(2034, 12, 31))
COUNTS = st.integers(-600, 600)


@pytest.mark.parametrize(
    ("received", "due"),
    [
        ("2017-09-08", "2017-09-13"),
        ("2017-08-31", "2017-09-06"),
        ("2026-08-28", "2026-09-07"),
        ("2026-08-19", "2026-08-22"),
        ("2026-02-13", "2026-02-25"),
        ("2026-11-20", "2026-11-26"),
    ],
)
def test_three_working_days_from_receipt_as_the_domain_gives_them(received: str, due: str) -> None:
    assert CALENDAR.add(date.fromisoformat(received), 3) == date.fromisoformat(due)


@given(DAYS, COUNTS)
def test_what_is_added_can_be_counted(on: date, count: int) -> None:
    reached = CALENDAR.add(on, count)
    if count > 0:
        assert CALENDAR.between(on, reached) == count
    elif count < 0:
        assert CALENDAR.between(reached - timedelta(days=1), on - timedelta(days=1)) == -count


@given(DAYS, COUNTS)
def test_from_a_working_day_there_and_back_is_the_same_day(on: date, count: int) -> None:
    start = CALENDAR.on_or_after(on)
    assert CALENDAR.add(CALENDAR.add(start, count), -count) == start


@given(DAYS, COUNTS, st.integers(1, 50))
def test_more_working_days_end_later(on: date, count: int, more: int) -> None:
    if count != 0 and count + more != 0:
        assert CALENDAR.add(on, count) < CALENDAR.add(on, count + more)


@given(DAYS, st.integers(0, 500), COUNTS.filter(bool))
def test_who_starts_later_does_not_end_earlier(on: date, later: int, count: int) -> None:
    assert CALENDAR.add(on, count) <= CALENDAR.add(on + timedelta(days=later), count)


@given(DAYS, COUNTS.filter(bool))
def test_every_day_reached_is_a_working_day(on: date, count: int) -> None:
    assert CALENDAR.is_working(CALENDAR.add(on, count))


@given(DAYS, st.integers(0, 900))
def test_between_counts_the_working_days_one_by_one(on: date, length: int) -> None:
    end = on + timedelta(days=length)
    counted = sum(CALENDAR.is_working(on + timedelta(days=passed)) for passed in range(1, length + 1))
    assert CALENDAR.between(on, end) == counted
    assert CALENDAR.between(end, on) == -counted


@given(DAYS, DAYS, DAYS)
def test_between_adds_up(one: date, two: date, three: date) -> None:
    assert CALENDAR.between(one, two) + CALENDAR.between(two, three) == CALENDAR.between(one, three)


@given(DAYS)
def test_the_neighbours_of_a_day_enclose_it(on: date) -> None:
    before, after = CALENDAR.previous_working(on), CALENDAR.next_working(on)
    assert before < on < after
    assert CALENDAR.between(before, after) == (2 if CALENDAR.is_working(on) else 1)
    assert CALENDAR.on_or_before(on) in (on, before)
    assert CALENDAR.on_or_after(on) in (on, after)


def test_no_count_leaves_the_day_as_it_is() -> None:
    assert CALENDAR.add(date(2026, 11, 24), 0) == date(2026, 11, 24)


def test_rows_of_the_operator_win_over_the_built_in_ones() -> None:
    ours = CALENDAR.with_rows(
        [
            CalendarDay(date(2026, 8, 22), DayKind.OFF, "Không làm bù"),
            CalendarDay(date(2026, 11, 23), DayKind.OFF, "Ngày nghỉ hoán đổi", "99/QĐ"),
            CalendarDay(date(2026, 11, 28), DayKind.WORK, "Ngày làm bù", "99/QĐ"),
        ]
    )
    assert [ours.is_working(date(2026, *day)) for day in ((8, 22), (11, 23), (11, 28))] == [False, False, True]
    assert [CALENDAR.is_working(date(2026, *day)) for day in ((8, 22), (11, 23), (11, 28))] == [True, True, False]
    assert ours.is_working(date(2026, 11, 24)) is False, "the other built-in days stay"
    added = ours.day(date(2026, 11, 23))
    assert added is not None
    assert added.decision == "99/QĐ"


def test_rows_do_not_confirm_a_year_but_an_operator_can() -> None:
    ours = CALENDAR.with_rows([CalendarDay(date(2026, 11, 23), DayKind.OFF)])
    assert not ours.confirmed(2026)
    assert ours.with_years({2026: True}).confirmed(2026)
    assert not ours.with_years({2025: False}).confirmed(2025)


def test_confirming_keeps_the_days() -> None:
    assert CALENDAR.with_years({2026: True}).days(2026) == CALENDAR.days(2026)


@pytest.mark.parametrize("year", [1999, 2015, 2031, 2050])
def test_a_year_without_data_has_the_fixed_holidays_and_is_not_confirmed(year: int) -> None:
    assert not CALENDAR.confirmed(year)
    assert CALENDAR.days(year) == fixed_holidays(year)
    assert not CALENDAR.is_working(date(year, 1, 1))
    assert not CALENDAR.is_working(date(year, 4, 30))
    assert not CALENDAR.is_working(date(year, 9, 2))


def test_a_row_of_a_year_without_data_keeps_its_fixed_holidays() -> None:
    ours = CALENDAR.with_rows([CalendarDay(date(2031, 1, 24), DayKind.OFF, "Tết Nguyên Đán")])
    assert not ours.is_working(date(2031, 1, 24))
    assert not ours.is_working(date(2031, 1, 1))
    assert not ours.confirmed(2031)


def test_confirming_a_year_without_data_keeps_its_fixed_holidays() -> None:
    ours = CALENDAR.with_years({2031: True})
    assert ours.confirmed(2031)
    assert not ours.is_working(date(2031, 1, 1))


@pytest.mark.parametrize(
    ("year", "made_up"),
    [(2011, ["2011-01-03", "2011-05-02", "2011-05-03"]), (2012, ["2012-01-02", "2012-09-03"]), (2014, [])],
)
def test_a_fixed_holiday_on_a_weekend_is_made_up_on_the_next_working_day(year: int, made_up: list[str]) -> None:
    assert [day.on.isoformat() for day in fixed_holidays(year) if "nghỉ bù" in day.name] == made_up


def test_the_day_of_culture_begins_in_2026_and_is_not_made_up() -> None:
    assert not any(day.on == date(2015, 11, 24) for day in fixed_holidays(2015))
    assert any(day.on == date(2035, 11, 24) for day in fixed_holidays(2035))
    sundays = [year for year in range(2031, 2060) if date(year, 11, 24).weekday() == 6]
    assert all(CALENDAR.is_working(date(year, 11, 25)) for year in sundays)


def test_an_ordinary_day_has_nothing_to_say() -> None:
    assert CALENDAR.day(date(2026, 11, 25)) is None
    assert CALENDAR.day(date(2031, 3, 3)) is None
    assert CALENDAR.day(date(2031, 5, 1)) is not None


def test_a_calendar_without_days_is_monday_to_friday() -> None:
    bare = WorkingCalendar([], {2026: True})
    assert [bare.is_working(date(2026, 11, day)) for day in range(23, 30)] == [True] * 5 + [False] * 2
