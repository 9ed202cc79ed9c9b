"""Tables whose columns are kept apart by blanks only, line under line, as `pdftotext -layout` writes them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from services.tracker.domain.deadline import Span
from services.tracker.reading.tables.heads import Column, columns_of
from services.tracker.reading.text import Text

_HEAD = re.compile(r"\n(?P<line> *(?:s?tt|so tt)(?= {2,}\S[^\n]* {2,}\S))")
_CHUNK = re.compile(r"\S+(?: \S+)*")
_OPENS = re.compile(r"(?:\d{1,3}(?:\.\d{1,2}){0,3}|[ivx]{1,5}|[a-h])[.)]?$")
#: Lines behind a table; its header on a further page begins another.
_ENDS = re.compile(r"\s*(?:s?tt|so\s+tt|noi\s+nhan|ghi\s+chu|tm\.|kt\.|dieu\s+\d|phu\s+luc|tong\s+cong)\b")
_MOST_LINES = 300
_GAP = 2

Chunks = tuple[Span, ...]
Cells = tuple[tuple[Span, ...], ...]


@dataclass(frozen=True, slots=True)
class Aligned:
    """A header and its rows, each with the pieces of every cell."""

    start: int
    end: int
    columns: tuple[Column, ...]
    rows: tuple[tuple[Span, Cells], ...]


def aligned_tables(text: Text) -> Iterator[Aligned]:
    """The tables whose header line begins with `TT` and names its columns."""
    until = 0
    for found in _HEAD.finditer(text.bare):
        table = _table(text, found.start("line")) if found.start() >= until else None
        if table:
            until = table.end
            yield table


def _table(text: Text, start: int) -> Aligned | None:
    lines = list(_lines(text, start))
    first = next((number for number, (at, chunks) in enumerate(lines) if number and _is_row(text, chunks)), 0)
    edges = _edges(lines)
    heads = [" ".join(text.bare[slice(*piece)] for piece in cell) for cell in _cells(lines[:first], edges)]
    columns = columns_of(heads)
    if not columns or columns[0] is not Column.NUMBER:
        return None
    rows = tuple(_rows(text, lines[first:], edges))
    return Aligned(start, rows[-1][0][1], columns, rows) if rows else None


def _lines(text: Text, start: int) -> Iterator[tuple[int, Chunks]]:
    """Where each line begins, and its chunks; up to what is no line of the table."""
    wide = 0
    blank = 0
    for number in range(_MOST_LINES):
        stop = text.bare.find("\n", start)
        stop = len(text.bare) if stop < 0 else stop
        chunks = tuple(found.span() for found in _CHUNK.finditer(text.bare, start, stop))
        wide = wide or stop - start
        blank = 0 if chunks else blank + 1
        ends = number > 0 and _ENDS.match(text.bare, start, stop)
        if ends or blank > 1 or _stands_alone(text, start, chunks, wide):
            return
        if chunks:
            yield start, chunks
        if stop == len(text.bare):
            return
        start = stop + 1


def _stands_alone(text: Text, start: int, chunks: Chunks, wide: int) -> bool:
    """A line that is one sentence or title, over the columns or where their numbers stand."""
    if len(chunks) != 1:
        return False
    first, end = chunks[0]
    return end - first > wide // 2 or (first - start < _GAP and not _OPENS.match(text.bare[first:end]))


def _is_row(text: Text, chunks: Chunks) -> bool:
    return len(chunks) > 1 and _OPENS.match(text.bare[slice(*chunks[0])]) is not None


def _edges(lines: Sequence[tuple[int, Chunks]]) -> tuple[int, ...]:
    """Where each column begins: behind the blanks that stand below each other in every line."""
    width = max((chunks[-1][1] - start for start, chunks in lines), default=0)
    used = [False] * width
    for start, chunks in lines:
        for first, end in chunks:
            used[first - start : end - start] = [True] * (end - first)
    runs = [(filled, len(list(group))) for filled, group in groupby(used)]
    edges, at = [0], 0
    for (filled, length), following in pairwise([*runs, (False, 0)]):
        at += length
        if not filled and length >= _GAP and following[0] and at > length:
            edges.append(at)
    return tuple(edges)


def _cells(lines: Sequence[tuple[int, Chunks]], edges: Sequence[int]) -> Cells:
    """The pieces of each column in these lines."""
    cells: list[list[Span]] = [[] for _ in edges]
    for start, chunks in lines:
        for first, end in chunks:
            column = max(number for number, edge in enumerate(edges) if edge <= first - start)
            cells[column].append((first, end))
    return tuple(map(tuple, cells))


def _rows(text: Text, lines: Sequence[tuple[int, Chunks]], edges: Sequence[int]) -> Iterator[tuple[Span, Cells]]:
    opens = [number for number, (_, chunks) in enumerate(lines) if _is_row(text, chunks)]
    for first, end in pairwise([*opens, len(lines)]):
        yield (lines[first][1][0][0], lines[end - 1][1][-1][1]), _cells(lines[first:end], edges)
