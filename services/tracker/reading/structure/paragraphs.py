"""Paragraphs: physical lines put together where a scan or a mail program broke them."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from services.tracker.domain.deadline import Span
from services.tracker.reading.structure.inline import cut_headings
from services.tracker.reading.structure.lines import Level, Line, lines
from services.tracker.reading.text import Text

_STOPPED = re.compile(r"(?:[.;:!?]|\./|/\.)[\s\"'”’)\]*_`|]*$")
_WRAPPED_AT_MOST = 140
_BROKEN_AT_LEAST = 0.08
#: Lines that never go on with the line before them: foot, letterhead, titles.
_OPENS = re.compile(
    r"\W{0,3}(?:n?oi\s+nhan\b|kinh\s+gui|can\s+cu\s|so\s?:|(?:kt|tm|tl|tuq)\.\s|phu\s+luc\b|"
    r"cong\s+hoa\s+xa\s+hoi)"
)
#: Words that no paragraph ends with: a page break stands between.
_DANGLES = re.compile(r"\b(?:của|và|các|với|về|cho|tại|trong|là|do|để|những|người|theo|từ|trên|thuộc|hoặc|bằng|được)$")
_CLOSES = re.compile(r"\./\.?\s*$|doc\s+lap\s*-+\s*tu\s+do\s*-+\s*hanh\s+phuc\W*$")


class Paragraph(NamedTuple):
    """One logical paragraph: `start` … `end` with its marker, words from `body` on."""

    start: int
    end: int
    body: int
    level: Level
    marker: str
    blank_before: int


def paragraphs(text: Text, apart: Sequence[Span] = ()) -> list[Paragraph]:
    """The text's paragraphs in order; lines that stand `apart` (in tables) belong to none, and part them."""
    runs = list(_runs(cut_headings(text, list(lines(text))), apart))
    width = _width(text, [line for run in runs for line in run])
    return [_joined(group) for run in runs for group in _groups(text, run, width)]


def _runs(every: Sequence[Line], apart: Sequence[Span]) -> Iterator[Sequence[Line]]:
    """The lines before, between and behind the stretches apart."""
    first = 0
    for start, end in apart:
        until = bisect_left(every, start, lo=first, key=lambda line: line.start)
        yield every[first:until]
        first = bisect_left(every, end, lo=until, key=lambda line: line.start)
    yield every[first:]


def _width(text: Text, every: Sequence[Line]) -> int:
    """The length at which lines were broken; 0 where each line is a paragraph of its own."""
    lengths = sorted(line.end - line.start for line in every)
    if not lengths or _broken(text, every) < _BROKEN_AT_LEAST * len(every):
        return 0
    usual = lengths[int(len(lengths) * 0.9)]
    return usual if usual <= _WRAPPED_AT_MOST else 0


def _broken(text: Text, every: Sequence[Line]) -> int:
    """How many lines begin in lower case without a marker: only broken paragraphs do."""
    return sum(line.level is Level.PLAIN and text.shown[line.start].islower() for line in every)


def _groups(text: Text, every: Sequence[Line], width: int) -> Iterator[list[Line]]:
    group: list[Line] = []
    for line in every:
        if group and not _continues(text, group[-1], line, width):
            yield group
            group = []
        group.append(line)
    if group:
        yield group


def _continues(text: Text, before: Line, line: Line, width: int) -> bool:
    """Whether a line goes on with the paragraph of the line before it."""
    return _may_continue(text, before, line, width) and not (
        _OPENS.match(text.bare, line.body, line.end)
        or _CLOSES.search(text.bare, max(before.start, before.end - 48), before.end)
    )


def _may_continue(text: Text, before: Line, line: Line, width: int) -> bool:
    """By the signs between the two lines and their lengths; the words are not looked at."""
    length = before.end - before.start
    lower = text.shown[line.body].islower() if line.body < line.end else False
    if line.level is not Level.PLAIN:
        brimful = width >= 55 and length >= 0.88 * width
        return brimful and line.blank_before == 0 and _accidental(text, before, line) and not _stopped(text, before)
    if line.blank_before > 0:
        if _DANGLES.search(text.plain, max(before.start, before.end - 12), before.end):
            return True
        return (lower and not _ends(text, before)) or (_noise(text, line) and not _stopped(text, before))
    return (width > 0 and length >= 0.66 * width) or (lower and not _stopped(text, before))


def _stopped(text: Text, line: Line) -> bool:
    """Whether a line ends with a stop, closing signs aside."""
    return bool(_STOPPED.search(text.shown, max(line.start, line.end - 8), line.end))


def _accidental(text: Text, before: Line, line: Line) -> bool:
    """A dash or number that only happens to stand at the start of a broken line."""
    if line.level is Level.DASH:
        return text.shown[before.end - 1] not in ",;" and line.marker == "-"
    return line.level is Level.DECIMAL and text.shown[line.body : line.body + 1].islower()


def _ends(text: Text, before: Line) -> bool:
    """A line that nothing goes on from, even where the next begins in lower case."""
    return text.shown[before.end - 1] in ":.!?"


def _noise(text: Text, line: Line) -> bool:
    """A line that begins with a speck of the scan read as a stop."""
    return text.shown[line.body] in ".,;`'|" if line.body < line.end else False


def _joined(group: list[Line]) -> Paragraph:
    first = group[0]
    return Paragraph(first.start, group[-1].end, first.body, first.level, first.marker, first.blank_before)
