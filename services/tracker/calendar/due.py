"""Deadline + calendar + policy → the instant at which it falls due [DOMAIN §4]."""

import unicodedata
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from enum import StrEnum
from functools import lru_cache

from services.tracker.calendar.durations import BadDuration, Duration, add_calendar, parse_duration
from services.tracker.calendar.working import WorkingCalendar
from services.tracker.domain.deadline import Basis, Deadline, Kind

# Viet Nam's offset has not changed since 1975; a fixed offset is quicker than a zone.
_AHEAD = timedelta(hours=7)
VIETNAM = timezone(_AHEAD)
_MOMENT = timedelta(microseconds=1)
_PLAUSIBLE = range(1990, 2200)
_HOURS_OF_A_WORKING_DAY = 8


class DueWarning(StrEnum):
    """Why a due instant is absent or should be looked at."""

    FIXED_ON_DAY_OFF = "fixed_on_day_off"
    UNCONFIRMED_YEAR = "unconfirmed_year"
    EVENT_PENDING = "event_pending"
    BASIS_UNKNOWN = "basis_unknown"
    HOURS_FROM_DAY = "hours_from_day"
    UNREADABLE = "unreadable"
    RECURRING = "recurring"

    @property
    def text(self) -> str:
        """One Vietnamese sentence for the review queue."""
        return _TEXTS[self]


_TEXTS = {
    DueWarning.FIXED_ON_DAY_OFF: "Thời hạn là ngày ấn định nhưng rơi vào ngày nghỉ; ngày ấn định không được lùi.",
    DueWarning.UNCONFIRMED_YEAR: "Lịch nghỉ của năm có liên quan chưa được xác nhận; thời hạn có thể thay đổi.",
    DueWarning.EVENT_PENDING: "Thời hạn tính từ một sự kiện chưa được ghi nhận.",
    DueWarning.BASIS_UNKNOWN: "Chưa biết ngày ban hành hoặc ngày nhận để tính thời hạn.",
    DueWarning.HOURS_FROM_DAY: "Thời hạn tính theo giờ nhưng chỉ biết ngày; tính từ cuối ngày đó.",
    DueWarning.UNREADABLE: "Không đọc được thời hạn, hoặc năm của thời hạn không hợp lý.",
    DueWarning.RECURRING: "Nhiệm vụ định kỳ; mỗi kỳ có thời hạn riêng.",
}


@dataclass(frozen=True, slots=True)
class DuePolicy:
    """The office's reading of deadlines: is "trước ngày D" strict, and when does a day end ("24:00" or "17:00")."""

    truoc_is_exclusive: bool = True
    day_ends: str = "24:00"


@dataclass(frozen=True, slots=True)
class Bases:
    """What relative deadlines count from; `received_at` aware, `event_on` None until the event is recorded."""

    issued_on: date | None = None
    received_at: datetime | None = None
    event_on: date | None = None


@dataclass(frozen=True, slots=True)
class Due:
    """When a deadline falls due: not done before `due_at` (UTC) = overdue; both None while that is unknown.

    `last_day` is L, the last day (in Viet Nam) on which the work can still be done in time. `confirmed` is false
    where the instant was computed in a year whose calendar is not confirmed.
    """

    due_at: datetime | None = None
    last_day: date | None = None
    confirmed: bool = True
    warnings: tuple[DueWarning, ...] = ()


def resolve(deadline: Deadline, bases: Bases, calendar: WorkingCalendar, policy: DuePolicy) -> Due:
    """When `deadline` falls due; never raises. Absent words are warnings (DueWarning), not errors.

    A recurring deadline has no instant of its own: see `recurring.next_occurrence`.
    """
    if deadline.kind is Kind.RECURRING:
        return _none(DueWarning.RECURRING)
    try:
        due = _relative(deadline, bases, calendar, policy) if deadline.kind is Kind.RELATIVE else None
        found = due or fixed(deadline, deadline.on or date.min, calendar, policy)
    except (BadDuration, OverflowError, ValueError):
        return _none(DueWarning.UNREADABLE)
    return found if found.last_day is None or found.last_day.year in _PLAUSIBLE else _none(DueWarning.UNREADABLE)


def fixed(deadline: Deadline, on: date, calendar: WorkingCalendar, policy: DuePolicy) -> Due:
    """The due instant of a stated day; it does not move off a holiday, but says so [DOMAIN §4]."""
    if on.year not in _PLAUSIBLE:
        return _none(DueWarning.UNREADABLE)
    due_at = _instant(deadline, on, policy)
    last = last_day_of(due_at)
    off = not calendar.is_working(on)
    return Due(due_at, last, True, (DueWarning.FIXED_ON_DAY_OFF,) if off else ())


def last_day_of(due_at: datetime) -> date:
    """L: the last day, in Viet Nam, on which something of the time before `due_at` lies."""
    return (due_at.astimezone(VIETNAM) - _MOMENT).date()


@lru_cache(maxsize=16)
def end_of_day(day_ends: str) -> timedelta:
    """`24:00` or `17:00` as the time since the day began. Raises ValueError."""
    hours, _, minutes = day_ends.partition(":")
    since = timedelta(hours=int(hours), minutes=int(minutes or 0))
    if not timedelta(0) < since <= timedelta(days=1):
        raise ValueError(f"day_ends {day_ends!r} must lie between 00:01 and 24:00")
    return since


def local(on: date, at: time) -> datetime:
    """A time of a day in Viet Nam, as UTC."""
    return datetime.combine(on, at, UTC) - _AHEAD


def _none(*warnings: DueWarning) -> Due:
    return Due(None, None, True, warnings)


def _instant(deadline: Deadline, on: date, policy: DuePolicy) -> datetime:
    if deadline.at is not None:
        return local(on, deadline.at)
    last = on if deadline.inclusive or _is_lenient(deadline, policy) else on - timedelta(days=1)
    return local(last, time()) + end_of_day(policy.day_ends)


def _is_lenient(deadline: Deadline, policy: DuePolicy) -> bool:
    """Whether the office reads the word "trước" as including its day; a body's own `inclusive: false` stays strict."""
    return not policy.truoc_is_exclusive and "trước" in unicodedata.normalize("NFC", deadline.text).casefold()


def _relative(deadline: Deadline, bases: Bases, calendar: WorkingCalendar, policy: DuePolicy) -> Due:
    duration = parse_duration(deadline.duration or "")
    start = _start(deadline, bases)
    if start is None:
        pending = deadline.basis is Basis.EVENT
        return _none(DueWarning.EVENT_PENDING if pending else DueWarning.BASIS_UNKNOWN)
    if duration.minutes and not deadline.working_days:
        return _counted_in_hours(deadline, duration, bases, calendar)
    last = _last_day(deadline, duration, start, calendar)
    due_at = _instant(deadline, last, policy)
    return _computed(due_at, start, calendar)


def _start(deadline: Deadline, bases: Bases) -> date | None:
    if deadline.basis is Basis.EVENT:
        return bases.event_on
    if deadline.basis is Basis.ISSUE:
        return bases.issued_on
    return bases.received_at.astimezone(VIETNAM).date() if bases.received_at else None


def _last_day(deadline: Deadline, duration: Duration, start: date, calendar: WorkingCalendar) -> date:
    """The last day of a period; the day of the event is not counted [Civil Code art. 147].

    A period that ends on a non-working day moves to the next working day [art. 148(5)]; one that is counted back from
    an event moves to the working day before, so that the time left before the event is never shorter than stated.
    """
    if deadline.working_days:
        days = duration.days + -(-duration.minutes // (60 * _HOURS_OF_A_WORKING_DAY))
        return calendar.add(
            add_calendar(start, Duration(duration.months, 0, 0, duration.negative)), duration.sign * days
        )
    end = add_calendar(start, duration)
    return calendar.on_or_before(end) if duration.negative else calendar.on_or_after(end)


def _counted_in_hours(deadline: Deadline, duration: Duration, bases: Bases, calendar: WorkingCalendar) -> Due:
    """Hours run from the minute of receipt and through days off [DOMAIN §4: "trong 24 giờ" counts hours]."""
    exact = bases.received_at if deadline.basis not in (Basis.EVENT, Basis.ISSUE) else None
    start = exact or _end_of_start(deadline, bases)
    due_at = start.astimezone(UTC) + duration.sign * timedelta(days=duration.days, minutes=duration.minutes)
    last = last_day_of(due_at)
    warnings = () if exact else (DueWarning.HOURS_FROM_DAY,)
    off = () if calendar.is_working(last) else (DueWarning.FIXED_ON_DAY_OFF,)
    return Due(due_at, last, True, warnings + off)


def _end_of_start(deadline: Deadline, bases: Bases) -> datetime:
    """Where only the day is known: from its end, or back from its beginning; what favours neither haste nor delay."""
    start = _start(deadline, bases)
    assert start is not None, "checked by the caller"
    backwards = (deadline.duration or "").strip().startswith("-")
    return local(start, time()) + (timedelta(0) if backwards else timedelta(days=1))


def _computed(due_at: datetime, start: date, calendar: WorkingCalendar) -> Due:
    last = last_day_of(due_at)
    years = range(min(start.year, last.year), max(start.year, last.year) + 1)
    confirmed = all(calendar.confirmed(year) for year in years)
    return Due(due_at, last, confirmed, () if confirmed else (DueWarning.UNCONFIRMED_YEAR,))
