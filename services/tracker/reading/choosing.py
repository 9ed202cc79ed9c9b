"""Which of the deadlines stated in the text bind a duty: the first binding one, and each further dated cycle."""

import re
from bisect import bisect_left
from dataclasses import replace
from datetime import date

from services.tracker.domain.deadline import Deadline, Kind, Precision, Span
from services.tracker.reading.deadlines import find_deadlines, time_line
from services.tracker.reading.duties import Duty
from services.tracker.reading.text import Text, normalise, squeeze

#: Rules that also match what a work is about; a binding deadline in the same task wins over them.
WEAK_RULES = frozenset({"deadline.period"})
#: The horizon of a plan (`từ nay đến năm 2020`) is a date by itself, but no deadline of a task [corpus rule 7].
NO_RULES = frozenset({"deadline.horizon"})
#: A day and month that begin the words.
_DAY = re.compile(r"^\d{1,2}\s?/\s?\d{1,2}\b")


class Stated:
    """The deadlines of a text in order of place, for looking up what stands in a stretch of it."""

    def __init__(self, deadlines: list[Deadline]) -> None:
        self._deadlines = [found for found in deadlines if found.span and found.rule not in NO_RULES]
        self._starts = [found.span[0] for found in self._deadlines if found.span]

    def binds(self, start: int, end: int) -> bool:
        """Whether one of them binds somebody; a whole year may only say what a work is about."""
        return any(found.precision is not Precision.YEAR for found in self.within(start, end))

    def within(self, start: int, end: int) -> list[Deadline]:
        """Those that begin in `start` … `end`."""
        return self._deadlines[bisect_left(self._starts, start) : bisect_left(self._starts, end)]


def deadlines_of(
    text: Text, duty: Duty, end: int, stated: Stated, reference: date | None
) -> tuple[Deadline | None, ...]:
    """The deadlines of a duty, one a task: two dated cycles in one sentence are two duties [DOMAIN 4, seed 004]."""
    inside = stated.within(duty.start, end)
    if duty.due:
        inside = stated.within(*duty.due) or inside
    if duty.time:
        timed = stated.within(*duty.time)
        if not any(found.kind is not Kind.ABSOLUTE for found in timed):
            return (time_line(text, duty.time, reference) or _alone(text, duty.time, reference),)
        inside = timed
    binding = [found for found in inside if found.rule not in WEAK_RULES]
    first = next(iter(binding or inside), None)
    cycles = [found for found in binding if "BYMONTHDAY" in (found.rrule or "")]
    return tuple(cycles) if len(cycles) > 1 and first in cycles else (first,)


def _alone(text: Text, cell: Span, reference: date | None) -> Deadline | None:
    """The deadline of a time that is all its cell or line says (`Hàng quý`, `31/10`)."""
    words = squeeze(text.words(*cell))
    found = find_deadlines(normalise(_DAY.sub(r"ngày \g<0>", words)), reference)
    return replace(found[0], text=words, span=cell) if found else None
