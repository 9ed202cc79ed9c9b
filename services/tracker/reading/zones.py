"""Which part of the document an item stands in: letterhead, preamble, operative part, foot, annex."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from services.tracker.reading.actors.clause import opens_with_name, read_clause
from services.tracker.reading.segments import request_in
from services.tracker.reading.structure.items import Item
from services.tracker.reading.structure.lines import Level
from services.tracker.reading.text import Text, pattern


class Zone(Enum):
    HEAD = "head"
    PREAMBLE = "preamble"
    OPERATIVE = "operative"
    FOOT = "foot"


FOOT = pattern(r"(?:noi|oi|nơi) nhan ?:|noi nhan$|\W*tm\. |(?:kt|tl|tuq|q)\. ?(?:chu tich|giam doc|bo truong)")
PREAMBLE = pattern(
    r"(?:can cu|theo de nghi|xet de nghi|xet bao cao|xet|thuc hien (?:cong van|quyet dinh|chi thi|"
    r"ke hoach|nghi quyet|thong bao|van ban|"
    r"thong tu|chi dao|y kien|luat)|de (?!nghi)|nham |trong thoi gian qua|thoi gian qua|trong nhung nam|"
    r"tuy nhien|vua qua|sau khi|"
    r"tiep theo|ngay \d|thi hanh|trien khai (?:thuc hien )?(?:cong van|quyet dinh|chi thi|nghi quyet|luat))"
)
OPENING = pattern(
    r"(?:nhu sau|yeu cau|chi thi|sau day|sau|nhiem vu|noi dung|quyet dinh|cu the|chi dao|ket luan|"
    r"quyet nghi|thong nhat|y kien)(?: \S+){0,6} ?:[\s\W]*$"
)


_LETTERHEAD = (
    pattern(r"\bso ?[:.] ?[\w ]{0,9}[/-][\w/.-]{2,30}"),
    pattern(r", ngay .{0,9} thang .{1,4} nam \d{4}"),
    pattern(r"\bdoc lap ?- ?tu do ?- ?hanh phuc"),
)


@dataclass(frozen=True, slots=True)
class Zones:
    """Item numbers: the operative part is `first` … `foot` (exclusive)."""

    first: int
    foot: int


def zones(text: Text, every: list[Item]) -> Zones:
    """Where the operative part begins (with the last line of the preamble, or the first request) and ends."""
    top = letterhead_end(text)
    foot = next(
        (n for n, item in enumerate(every) if item.start >= top and FOOT.match(text.bare, item.start, item.end)),
        len(every),
    )
    first = 0
    addressed = set(salutation(text, every))
    for number, item in enumerate(every[:foot]):
        if item.start < top or number in addressed:
            first = number + 1
            continue
        if _operates(text, item):
            return Zones(number, foot)
    marked = next((n for n, item in enumerate(every[:foot]) if n >= first and item.level <= Level.LETTER), first)
    return Zones(min(marked, foot), foot)


def salutation(text: Text, every: list[Item]) -> Iterator[int]:
    """Numbers of the items of `Kính gửi` with the list under it."""
    open_ = False
    for number, item in enumerate(every):
        if text.bare.startswith("kinh gui", item.start):
            open_ = True
        elif open_ and item.level not in (Level.DASH, Level.PLUS) and not text.bare.startswith("(", item.start):
            return
        if open_:
            yield number


def _operates(text: Text, item: Item) -> bool:
    if OPENING.search(text.bare, max(item.start, item.end - 80), item.end):
        return True
    if item.level is not Level.PLAIN:
        return False
    if request_in(text, item.start, item.end) is not None:
        return True
    named = opens_with_name(text, item.start, item.end)
    return named and read_clause(text, item.start, item.end).trigger is not None


def letterhead_end(text: Text) -> int:
    """Where the letterhead ends: after number and date, found near the top; 0 where there is none."""
    return max((found.end() for shape in _LETTERHEAD for found in shape.finditer(text.bare, 0, 1500)), default=0)
