"""Occurrences of a recurring duty (nhiệm vụ định kỳ): RFC 5545 rules, every period with its own due instant."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import islice

from dateutil.rrule import rrule, rrulestr

from services.tracker.calendar.due import VIETNAM, Due, DuePolicy, fixed
from services.tracker.calendar.working import WorkingCalendar
from services.tracker.domain.deadline import Deadline

_NEAR = 1000
_FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
_MONTHS = 12
_STEADY_YEAR = 2001


class BadRule(ValueError):
    """The recurrence rule cannot be read."""


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One period of a recurring duty: its stated day, the label of the period in which that day lies, its due.

    Labels: `2026`, `2026-H2`, `2026-Q4`, `2026-11`, `2026-W47`; the day itself where a period has several.
    """

    on: date
    period: str
    due: Due


def next_occurrence(
    deadline: Deadline, after: datetime, calendar: WorkingCalendar, policy: DuePolicy
) -> Occurrence | None:
    """The first occurrence that falls due later than `after`; None where the rule has ended. Raises BadRule."""
    start = after.astimezone(VIETNAM).date() - timedelta(days=1)
    near = islice(occurrences(deadline, start, calendar, policy), _NEAR)
    return next((one for one in near if one.due.due_at and one.due.due_at > after), None)


def occurrences(deadline: Deadline, start: date, calendar: WorkingCalendar, policy: DuePolicy) -> Iterator[Occurrence]:
    """The occurrences whose stated day is `start` or later, in order, without end unless the rule has one.

    A day that is a holiday does not move, as for fixed dates [DOMAIN §4]. Raises BadRule.
    """
    rule = rule_of(deadline.rrule or "", start.year)
    label = _labeller(deadline.rrule or "")
    for moment in rule.xafter(datetime.combine(start, time.min), inc=True):
        yield Occurrence(moment.date(), label(moment.date()), fixed(deadline, moment.date(), calendar, policy))


@lru_cache(maxsize=256)
def rule_of(text: str, year: int) -> rrule:
    """The rule, anchored so that periods are those of the calendar (quarters, half-years). Raises BadRule."""
    parts = _parts(text)
    anchor = datetime.combine(date(_anchor_year(parts, year), _anchor_month(parts), 1), time.min)
    try:
        rule = rrulestr(";".join(f"{key}={value}" for key, value in _completed(parts).items()), dtstart=anchor)
    except (ValueError, TypeError, KeyError) as wrong:
        raise BadRule(f"rule {text!r} cannot be read; write it like FREQ=MONTHLY;BYMONTHDAY=25") from wrong
    assert isinstance(rule, rrule), "one rule is never a set"
    return rule


def _parts(text: str) -> dict[str, str]:
    pairs = (part.partition("=") for part in text.upper().removeprefix("RRULE:").split(";") if part.strip())
    return {key.strip(): value.strip() for key, _, value in pairs}


def _every(parts: dict[str, str]) -> int:
    interval = parts.get("INTERVAL", "1")
    if not interval.isdigit() or interval == "0":
        raise BadRule(f"INTERVAL={interval} cannot be; write a number from 1")
    return int(interval)


def _anchor_year(parts: dict[str, str], year: int) -> int:
    """A fixed year (2001 began on a Monday) where the interval does not divide the year, so that the beat is kept."""
    every, frequency = _every(parts), _frequency(parts)
    steady = every == 1 or (frequency == "MONTHLY" and _MONTHS % every == 0)
    return year - 1 if steady else _STEADY_YEAR


def _frequency(parts: dict[str, str]) -> str:
    frequency = parts.get("FREQ", "")
    if frequency not in _FREQUENCIES:
        raise BadRule(f"FREQ={frequency} cannot be; write one of {', '.join(_FREQUENCIES)}")
    return frequency


def _anchor_month(parts: dict[str, str]) -> int:
    """January for a stated day ("ngày 03 của tháng tiếp theo kỳ báo cáo"), else the last month of the first period."""
    bare = _frequency(parts) == "MONTHLY" and not _DAY_KEYS & parts.keys()
    return (_every(parts) - 1) % 12 + 1 if bare else 1


def _completed(parts: dict[str, str]) -> dict[str, str]:
    """The rule with what words leave to the calendar: a bare period ends on its last day, the 31st of a short month
    is its last, a yearly day without a month is January's."""
    frequency = _frequency(parts)
    if not _DAY_KEYS & parts.keys():
        return _LAST_DAYS.get(frequency, {}) | parts
    days = parts.get("BYMONTHDAY")
    if days and frequency == "YEARLY" and "BYMONTH" not in parts:
        parts = parts | {"BYMONTH": "1"}
    if days in {"29", "30", "31"} and "BYSETPOS" not in parts and (frequency == "MONTHLY" or _every(parts) == 1):
        last = {"BYMONTHDAY": ",".join(map(str, range(28, int(days) + 1))), "BYSETPOS": "-1"}
        return parts | last | {"FREQ": "MONTHLY"}
    return parts


_LAST_DAYS = {
    "WEEKLY": {"BYDAY": "SU"},
    "MONTHLY": {"BYMONTHDAY": "-1"},
    "YEARLY": {"BYMONTH": "12", "BYMONTHDAY": "-1"},
}
_DAY_KEYS = frozenset({"BYDAY", "BYMONTHDAY", "BYYEARDAY", "BYWEEKNO"})


def _labeller(text: str) -> Callable[[date], str]:
    parts = _parts(text)
    frequency, every = _frequency(parts), _every(parts)
    if any("," in value for value in parts.values()):
        return date.isoformat
    if frequency == "YEARLY":
        return lambda on: f"{on.year}"
    if frequency == "MONTHLY":
        return {1: _month, 3: _quarter, 6: _half}.get(every, _month)
    if frequency == "WEEKLY":
        return lambda on: f"{on.isocalendar().year}-W{on.isocalendar().week:02d}"
    return date.isoformat


def _month(on: date) -> str:
    return f"{on.year}-{on.month:02d}"


def _quarter(on: date) -> str:
    return f"{on.year}-Q{(on.month + 2) // 3}"


def _half(on: date) -> str:
    return f"{on.year}-H{1 if on.month <= 6 else 2}"
