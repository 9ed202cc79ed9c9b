"""Tables whose cells stand one below the other, as text taken out of a PDF has them: which lines make which cell."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from services.tracker.domain.deadline import Span
from services.tracker.reading.tables.fitting import fitted
from services.tracker.reading.tables.heads import Column, columns_of
from services.tracker.reading.text import Text

_NUMBER_HEAD = re.compile(r"\n[ \t]*(?P<head>s?tt|so tt|so thu tu)\.?[ \t]*(?=\r?\n)")
_LINE = re.compile(r"\S[^\n]*")
_NUMBER = re.compile(r"(?P<number>\d{1,3}(?:\.\d{1,2}){0,3})[.)]?$")
_FIRST = re.compile(r"(?:1|i|a|1\.1)[.)]?$|i\. \S|a\. \S")
_SECTION = re.compile(r"(?:[ivx]{1,5}|[a-h])[.)]?$|(?:[ivx]{1,5}|[a-h])\.\s+\S")
_COUNTED = re.compile(r"\(\d{1,2}\)$|\d$")
_ENDS = re.compile(
    r"(?:noi\s+nhan|ghi\s+chu|tm\.|kt\.|tl\.|tuq\.|dieu\s+\d|chuong\s|phan\s+(?:thu|[ivx])|phu\s+luc|tong\s+cong)\b"
)
_MOST_HEADS = 16
_MOST_LINES = 40


@dataclass(frozen=True, slots=True)
class Stacked:
    """A header and its rows; a row without cells is the title of a section."""

    start: int
    end: int
    columns: tuple[Column, ...]
    rows: tuple[tuple[Span, tuple[Span, ...]], ...]


def stacked_tables(text: Text) -> Iterator[Stacked]:
    """The tables whose header begins with a line that only says `TT`."""
    until = 0
    for found in _NUMBER_HEAD.finditer(text.bare):
        if found.start() < until:
            continue
        table = _table(text, found.start("head"))
        if table:
            until = table.end
            yield table


def _table(text: Text, start: int) -> Stacked | None:
    heads, first = _heads(text, start)
    columns = columns_of(heads)
    if not columns or columns[0] is not Column.NUMBER:
        return None
    rows = tuple(_Taking(text, columns).rows(_lines(text, first), heads))
    return Stacked(start, rows[-1][0][1], columns, rows) if rows else None


def _lines(text: Text, start: int) -> Iterator[Span]:
    for found in _LINE.finditer(text.shown, start):
        yield found.start(), found.start() + len(found.group().rstrip())


def _heads(text: Text, start: int) -> tuple[tuple[str, ...], int]:
    """The heads, a line that begins in lower case with the one before it, and where the first row begins."""
    heads: list[str] = []
    for number, (first, end) in enumerate(_lines(text, start)):
        words = text.bare[first:end]
        if _FIRST.match(words):
            return tuple(heads), first
        if number > _MOST_HEADS:
            break
        if _COUNTED.match(words):
            continue
        if heads and text.shown[first].islower():
            heads[-1] += f" {words}"
        else:
            heads.append(words)
    return (), start


class _Taking:
    """Parts the lines below a header into rows."""

    def __init__(self, text: Text, columns: tuple[Column, ...]) -> None:
        self._text = text
        self._columns = columns
        self._next = 1
        self._restarts = True

    def rows(self, lines: Iterator[Span], heads: Sequence[str]) -> Iterator[tuple[Span, tuple[Span, ...]]]:
        """Each row with its cells, in order."""
        opened: list[Span] = []
        for line in lines:
            words = self._text.bare[slice(*line)]
            if _ENDS.match(words) or len(opened) > _MOST_LINES:
                break
            if words in heads:
                continue
            if self._opens(words):
                yield from self._row(opened, last=False)
                opened = []
            if opened or self._opened(words):
                opened.append(line)
            else:
                break
        yield from self._row(opened, last=True)

    def _opened(self, words: str) -> bool:
        """Notes the number of the row or section that opens here."""
        number = _NUMBER.match(words)
        if number:
            self._next = int(number["number"].split(".")[0]) + 1
        self._restarts = not number
        return number is not None or _SECTION.match(words) is not None

    def _opens(self, words: str) -> bool:
        """The number that comes next, alone in its line, or a section."""
        number = _NUMBER.match(words)
        if number is None:
            return _SECTION.match(words) is not None and len(words) < 160
        said = number["number"]
        return "." in said or int(said) == self._next or (self._restarts and int(said) == 1)

    def _row(self, lines: Sequence[Span], *, last: bool) -> Iterator[tuple[Span, tuple[Span, ...]]]:
        if not lines:
            return
        if not _NUMBER.match(self._text.bare[slice(*lines[0])]):
            yield from self._section(lines, last=last)
            return
        cells = fitted(self._text, self._columns[1:], lines[1:], whole=not last)
        if cells:
            end = max(end for _, end in cells)
            yield (lines[0][0], end), (lines[0], *cells)

    def _section(self, lines: Sequence[Span], *, last: bool) -> Iterator[tuple[Span, tuple[Span, ...]]]:
        if not last:  # a title behind the last row heads what comes after the table
            yield (lines[0][0] if len(lines) == 1 else lines[1][0], lines[-1][1]), ()
