"""Which of the lines of a row belong to which of its columns: the way that costs least, column after column."""

import re
from collections.abc import Sequence

from services.tracker.domain.deadline import Span
from services.tracker.reading.actors.names import name_starts
from services.tracker.reading.tables.heads import Column
from services.tracker.reading.text import Text

_EMPTY: Span = (0, 0)
_TIME = re.compile(
    r"(?:truoc|cham\s+nhat|muon\s+nhat|trong|thang|quy|nam|hang|hoan\s+thanh|dinh\s+ky|thuong\s+xuyen|tu|den|giai\s+doan|sau|"
    r"ngay|dau|cuoi|giua|theo|khi|moi|\d{1,2}\s*/|han)\b|\d{1,2}[/.]\d{1,2}|\d{4}\b"
)
#: Ends of lines that no cell ends with, and those that a cell may end with too.
_DANGLES = re.compile(r"(?:[,(/-]|\b(?:và|của|các|với|về|cho|trước|ngày|tháng))$")
_GOES_ON = re.compile(
    r"(?:[,;(/-]|\b(?:và|của|các|với|về|cho|trước|ngày|tháng|thành phố|huyện|sở|ủy|ban|bộ|nhân|hội))$"
)
_WHO = (Column.LEAD, Column.PARTNER, Column.UNIT)
_LACKS = {Column.CONTENT: 99.0, Column.LEAD: 2.0, Column.UNIT: 2.0, Column.TIME: 1.2}
_LACKS_OTHER = 0.7
_LEFT = 0.5


def fitted(text: Text, columns: Sequence[Column], lines: Sequence[Span], *, whole: bool) -> tuple[Span, ...]:
    """The cells of the columns; all lines are used where `whole`, else what is left behind them may be something else."""
    if not lines:
        return ()
    best: list[tuple[float, tuple[int, ...]]] = [(0.0, ()), *((99.0, ()) for _ in lines)]
    for column in columns:
        best = _with_column(text, column, lines, best)
    reached = len(lines)
    if not whole:
        reached = min(range(1, len(best)), key=lambda used: best[used][0] + _LEFT * (len(lines) - used))
    return _cells(lines, best[reached][1])


def _with_column(
    text: Text, column: Column, lines: Sequence[Span], before: Sequence[tuple[float, tuple[int, ...]]]
) -> list[tuple[float, tuple[int, ...]]]:
    """The least cost of every number of lines used, when the column takes some of them; the ends of the cells with it."""
    lacks = _LACKS.get(column, _LACKS_OTHER)
    after = [(cost + lacks, (*ends, used)) for used, (cost, ends) in enumerate(before)]
    for first in range(len(lines)):
        cost, ends = before[first]
        for used in range(first, len(lines)):
            cost += _opens(text, column, lines, first) if used == first else _continues(text, column, lines, used)
            if cost < after[used + 1][0]:
                after[used + 1] = (cost, (*ends, used + 1))
    return after


def _cells(lines: Sequence[Span], ends: Sequence[int]) -> tuple[Span, ...]:
    firsts = (0, *ends)
    return tuple(
        (lines[first][0], lines[end - 1][1]) if end > first else _EMPTY
        for first, end in zip(firsts, ends, strict=False)
    )


def _opens(text: Text, column: Column, lines: Sequence[Span], first: int) -> float:
    """How ill a line begins a cell of the column."""
    return _begins(text, column, lines[first]) + (first > 0 and _ends(text, lines[first - 1], _DANGLES))


def _begins(text: Text, column: Column, line: Span) -> float:
    timed = _TIME.match(text.bare, *line) is not None
    lower = text.shown[line[0]].islower()
    if column is Column.TIME:
        return 0.0 if timed else 3.0
    if column in _WHO:
        return 0.5 * lower if _named(text, line) else 3.0
    if column is Column.CONTENT:
        return 2.0 * lower
    return 0.3 + 2.0 * lower + timed + _named(text, line)


def _continues(text: Text, column: Column, lines: Sequence[Span], used: int) -> float:
    """How ill a line goes on with the cell of the line before it."""
    line, before = lines[used], lines[used - 1]
    if _ends(text, before, _GOES_ON) or text.shown[line[0]].islower():
        return 0.0
    if column in _WHO:
        return (0.8 if column is Column.PARTNER else 0.85) if _named(text, line) else 1.2
    if not text.shown[line[0]].isalpha():
        return 0.2
    timed = _TIME.match(text.bare, *line) is not None and column is not Column.TIME
    return 1.2 + timed + _named(text, line)


def _named(text: Text, line: Span) -> bool:
    """Whether a name begins the line, behind a dash perhaps."""
    start, end = line
    while start < end and not text.shown[start].isalnum():
        start += 1
    return name_starts(text, start)


def _ends(text: Text, line: Span, shape: re.Pattern[str]) -> bool:
    return shape.search(text.plain, max(line[0], line[1] - 12), line[1]) is not None
