"""Quiet hours, within a day and over midnight."""

from datetime import UTC, datetime, time, timedelta
from typing import Any, cast
from zoneinfo import ZoneInfo

import pytest

from services.notifier.desk import LONGEST_QUIET, Desk
from services.notifier.domain.quiet_hours import QuietHours
from tests.fakes import SettableClock

NIGHT = QuietHours(time(21), time(6, 30))
NOON = QuietHours(time(11, 30), time(13))


def a_desk(clock: SettableClock) -> Desk:
    """One that is quiet at night; nothing else of it is asked for."""
    nothing = cast(Any, None)
    return Desk(nothing, clock, nothing, "", "", "", timedelta(), nothing, NIGHT, nothing)


def at(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, 16, hour, minute, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))


@pytest.mark.parametrize(
    ("hours", "when", "minutes"),
    [
        (NIGHT, at(21), 570), (NIGHT, at(23, 30), 420), (NIGHT, at(0), 390), (NIGHT, at(6, 29), 1),
        (NOON, at(11, 30), 90), (NOON, at(12, 59), 1),
    ],
)  # fmt: skip
def test_within_the_hours_it_stays_quiet_until_their_end(hours: QuietHours, when: datetime, minutes: int) -> None:
    assert hours.remaining(when) == timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("hours", "when"), [(NIGHT, at(6, 30)), (NIGHT, at(12)), (NIGHT, at(20, 59)), (NOON, at(13)), (NOON, at(11, 29))]
)
def test_outside_them_it_is_not(hours: QuietHours, when: datetime) -> None:
    assert hours.remaining(when) is None


def test_hours_that_begin_when_they_end_are_the_whole_day() -> None:
    whole = QuietHours(time(6), time(6))
    assert whole.remaining(at(5, 59)) == timedelta(minutes=1)
    assert whole.remaining(at(6)) == timedelta(days=1)


def test_they_end_to_the_second_as_written() -> None:
    hours = QuietHours(time(21), time(6, 30, 15))
    assert hours.remaining(at(6, 30).replace(microsecond=500_000)) == timedelta(seconds=14.5)


def test_a_night_in_simulated_time_is_quiet_whatever_the_real_hour_and_is_looked_at_every_quarter_of_an_hour() -> None:
    midnight, noon = at(0).astimezone(UTC), at(12).astimezone(UTC)
    assert a_desk(SettableClock(midnight, noon)).quiet_for() == LONGEST_QUIET
    assert a_desk(SettableClock(noon, midnight)).quiet_for() is None
    assert a_desk(SettableClock(at(6, 20).astimezone(UTC), noon)).quiet_for() == timedelta(minutes=10)
