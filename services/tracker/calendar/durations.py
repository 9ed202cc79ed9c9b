"""ISO 8601 durations of deadlines (`P3D`, `P2W`, `P1M`, `P1Y`, `PT24H`, `-P5D`) and their addition to days."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

_FORM = re.compile(
    r"(?P<sign>[+-]?)P(?:(?P<years>\d+)Y)?(?:(?P<months>\d+)M)?(?:(?P<weeks>\d+)W)?(?:(?P<days>\d+)D)?"
    r"(?:T(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?)?"
)

_LONGEST_YEARS = 100


class BadDuration(ValueError):
    """The text is no ISO 8601 duration that a deadline can have."""


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of time as words state it; `negative` counts backwards from an event. Weeks are kept as days."""

    months: int = 0
    days: int = 0
    minutes: int = 0
    negative: bool = False

    @property
    def sign(self) -> int:
        """-1 for a duration before an event, else 1."""
        return -1 if self.negative else 1


@lru_cache(maxsize=256)
def parse_duration(text: str) -> Duration:
    """`P3D` → 3 days. Raises BadDuration."""
    match = _FORM.fullmatch(text.strip())
    if not match or not any(match.group(unit) for unit in ("years", "months", "weeks", "days", "hours", "minutes")):
        raise BadDuration(f"{text!r} is no ISO 8601 duration such as P3D or PT24H")
    years, months, weeks, days, hours, minutes = (int(amount or 0) for amount in match.groups()[1:])
    found = Duration(years * 12 + months, weeks * 7 + days, hours * 60 + minutes, match["sign"] == "-")
    if found.months > _LONGEST_YEARS * 12 or found.days + found.minutes // 1440 > _LONGEST_YEARS * 366:
        raise BadDuration(f"{text!r} is longer than {_LONGEST_YEARS} years")
    return found


def add_calendar(on: date, duration: Duration) -> date:
    """The day `duration` after `on` (before it where negative); months end on their last day at the latest."""
    moved = _add_months(on, duration.sign * duration.months)
    return moved + timedelta(days=duration.sign * duration.days)


def _add_months(on: date, months: int) -> date:
    years, month = divmod(on.year * 12 + on.month - 1 + months, 12)
    return date(years, month + 1, min(on.day, monthrange(years, month + 1)[1]))
