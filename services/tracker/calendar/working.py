"""The working-day calendar (lịch ngày làm việc): Monday to Friday and the days that differ."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from importlib.resources import files

from services.tracker.calendar.days import CalendarDay, DayKind, parse_days
from services.tracker.calendar.holidays import fixed_holidays

_SATURDAY = 5


class WorkingCalendar:
    """Working days of any year; immutable, compared by identity, so that answers may be cached on it.

    `days` are the special days of the years in `years` (year → confirmed); a year outside them has the fixed holidays
    and is not confirmed. Working days of a year are laid out once, when first asked for.
    """

    def __init__(self, days: Iterable[CalendarDay], years: Mapping[int, bool]) -> None:
        self._special = {day.on: day for day in days}
        self._years = dict(years)
        self._by_year: dict[int, tuple[CalendarDay, ...]] = {}
        self._working: dict[int, list[int]] = {}

    def with_rows(self, rows: Iterable[CalendarDay]) -> "WorkingCalendar":
        """This calendar with an operator's days, which win over the built-in ones."""
        added = {day.on: day for day in rows}
        outside = {day.on.year for day in added.values()} - self._years.keys()
        fixed = {day.on: day for year in outside for day in fixed_holidays(year)}
        years = self._years | dict.fromkeys(outside, False)
        return WorkingCalendar((self._special | fixed | added).values(), years)

    def with_years(self, marks: Mapping[int, bool]) -> "WorkingCalendar":
        """This calendar with years marked confirmed (all their decisions are known and entered) or not so."""
        outside = marks.keys() - self._years.keys()
        fixed = {day.on: day for year in outside for day in fixed_holidays(year)}
        return WorkingCalendar((self._special | fixed).values(), {**self._years, **marks})

    def years(self) -> tuple[int, ...]:
        """The years with data, in order."""
        return tuple(sorted(self._years))

    def confirmed(self, year: int) -> bool:
        """Whether all decisions about the year are known and entered."""
        return self._years.get(year, False)

    def days(self, year: int) -> tuple[CalendarDay, ...]:
        """The special days of a year, in order: holidays (on weekends too), make-up and swapped days."""
        if year not in self._by_year:
            known = year in self._years
            own = (day for on, day in self._special.items() if on.year == year) if known else fixed_holidays(year)
            self._by_year[year] = tuple(sorted(own, key=lambda day: day.on))
        return self._by_year[year]

    def day(self, on: date) -> CalendarDay | None:
        """What the calendar says of a day; None where it is as its weekday is."""
        return self._special.get(on) or next((day for day in self.days(on.year) if day.on == on), None)

    def is_working(self, on: date) -> bool:
        """Whether the Office works on that day."""
        working = self._year(on.year)
        place = bisect_left(working, on.toordinal())
        return place < len(working) and working[place] == on.toordinal()

    def next_working(self, on: date) -> date:
        """The first working day after `on`."""
        return self.add(on, 1)

    def previous_working(self, on: date) -> date:
        """The last working day before `on`."""
        return self.add(on, -1)

    def on_or_after(self, on: date) -> date:
        """`on` where it is a working day, else the first one after it [Civil Code art. 148(5)]."""
        return on if self.is_working(on) else self.add(on, 1)

    def on_or_before(self, on: date) -> date:
        """`on` where it is a working day, else the last one before it."""
        return on if self.is_working(on) else self.add(on, -1)

    def add(self, on: date, count: int) -> date:
        """The count-th working day after `on` (before it where negative); `on` itself is not counted, 0 is `on`."""
        if count == 0:
            return on
        year = on.year
        place = (
            bisect_right(self._year(year), on.toordinal()) + count - 1
            if count > 0
            else bisect_left(self._year(year), on.toordinal()) + count
        )
        while place < 0:
            year -= 1
            place += len(self._year(year))
        while place >= len(self._year(year)):
            place -= len(self._year(year))
            year += 1
        return date.fromordinal(self._year(year)[place])

    def between(self, start: date, end: date) -> int:
        """How many working days lie after `start`, up to and including `end`; negative the other way round."""
        if end < start:
            return -self.between(end, start)
        reached = bisect_right(self._year(end.year), end.toordinal())
        left = bisect_right(self._year(start.year), start.toordinal())
        for year in range(start.year, end.year):
            reached += len(self._year(year))
        return reached - left

    def _year(self, year: int) -> list[int]:
        working = self._working.get(year)
        return self._lay_out(year) if working is None else working

    def _lay_out(self, year: int) -> list[int]:
        kinds = {day.on.toordinal(): day.kind for day in self.days(year)}
        first, last = date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal()
        # Ordinal 1 was a Monday.
        working = [day for day in range(first, last + 1) if kinds.get(day, _weekday_kind(day)) is DayKind.WORK]
        self._working[year] = working
        return working


def _weekday_kind(ordinal: int) -> DayKind:
    return DayKind.WORK if (ordinal - 1) % 7 < _SATURDAY else DayKind.OFF


@cache
def builtin() -> WorkingCalendar:
    """The calendar that comes with the product: 2016–2030, of which 2016–2025 are confirmed."""
    folder = files("services.tracker.calendar")
    years = [line.split(",")[:2] for line in (folder / "years.csv").read_text("utf-8").splitlines()[1:]]
    confirmed = {int(year): word == "yes" for year, word in years}
    return WorkingCalendar(parse_days((folder / "days.csv").read_text("utf-8")), confirmed)
