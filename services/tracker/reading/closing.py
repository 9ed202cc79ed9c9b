"""Closing paragraphs that say by when the results of numbered items are sent: the items' date, no task [corpus rule 8].

`Kết quả thực hiện các nội dung 1, 2 và 3 gửi về Sở trước ngày …`
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from services.tracker.domain.deadline import Span
from services.tracker.reading.cutting import Binds
from services.tracker.reading.duties import Duty
from services.tracker.reading.structure.items import Item
from services.tracker.reading.structure.lines import Level
from services.tracker.reading.text import Text, pattern

_NUMBERS = r"\d{1,2}(?: ?(?:,|;|va|-|den|/) ?(?:(?:muc|diem|noi dung|khoan) )?\d{1,2}){0,12}"
_REFERS = pattern(
    rf"[^.;]{{0,90}}?\b(?:noi dung|nhiem vu|muc|diem|khoan|phan|cong viec)(?: so| tai| thu| muc| diem| khoan)* (?:tu )?"
    rf"(?P<which>{_NUMBERS})(?! ?[/.]\d)(?=[ ,;(])"
)
_SENT = pattern(r"\b(?:gui|nop|bao cao|hoan thanh|trinh)\b")
_ONE = pattern(r"\d{1,2}")
_RANGE = pattern(r"(\d{1,2}) ?(?:-|den) ?(?:(?:muc|diem|noi dung|khoan) )?(\d{1,2})")


@dataclass(frozen=True, slots=True)
class Closing:
    """The line, and the numbers of the items whose results it is about."""

    line: Span
    numbers: frozenset[int]


def governed(text: Text, every: Sequence[Item], duties: Iterable[Duty], binds: Binds) -> list[Duty]:
    """The duties; those under items that a closing paragraph names are due when it says, and it is no duty itself."""
    found = list(duties)
    closings = [closing for closing in (_closing(text, item, binds) for item in every) if closing]
    for closing in closings:
        found = _applied(found, every, closing, binds)
    return found


def _closing(text: Text, item: Item, binds: Binds) -> Closing | None:
    if item.level is not Level.PLAIN or not binds(item.start, item.end):
        return None
    refers = _REFERS.match(text.bare, item.body, item.end)
    if refers is None or not _SENT.search(text.bare, item.body, item.end):
        return None
    return Closing((item.start, item.end), _numbers(refers["which"]))


def _numbers(which: str) -> frozenset[int]:
    """`1, 2 và 3`, `1 đến 4`."""
    whole = {number for found in _RANGE.finditer(which) for number in range(int(found[1]), int(found[2]) + 1)}
    return frozenset(whole | {int(found.group()) for found in _ONE.finditer(which)})


def _applied(duties: list[Duty], every: Sequence[Item], closing: Closing, binds: Binds) -> list[Duty]:
    """Only where there are such items, and the line has become a duty of its own or none."""
    places = [(item.start, item.last) for item in every if _numbered(item, closing)]
    if len(places) < len(closing.numbers):
        return duties
    first, last = closing.line
    others = [duty for duty in duties if not first <= duty.start < last]
    return [_due(duty, closing, binds) if _within(duty, places) else duty for duty in others]


def _numbered(item: Item, closing: Closing) -> bool:
    number = item.paragraph.marker.rstrip(".)/ ")
    return (
        item.level is Level.DECIMAL
        and item.start < closing.line[0]
        and number.isdecimal()
        and int(number) in closing.numbers
    )


def _within(duty: Duty, places: list[Span]) -> bool:
    return any(start <= duty.start < end for start, end in places)


def _due(duty: Duty, closing: Closing, binds: Binds) -> Duty:
    """What has its own date keeps it."""
    return duty if duty.due or duty.time or binds(duty.start, duty.end) else replace(duty, due=closing.line)
