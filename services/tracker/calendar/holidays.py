"""Holidays of a year without data: what Labour Code art. 112 fixes by itself, with make-up days of art. 111(3)."""

from collections.abc import Iterator
from datetime import date, timedelta

from services.tracker.calendar.days import CalendarDay, DayKind

LABOUR_CODE = "45/2019/QH14"
CULTURE_DAY = "28/2026/QH16"
_FIXED = ((1, 1, "Tết Dương lịch"), (4, 30, "Ngày Chiến thắng"), (5, 1, "Ngày Quốc tế lao động"), (9, 2, "Quốc khánh"))
_SATURDAY = 5


def fixed_holidays(year: int) -> tuple[CalendarDay, ...]:
    """The holidays of `year` that need no yearly decision; Tết, Hùng Kings' day and the second day of 2/9 are absent.

    24/11 since 2026 [Resolution 28/2026/QH16 art. 2]; a make-up day is not said of it.
    """
    fixed = [CalendarDay(date(year, month, day), DayKind.OFF, name, LABOUR_CODE) for month, day, name in _FIXED]
    culture = [CalendarDay(date(year, 11, 24), DayKind.OFF, "Ngày Văn hóa Việt Nam", CULTURE_DAY)]
    return tuple(sorted([*fixed, *_make_up_days(fixed), *(culture if year >= 2026 else [])], key=lambda day: day.on))


def _make_up_days(holidays: list[CalendarDay]) -> Iterator[CalendarDay]:
    taken = {day.on for day in holidays}
    for holiday in holidays:
        if holiday.on.weekday() < _SATURDAY:
            continue
        day = holiday.on
        while day in taken or day.weekday() >= _SATURDAY:
            day += timedelta(days=1)
        taken.add(day)
        yield CalendarDay(day, DayKind.OFF, f"{holiday.name} (nghỉ bù)", holiday.decision)
