"""Deadlines (thời hạn): every one that a text states, in order, none read twice."""

from bisect import bisect_left
from dataclasses import replace
from datetime import date

from services.tracker.domain.deadline import Deadline
from services.tracker.reading.deadlines.absolute import absolute_deadlines, time_line
from services.tracker.reading.deadlines.recurring import recurring_deadlines
from services.tracker.reading.deadlines.relative import relative_deadlines
from services.tracker.reading.text import Text, normalise

__all__ = ["find_deadlines", "placed", "read_deadline_words", "time_line"]


def find_deadlines(text: Text, reference: date | None) -> list[Deadline]:
    """All deadlines in order of place; spans are of the foldings. Cycles win over lengths, lengths over dates."""
    kept: list[Deadline] = []
    for source in (recurring_deadlines(text), relative_deadlines(text), absolute_deadlines(text, reference)):
        taken = sorted(deadline.span for deadline in kept if deadline.span)
        kept.extend(deadline for deadline in source if not _overlaps(deadline, taken))
    return sorted(kept, key=lambda deadline: deadline.span or (0, 0))


def read_deadline_words(text: str, reference_date: date | None) -> tuple[Deadline, ...]:
    """The deadlines of a phrase by itself (a field of a body, a row of phrases); spans are code points of `text`."""
    folded = normalise(text)
    return tuple(placed(folded, deadline) for deadline in find_deadlines(folded, reference_date))


def placed(text: Text, deadline: Deadline) -> Deadline:
    """The deadline with its span in code points of the text given."""
    if text.origins is None or deadline.span is None:
        return deadline
    return replace(deadline, span=text.span(*deadline.span))


def _overlaps(deadline: Deadline, taken: list[tuple[int, int]]) -> bool:
    if deadline.span is None:
        return False
    start, end = deadline.span
    at = bisect_left(taken, (start, start))
    return any(first < end and start < last for first, last in taken[max(0, at - 1) : at + 1])
