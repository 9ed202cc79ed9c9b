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
#: The number of a row, alone in its line or before the first words.
_NUMBER = re.compile(r"(?P<number>\d{1,3}(?:\.\d{1,2}){0,3})(?:[.)]?$|[.)]\s+(?=\S)|\s+(?=[^\W\d_]))")
_FIRST = re.compile(r"(?:1|i|a|1\.1)[.)]?$|i\. \S|a\. \S|1[.)]?\s+[^\W\d_]")
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
    rows = list(_Taking(text, columns).rows(_lines(text, first), heads))
    while rows and not rows[-1][1]:
        rows.pop()  # the title of what comes behind the table
    return Stacked(start, rows[-1][0][1], columns, tuple(rows)) if rows else None


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
        self._beside: bool | None = None  # whether numbers stand before the first words of their rows

    def rows(self, lines: Iterator[Span], heads: Sequence[str]) -> Iterator[tuple[Span, tuple[Span, ...]]]:
        """Each row with its cells, in order."""
        opened: list[Span] = []
        for line in lines:
            words = self._text.bare[slice(*line)]
            if _ENDS.match(words) or len(opened) > _MOST_LINES:
                break
            if words in heads:
                continue
            if self._opens(words, line[0]):
                if self._left(words, opened):
                    opened = opened if len(opened) > 1 else []
                    break
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

    def _opens(self, words: str, start: int) -> bool:
        """The number that comes next, alone in its line, or a section."""
        number = _NUMBER.match(words)
        if number is None:
            return _SECTION.match(words) is not None and len(words) < 160
        said = number["number"]
        if number.end() < len(words) and not self._text.shown[start + number.end()].isupper():
            return False
        return "." in said or int(said) == self._next or (self._restarts and int(said) == 1)

    def _left(self, words: str, opened: Sequence[Span]) -> bool:
        """Numbers written in another way, or over single lines, are those of items behind the table."""
        number = _NUMBER.match(words)
        if number is None:
            return False
        beside = number.end() < len(words)
        if self._beside is None:
            self._beside = beside
        return beside is not self._beside or (beside and len(opened) == 1 and not self._restarts)

    def _row(self, lines: Sequence[Span], *, last: bool) -> Iterator[tuple[Span, tuple[Span, ...]]]:
        if not lines:
            return
        start, end = lines[0]
        number = _NUMBER.match(self._text.bare[start:end])
        if not number:
            yield from self._section(lines, last=last)
            return
        words = start + number.end()
        beside = [(words, end)] if words < end else []
        cells = fitted(self._text, self._columns[1:], [*beside, *lines[1:]], whole=not last)
        if cells:
            yield (start, max(end for _, end in cells)), ((start, words), *cells)

    def _section(self, lines: Sequence[Span], *, last: bool) -> Iterator[tuple[Span, tuple[Span, ...]]]:
        if not last:  # a title behind the last row heads what comes after the table
            yield (lines[0][0] if len(lines) == 1 else lines[1][0], lines[-1][1]), ()
