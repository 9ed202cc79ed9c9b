"""Headings without a number (`Công an tỉnh` over `a) …`, `b) …`): they take the level just above the list they open."""

from collections.abc import Iterator, Sequence

from services.tracker.reading.actors.clause import read_clause
from services.tracker.reading.actors.names import name_starts
from services.tracker.reading.structure.lines import Level
from services.tracker.reading.structure.paragraphs import Paragraph
from services.tracker.reading.text import Text

_LONGEST = 120
#: What a list begins with, and the level of a heading over it. Numbers must have been seen: the issuer may stand over the first.
_FIRST = {
    Level.LETTER: ("a", Level.SUBSUBDECIMAL), Level.DECIMAL: ("1", Level.ARTICLE), Level.DASH: ("", Level.LETTER),
}  # fmt: skip


def with_headings(text: Text, paragraphs: Sequence[Paragraph]) -> list[Paragraph]:
    """The paragraphs; those that only name agencies and stand over a list have a level of their own."""
    return list(_levelled(text, paragraphs))


def _levelled(text: Text, paragraphs: Sequence[Paragraph]) -> Iterator[Paragraph]:
    seen: set[Level] = set()
    for paragraph, following in zip(paragraphs, [*paragraphs[1:], None], strict=False):
        level = _heads(paragraph, following) if paragraph.level is Level.PLAIN else None
        anew = following is not None and (following.level is not Level.DECIMAL or Level.DECIMAL in seen)
        if level is not None and anew and _names_only(text, paragraph):
            yield paragraph._replace(level=level)
        else:
            yield paragraph
        seen.add(paragraph.level)


def _heads(paragraph: Paragraph, following: Paragraph | None) -> Level | None:
    """The level of a short paragraph over the first item of a list."""
    if following is None or paragraph.end - paragraph.start > _LONGEST:
        return None
    first, level = _FIRST.get(following.level, ("", None))
    return level if following.marker.startswith(first) else None


def _names_only(text: Text, paragraph: Paragraph) -> bool:
    """Whether it holds names of agencies and nothing else, without a stop."""
    start, end = paragraph.start, paragraph.end
    if text.shown[end - 1] in ".;,!?" or not name_starts(text, start):
        return False
    clause = read_clause(text, start, end)
    return bool(clause.leads) and clause.duty >= end - 2
