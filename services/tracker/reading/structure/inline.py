"""Headings with their first item on the same line (`3. Về vốn tín dụng a) Ngân hàng Nhà nước …`), as web pages lose the line end."""

import re
from collections.abc import Iterator, Sequence

from services.tracker.reading.structure.lines import Level, Line, marker_at
from services.tracker.reading.text import UPPER, Text

_FIRST = re.compile(rf"(?<=[^\s.;:,])\s+(?P<m>a\)|1\.|1\)|I\.)\s+(?=[{UPPER}])")
_NEXT = {"a)": "b)", "1.": "2.", "1)": "2)", "i.": "ii."}
_TITLE_LONGEST = 260
_AHEAD = 80


def cut_headings(text: Text, every: Sequence[Line]) -> list[Line]:
    """The lines, with each such heading as a line of its own; only where the second item of the list follows."""
    return [part for number, line in enumerate(every) for part in _parts(text, every, number, line)]


def _parts(text: Text, every: Sequence[Line], number: int, line: Line) -> Iterator[Line]:
    found = None
    end = min(line.end, line.body + _TITLE_LONGEST)
    if line.level is not Level.PLAIN and any(text.bare.find(sign, line.body, end) >= 0 for sign in _NEXT):
        found = _FIRST.search(text.shown, line.body, end)
    if found is None or not _goes_on(line, every[number + 1 : number + 1 + _AHEAD], found["m"].lower()):
        yield line
        return
    start = found.start("m")
    level, size = marker_at(text, start, line.end)
    yield Line(line.start, found.start(), line.body, line.level, line.marker, line.blank_before)
    yield Line(start, line.end, start + size, level, text.plain[start : start + size].strip(), 0)


def _goes_on(heading: Line, following: Sequence[Line], first: str) -> bool:
    """Whether the second item comes before the next heading of the same style."""
    for line in following:
        if line.marker.startswith(_NEXT[first]):
            return True
        if line.level is heading.level:
            return False
    return False
