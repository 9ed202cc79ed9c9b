"""Recurring deadlines: cycles (`hàng quý`, `6 tháng một lần`) with the day on which each falls due."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import time

from services.tracker.domain.deadline import Deadline, Kind, Precision
from services.tracker.reading.deadlines import numbers
from services.tracker.reading.deadlines.traps import Place, trap
from services.tracker.reading.text import Text, pattern, squeeze

_WEEKDAYS = {"2": "MO", "hai": "MO", "3": "TU", "ba": "TU", "4": "WE", "tu": "WE", "5": "TH", "nam": "TH",
             "6": "FR", "sau": "FR", "7": "SA", "bay": "SA"}  # fmt: skip
_CYCLE = {"ngay": "FREQ=DAILY", "tuan": "FREQ=WEEKLY", "thang": "FREQ=MONTHLY", "quy": "FREQ=MONTHLY;INTERVAL=3",
          "nam": "FREQ=YEARLY"}  # fmt: skip
_EVERY = r"(?:hang|hng|moi)"
_COUNT = r"(?:0?\d|1[0-2]|ba|sau|chin|hai|mot)"

CYCLE = pattern(
    rf"\b(?P<dk>dinh ky,? ?\(?)?(?:{_EVERY} (?P<u>ngay|tuan|thang|quy|nam)\b"
    rf"|(?P<n>{_COUNT}) (?P<nu>thang|nam|tuan)(?:\s*/\s*(?:0?1 |mot )?lan|\s*(?:mot|0?1) lan)"
    rf"|(?P<t>{_COUNT}) lan\s*(?:/|trong|moi|mot)\s*(?:0?1 |mot )?(?P<tu>tuan|thang|quy|nam)\b)"
)
PERIODIC = pattern(rf"\bdinh ky(?: {_EVERY})? (?P<n>{_COUNT}) (?P<nu>thang|nam|tuan)\b(?!\s*(?:/|mot lan|1 lan|dau|cuoi))")
DAY_BEFORE = pattern(
    r"(?P<lead>(?:(?:truoc|cham|muon|nhat|la|vao|den|het|han|ngay|trong|nham) )*)ngay (?P<d>[0-3]?\d)"
    r"(?: thang (?P<m>[01]?\d)|\s*/\s*(?P<ms>[01]?\d))?(?: (?:cua )?(?P<ref>thang (?:bao cao|sau|tiep theo|cuoi)(?: (?:quy|nam|ky))?|thang|nam (?:bao cao|sau|ke hoach|truoc)))?\s*[,(]?\s*$"
)
DAY_AFTER = pattern(
    r"\s*[,(]?\s*(?P<lead>(?:(?:truoc|cham|muon|nhat|la|vao|den|het|han|trong) )*)ngay (?P<d>[0-3]?\d)(?!\s*[/.-]\s*\d+\s*[/.-]\s*\d)"
    r"(?: thang (?P<m>[01]?\d)(?! nam \d)|\s*/\s*(?P<ms>[01]?\d))?(?: cua (?:thang|nam|quy|ky)(?: (?:bao cao|sau|tiep theo|do|thuc hien ke hoach|ke tiep|lien ke|cuoi|ke hoach))*| hang nam)?"
)
WEEKDAY = pattern(
    r"(?:(?:truoc|cham nhat|muon nhat|vao|den) )*(?:(?P<h>\d{1,2})\s*(?:h|gio|g)\s*(?P<mi>\d{2})?(?: phut)?,? )?"
    r"(?:ngay )?thu (?P<w>[2-7]|hai|ba|tu|nam|sau|bay)\s*,?\s*$"
)
DAY_OF_YEAR = pattern(
    r"(?P<lead>(?:(?:truoc|cham nhat|muon nhat|den het|vao|la) )+)ngay (?P<d>[0-3]?\d)(?: thang (?P<m>[01]?\d)|\s*/\s*(?P<ms>[01]?\d))"
    r"(?!\d|\s*/| nam \d|\s*,? nam \d)(?: (?:hang nam|cua nam (?:bao cao|sau|truoc)))?"
)
DAY_OF_MONTH = pattern(
    r"(?P<lead>(?:(?:truoc|cham nhat|muon nhat|den het|vao|la) )+)ngay (?P<d>[0-3]?\d)(?P<m>)(?P<ms>)(?!\d|\s*/| thang \d)"
    r"(?: (?:hang thang|cua thang (?:bao cao|sau|tiep theo)))?"
)
_SENTENCE_END = re.compile(r"[.;]\s|\n\s*\n")
OF_QUARTER = pattern(r"\bngay (?P<d>[0-3]?\d) (?:cua )?thang cuoi (?:cua )?quy\b")
MONTHS = pattern(r"\s*\(\s*thang (?P<a>[01]?\d),? (?:va )?thang (?P<b>[01]?\d) hang nam\s*\)")
_MORE = pattern(rf"\s*(?:,|;|va|/)\s*(?:dinh ky )?(?:(?:{_EVERY} )?(?P<n>{_COUNT}) (?P<nu>thang|nam)\b|(?:{_EVERY} |ca )?(?P<u>quy|nam|thang)\b(?! \d))(?!\s*(?:dau|cuoi))")
_VERB_AFTER = pattern(
    r"\s*,?\s*(?:(?:phai|deu|chu dong|tien hanh|co trach nhiem|tong hop|bao cao|to chuc|thuc hien|ra soat|danh gia|so ket|"
    r"tong ket|gui|cap nhat|kiem tra|xay dung|lap|thong ke|cong bo|cong khai|tham muu|trinh|binh xet|thong bao|hop|"
    r"theo doi|don doc|co ke hoach|co bao cao|bo tri|du toan|de xuat)\b|,)"
)
_CLAUSE_START = re.compile(r"(?:^|[.;:,\n(]\s*|\bva\s+|\bhoac\s+|-\s*|\bke\s+tu\s+)$")
_NOUN_TRAP = pattern(r"(?:binh quan|ke hoach|muc|muc phu cap|them|tro cap|phu cap|du toan|danh muc|so tay)\s*$")


@dataclass(frozen=True, slots=True)
class Cycle:
    """One cycle in the text and the rule it makes."""

    start: int
    end: int
    rule: str
    at: time | None = None
    excludes: bool = False


def recurring_deadlines(text: Text) -> Iterator[Deadline]:
    """Every recurring duty's date; several cycles of one list are several deadlines [DOMAIN 4]."""
    for cycle in cycles(text):
        yield Deadline(
            kind=Kind.RECURRING, text=squeeze(text.words(cycle.start, cycle.end)).strip(" ,;("),
            rule="deadline.recurring", span=(cycle.start, cycle.end), rrule=cycle.rule, at=cycle.at,
            inclusive=not cycle.excludes, precision=Precision.MINUTE if cycle.at else Precision.DAY,
        )  # fmt: skip


def cycles(text: Text) -> Iterator[Cycle]:
    """Cycles in order of the text; a cycle that only qualifies a noun (`kế hoạch hằng năm`) is none."""
    taken = 0
    for match in OF_QUARTER.finditer(text.bare):
        yield _of_quarter(text, match)
    starts = sorted([*CYCLE.finditer(text.bare), *PERIODIC.finditer(text.bare)], key=lambda found: found.start())
    for match in starts:
        if match.start() < taken:
            continue
        for cycle in _at(text, match):
            taken = max(taken, cycle.end)
            yield cycle


def _of_quarter(text: Text, match: re.Match[str]) -> Cycle:
    start = _lead_start(text, match.start())
    return Cycle(
        start, match.end(), f"FREQ=YEARLY;BYMONTH=3,6,9,12;BYMONTHDAY={int(match['d'])}",
        excludes="truoc" in text.bare[start : match.start()],
    )  # fmt: skip


def _at(text: Text, match: re.Match[str]) -> Iterator[Cycle]:
    base = _base_rule(match)
    if base is None:
        return
    named = MONTHS.match(text.bare, match.end())
    if named:
        rule = f"FREQ=YEARLY;BYMONTH={int(named['a'])},{int(named['b'])};BYMONTHDAY=-1"
        yield Cycle(match.start(), named.end(), rule)
        return
    dated = _day_before(text, match, base) or _weekday(text, match, base) or _day_after(text, match, base)
    if dated:
        if trap(text, Place(dated.start, dated.end)) is None:
            yield dated
        return
    if not _is_cycle(text, match):
        return
    later = _day_later(text, match, base)
    if later:
        yield later
        return
    yield Cycle(match.start(), match.end(), base)
    yield from _more(text, match)


def _base_rule(match: re.Match[str]) -> str | None:
    groups = match.groupdict()
    if groups.get("u"):
        return _CYCLE[groups["u"]]
    if groups.get("tu"):
        return _CYCLE[groups["tu"]]
    count = numbers.number(groups["n"]) or 1
    return _every(count, groups["nu"])


def _every(count: int, unit: str) -> str:
    if unit == "thang" and count == 12:
        return "FREQ=YEARLY"
    base = _CYCLE[unit]
    return base if count == 1 else f"{base};INTERVAL={count}"


def _day_before(text: Text, match: re.Match[str], base: str) -> Cycle | None:
    window = max(0, match.start() - 90)
    found = DAY_BEFORE.search(text.bare, window, match.start())
    if not found:
        return None
    return _dated(text, (found.start(), match.end()), found, base)


def _day_after(text: Text, match: re.Match[str], base: str) -> Cycle | None:
    found = DAY_AFTER.match(text.bare, match.end())
    if not found:
        return None
    return _dated(text, (match.start(), found.end()), found, base)


def _day_later(text: Text, match: re.Match[str], base: str) -> Cycle | None:
    """`Hàng năm, … báo cáo … trước ngày 31 tháng 12`: the day stands later in the sentence, without a year."""
    unit = match.groupdict().get("u")
    if unit not in ("nam", "thang"):
        return None
    stop = _SENTENCE_END.search(text.bare, match.end(), match.end() + 400)
    end = stop.start() if stop else min(len(text.bare), match.end() + 400)
    wanted = DAY_OF_YEAR if unit == "nam" else DAY_OF_MONTH
    found = wanted.search(text.bare, match.end(), end)
    return _dated(text, found.span(), found, base) if found else None


def _dated(text: Text, span: tuple[int, int], found: re.Match[str], base: str) -> Cycle | None:
    day, month = int(found["d"]), found["m"] or found["ms"]
    if not 1 <= day <= 31:
        return None
    if month:
        base = f"FREQ=YEARLY;BYMONTH={int(month)}"
    excludes = "truoc" in text.bare[span[0] : found.start("d")] or "truoc" in found["lead"]
    return Cycle(*span, f"{base};BYMONTHDAY={day}", excludes=excludes)


def _weekday(text: Text, match: re.Match[str], base: str) -> Cycle | None:
    found = WEEKDAY.search(text.bare, max(0, match.start() - 50), match.start())
    if not found or "WEEKLY" not in base:
        return None
    at = numbers.clock(found["h"], found["mi"]) if found["h"] else None
    excludes = "truoc" in found.group()
    return Cycle(found.start(), match.end(), f"{base};BYDAY={_WEEKDAYS[found['w']]}", at, excludes)


def _is_cycle(text: Text, match: re.Match[str]) -> bool:
    groups = match.groupdict()
    if "dk" not in groups or groups["dk"] or groups.get("n") or groups.get("t"):
        return True
    before = text.bare[max(0, match.start() - 40) : match.start()]
    if _NOUN_TRAP.search(before):
        return False
    return bool(_CLAUSE_START.search(before) and _VERB_AFTER.match(text.bare, match.end())) or before.strip() == ""


def _more(text: Text, match: re.Match[str]) -> Iterator[Cycle]:
    end = match.end()
    while found := _MORE.match(text.bare, end):
        rule = _every(numbers.number(found["n"]) or 1, found["nu"]) if found["n"] else _CYCLE[found["u"]]
        yield Cycle(end, found.end(), rule)
        end = found.end()


def _lead_start(text: Text, start: int) -> int:
    found = re.search(r"(?:(?:truoc|cham|muon|nhat|la|vao|den|het)\s+)+$", text.bare[max(0, start - 40) : start])
    return max(0, start - 40) + found.start() if found else start
