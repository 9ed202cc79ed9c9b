"""Pages → lines: paragraphs put together again from their broken lines, also over the end of a page."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from services.tracker.files.pdf.columns import Zone, widest_gap, zones
from services.tracker.files.pdf.geometry import LABEL, Line, Page, em_of, lines_of, words_of
from services.tracker.files.pdf.grids import Grid, grids
from services.tracker.files.rows import row_line

_OPENS = re.compile(rf"(?:{LABEL.pattern}|Điều|Kính)(?=\s|$)")
_HYPHEN = re.compile(r"\w-$")
_STOPS = re.compile(r"[.;:!?]$")
_CLOSES = re.compile(r"\./\.?$")
_INDENT = 9.0  # points
_SLACK = 1.5
_FEW_LINES = 4
_LOOSE = 2.2  # ems from line to line: the distance of lines that belong together is below
_APART = 1.7  # times the usual distance of lines: an empty line
Block = Zone | Grid


def text_of(pages: Sequence[Page]) -> Iterator[str]:
    """Every line of the text: a paragraph, a row of a table, a line of a letterhead."""
    writer = _Writer()
    for page in pages:
        blocks = _blocks(page)
        writer.edge = _edge(blocks, writer.edge)
        for block in blocks:
            yield from writer.add(block)
        writer.turned = True
    yield from writer.end()


def _blocks(page: Page) -> list[Block]:
    """Tables and zones of a page from the top down."""
    tables = grids(page.rules, page.words)
    held = frozenset().union(*(table.words for table in tables))
    lines = lines_of(word for word in page.words if word not in held)
    blocks: list[Block] = []
    start = 0
    for table in tables:
        end = next((n for n, line in enumerate(lines) if n >= start and line[0].middle > table.top), len(lines))
        blocks += [*zones(lines[start:end]), table]
        start = end
    return [*blocks, *zones(lines[start:])]


@dataclass(frozen=True, slots=True)
class Edge:
    """How far the lines of a page reach to the right; `justified` where its full lines all do so; `pitch` from line
    to line."""

    right: float = 0.0
    justified: bool = False
    pitch: float = 1000.0


def _edge(blocks: Sequence[Block], before: Edge) -> Edge:
    """The page before knows where this one has few lines."""
    lines = [block.left[0] for block in blocks if isinstance(block, Zone) and not block.right]
    ends = sorted(line[-1].x1 for line in lines)
    if len(ends) < _FEW_LINES:
        return replace(before, right=max(before.right, *ends)) if ends else before
    full = sum(end > ends[-1] - _SLACK for end in ends)
    pitch = median(line[0].base - above[0].base for above, line in pairwise(lines))
    return Edge(ends[-1], full >= 3 and full >= 0.4 * len(ends), pitch)


class _Writer:
    """Holds back the last paragraph and the last table: the next page may go on with them."""

    def __init__(self) -> None:
        self.edge = Edge()
        self.turned = False  # the first block of a further page is being looked at
        self._open: list[Line] = []
        self._table: Grid | None = None
        self._row: list[str] = []

    def add(self, block: Block) -> Iterator[str]:
        """The lines that are complete now."""
        if isinstance(block, Grid):
            yield from self._paragraph()
            yield from self._grid(block)
        else:
            yield from self._last_row()
            if block.right:
                yield from self._paragraph()
                yield from _columns(block)
            else:
                yield from self._line(block.left[0])
        self.turned = False

    def end(self) -> Iterator[str]:
        yield from self._last_row()
        yield from self._paragraph()

    def _line(self, line: Line) -> Iterator[str]:
        if self._open and not self._goes_on(self._open[-1], line):
            apart = line[0].base - self._open[-1][0].base > _APART * self.edge.pitch
            yield from self._paragraph()
            if apart and not self.turned:
                yield ""
        self._open.append(line)

    def _paragraph(self) -> Iterator[str]:
        if self._open:
            yield _together(self._open)
        self._open = []

    def _goes_on(self, before: Line, line: Line) -> bool:
        """A line goes on with the one before it where its first word would not have fitted there."""
        blank = 0.2 * em_of(before)
        fitted = before[-1].x1 + blank + (line[0].x1 - line[0].x0) <= self.edge.right - _SLACK
        if fitted or (self.edge.justified and before[-1].x1 < self.edge.right - _SLACK):
            return False
        indent = line[0].x0 - before[0].x0
        if indent >= _INDENT or (_STOPS.search(before[-1].text) and self._is_new(before, line)):
            return False
        return self.turned or line[0].base - before[0].base <= _LOOSE * max(em_of(before), em_of(line))

    def _is_new(self, before: Line, line: Line) -> bool:
        """Behind a stop: a line with a label, or with a capital where nothing else tells paragraphs apart."""
        if _OPENS.match(words_of(line)):
            return line[0].x0 - before[0].x0 > -_INDENT or self.turned
        return _CLOSES.search(before[-1].text) is not None or (not self.edge.justified and line[0].text[0].isupper())

    def _grid(self, grid: Grid) -> Iterator[str]:
        rows = list(grid.rows)
        before = self._table
        if before is not None and self.turned and _alike(before.columns, grid.columns):
            rows = rows[1:] if rows and rows[0] == before.rows[0] else rows  # the heading again
            if rows and self._row and len(rows[0]) == len(self._row) and not rows[0][0]:
                self._row = [f"{old} {new}".strip() for old, new in zip(self._row, rows.pop(0), strict=True)]
        self._table = grid
        for row in rows:
            yield from self._written()
            self._row = list(row)

    def _written(self) -> Iterator[str]:
        if self._row:
            yield self._row[0] if len(self._row) == 1 else row_line(self._row)
        self._row = []

    def _last_row(self) -> Iterator[str]:
        yield from self._written()
        self._table = None


def _together(lines: Sequence[Line]) -> str:
    """The words of a paragraph; what is parted behind a hyphen by the end of a line is one word."""
    words = words_of(lines[0])
    for line in lines[1:]:
        words += words_of(line) if _HYPHEN.search(words) else f" {words_of(line)}"
    return words


def _columns(zone: Zone) -> Iterator[str]:
    """The left column, then the right one; a line of its own is one line with a tab."""
    if len(zone.left) == len(zone.right) == 1 and zone.left[0][0].base == zone.right[0][0].base:
        yield f"{words_of(zone.left[0])}\t{words_of(zone.right[0])}"
        return
    for column in (zone.left, zone.right):
        yield from (_spaced(line) for line in column)


def _spaced(line: Line) -> str:
    """The words of a line; a tab where a further column begins."""
    gap = widest_gap(line)
    if gap is None:
        return words_of(line)
    at = next(place for place, word in enumerate(line) if word.x0 >= gap[1])
    return f"{words_of(line[:at])}\t{words_of(line[at:])}"


def _alike(one: Sequence[float], other: Sequence[float]) -> bool:
    return len(one) == len(other) and median(abs(a - b) for a, b in zip(one, other, strict=True)) < _INDENT
