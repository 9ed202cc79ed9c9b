"""Deadlines on a date: which of the dates of a text somebody must be done by."""

import re
from collections.abc import Iterator
from datetime import date, time

from services.tracker.domain.deadline import Deadline, Kind, Precision
from services.tracker.reading.deadlines import numbers
from services.tracker.reading.deadlines.dates import Mention, mentions, mentions_in
from services.tracker.reading.deadlines.leads import Lead, lead_before
from services.tracker.reading.deadlines.traps import Place, clause_before, trap
from services.tracker.reading.text import Text, pattern, squeeze

_CLOCK = pattern(
    r"(?:(?P<lead>truoc|cham nhat|muon nhat|den|vao|luc|hoi) )?(?:luc |la )?(?P<h>\d{1,2})\s*(?:h|gio|g|:)\s*"
    r"(?P<m>[0-5]\d)?\s*\)?(?:phut)?\s*,?(?: (?:cua )?)?$"
)
_DIGIT = re.compile("[0-9]")
_LABEL = pattern(r"(?:^|\n)\s*(?:[-+*]|\d{1,2}[.)]|[a-z]\))?\s*$")
_RANGE = pattern(r"\btu (?:ngay )?(?:thang )?\d[^.;]{0,28}$")
#: A range that a comma sets off says how long the work before it lasts (`…, từ ngày 01/8 đến hết ngày 31/8`).
_SET_OFF = pattern(r", (?:(?:trong )?(?:khoang )?thoi gian )?tu (?:ngay )?(?:thang )?\d[^.;,]{0,28}$")
_DOING = pattern(r"(?:thoi gian|hoan thanh|thuc hien|tien hanh|trien khai|to chuc|tien do)[^.;]{0,30}$")
_SANCTION = pattern(r"[^.;]{0,40}\b(?:khong duoc|khong xem xet|khong giai quyet|khong nhan|xem nhu|coi nhu|se khong)\b")
_TIME_OF = pattern(
    r"\bthoi (?:han[^.;:]{0,30}|gian (?:hoan thanh|bao cao|gui|nop|trinh|thuc hien)[^.;:]{0,30}) (?:thanh|la|den)? ?$"
)
_TIME_LABEL = pattern(
    r"\b(?:thoi gian|thoi han|tien do)(?: (?:thuc hien|hoan thanh|xong|trien khai|bao cao|gui))* ?: ?$"
)
_DONE = pattern(
    r"\b(?:hoan thanh|xong|thuc hien ngay|trien khai ngay|trinh|ban hanh|bao cao|thanh lap|dua vao|"
    r"de trien khai|de thuc hien|"
    r"ket thuc|phe duyet|cong bo|khoi cong)\b[^.;]{0,60}$"
)
#: What is finished or sent at the date that follows (`hoàn thành quý II`, `gửi về Sở Y tế ngày 10/5`).
_FINISHED = pattern(r"(?<!da\s)\b(?:hoan thanh|hoan tat)(?: xong| dut diem)? ?:? ?$")
_SENT = pattern(
    r"(?<!da\s)\b(?:gui|nop|bao cao|hoan thanh|trinh)\b(?:(?!\bso \d|\bcong van|\bvan ban so)[^.;,:]){0,70}$"
)
_RANGE_LABEL = pattern(
    r"\b(?:thoi gian|thoi han|tien do)(?: (?:thuc hien|hoan thanh|trien khai|to chuc|bao cao))* ?: ?tu [^.;:]{1,40}$"
)
_DONE_AFTER = pattern(r",? ?(?:phai |can |co ban |phan dau )*(?:hoan thanh|xong|ban hanh|trinh)\b")
_SINCE = pattern(r"\s*[,(] ?sau khi\b")
_ENDS = re.compile(r"\s*(?:[.;]|$|/)")


def absolute_deadlines(text: Text, reference: date | None) -> Iterator[Deadline]:
    """Every date of the text that is a deadline; spans are of the foldings."""
    for mention in mentions(text, reference):
        if not mention.dated and reference is None:
            continue
        deadline = _read(text, mention, reference)
        if deadline is not None:
            yield deadline


def _read(text: Text, mention: Mention, reference: date | None) -> Deadline | None:
    lead = lead_before(text, mention.start)
    at, start, timed = _clock(text, lead)
    if timed and not lead.words & {"trong"}:
        lead = Lead(lead.words | timed, start)
    rule = _rule(text, mention, lead, reference)
    if rule is None:
        return None
    on, inclusive = _stated(mention, lead)
    return Deadline(
        kind=Kind.ABSOLUTE, text=squeeze(text.words(lead.start, mention.end)), rule=rule, span=(lead.start, mention.end),
        on=on, at=at, inclusive=inclusive, precision=Precision.MINUTE if at else mention.precision,
    )  # fmt: skip


def _clock(text: Text, lead: Lead) -> tuple[time | None, int, frozenset[str]]:
    """The hour before the date (`trước 15h00 ngày …`), where it begins, and its own lead words."""
    base = max(0, lead.start - 40)
    found = _CLOCK.search(text.bare, base, lead.start) if _DIGIT.search(text.bare, base, lead.start) else None
    if not found:
        return None, lead.start, frozenset()
    at = numbers.clock(found["h"], found["m"])
    if at is None:
        return None, lead.start, frozenset()
    outer = lead_before(text, found.start("h"))
    return at, min(outer.start, found.start()), outer.words


def time_line(text: Text, place: tuple[int, int], reference: date | None) -> Deadline | None:
    """The deadline of a line `Thời gian thực hiện: …`: whatever date it ends with, a beginning too [corpus 9]."""
    inside = [found for found in mentions_in(text, place, reference) if found.dated or reference]
    if not inside:
        return None
    last = inside[-1]
    start = min(last.start, lead_before(text, last.start).start)
    return Deadline(
        kind=Kind.ABSOLUTE, text=squeeze(text.words(start, last.end)), rule="deadline.time_line", span=(start, last.end),
        on=last.on, precision=last.precision,
    )  # fmt: skip


def _rule(text: Text, mention: Mention, lead: Lead, reference: date | None) -> str | None:
    """The rule by which a date is a deadline; None where it is not one."""
    if _labels(text, mention, lead):
        return "deadline.label"
    if "sau" in lead.words and _SANCTION.match(text.bare, mention.end):
        return "deadline.sanction"
    if lead.starts or not (
        lead.limits or lead.weak or _named_time(text, lead) or _finishes(text, mention, lead, reference)
    ):
        return None
    year = mention.precision is Precision.YEAR
    place = Place(lead.start, mention.end, weak=not lead.limits, year=year, limit=lead.limits)
    if "nay" not in lead.words and trap(text, place):
        return None
    return _limit_rule(text, mention, lead, reference)


def _named_time(text: Text, lead: Lead) -> bool:
    """`Thời gian thực hiện: quý II`, `thời hạn … thành quý III`: the words before say that it is the limit."""
    base = max(0, lead.start - 60)
    if text.bare[base : lead.start].rstrip().endswith(":") and _TIME_LABEL.search(text.bare, base, lead.start):
        return True
    before = clause_before(text, lead.start)
    return "han" in before and _TIME_OF.search(before) is not None


def _finishes(text: Text, mention: Mention, lead: Lead, reference: date | None) -> bool:
    """A day or period still to come, by which something is said to be finished or sent, without lead words."""
    if reference is None or mention.on <= reference or mention.precision is Precision.YEAR:
        return False
    if _FINISHED.search(text.bare, max(0, lead.start - 40), lead.start):
        return True
    before = clause_before(text, lead.start)
    sent = mention.precision is Precision.DAY and "ngay" in lead.words and _SENT.search(before)
    return bool(sent)


def _limit_rule(text: Text, mention: Mention, lead: Lead, reference: date | None) -> str | None:
    if lead.limits and not _spans(text, lead):
        return "deadline.limit"
    if not lead.weak and not lead.limits:
        return "deadline.named"
    before = clause_before(text, lead.start)
    if "den" in lead.words and _RANGE.search(before):
        return "deadline.range" if _lasts(text, lead, before) else None
    if reference and mention.on < reference:
        return None
    if mention.precision is Precision.YEAR:
        return _year_rule(text, mention, lead, before)
    return "deadline.day" if mention.precision is Precision.DAY else "deadline.period"


def _lasts(text: Text, lead: Lead, before: str) -> bool:
    """Whether a range says how long the work lasts: named so, set off by a comma, or at the start of its line."""
    if _RANGE_LABEL.search(text.bare, max(0, lead.start - 110), lead.start) or _DOING.search(before):
        return True
    return bool("het" in lead.words and _SET_OFF.search(before)) or _opens(text, lead, before)


def _spans(text: Text, lead: Lead) -> bool:
    """`từ ngày … đến hết ngày …` says how long something holds; only what is done in that time ends by then."""
    if lead.words & {"truoc", "cham", "muon"} or "den" not in lead.words:
        return False
    return bool(_RANGE.search(clause_before(text, lead.start)))


def _year_rule(text: Text, mention: Mention, lead: Lead, before: str) -> str | None:
    """A whole year is a deadline where something is to be done within it, not where it says what the work is about."""
    if "den" in lead.words:
        return "deadline.horizon" if lead.words & {"nay", "cuoi", "het"} else None
    done = _DONE.search(before) or _ENDS.match(text.bare, mention.end) or _DONE_AFTER.match(text.bare, mention.end)
    return "deadline.period" if done else None


def _opens(text: Text, lead: Lead, before: str) -> bool:
    """A range that opens its line: `- Từ ngày 20/11 đến ngày 15/12: …`."""
    start = max(0, lead.start - len(before))
    return bool(re.search(r"(?:^|\n)\s*[-+*]?\s*tu\b[^.;:]*$", text.bare[max(0, start - 6) : lead.start]))


def _labels(text: Text, mention: Mention, lead: Lead) -> bool:
    """A date that opens a line and is followed by a colon, or is all there is (a cell of a table)."""
    base = max(0, lead.start - 12)
    opens = base == 0 or text.bare.find("\n", base, lead.start) >= 0
    if lead.starts or not opens or not _LABEL.search(text.bare, base, lead.start):
        return False
    after = text.bare[mention.end : mention.end + 3]
    if after.lstrip(" ").startswith(":") or _SINCE.match(text.bare, mention.end):
        return True
    return text.bare.strip() == text.bare[lead.start : mention.end].strip()


def _stated(mention: Mention, lead: Lead) -> tuple[date, bool]:
    on = mention.on
    if mention.precision is Precision.DAY:
        return on, not lead.excludes
    if "giua" in lead.words:
        middles = {Precision.MONTH: on.replace(day=15), Precision.YEAR: on.replace(month=6, day=30)}
        return middles.get(mention.precision, on), not lead.excludes
    if lead.excludes and not lead.words & {"cuoi"}:
        return _before_period(mention), True
    if "dau" in lead.words and mention.precision is Precision.MONTH:
        return on.replace(day=1), True
    return on, True


def _before_period(mention: Mention) -> date:
    first = {Precision.MONTH: mention.month, Precision.QUARTER: mention.month - 2}.get(mention.precision, 1)
    return numbers.before_month(mention.on.year, first)
