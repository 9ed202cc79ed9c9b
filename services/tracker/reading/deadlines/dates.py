"""Every mention of a date in a text, of whatever meaning: day, month, quarter, half, year."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from services.tracker.domain.deadline import Precision
from services.tracker.reading.deadlines import numbers
from services.tracker.reading.text import Text, pattern, squeeze

_N = r"[0-3oil]?\s?[0-9oil]"  # two digits as OCR gives them (`1 1`, `I1`)
_Y = r"(?P<y>[12][0-9oil]{3})"
_GAP = r"(?:\s*/+\s*|\s*-\s*|\s*,?\s*nam\s+|\s+)"

#: Patterns begin with a word (several words: several patterns) or a set of letters and look back only then: a search for
#: letters that stand together is the fastest, one for a set of letters the next.
DAY = pattern(
    r"[0-9oil](?:(?<![\w/.,].)|(?<=ngay.))\s?[0-9oil]?\s*[/.-]\s*[01oil]?\s?[0-9oil]\s*[/.-]+\s*"
    r"(?:[12][0-9oil]{3}|20\s[0-9oil]{2}|[0-9]{2})(?![\w/])"
)
_DAY_PARTS = re.compile(
    rf"(?P<d>{_N})\s*[/.-]\s*(?P<m>[01oil]?\s?[0-9oil])\s*[/.-]+\s*(?P<y>[12][0-9oil]{{3}}|20\s[0-9oil]{{2}}|[0-9]{{2}})"
)
DAY_SHORT = pattern(r"ngay(?<!\wngay) (?P<d>[0-3]?\d)[/-](?P<m>[01]?\d)(?![\w/.-]*\d)")
DAY_BARE = tuple(
    pattern(rf"{word} (?P<d>[0-3]?\d)/(?P<m>[01]?\d)(?![\w/.-]*\d)")
    for word in ("truoc", r"den(?<!\wden)", "het", r"nhat(?<!\wnhat)", r"vao(?<!\wvao)")
)
MONTH = pattern(rf"thang(?<!\wthang) (?P<m>[01oil]?[0-9oil])(?!\w)(?:{_GAP}{_Y}(?!\w))?(?!\s*[/-]\s*\d)")
_DAY_OF = re.compile(rf"(?<![\w/.,])(?P<d>{_N})\s+$")
#: `tuần 2 tháng 5`, `tuần thứ ba của tháng 6`: seven days each, counted from the first.
_WEEK_OF = pattern(r"\btuan (?:thu )?(?P<w>[1-4]|nhat|hai|ba|tu|dau tien|dau|cuoi cung|cuoi) (?:cua )?$")
_WEEKS = {"nhat": 1, "dau": 1, "dau tien": 1, "hai": 2, "ba": 3, "tu": 4}
MONTH_DIGITS = pattern(rf"/{_Y}(?![\w/])")
_MONTH_BEFORE = re.compile(r"(?<![\w/.,-])(?P<m>[01]?\d)$")
QUARTER = pattern(
    rf"quy(?<!\wquy) (?:[ivl]{{1,3}}\s*(?:,|va|den|-|;)\s*(?:quy )?){{0,3}}(?P<q>[tl]?i{{1,3}}|[ivlt]{{1,3}}|[1-4])"
    rf"(?:{_GAP}{_Y})?(?!\w)"
)
#: `tháng 5, 6 năm 2021`, `tháng 5 - 6/2021`: the last of several months.
MONTHS = pattern(
    rf"thang(?<!\wthang) (?:[01]?\d\s*(?:,|va|-)\s*(?:thang )?){{1,5}}(?P<m>[01]?\d)\s*(?:/\s*|,?\s*nam ){_Y}(?!\w)"
)
HALF = pattern(rf"thang(?<!\wthang) (?P<h>dau|cuoi) nam(?: {_Y})?(?!\w)")
_SIX = re.compile(r"(?<!\w)(?:0?6|sau)\s+$")
YEAR = pattern(rf"nam(?<!\wnam) {_Y}(?!\w)")
THIS = tuple(pattern(rf"(?P<u>{unit})(?<!\w{unit}) (?:nay|hien tai)\b") for unit in ("thang", "quy", "nam"))


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


def dated_days(text: Text, end: int) -> Iterator[Mention]:
    """Days with their years before character `end`, one form after the other."""
    for shape, build in ((DAY, _day), (MONTH, _month)):
        for match in shape.finditer(text.bare, 0, end):
            mention = build(match, None)
            if mention is not None and mention.dated and mention.day:
                yield mention


def _all(text: Text, reference: date | None) -> Iterator[Mention]:
    for shape, build in _SHAPES:
        for match in shape.finditer(text.bare):
            mention = build(match, reference)
            if mention is not None:
                yield mention


def _day(match: re.Match[str], _: date | None) -> Mention | None:
    parts = _DAY_PARTS.match(match.string, match.start(), match.end())
    return _on_day(parts, match.start(), numbers.full_year(parts["y"])) if parts else None


def _yearless(match: re.Match[str], reference: date | None) -> Mention | None:
    return _next(_on_day(match, match.start("d"), reference.year if reference else 2000), reference)


def _next(mention: Mention | None, reference: date | None) -> Mention | None:
    """A day without a year is the first of its kind not before the date of reference."""
    if mention is None:
        return None
    on = mention.on
    if reference and on < reference:
        on = numbers.day_of(on.year + 1, on.month, on.day) or on
    return replace(mention, on=on, dated=False)


def _on_day(match: re.Match[str], start: int, year: int | None) -> Mention | None:
    day, month = numbers.number(match["d"]), numbers.number(match["m"])
    on = numbers.day_of(year, month, day) if year and month and day else None
    return Mention(start, match.end(), on, Precision.DAY, on.month, on.day) if on else None


def _month(match: re.Match[str], reference: date | None) -> Mention | None:
    """`tháng 3 năm 2010`, with the day before it where there is one; without a year the next such month."""
    month, year = numbers.number(match["m"]), numbers.full_year(match["y"]) if match["y"] else None
    if month is None or not 1 <= month <= 12:
        return None
    week = _week(match, reference, month, year)
    if week:
        return week
    before = _DAY_OF.search(match.string, max(0, match.start() - 8), match.start())
    day = numbers.number(before["d"]) if before else None
    stated = year or (reference.year if reference else 2000)
    on = numbers.day_of(stated, month, day) if day else None
    if before and on:
        mention = Mention(before.start("d"), match.end(), on, Precision.DAY, month, day)
        return mention if year else _next(mention, reference)
    if year is None and reference:
        stated += month < reference.month
    end = numbers.month_end(stated, month)
    return Mention(match.start(), match.end(), end, Precision.MONTH, month, dated=year is not None)


def _week(match: re.Match[str], reference: date | None, month: int, year: int | None) -> Mention | None:
    """The last day of a week that is counted within its month; without a year the next such month."""
    found = _WEEK_OF.search(match.string, max(0, match.start() - 24), match.start())
    if found is None:
        return None
    stated = year or (reference.year + (month < reference.month) if reference else 2000)
    word = squeeze(found["w"])
    week = int(word) if word.isdecimal() else _WEEKS.get(word)
    end = numbers.month_end(stated, month)
    on = end.replace(day=week * 7) if week else end
    return Mention(found.start(), match.end(), on, Precision.DAY, month, on.day, dated=year is not None)


def _month_digits(match: re.Match[str], _: date | None) -> Mention | None:
    before = _MONTH_BEFORE.search(match.string, max(0, match.start() - 3), match.start())
    year, month = numbers.full_year(match["y"]), numbers.number(before["m"]) if before else None
    if before is None or year is None or month is None or not 1 <= month <= 12:
        return None
    return Mention(before.start(), match.end(), numbers.month_end(year, month), Precision.MONTH, month)


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
    before = _SIX.search(match.string, max(0, match.start() - 5), match.start())
    if before is None:
        return None
    month = 6 if match["h"] == "dau" else 12
    on = numbers.month_end(year or (reference.year if reference else 2000), month)
    return Mention(before.start(), match.end(), on, Precision.QUARTER, month, dated=year is not None)


def _months(match: re.Match[str], _: date | None) -> Mention | None:
    month, year = int(match["m"]), numbers.full_year(match["y"])
    if year is None or not 1 <= month <= 12:
        return None
    return Mention(match.start(), match.end(), numbers.month_end(year, month), Precision.MONTH, month)


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
    (DAY, _day), (DAY_SHORT, _yearless), *((shape, _yearless) for shape in DAY_BARE), (MONTH, _month), (MONTH_DIGITS, _month_digits),
    (MONTHS, _months), (QUARTER, _quarter), (HALF, _half), (YEAR, _year), *((shape, _this) for shape in THIS),
)  # fmt: skip
