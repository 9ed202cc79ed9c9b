"""ISO 8601 durations as deadlines have them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.tracker.calendar.durations import BadDuration, Duration, add_calendar, parse_duration


@pytest.mark.parametrize(
    ("text", "duration"),
    [
        ("P3D", Duration(days=3)),
        ("P03D", Duration(days=3)),
        ("P2W", Duration(days=14)),
        ("P6M", Duration(months=6)),
        ("P1Y", Duration(months=12)),
        ("P1Y6M10D", Duration(months=18, days=10)),
        ("PT24H", Duration(minutes=1440)),
        ("PT1H30M", Duration(minutes=90)),
        ("P1DT12H", Duration(days=1, minutes=720)),
        ("-P5D", Duration(days=5, negative=True)),
        ("-PT2H", Duration(minutes=120, negative=True)),
        ("+P1D", Duration(days=1)),
    ],
)
def test_a_duration_is_read(text: str, duration: Duration) -> None:
    assert parse_duration(text) == duration


@pytest.mark.parametrize(
    "text", ["", "P", "PT", "3D", "P3", "P-3D", "P3X", "P1.5D", "trong 3 ngày", "P101Y", "P36601D", "PT878425H"]
)
def test_what_is_none_is_refused(text: str) -> None:
    with pytest.raises(BadDuration):
        parse_duration(text)


@pytest.mark.parametrize(
    ("start", "text", "end"),
    [
        ("2026-01-31", "P1M", "2026-02-28"),
        ("2024-01-31", "P1M", "2024-02-29"),
        ("2024-02-29", "P1Y", "2025-02-28"),
        ("2026-11-16", "P6M", "2027-05-16"),
        ("2026-03-31", "-P1M", "2026-02-28"),
        ("2026-01-15", "-P3M", "2025-10-15"),
        ("2026-12-31", "P1D", "2027-01-01"),
        ("2026-01-01", "-P1D", "2025-12-31"),
        ("2026-01-31", "P1M1D", "2026-03-01"),
    ],
)
def test_months_end_on_their_last_day_at_the_latest(start: str, text: str, end: str) -> None:
    assert add_calendar(date.fromisoformat(start), parse_duration(text)) == date.fromisoformat(end)


@given(st.dates(date(1950, 1, 1), date(2150, 1, 1)), st.integers(0, 2000))
def test_days_there_and_back_are_the_same_day(start: date, days: int) -> None:
    there = add_calendar(start, parse_duration(f"P{days}D"))
    assert add_calendar(there, parse_duration(f"-P{days}D")) == start


@given(st.dates(date(1950, 1, 1), date(2150, 1, 1)), st.integers(0, 240), st.integers(0, 240))
def test_more_months_never_end_earlier(start: date, months: int, more: int) -> None:
    assert add_calendar(start, Duration(months)) <= add_calendar(start, Duration(months + more))
