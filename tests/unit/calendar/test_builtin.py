"""The built-in calendar says what the law, the yearly notices and DOMAIN §4 say."""

from datetime import date, timedelta

import pytest

from services.tracker.calendar.days import DayKind
from services.tracker.calendar.working import builtin
from tests.unit.calendar.seed import FIRST, LAST, rows

CALENDAR = builtin()


def test_the_data_file_is_what_the_library_and_the_domain_make() -> None:
    written = [
        (day.on, day.kind.value, day.name, day.decision or "")
        for year in CALENDAR.years()
        for day in CALENDAR.days(year)
    ]
    assert written == rows()


def test_it_covers_2016_to_2030_of_which_the_past_years_are_confirmed() -> None:
    assert CALENDAR.years() == tuple(range(FIRST, LAST + 1))
    assert [year for year in CALENDAR.years() if CALENDAR.confirmed(year)] == list(range(2016, 2026))


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("2016-02-06", "2016-02-14"),
        ("2017-01-26", "2017-02-01"),
        ("2018-02-14", "2018-02-20"),
        ("2019-02-02", "2019-02-10"),
        ("2020-01-23", "2020-01-29"),
        ("2021-02-10", "2021-02-16"),
        ("2022-01-29", "2022-02-06"),
        ("2023-01-20", "2023-01-26"),
        ("2024-02-08", "2024-02-14"),
        ("2025-01-25", "2025-02-02"),
        ("2026-02-14", "2026-02-22"),
    ],
)
def test_tet_is_off_from_its_first_day_to_its_last_and_work_goes_on_around_it(first: str, last: str) -> None:
    start, end = date.fromisoformat(first), date.fromisoformat(last)
    days = [start + timedelta(days=passed) for passed in range((end - start).days + 1)]
    assert not any(CALENDAR.is_working(day) for day in days)
    around = (start - timedelta(days=1), end + timedelta(days=1))
    assert all(CALENDAR.is_working(day) for day in around)


@pytest.mark.parametrize(
    ("on", "why"),
    [
        ("2016-04-18", "Hùng Kings' day of Saturday 16/4 made up"),
        ("2017-01-02", "New Year of Sunday 1/1 made up"),
        ("2017-05-02", "30/4 of a Sunday made up after 1/5"),
        ("2017-09-04", "2/9 of a Saturday made up"),
        ("2018-12-31", "swapped with Saturday 5/1/2019"),
        ("2019-04-29", "swapped with Saturday 4/5/2019"),
        ("2021-09-03", "the second day of 2/9"),
        ("2022-05-03", "both 30/4 and 1/5 on a weekend"),
        ("2023-05-02", "Hùng Kings' day of Saturday 29/4 made up"),
        ("2024-04-29", "swapped with Saturday 4/5/2024"),
        ("2024-09-03", "the second day of 2/9"),
        ("2025-05-02", "swapped with Saturday 26/4/2025"),
        ("2026-01-02", "swapped with Saturday 10/1/2026"),
        ("2026-04-27", "Hùng Kings' day of Sunday 26/4 made up"),
        ("2026-08-31", "swapped with Saturday 22/8/2026"),
        ("2026-11-24", "Resolution 28/2026/QH16"),
    ],
)
def test_a_weekday_can_be_off(on: str, why: str) -> None:
    day = date.fromisoformat(on)
    assert day.weekday() < 5, why
    assert not CALENDAR.is_working(day), why


@pytest.mark.parametrize("on", ["2019-01-05", "2019-05-04", "2024-05-04", "2025-04-26", "2026-01-10", "2026-08-22"])
def test_a_make_up_saturday_is_a_working_day(on: str) -> None:
    day = date.fromisoformat(on)
    assert day.weekday() == 5
    assert CALENDAR.is_working(day)


@pytest.mark.parametrize("on", ["2026-11-23", "2025-11-24", "2029-11-26", "2017-09-05", "2026-01-05"])
def test_what_was_never_decided_stays_a_working_day(on: str) -> None:
    assert CALENDAR.is_working(date.fromisoformat(on))


def test_the_proposed_swap_of_november_2026_is_left_out() -> None:
    assert not CALENDAR.is_working(date(2026, 11, 28))


def test_the_day_of_culture_names_its_resolution() -> None:
    day = CALENDAR.day(date(2026, 11, 24))
    assert day is not None
    assert (day.kind, day.name, day.decision) == (DayKind.OFF, "Ngày Văn hóa Việt Nam", "28/2026/QH16")


def test_every_swapped_weekday_has_its_saturday() -> None:
    swapped = [day for year in CALENDAR.years() for day in CALENDAR.days(year) if "hoán đổi" in day.name]
    made_up = [day for year in CALENDAR.years() for day in CALENDAR.days(year) if day.kind is DayKind.WORK]
    assert len(swapped) == len(made_up) == 6
    assert all(day.on.weekday() == 5 for day in made_up)
