"""Lines whose cells stand between bars or tabs; a row of a table may go on over several lines."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from services.tracker.domain.deadline import Span
from services.tracker.reading.text import Text

_LINE = re.compile(".+")
_RULE = re.compile(r"[\s|:\-+=_]*")
_NUMBER = r"(?:\d{1,3}(?:\.\d{1,3})*|[ivxIVX]{1,5}|[A-Za-z])[.)]?"
_OPENS_ROW = re.compile(rf"\s*(?:\||{_NUMBER}\s*[|\t])")
_MOST_LINES = 12
_FEWEST_CELLS = 2


@dataclass(frozen=True, slots=True)
class Line:
    """A line of cells (of one or more lines of the text) and their places."""

    start: int
    end: int
    cells: tuple[Span, ...]


def raw_of(text: Text) -> str:
    """The text as long as its foldings, with the tabs of the source."""
    return text.source if text.origins is None else "".join(text.source[origin] for origin in text.origins)


def separated_lines(raw: str) -> Iterator[Line]:
    """The lines of cells of a text, rules (`|---|---|`) left out."""
    if "|" not in raw and "\t" not in raw:
        return
    for found in _LINE.finditer(raw):
        words = found.group()
        if ("|" in words or "\t" in words) and not _RULE.fullmatch(raw, *found.span()):
            line = _line(raw, *found.span())
            if len(line.cells) >= _FEWEST_CELLS:
                yield line


def whole(raw: str, line: Line, wide: int) -> Line:
    """The line with those that go on with its cells, where that makes `wide` cells; else the line."""
    longer: Line | None = line
    for _ in range(_MOST_LINES):
        if longer is None or len(longer.cells) >= wide:
            break
        longer = _with_next(raw, longer)
    return longer if longer and len(longer.cells) == wide else line


def with_next(raw: str, line: Line) -> Line | None:
    """The line together with the next one, where that has cells and opens no row."""
    longer = _with_next(raw, line)
    return longer if longer and len(longer.cells) > len(line.cells) else None


def _with_next(raw: str, line: Line) -> Line | None:
    start = line.end + 1
    stop = raw.find("\n", start)
    stop = len(raw) if stop < 0 else stop
    if _OPENS_ROW.match(raw, start, stop) or not raw[start:stop].strip():
        return None
    return _line(raw, line.start, stop)


def _line(raw: str, start: int, end: int) -> Line:
    """Its cells, empty ones too; bars that only frame the line part nothing."""
    if "|" not in raw[start:end]:
        return Line(start, end, tuple(_cells(raw, start, end, "\t")))
    words = raw[start:end]
    first = start + len(words) - len(words.lstrip())
    last = start + len(words.rstrip())
    first += raw.startswith("|", first)
    last -= last > first and raw.startswith("|", last - 1)
    return Line(start, end, tuple(_cells(raw, first, last, "|")))


def _cells(raw: str, start: int, end: int, sign: str) -> Iterator[Span]:
    while (cut := raw.find(sign, start, end)) >= 0:
        yield start, cut
        start = cut + 1
    yield start, end
