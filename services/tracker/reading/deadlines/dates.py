"""Every mention of a date in a text, of whatever meaning: day, month, quarter, half, year."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from services.tracker.domain.deadline import Precision
from services.tracker.reading.deadlines import numbers
from services.tracker.reading.text import Text, pattern

_N = r"[0-3oil]?\s?[0-9oil]"  # two digits as OCR gives them (`1 1`, `I1`)
_Y = r"(?P<y>[12][0-9oil]{3})"
_GAP = r"(?:\s*/+\s*|\s*-\s*|\s*,?\s*nam\s+|\s+)"

DAY = pattern(rf"(?<![\w/.,])(?P<d>{_N})\s*(?P<s>[/.-])\s*(?P<m>[01oil]?\s?[0-9oil])\s*[/.-]+\s*(?P<y>[12][0-9oil]{{3}}|[0-9]{{2}})(?![\w/])")
DAY_WORDS = pattern(rf"\b(?P<d>{_N}) thang (?P<m>[01oil]?[0-9oil])(?:\s*(?:,?\s*nam|/)\s*{_Y})?(?!\w)")
DAY_SHORT = pattern(r"(?:\bngay|\btruoc|\bden|\bhet) (?P<d>[0-3]?\d)[/-](?P<m>[01]?\d)(?![\w/.-]*\d)")
MONTH = pattern(rf"\bthang (?P<m>[01oil]?[0-9oil]){_GAP}{_Y}(?!\w)")
MONTH_BARE = pattern(r"\bthang (?P<m>[01]?\d)(?!\w)(?!\s*[/-]\s*\d)")
MONTH_DIGITS = pattern(rf"(?<![\w/.,-])(?P<m>[01]?\d)/{_Y}(?![\w/])")
QUARTER = pattern(rf"\bquy (?:[ivl]{{1,3}}\s*(?:,|va|den|-|;)\s*(?:quy )?){{0,3}}(?P<q>[tl]?i{{1,3}}|[ivlt]{{1,3}}|[1-4])(?:{_GAP}{_Y})?(?!\w)")
HALF = pattern(rf"\b(?:0?6|sau) thang (?P<h>dau|cuoi) nam(?: {_Y})?(?!\w)")
YEAR = pattern(rf"\bnam {_Y}(?!\w)")
THIS = pattern(r"\b(?P<u>thang|quy|nam) (?:nay|hien tai)\b")


@dataclass(frozen=True, slots=True)
class Mention:
    """A date in the text; `dated` is False where its year came from the date of reference."""

    start: int
    end: int
    on: date
    precision: Precision
    month: int
    day: int | None = None
    dated: bool = True


Builder = Callable[[re.Match[str], date | None], Mention | None]


def mentions(text: Text, reference: date | None) -> list[Mention]:
    """All mentions in order, none inside another (the fuller one wins)."""
    found = sorted(_all(text, reference), key=lambda mention: (mention.start, -mention.end))
    kept: list[Mention] = []
    for mention in found:
        if not kept or mention.start >= kept[-1].end:
            kept.append(mention)
    return kept


def mentions_in(text: Text, place: tuple[int, int], reference: date | None) -> list[Mention]:
    """The mentions between two characters."""
    start, end = place
    part = Text("", "", text.plain[start:end], text.bare[start:end], None)
    return [replace(found, start=found.start + start, end=found.end + start) for found in mentions(part, reference)]


def _all(text: Text, reference: date | None) -> Iterator[Mention]:
    for shape, build in _SHAPES:
        for match in shape.finditer(text.bare):
            mention = build(match, reference)
            if mention is not None:
                yield mention


def _day(match: re.Match[str], _: date | None) -> Mention | None:
    return _on_day(match, numbers.full_year(match["y"]))


def _day_words(match: re.Match[str], reference: date | None) -> Mention | None:
    return _on_day(match, numbers.full_year(match["y"])) if match["y"] else _yearless(match, reference)


def _yearless(match: re.Match[str], reference: date | None) -> Mention | None:
    year = reference.year if reference else 2000
    mention = _on_day(match, year)
    if mention is None:
        return None
    on = mention.on
    if reference and on < reference:
        on = numbers.day_of(year + 1, on.month, on.day) or on
    return Mention(mention.start, mention.end, on, Precision.DAY, on.month, on.day, dated=False)


def _on_day(match: re.Match[str], year: int | None) -> Mention | None:
    day, month = numbers.number(match["d"]), numbers.number(match["m"])
    on = numbers.day_of(year, month, day) if year and month and day else None
    return Mention(match.start("d"), match.end(), on, Precision.DAY, on.month, on.day) if on else None


def _month(match: re.Match[str], _: date | None) -> Mention | None:
    year, month = numbers.full_year(match["y"]), numbers.number(match["m"])
    if year is None or month is None or not 1 <= month <= 12:
        return None
    return Mention(match.start(), match.end(), numbers.month_end(year, month), Precision.MONTH, month)


def _month_bare(match: re.Match[str], reference: date | None) -> Mention | None:
    month = numbers.number(match["m"])
    if month is None or not 1 <= month <= 12:
        return None
    year = reference.year + (month < reference.month) if reference else 2000
    return Mention(match.start(), match.end(), numbers.month_end(year, month), Precision.MONTH, month, dated=False)


def _quarter(match: re.Match[str], reference: date | None) -> Mention | None:
    quarter = numbers.ROMANS.get(match["q"])
    year = numbers.full_year(match["y"]) if match["y"] else None
    if quarter is None:
        return None
    month = quarter * 3
    on = numbers.month_end(year or (reference.year if reference else 2000), month)
    return Mention(match.start(), match.end(), on, Precision.QUARTER, month, dated=year is not None)


def _half(match: re.Match[str], reference: date | None) -> Mention | None:
    year = numbers.full_year(match["y"]) if match["y"] else None
    month = 6 if match["h"] == "dau" else 12
    on = numbers.month_end(year or (reference.year if reference else 2000), month)
    return Mention(match.start(), match.end(), on, Precision.QUARTER, month, dated=year is not None)


def _year(match: re.Match[str], _: date | None) -> Mention | None:
    year = numbers.full_year(match["y"])
    return Mention(match.start(), match.end(), date(year, 12, 31), Precision.YEAR, 12) if year else None


def _this(match: re.Match[str], reference: date | None) -> Mention | None:
    if reference is None:
        return None
    month = {"thang": reference.month, "quy": (reference.month + 2) // 3 * 3, "nam": 12}[match["u"]]
    precision = {"thang": Precision.MONTH, "quy": Precision.QUARTER, "nam": Precision.YEAR}[match["u"]]
    on = numbers.month_end(reference.year, month)
    return Mention(match.start(), match.end(), on, precision, month, dated=False)


_SHAPES: tuple[tuple[re.Pattern[str], Builder], ...] = (
    (DAY, _day), (DAY_WORDS, _day_words), (DAY_SHORT, _yearless), (MONTH, _month), (MONTH_DIGITS, _month),
    (MONTH_BARE, _month_bare), (QUARTER, _quarter), (HALF, _half), (YEAR, _year), (THIS, _this),
)  # fmt: skip
