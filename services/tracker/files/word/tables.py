"""Tables: those that only lay out a letterhead or a foot cell after cell, all others a row a line (`| a | b |`)."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from lxml import etree

from services.tracker.files.rows import row_line
from services.tracker.files.word.package import W
from services.tracker.files.word.styles import value_of

_MOTTO = ("cộng hòa", "cộng hoà", "độc lập", "đảng cộng sản", "nơi nhận")
_MOST_LAYOUT_ROWS = 3
_NO_LINE = frozenset(("nil", "none"))


@dataclass(frozen=True, slots=True)
class Cell:
    """The lines of a cell, the columns it spans, and whether it goes on with the cell above it."""

    lines: tuple[str, ...]
    width: int = 1
    goes_on: bool = False


Row = tuple[Cell, ...]


def table_lines(table: etree._Element, rows: Iterable[Row]) -> Iterator[str]:
    """The lines of a table."""
    every = list(rows)
    if _is_layout(every, bordered=_bordered(table)):
        yield from (line for row in every for cell in row for line in cell.lines if line)
    else:
        yield from _rows(every)


def _is_layout(rows: Sequence[Row], *, bordered: bool) -> bool:
    """Letterhead and foot stand in tables of two cells; a table of one column is a frame around its words."""
    columns = max((len(row) for row in rows), default=0)
    if columns <= 1:
        return True
    if columns > 3 or len(rows) > 2 * _MOST_LAYOUT_ROWS:
        return False
    words = " ".join(line for row in rows for cell in row for line in cell.lines).lower()
    return any(sign in words for sign in _MOTTO) or (columns == 2 and len(rows) <= _MOST_LAYOUT_ROWS and not bordered)


def _bordered(table: etree._Element) -> bool:
    properties = table.find(f"{W}tblPr")
    if properties is None:
        return False
    borders = properties.find(f"{W}tblBorders")
    if borders is None:
        return value_of(properties, "tblStyle") not in (None, "TableNormal")
    return any(side.get(f"{W}val") not in _NO_LINE for side in borders)


def _rows(rows: Sequence[Row]) -> Iterator[str]:
    """A cell merged with those below it stands in each row; one that spans a whole row is a heading."""
    above: dict[int, str] = {}
    for row in rows:
        if len(row) == 1 and len(rows) > 1:
            yield from filter(None, row[0].lines)
            continue
        cells: list[str] = []
        for cell in row:
            place = len(cells)
            words = above.get(place, "") if cell.goes_on else " ".join(cell.lines)
            above[place] = words
            cells += [words, *[""] * (cell.width - 1)]
        if any(cells):
            yield row_line(cells)
