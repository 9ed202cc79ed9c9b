"""Tables of tasks (`Nội dung | Chủ trì | Phối hợp | Thời gian`): a row, a task."""

from collections.abc import Iterator
from dataclasses import dataclass

from services.tracker.reading.tables.aligned import aligned_tables
from services.tracker.reading.tables.grids import Line, raw_of, separated_lines, whole, with_next
from services.tracker.reading.tables.heads import Column, columns_of, tells
from services.tracker.reading.tables.rows import Row, Rows
from services.tracker.reading.tables.stacked import stacked_tables
from services.tracker.reading.text import Text

__all__ = ["Row", "Table", "tables"]

#: Lines without cells that may stand between two rows: headings of sections, the ends of pages.
_APART = 4
_TITLE_LONGEST = 160


@dataclass(frozen=True, slots=True)
class Table:
    """A table from its header to its last row, and those of its rows that are tasks."""

    start: int
    end: int
    rows: tuple[Row, ...]


def tables(text: Text) -> list[Table]:
    """The tables whose header names what is to be done, in order of the text."""
    raw = raw_of(text)
    every: list[_Open] = []
    for line in separated_lines(raw):
        if every and line.start < every[-1].end:
            continue
        opened = _header(text, raw, line)
        if opened and every and every[-1].heads == opened.heads and every[-1].reaches(line):
            every[-1].end = opened.end  # the header again, on a further page
        elif opened:
            every.append(opened)
        elif every and every[-1].reaches(line):
            every[-1].take(raw, line)
    found = [one.table for one in every if one.taken]
    for table in _laid_out(text):
        if not any(other.start < table.end and table.start < other.end for other in found):
            found.append(table)
    return sorted(found, key=lambda table: table.start)


def _laid_out(text: Text) -> Iterator[Table]:
    """Tables without signs between their cells: a cell a line, or columns kept apart by blanks."""
    for stacked in stacked_tables(text):
        rows = Rows(text, stacked.columns)
        for place, cells in stacked.rows:
            if cells:
                rows.take(place, cells)
            else:
                rows.head(place)
        yield _closed(stacked.start, stacked.end, rows)
    for aligned in aligned_tables(text):
        rows = Rows(text, aligned.columns)
        for place, pieces in aligned.rows:
            rows.take_pieces(place, pieces)
        yield _closed(aligned.start, aligned.end, rows)


def _closed(start: int, end: int, rows: Rows) -> Table:
    return Table(start, end, () if tells(rows.columns) else tuple(rows.found))


@dataclass(slots=True)
class _Open:
    """A table that is being read."""

    start: int
    end: int
    heads: tuple[str, ...]
    rows: Rows
    taken: bool = False

    @property
    def table(self) -> Table:
        return _closed(self.start, self.end, self.rows)

    def reaches(self, line: Line) -> bool:
        return self.rows.text.bare.count("\n", self.end, line.start) <= _APART

    def take(self, raw: str, line: Line) -> None:
        """A row, the second line of the header, or cells of something else."""
        columns = self.rows.columns
        row = whole(raw, line, len(columns))
        if len(row.cells) > len(columns) or (len(row.cells) < 2 < len(columns)):
            return
        for title in self._between(row.start):
            self.rows.head(title)
        self.end, self.taken = row.end, True
        if not self._is_head(row):
            self.rows.take((row.start, row.end), row.cells)

    def _between(self, start: int) -> Iterator[tuple[int, int]]:
        """Lines without cells since the last row: titles of sections."""
        at = self.end
        for words in self.rows.text.shown[at:start].split("\n"):
            if len(words) < _TITLE_LONGEST and any(map(str.isalpha, words)):
                first = at + len(words) - len(words.lstrip())
                yield first, at + len(words.rstrip())
            at += len(words) + 1

    def _is_head(self, row: Line) -> bool:
        """The second line of a header whose first names groups of columns (`Phân công | | ` over `Chủ trì | Phối hợp`)."""
        bare = self.rows.text.bare
        words = tuple(bare[start:end].strip() for start, end in row.cells)
        if self.rows.found or len(words) != len(self.heads) or words[0]:
            return False
        both = tuple(f"{above} {below}".strip() for above, below in zip(self.heads, words, strict=True))
        content = self.rows.columns.index(Column.CONTENT)
        columns = columns_of(both) if not words[content] else ()
        if columns:
            self.rows = Rows(self.rows.text, columns)
        return bool(columns)


def _header(text: Text, raw: str, line: Line) -> _Open | None:
    columns, heads = _columns(text, line)
    if not columns:
        return None
    while Column.NUMBER in columns and (longer := with_next(raw, line)) and _columns(text, longer)[0]:
        line, (columns, heads) = longer, _columns(text, longer)
    return _Open(line.start, line.end, heads, Rows(text, columns))


def _columns(text: Text, line: Line) -> tuple[tuple[Column, ...], tuple[str, ...]]:
    heads = tuple(text.bare[start:end].strip() for start, end in line.cells)
    return columns_of(heads), heads
