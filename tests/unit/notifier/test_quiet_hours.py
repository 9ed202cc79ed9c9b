"""Quiet hours, within a day and over midnight."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from services.notifier.domain.quiet_hours import QuietHours

NIGHT = QuietHours(time(21), time(6, 30))
NOON = QuietHours(time(11, 30), time(13))


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
