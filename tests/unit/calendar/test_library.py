"""Cross-check with the library `holidays`, whose arithmetic is not ours; the differences known are named."""

from datetime import date, timedelta

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.tracker.calendar.days import DayKind
from services.tracker.calendar.holidays import fixed_holidays
from services.tracker.calendar.working import builtin

CALENDAR = builtin()
YEARS = range(2016, 2027)
LIBRARY = holidays.country_holidays("VN", years=range(2010, 2036), language="vi")
# The library lacks this swap [DOMAIN §4].
LACKING = {date(2026, 1, 2), date(2026, 1, 10)}


def every_day(year: int) -> list[date]:
    first = date(year, 1, 1)
    return [first + timedelta(days=passed) for passed in range((date(year + 1, 1, 1) - first).days)]


@pytest.mark.parametrize("year", YEARS)
def test_every_day_of_a_year_is_off_or_on_as_the_library_says(year: int) -> None:
    differing = {day for day in every_day(year) if CALENDAR.is_working(day) != LIBRARY.is_working_day(day)}
    assert differing == {day for day in LACKING if day.year == year}


@pytest.mark.parametrize("year", range(2027, 2031))
def test_the_expected_years_follow_the_library(year: int) -> None:
    differing = {day for day in every_day(year) if CALENDAR.is_working(day) != LIBRARY.is_working_day(day)}
    # 24/11 is a Saturday in 2029 and a Sunday in 2030: a make-up day is not said of it.
    assert differing == {day for day in (date(2029, 11, 26), date(2030, 11, 25)) if day.year == year}


@given(st.dates(date(2016, 6, 1), date(2025, 6, 1)), st.integers(-120, 120).filter(bool))
def test_counting_working_days_agrees_with_the_library(start: date, days: int) -> None:
    assert CALENDAR.add(start, days) == LIBRARY.get_nth_working_day(start, days)


@given(st.dates(date(2016, 6, 1), date(2024, 6, 1)), st.integers(0, 400))
def test_days_between_agree_with_the_library(start: date, length: int) -> None:
    end = start + timedelta(days=length)
    assert CALENDAR.between(start, end) == LIBRARY.get_working_days_count(start + timedelta(days=1), end) * bool(length)


@pytest.mark.parametrize("year", [*range(2010, 2016), *range(2031, 2036)])
def test_a_year_without_data_says_nothing_that_the_library_denies(year: int) -> None:
    days = [day for day in fixed_holidays(year) if day.kind is DayKind.OFF and "nghỉ bù" not in day.name]
    lacking = {date(year, 11, 24)} if year < 2026 else set()
    assert all(day.on in LIBRARY for day in days if day.on not in lacking)
