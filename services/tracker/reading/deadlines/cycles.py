"""Cycles as they are written (`hàng quý`, `6 tháng một lần`, `định kỳ 03 tháng/lần`), before their days are sought."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from services.tracker.reading.deadlines import numbers
from services.tracker.reading.text import Text, pattern

_COUNT = r"(?:0?\d|1[0-2]|ba|sau|chin|hai|mot)"
UNITS = {"ngay": "FREQ=DAILY", "tuan": "FREQ=WEEKLY", "thang": "FREQ=MONTHLY", "quy": "FREQ=MONTHLY;INTERVAL=3",
          "nam": "FREQ=YEARLY"}  # fmt: skip
_EVERY = pattern(r"hang(?<!\whang) (?P<u>ngay|tuan|thang|quy|nam)\b")
_EACH = pattern(r"moi(?<!\wmoi) (?P<u>ngay|tuan|thang|quy|nam)\b")
_ONCE = pattern(r" (?:mot|01|1|hai|02|2) lan\b")
_TIMES = pattern(r"lan(?<!\wlan)\b")
_PERIODIC = pattern(
    rf"dinh(?<!\wdinh) ky(?: hang| moi)? (?P<n>{_COUNT}) (?P<u>thang|nam|tuan)\b(?!\s*/|\s*(?:mot|1|"
    rf"01) lan|\s*(?:dau|cuoi))"
)
_COUNTED = pattern(rf"\b(?P<n>{_COUNT}) (?P<u>thang|nam|tuan)\s*(?:/\s*)?(?:(?:0?1|mot) )?$")
_TIMES_A = pattern(r"\s*(?:/|trong|moi|mot)\s*(?:0?1 |mot )?(?P<u>tuan|thang|quy|nam)\b")
_NUMBER_BEFORE = pattern(rf"\b{_COUNT} ?$")
_PERIODICALLY = pattern(r"dinh ky,? ?\(? ?$")
_SPELT = frozenset({"hàng", "hằng", "hang", "hăng", "mỗi", "môi"})


@dataclass(frozen=True, slots=True)
class Anchor:
    """A cycle: its place, its RFC 5545 rule, its unit; `sure` where the words can mean nothing else."""

    start: int
    end: int
    rule: str
    unit: str
    sure: bool


def every(count: int, unit: str) -> str:
    """The rule of every so many units; a quarter is three months, twelve months are a year."""
    if unit == "thang" and count == 12:
        return UNITS["nam"]
    return UNITS[unit] if count == 1 else f"{UNITS[unit]};INTERVAL={count}"


def anchors(text: Text) -> list[Anchor]:
    """All cycles in order of the text."""
    return sorted(_all(text), key=lambda anchor: anchor.start)


def _all(text: Text) -> Iterator[Anchor]:
    for shape in (_EVERY, _EACH):
        for found in shape.finditer(text.bare):
            if text.plain[found.start() : found.start() + 4].strip() in _SPELT:
                start, sure = _periodically(text, found.start())
                sure = sure or (shape is _EACH and bool(_ONCE.match(text.bare, found.end())))
                yield Anchor(start, found.end(), UNITS[found["u"]], found["u"], sure)
    for found in _PERIODIC.finditer(text.bare):
        yield Anchor(
            found.start(), found.end(), every(numbers.number(found["n"]) or 1, found["u"]), found["u"], sure=True
        )
    for found in _TIMES.finditer(text.bare):
        yield from _times(text, found)


def _times(text: Text, found: re.Match[str]) -> Iterator[Anchor]:
    base = max(0, found.start() - 26)
    counted = _COUNTED.search(text.bare, base, found.start())
    if counted:
        start, _ = _periodically(text, counted.start())
        rule = every(numbers.number(counted["n"]) or 1, counted["u"])
        yield Anchor(start, found.end(), rule, counted["u"], sure=True)
        return
    number, unit = _NUMBER_BEFORE.search(text.bare, base, found.start()), _TIMES_A.match(text.bare, found.end())
    if number and unit:
        yield Anchor(number.start(), unit.end(), UNITS[unit["u"]], unit["u"], sure=True)


def _periodically(text: Text, start: int) -> tuple[int, bool]:
    """Where `định kỳ` before a cycle begins, and whether it stands there."""
    found = _PERIODICALLY.search(text.bare, max(0, start - 12), start)
    return (found.start(), True) if found else (start, False)
