"""Tables of tasks (`Nội dung | Chủ trì | Phối hợp | Thời gian`), with bars or tabs between their cells: a row, a task."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from services.tracker.reading.actors.names import name_starts, names_in
from services.tracker.reading.text import Name, Text, pattern


class Column(Enum):
    CONTENT = "content"
    LEAD = "lead"
    PARTNER = "partner"
    TIME = "time"
    OTHER = "other"


_HEADS = (
    (Column.PARTNER, pattern(r"phoi hop")),
    (
        Column.LEAD,
        pattern(r"chu tri|thuc hien$|chiu trach nhiem|phu trach|don vi thuc hien|co quan thuc hien|phan cong"),
    ),
    (Column.TIME, pattern(r"thoi gian|thoi han|tien do|hoan thanh|ngay hoan thanh")),
    (Column.CONTENT, pattern(r"noi dung|nhiem vu|cong viec|ten (?:nhiem vu|van ban|de an)|hoat dong")),
)
_LINE = re.compile(r".+")
_TAB = re.compile("\t")
_CELL = re.compile(r"[^|\t]+")
_RULE = re.compile(r"[\s|:\-+=]*")

Cells = list[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table of tasks; `time` is the place of its time cell."""

    start: int
    end: int
    content: tuple[int, int]
    leads: tuple[Name, ...]
    partners: tuple[Name, ...]
    time: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class Table:
    """The tasks of a text's tables, and the lines (headers too) that are read as tables and not as sentences."""

    rows: tuple[Row, ...]
    lines: tuple[tuple[int, int], ...]


def table(text: Text) -> Table:
    """Everything that stands in tables of tasks."""
    lines: list[tuple[int, int]] = []
    found = tuple(_rows(text, lines))
    return Table(found, tuple(lines))


def _rows(text: Text, lines: list[tuple[int, int]]) -> Iterator[Row]:
    """Rows under a header that names content and lead; a line without cells, or another header, ends the table."""
    columns: list[Column] = []
    last = -1
    ruled = _ruled(text)
    for line in filter(_is_row, _LINE.finditer(ruled)) if "|" in ruled or "\t" in ruled else ():
        cells = [found.span() for found in _CELL.finditer(ruled, line.start(), line.end()) if found.group().strip()]
        if _RULE.fullmatch(text.bare, line.start(), line.end()):
            last = line.end()
            continue
        header = _columns(text, cells)
        if header:
            columns, last = header, line.end()
            lines.append(line.span())
        elif columns and text.bare.count("\n", last, line.start()) <= 2 and len(cells) == len(columns):
            last = line.end()
            lines.append(line.span())
            yield from _row(text, (line.start(), line.end()), dict(zip(columns, cells, strict=True)))


def _ruled(text: Text) -> str:
    """The bare text with the tabs that the foldings show as blanks."""
    parts: list[str] = []
    last = 0
    for tab in _TAB.finditer(text.source):
        at = tab.start() if text.origins is None else bisect_left(text.origins, tab.start())
        parts.append(text.bare[last:at])
        last = at + 1
    return "\t".join([*parts, text.bare[last:]]) if parts else text.bare


def _is_row(line: re.Match[str]) -> bool:
    words = line.group()
    return words.count("|") > 1 or words.count("\t") > 1


def _columns(text: Text, cells: Cells) -> list[Column]:
    """The columns that a header row names; empty where the row is no header of a table of tasks."""
    named = [_column(text.bare[start:end].strip()) for start, end in cells]
    return named if {Column.CONTENT, Column.LEAD} <= set(named) else []


def _column(words: str) -> Column:
    return next((column for column, shape in _HEADS if len(words) < 60 and shape.search(words)), Column.OTHER)


def _row(text: Text, line: tuple[int, int], cells: dict[Column, tuple[int, int]]) -> Iterator[Row]:
    content, lead = cells[Column.CONTENT], cells[Column.LEAD]
    if text.bare[slice(*lead)].strip(" .-") and text.bare[slice(*content)].strip():
        partner = cells.get(Column.PARTNER)
        leads, partners = _names(text, lead), _names(text, partner) if partner else ()
        yield Row(*line, content, leads, partners, cells.get(Column.TIME))


def _names(text: Text, cell: tuple[int, int]) -> tuple[Name, ...]:
    start, end = cell
    while start < end and not text.shown[start].isalnum():
        start += 1
    if start >= end:
        return ()
    return (
        names_in(text, start, end)
        if name_starts(text, start)
        else (Name(" ".join(text.shown[start:end].split()), cell),)
    )
