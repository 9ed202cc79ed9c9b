"""Closing paragraphs that say by when the results of numbered items are sent: the items' date, no task [corpus rule 8].

`Kết quả thực hiện các nội dung 1, 2 và 3 gửi về Sở trước ngày …`
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice, takewhile

from services.tracker.domain.deadline import Span
from services.tracker.reading.cutting import Binds
from services.tracker.reading.duties import Duty
from services.tracker.reading.grounds import REFERS
from services.tracker.reading.structure.items import Item
from services.tracker.reading.structure.lines import Level
from services.tracker.reading.text import UPPER, Text, pattern

_SENT = pattern(r"\b(?:gui|nop|bao cao|hoan thanh|trinh)\b")
_ONE = pattern(r"\d{1,2}[a-i]?")
_RANGE = pattern(r"(\d{1,2}) ?(?:-|den) ?(?:(?:muc|diem|noi dung) )?(\d{1,2})")
_SENTENCE_END = re.compile(rf"[.;]\s+(?=[{UPPER}])")
#: A document has one or two such paragraphs; a text of nothing else is read in linear time all the same.
_MOST = 8


@dataclass(frozen=True, slots=True)
class Closing:
    """The sentence, and the items whose results it is about (`1`, `6c`)."""

    line: Span
    numbers: frozenset[str]


def governed(text: Text, every: Sequence[Item], duties: Iterable[Duty], binds: Binds) -> list[Duty]:
    """The duties; those under items that a closing paragraph names are due when it says, and it is no duty itself."""
    found = list(duties)
    for closing in islice(_closings(text, every, binds), _MOST):
        found = _applied(found, every, closing, binds)
    return found


def _closings(text: Text, every: Sequence[Item], binds: Binds) -> Iterator[Closing]:
    for item in every:
        refers = REFERS.match(text.bare, item.body, item.end) if item.level is Level.PLAIN else None
        if refers is None:
            continue
        stop = _SENTENCE_END.search(text.shown, refers.end(), item.end)
        line = (item.start, stop.start() if stop else item.end)
        if binds(*line) and _SENT.search(text.bare, *line):
            yield Closing(line, _numbers(refers["which"]))


def _numbers(which: str) -> frozenset[str]:
    """`1, 2 và 3`, `1 đến 4`, `6c`."""
    whole = {str(number) for found in _RANGE.finditer(which) for number in range(int(found[1]), int(found[2]) + 1)}
    return frozenset(whole | {found.group().lstrip("0") for found in _ONE.finditer(which)})


def _applied(duties: list[Duty], every: Sequence[Item], closing: Closing, binds: Binds) -> list[Duty]:
    """Only where there are all those items, and one of them has no date of its own; else it is a duty beside them."""
    places = _places(every, closing)
    if not places:
        return duties
    first, last = closing.line
    others = [duty for duty in duties if not first <= duty.start < last]
    given = [_due(duty, closing, binds) if _within(duty, places) else duty for duty in others]
    return given if given != others else duties


def _places(every: Sequence[Item], closing: Closing) -> list[Span]:
    """Where the items stand: of several with a number, the last before the paragraph; none where one lacks."""
    found: dict[str, Span] = {}
    limit = closing.line[0]
    for item in takewhile(lambda item: item.start < limit, every):
        number = _number(item)
        if number in closing.numbers:
            found[number] = (item.start, min(item.last, limit))
    return list(found.values()) if len(found) == len(closing.numbers) else []


def _number(item: Item) -> str:
    """`6` of `6.`, `6c` of `c)` under it; empty for what has none."""
    marker = item.paragraph.marker.rstrip(".)/ ").lstrip("0")
    if item.level is Level.LETTER and item.parent:
        above = _number(item.parent) if item.parent.level is Level.DECIMAL else ""
        return f"{above}{marker}" if above else ""
    return marker if item.level is Level.DECIMAL else ""


def _within(duty: Duty, places: list[Span]) -> bool:
    return any(start <= duty.start < end for start, end in places)


def _due(duty: Duty, closing: Closing, binds: Binds) -> Duty:
    """What has its own date keeps it."""
    return duty if duty.due or duty.time or binds(duty.start, duty.end) else replace(duty, due=closing.line)
