"""Recurring deadlines: cycles with the day on which each falls due, before or behind the cycle [DOMAIN 4]."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import time

from services.tracker.domain.deadline import Deadline, Kind, Precision
from services.tracker.reading.deadlines import numbers
from services.tracker.reading.deadlines.cycles import UNITS, Anchor, anchors, every
from services.tracker.reading.deadlines.traps import Place, trap
from services.tracker.reading.text import Text, pattern, squeeze

_WEEKDAYS = {"2": "MO", "hai": "MO", "3": "TU", "ba": "TU", "4": "WE", "tu": "WE", "5": "TH", "nam": "TH",
             "6": "FR", "sau": "FR", "7": "SA", "bay": "SA"}  # fmt: skip
_LEAD = r"(?P<lead>(?:(?:truoc|cham|muon|nhat|la|vao|den|het|han|ngay|trong) ){0,6})"
_OF = (
    r"(?: cua (?:thang|nam|quy|ky)(?: (?:bao cao|sau|tiep theo|do|thuc hien ke hoach|ke tiep|lien ke|cuoi|"
    r"ke hoach)){0,2})"
)
_DAY = r"ngay (?P<d>[li]\d|[1-3li]o|[0-3]?\d)(?!\d)"  # OCR reads l for 1 and O for 0
_MONTH = r"(?: thang (?P<m>[01]?\d)(?! nam \d)|\s*/\s*(?P<ms>[01]?\d))"
DAY_BEFORE = pattern(rf"{_LEAD}{_DAY}{_MONTH}?(?:{_OF}| (?:thang|nam)(?: (?:bao cao|sau|ke hoach))?)?\s*[,(]?\s*$")
DAY_AFTER = pattern(
    rf"\s*[,(]?\s*{_LEAD}{_DAY}(?!\s*[/.-]\s*\d+\s*[/.-]\s*\d)(?! (?:cua )?thang cuoi)"
    rf"{_MONTH}?(?:{_OF}| hang nam)?(?:\s*\))?"
)
_WEEKDAY = (
    r"(?:(?:truoc|cham nhat|muon nhat|vao|den) ){0,3}(?:(?P<h>\d{1,2})\s*(?:h|gio|g)\s*(?P<mi>\d{2})?(?: phut)?,? )?"
    r"(?:ngay )?thu (?P<w>[2-7]|hai|ba|tu|nam|sau|bay)\b"
)
WEEKDAY = pattern(rf"{_WEEKDAY}\s*,?\s*$")
WEEKDAY_AFTER = pattern(rf"\s*[,(]?\s*{_WEEKDAY}")
_DAYTIME = r"(?:(?:truoc|cham nhat|muon nhat|vao|luc) ){1,2}(?P<h>\d{1,2})\s*(?:h|gio|g)\s*(?P<mi>\d{2})?(?: phut)?"
DAYTIME = pattern(rf"{_DAYTIME},? $")
DAYTIME_AFTER = pattern(rf"\s*[,(]?\s*{_DAYTIME}\b")
_LIMIT = r"(?P<lead>(?:(?:truoc|cham nhat|muon nhat|den het|vao|la) ){1,3})"
DAY_OF_YEAR = pattern(rf"{_LIMIT}{_DAY}{_MONTH}(?!\d|\s*/|\s*,? nam \d)(?: hang nam|{_OF})?")
DAY_OF_MONTH = pattern(rf"{_LIMIT}{_DAY}(?P<m>)(?P<ms>)(?!\d|\s*/| thang \d)(?: hang thang|{_OF})?")
OF_QUARTER = pattern(rf"{_DAY} (?:cua )?thang cuoi (?:cua )?(?:moi |hang )?quy\b")
OF_YEAR = pattern(
    rf"ngay(?<!\wngay) (?P<d>[0-3]?\d){_MONTH} cua nam (?:bao cao|thuc hien ke hoach|ke hoach|sau|"
    rf"tiep theo)\b"
)
FIRST_OF_PLAN = pattern(r"trong thang dau nam cua nam thu nhat\b[^.;,]{0,40}")
MONTHS = pattern(r"\s*\(\s*thang (?P<a>[01]?\d),? (?:va )?thang (?P<b>[01]?\d) hang nam\s*\)")
_MORE = pattern(
    r"\s*(?:,|;|va|/)\s*(?:dinh ky )?(?:(?:hang |moi )?(?P<n>0?\d|1[0-2]|ba|sau|chin|mot) (?P<nu>thang|nam)\b"
    r"|(?:hang |moi |ca )?(?P<u>quy|nam|thang)\b(?! \d))(?!\s*(?:dau|cuoi))"
)
_NEXT = pattern(r"\s*(?:,|;|va|/)\s*(?:va )?(?:hang |ca |bao cao )?(?P<u>nam|quy|thang)\s*(?=\()")
#: What names a cycle by itself: `Thời gian thực hiện: Hàng năm`.
_LABELS = pattern(r"\b(?:thoi gian|thoi han|tien do)(?: (?:thuc hien|hoan thanh|bao cao|trien khai))* ?: ?$")
_REPORTS = pattern(r"\b(?:thuc hien|gui|tong hop|nop) bao cao(?: ket qua| tinh hinh)? $")
_VERB_AFTER = pattern(
    r"\s*,?\s*(?:(?:phai|deu|chu dong|tien hanh|co trach nhiem|tong hop|bao cao|to chuc|thuc hien|ra soat|"
    r"danh gia|so ket|"
    r"tong ket|gui|cap nhat|kiem tra|xay dung|lap|thong ke|cong bo|cong khai|tham muu|trinh|binh xet|thong bao|hop|"
    r"theo doi|don doc|co ke hoach|co bao cao|bo tri|du toan|de xuat)\b|,)"
)
_CLAUSE_START = re.compile(r"(?:^|[.;:,\n()]\s*|\bva\s+|\bhoac\s+|-\s*|\bke\s+tu\s+)$")
_NOUN_TRAP = pattern(r"(?:binh quan|ke hoach|muc|muc phu cap|them|tro cap|phu cap|du toan|danh muc|so tay)\s*$")
_SENTENCE_END = re.compile(r"[.;]\s|\n\s*\n")
_REACH = 400


@dataclass(frozen=True, slots=True)
class Cycle:
    """One cycle in the text and the rule it makes."""

    start: int
    end: int
    rule: str
    at: time | None = None
    excludes: bool = False


def recurring_deadlines(text: Text) -> Iterator[Deadline]:
    """Every recurring duty's date; several cycles of one list are several deadlines."""
    for cycle in cycles(text):
        yield Deadline(
            kind=Kind.RECURRING, text=squeeze(text.words(cycle.start, cycle.end)).strip(" ,;("),
            rule="deadline.recurring", span=(cycle.start, cycle.end), rrule=cycle.rule, at=cycle.at,
            inclusive=not cycle.excludes, precision=Precision.MINUTE if cycle.at else Precision.DAY,
        )  # fmt: skip


def cycles(text: Text) -> Iterator[Cycle]:
    """Cycles in order of the text; a cycle that only qualifies a noun (`kế hoạch hằng năm`) is none."""
    taken = 0
    ends: set[int] = set()
    for anchor in anchors(text):
        if anchor.start < taken:
            continue
        for cycle in _at(text, anchor):
            taken = max(taken, cycle.end)
            ends.add(cycle.end)
            yield cycle
    yield from (cycle for cycle in _without_cycle_word(text) if cycle.end not in ends)


def _without_cycle_word(text: Text) -> Iterator[Cycle]:
    """Days that recur by what they are days of: `ngày 20 của tháng cuối quý`, `ngày 10 tháng 01 của năm kế hoạch`."""
    for found in OF_QUARTER.finditer(text.bare):
        yield _led(text, found, f"FREQ=YEARLY;BYMONTH=3,6,9,12;BYMONTHDAY={numbers.number(found['d'])}")
    for found in OF_YEAR.finditer(text.bare):
        month = int(found["m"] or found["ms"])
        yield _led(text, found, f"FREQ=YEARLY;BYMONTH={month};BYMONTHDAY={numbers.number(found['d'])}")
    for found in FIRST_OF_PLAN.finditer(text.bare):
        yield Cycle(found.start(), found.end(), "FREQ=YEARLY;INTERVAL=5;BYMONTH=1;BYMONTHDAY=31")


def _led(text: Text, found: re.Match[str], rule: str) -> Cycle:
    base = max(0, found.start() - 40)
    lead = re.search(r"(?:(?:truoc|cham|muon|nhat|la|vao|den|het)\s+){1,5}$", text.bare[base : found.start()])
    start = base + lead.start() if lead else found.start()
    return Cycle(start, found.end(), rule, excludes="truoc" in text.bare[start : found.start()])


def _at(text: Text, anchor: Anchor) -> Iterator[Cycle]:
    named = MONTHS.match(text.bare, anchor.end)
    if named:
        rule = f"FREQ=YEARLY;BYMONTH={int(named['a'])},{int(named['b'])};BYMONTHDAY=-1"
        yield Cycle(anchor.start, named.end(), rule)
        return
    dated = next(filter(None, (read(text, anchor) for read in _DAYS)), None)
    if dated:
        if trap(text, Place(dated.start, dated.end)) is None:
            yield dated
            yield from _more_dated(text, dated.end)
        return
    if anchor.unit == "quy" and OF_QUARTER.search(text.bare, anchor.end, _sentence_end(text, anchor)):
        return  # the day itself says the cycle
    if not anchor.sure and not _is_cycle(text, anchor):
        return
    later = _day_later(text, anchor)
    yield later or Cycle(anchor.start, anchor.end, anchor.rule)
    if not later:
        yield from _more(text, anchor)


def _day_before(text: Text, anchor: Anchor) -> Cycle | None:
    found = DAY_BEFORE.search(text.bare, max(0, anchor.start - 90), anchor.start)
    return _dated(text, (found.start(), anchor.end), found, anchor.rule) if found else None


def _day_after(text: Text, anchor: Anchor) -> Cycle | None:
    found = DAY_AFTER.match(text.bare, anchor.end)
    return _dated(text, (anchor.start, found.end()), found, anchor.rule) if found else None


def _day_later(text: Text, anchor: Anchor) -> Cycle | None:
    """`Hàng năm, … báo cáo … trước ngày 31 tháng 12`: the day stands later in the sentence, without a year."""
    if anchor.rule not in ("FREQ=YEARLY", "FREQ=MONTHLY"):
        return None
    end = _sentence_end(text, anchor)
    wanted = DAY_OF_YEAR if anchor.unit == "nam" else DAY_OF_MONTH
    found = wanted.search(text.bare, anchor.end, end)
    return _dated(text, found.span(), found, anchor.rule) if found else None


def _sentence_end(text: Text, anchor: Anchor) -> int:
    stop = _SENTENCE_END.search(text.bare, anchor.end, anchor.end + _REACH)
    return stop.start() if stop else min(len(text.bare), anchor.end + _REACH)


def _dated(text: Text, span: tuple[int, int], found: re.Match[str], base: str) -> Cycle | None:
    day, month = numbers.number(found["d"]), found["m"] or found["ms"]
    if day is None or not 1 <= day <= 31:
        return None
    if month:
        base = f"FREQ=YEARLY;BYMONTH={int(month)}"
    excludes = "truoc" in text.bare[span[0] : found.start("d")] or "truoc" in found["lead"]
    return Cycle(*span, f"{base};BYMONTHDAY={day}", excludes=excludes)


def _daytime(text: Text, anchor: Anchor) -> Cycle | None:
    """`trước 16 giờ hàng ngày`."""
    if anchor.unit != "ngay":
        return None
    before = DAYTIME.search(text.bare, max(0, anchor.start - 40), anchor.start)
    found = before or DAYTIME_AFTER.match(text.bare, anchor.end)
    at = numbers.clock(found["h"], found["mi"]) if found else None
    if not found or not at:
        return None
    place = (before.start(), anchor.end) if before else (anchor.start, found.end())
    return Cycle(*place, anchor.rule, at, excludes="truoc" in found.group())


def _weekday(text: Text, anchor: Anchor) -> Cycle | None:
    if anchor.unit != "tuan":
        return None
    before = WEEKDAY.search(text.bare, max(0, anchor.start - 50), anchor.start)
    found = before or WEEKDAY_AFTER.match(text.bare, anchor.end)
    if not found:
        return None
    place = (before.start(), anchor.end) if before else (anchor.start, found.end())
    at = numbers.clock(found["h"], found["mi"]) if found["h"] else None
    rule = f"{anchor.rule};BYDAY={_WEEKDAYS[found['w']]}"
    return Cycle(*place, rule, at, excludes="truoc" in found.group())


def _is_cycle(text: Text, anchor: Anchor) -> bool:
    before = text.bare[max(0, anchor.start - 40) : anchor.start]
    if _LABELS.search(before) or _REPORTS.search(before):
        return True
    if _NOUN_TRAP.search(before):
        return False
    return bool(_CLAUSE_START.search(before) and _VERB_AFTER.match(text.bare, anchor.end)) or before.strip() == ""


def _more(text: Text, anchor: Anchor) -> Iterator[Cycle]:
    """Further cycles of the same list: `hàng quý, 6 tháng, hàng năm`."""
    end = anchor.end
    while found := _MORE.match(text.bare, end):
        rule = every(numbers.number(found["n"]) or 1, found["nu"]) if found["n"] else every(1, found["u"])
        yield Cycle(end, found.end(), rule)
        end = found.end()


def _more_dated(text: Text, end: int) -> Iterator[Cycle]:
    """Further cycles with days of their own: `6 tháng (trước ngày 15/6), năm (trước ngày 15/12)`."""
    while (found := _NEXT.match(text.bare, end)) and (day := DAY_AFTER.match(text.bare, found.end())):
        cycle = _dated(text, (found.start("u"), day.end()), day, UNITS[found["u"]])
        if cycle is None:
            return
        yield cycle
        end = cycle.end


_DAYS = (_day_before, _weekday, _day_after, _daytime)
