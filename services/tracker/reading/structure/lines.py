"""Physical lines of a text and the marker each begins with (roman, Điều, decimal, letter, dash, plus)."""

import re
from collections.abc import Iterator
from enum import IntEnum
from typing import NamedTuple

from services.tracker.reading.text import UPPER, Text


class Level(IntEnum):
    """The style of a marker, outermost first. PLAIN paragraphs have none."""

    CHAPTER = 0
    ROMAN = 1
    ARTICLE = 2
    DECIMAL = 3
    SUBDECIMAL = 4
    SUBSUBDECIMAL = 5
    LETTER = 6
    DASH = 7
    PLUS = 8
    PLAIN = 9


class Line(NamedTuple):
    """A line without its surrounding blanks; `body` is where the words after the marker begin.

    A tuple, since a text has as many as it has lines: they are made in a third of the time.
    """

    start: int
    end: int
    body: int
    level: Level
    marker: str
    blank_before: int


_MARKER = re.compile(
    r"(?P<chapter>(?:phan|chuong|muc)\s+(?:thu\s+)?(?:[ivxl]{1,6}|\d{1,2}|nhat|hai|ba|tu|nam)\b\s*[.:)-]*)"
    r"|(?P<article>dieu\s+[0-9li]{1,3}\s*[.:,)-]+\s*|dieu\s+\d{1,3}\s)"
    r"|(?P<subsubdecimal>\d{1,2}\.\d{1,2}\.\d{1,2}(?:\.\d{1,2})*\.?(?![\d/])\s*)"
    r"|(?P<subdecimal>\d{1,2}\.\d{1,2}[.)]?(?![\d/%]|\s*(?:trieu|ty|dong|ha|km|nguoi|ho|nha)\b)\s*(?=\D))"
    r"|(?P<decimal>\d{1,2}\s?[.)](?!\d)\s*(?:[.,]\s+)?|\d{1,2}\s?/(?!\d)\s*)"
    r"|(?P<letter>[a-z]{1,2}\s?\)+\s*|[a-hk]\.\s+|[a-z]/\s*(?=\D))"
    r"|(?P<plus>\++\s*)"
    r"|(?P<dash>[-_]+[-_.\s]*|\*\s*\)?\s*)"
)
#: A list of the web puts its own dash before the letter or number of an item (`- b. …`).
_MARKER_IN_DASH = re.compile(r"(?:(?P<letter>[a-ik]|d)|\d{1,2})[.)]\s+(?=\w)")
_COMMA = re.compile(r"\d{1,2},\s+(?=[^\W\d_a-zà-ỹđ])")  # `9, VNPT`: the full stop of a number, read as a comma
_ROMAN = re.compile(r"(?:[IVX][IVXivxl]{0,4}|H|HI|VHI|[Ii]{1,3}|Il|Ill|lI|lII)\s?[.)/-]-?\s*(?=[^\W\d_])")
_LOST_ENDS = 1500
_INLINE = re.compile(rf"(?<=[.;:])\s+(?=(?:\d{{1,2}}\.|[a-zđ]\)|[-+]|[IVX]{{1,4}}\.|Điều\s\d{{1,3}}\.)\s+[{UPPER}])")
_WORDS = re.compile(r"\w")
_PAGE = re.compile(r"\W{0,3}\d{1,3}\W{0,3}(?<![.)])|(?:PAGE|Page|Trang)\b.{0,24}")
_LINE = re.compile(r"\S[^\n\r\u2028\u2029\u0085]*")
_LINE_BY_NEWLINE = re.compile(r"\S.*")
_ODD_ENDS = ("\r", "\u2028", "\u2029", "\u0085")
#: The longest line that can be the number of a page; first signs of Roman numbers; first letters of the worded markers.
_PAGE_LONGEST = 29
_ROMAN_SIGNS = frozenset("IVXHil")
_WORDED = ("phan", "chuo", "dieu")


def lines(text: Text) -> Iterator[Line]:
    """Every line that has more than blanks."""
    last_end = 0
    for start, last in _physical(text):
        stripped = text.shown[start:last].rstrip()
        if not _says_something(stripped):
            continue
        end = start + len(stripped)
        blank = text.shown.count("\n", last_end, start) - 1
        level, size = marker_at(text, start, end)
        marker = text.plain[start : start + size].strip() if size else ""
        yield Line(start, end, start + size, level, marker, blank)
        last_end = end


def _says_something(line: str) -> bool:
    """Whether a line is more than signs or the number of a page."""
    if len(line) <= _PAGE_LONGEST and _PAGE.fullmatch(line):
        return False
    return line[:1].isalnum() or _WORDS.search(line) is not None


def _physical(text: Text) -> Iterator[tuple[int, int]]:
    """The lines; one as long as a page (a text that lost its line ends) is cut where an item begins."""
    shape = _LINE if any(map(text.shown.__contains__, _ODD_ENDS)) else _LINE_BY_NEWLINE
    for found in shape.finditer(text.shown):
        start, end = found.span()
        for cut in _INLINE.finditer(text.shown, start, end) if end - start > _LOST_ENDS else ():
            yield start, cut.start()
            start = cut.end()
        yield start, end


def marker_at(text: Text, start: int, end: int) -> tuple[Level, int]:
    """The style of the marker that words begin with, and its length; PLAIN and 0 where there is none."""
    opening, roman = text.bare[start : start + 4], None
    if text.shown[start] in _ROMAN_SIGNS:
        roman = _ROMAN.match(text.shown, start, end)
    elif opening.isalpha() and opening not in _WORDED:
        return Level.PLAIN, 0
    if roman and not text.shown.startswith(("i)", "v)", "x)", "i.", "v.", "x."), start):
        return Level.ROMAN, roman.end() - start
    if text.plain.startswith("đ)", start):
        return Level.LETTER, 3 if text.plain.startswith("đ) ", start) else 2
    comma = _COMMA.match(text.shown, start, end) if opening[0].isdecimal() else None
    if comma:
        return Level.DECIMAL, comma.end() - start
    found = _MARKER.match(text.bare, start, end)
    if found and found.lastgroup == "dash":
        inner = _MARKER_IN_DASH.match(text.bare, found.end(), end)
        if inner:
            return Level.LETTER if inner["letter"] else Level.DECIMAL, inner.end() - start
    return (Level[(found.lastgroup or "").upper()], found.end() - start) if found else (Level.PLAIN, 0)
