"""Relative deadlines: a length of time and what it counts from (`trong 03 ngày làm việc kể từ ngày nhận được`)."""

import re
from collections.abc import Iterator

from services.tracker.domain.deadline import Basis, Deadline, Kind, Precision
from services.tracker.reading.deadlines import numbers
from services.tracker.reading.text import Text, pattern, squeeze

_UNIT = r"(?P<u>ngay lam viec|ngay|tuan|thang|gio lam viec|gio|nam|quy)"
_REST = rf"(?:\s*\([^()]{{1,24}}\))?\s*{_UNIT}\b(?P<lt> lien tuc| lam viec)?"
_NUMBERS = ("mot", "hai", "ba", "bon", "nam", "sau", "bay", "tam", "chin", "muoi")
#: One pattern a word: a search for letters that stand together is the fastest.
LENGTHS = (
    pattern(rf"(?P<n>[0-9](?<!\w.)(?<![/.,].)\d{{0,2}}){_REST}"),
    pattern(rf"(?P<n>l(?<!\w.)[0-9o]){_REST}"),  # OCR reads l for 1
    *(pattern(rf"(?P<n>{word}(?: (?:lam|muoi))?){_REST}") for word in _NUMBERS),
)
_SINCE = pattern(
    r"\s*[,(]?\s*(?:(?:ke|tinh) tu|tu|sau)\b(?: (?:ngay|khi|luc|thoi diem|gio))*(?P<what>[^.;:()\n]{0,110})"
)
_BEFORE = pattern(r"\s*,?\s*truoc (?:ngay|khi|thoi diem|luc)?(?P<what>[^.;:()\n]{0,110})")
#: `trước khi Đoàn làm việc ít nhất 15 ngày`: so long before an event that is named first.
_AHEAD = pattern(r"\btruoc (?:khi|ngay|thoi diem) (?!\d)[^.;,]{3,70} $")
#: What ends the words of such a length where nothing leads it (`trước ngày diễn ra Lễ hội 10 ngày.`).
_AHEAD_ENDS = pattern(r"\s*(?:[.;,)]|$|phai\b)")
_AT_LEAST = pattern(r"(?:it nhat|toi thieu)\b")
_RECEIPT = pattern(r"^,? ?(?:duoc )?(?:nhan|tiep nhan|co (?:cong van|van ban|chi thi)|den khi nhan)\b")
_ISSUE = pattern(
    r"^(?:duoc )?(?:ky|ban hanh|phat hanh)\b(?:[^,]{0,24}$|[^,]{0,40}\bnay\b)|"
    r"^[^,]{0,24}\bnay (?:duoc )?(?:ky|ban hanh|phat hanh)\b"
)
_LETTER = {"ngay lam viec": "D", "ngay": "D", "tuan": "W", "thang": "M", "nam": "Y", "quy": "M"}
_FORCE = pattern(r"(?:co hieu luc|hieu luc thi hanh|thoi han su dung|vay|bao hanh|nhiem ky)[^.;]{0,60}$")
_CLOCK_GOES_ON = pattern(
    r"\s*(?:\d{1,2}(?: phut)?)?,? (?:cua )?(?:ngay|thu|hang ngay|moi ngay) ?(?:\d|hai|ba|tu|nam|sau|bay|moi|$)?"
)
_WORD = re.compile(r"\w+")
_LEADS = frozenset(
    ("trong", "cham", "muon", "nhat", "la", "thoi", "han", "gian", "vong", "khong", "qua", "toi", "da", "it", "thieu", "sau")
)  # fmt: skip
_CUT = re.compile(r",\s|\s(?:thi|de|cac|phai)\s")


def relative_deadlines(text: Text) -> Iterator[Deadline]:
    """Every length of time that is a deadline; spans are of the foldings (the caller maps them)."""
    for match in (found for shape in LENGTHS for found in shape.finditer(text.bare)):
        found = _read(text, match) if not text.bare[match.start() - 1 : match.start()].isalnum() else None
        if found is not None:
            yield found


def _read(text: Text, match: re.Match[str]) -> Deadline | None:
    count = numbers.number(match["n"])
    if not count or _is_clock(text, match) or _FORCE.search(text.bare, max(0, match.start() - 90), match.start()):
        return None
    led = _head_start(text, match.start())
    before = _BEFORE.match(text.bare, match.end())
    since = _SINCE.match(text.bare, match.end())
    ahead = _AHEAD.search(text.bare, max(0, led - 100), led) if _bare_or_least(text, match, led) else None
    if ahead:
        return _build(text, match, (ahead.start(), match.end()), "-", Basis.EVENT)
    if before and led < match.start():
        return _build(text, match, (led, _what_end(text, before)), "-", Basis.EVENT)
    if since:
        basis = basis_of(since["what"])
        return _build(text, match, (led, _what_end(text, since)), "", basis)
    if led < match.start() and _stands_alone(text, match, led):
        return _build(text, match, (led, match.end()), "", None)
    return None


def _bare_or_least(text: Text, match: re.Match[str], led: int) -> bool:
    """Whether a length may be one before an event named first: `ít nhất 15 ngày`, or `10 ngày` that ends the words."""
    if led == match.start():
        return _AHEAD_ENDS.match(text.bare, match.end()) is not None
    return _AT_LEAST.match(text.bare, led) is not None


def _is_clock(text: Text, match: re.Match[str]) -> bool:
    """`17 giờ ngày 25/4` is a time of day."""
    return match["u"].startswith("gio") and bool(_CLOCK_GOES_ON.match(text.bare, match.end()))


def basis_of(what: str) -> Basis:
    """What a period counts from: `nhận được …` receipt, `ký, ban hành văn bản này` issue, anything else an event."""
    if _RECEIPT.match(what.strip()) and "thong bao" not in what[:14]:
        return Basis.RECEIPT
    if _ISSUE.match(what.strip()):
        return Basis.ISSUE
    return Basis.EVENT


def _stands_alone(text: Text, match: re.Match[str], led: int) -> bool:
    """Without a beginning only `trong thời hạn N ngày` and counted working days are deadlines, not mere lengths."""
    head = text.bare[led : match.start()]
    if match["u"] == "nam" and "trong" not in head.split():
        return False  # `thời hạn tối đa 10 năm` of a loan, of a term
    return bool({"han", "vong"} & set(head.split())) or "lam viec" in match["u"] or ("cham" in head and "nhat" in head)


def _head_start(text: Text, start: int) -> int:
    first = at = start
    base = max(0, start - 50)
    for word in reversed(_WORD.findall(text.bare, base, start)):
        at = text.bare.rfind(word, base, at)
        if word not in _LEADS or text.plain[at : at + len(word)] == "quả":
            break
        first = at
    return first


def _what_end(text: Text, match: re.Match[str]) -> int:
    cut = _CUT.search(text.bare, match.start("what"), match.end("what"))
    return cut.start() if cut else match.end()


def _build(text: Text, match: re.Match[str], span: tuple[int, int], sign: str, basis: Basis | None) -> Deadline:
    unit, count = match["u"], numbers.number(match["n"]) or 0
    unit = squeeze(unit)
    hours = unit.startswith("gio")
    count = count * 3 if unit == "quy" else count
    duration = f"{sign}PT{count}H" if hours else f"{sign}P{count}{_LETTER[unit]}"
    words = squeeze(text.words(*span)).strip(" ,;(")
    return Deadline(
        kind=Kind.RELATIVE, text=words, rule="deadline.relative", span=span, duration=duration,
        working_days="lam viec" in unit or (match["lt"] or "").strip() == "lam viec",
        basis=basis or Basis.RECEIPT, event=words if basis is Basis.EVENT else None,
        precision=Precision.MINUTE if hours else Precision.DAY,
    )  # fmt: skip
