"""Who is to do what in one clause: trigger (`Giao`), leads, coordinating agencies, and where the duty begins."""

import re
from dataclasses import dataclass
from typing import NamedTuple

from services.tracker.reading.actors.names import first_verb, name_starts, names_in
from services.tracker.reading.text import Name, Text, pattern

TRIGGER = pattern(
    r"(?:(?:dong thoi|truoc mat|rieng|ngoai ra|do do|vi vay|ve noi dung nay),? )?"
    r"(?P<verb>giao nhiem vu cho|giao trach nhiem cho|(?:thong nhat|nhat tri|dong y|chap thuan|quyet dinh) (?:giao|phan cong)(?: cho)?|de nghi va giao|giao|kinh de nghi|"
    r"yeu cau|de nghi|chi thi|phan cong|uy quyen|uy nhiem)(?: cho)? "
)
#: The same after the one who assigns: `Chủ tịch UBND tỉnh yêu cầu Giám đốc các sở …`.
ASSIGNS = pattern(r"(?:,? )(?P<verb>yeu cau|de nghi|giao nhiem vu cho|giao cho|giao)(?: cho)? ")
#: Bodies that are asked themselves: what they ask of others (`UBND huyện yêu cầu Công ty …`) is their own duty.
ASKED = pattern(
    r"(?:chu tich )?(?:ubnd|uy ban nhan dan) (?:cac )?(?:huyen|xa|phuong|quan|thi xa|thi tran|cap huyen|cap xa)\b|"
    r"(?:cac )?chu dau tu\b|ban quan ly\b"
)
_PROVINCE = pattern(r"(?:(?:pho )?chu tich )?(?:ubnd|uy ban nhan dan) tinh\b")
_THEN = pattern(r"[^.;:]{0,120}?(?:, |\bva |\bdong thoi )(?P<verb>giao|yeu cau|de nghi)(?: cho)? ")
_DONE = pattern(r"\b(?:đã|đang|vừa)\b")
#: An order is a noun too (`Chỉ thị số 10`), so that it ends no list of names by itself.
ORDERS = pattern(r",? (?P<verb>chi thi)(?: cho)? (?!so |nay)")
CONNECT = pattern(
    r"(?:sau do|dong thoi|ngoai ra|ben canh do|tiep do|truoc mat|dinh ky|hang nam|hang thang|hang quy|"
    r"luu y|rieng|cung voi do|mat khac)"
    r"\s*[:,]? "
)
DIRECTS = pattern(r"(?:phoi hop [^.;:]{0,80} )?(?P<verb>chi dao) ")
LEADS = pattern(r"\bchu tri\b")
FOR = pattern(r"(?:doi voi|trach nhiem cua|nhiem vu cua|ve phia|rieng doi voi|rieng) ")
#: Any of the three, for clauses that begin with their name or verb at once.
_OPENS = re.compile("|".join(shape.pattern for shape in (CONNECT, TRIGGER, FOR)))
PARTNER = pattern(
    r"\b(?:phoi hop|phoi ket hop|ket hop|phoi,? ket hop)(?: (?:chat che|thuong xuyen|dong bo|kip thoi|cung))*"
    r"(?: (?:voi|cung voi|cung))? (?=\S)"
)
_TOGETHER = pattern(r"[\s,](?<!hop.),? ?cung(?: voi)? (?=\S)")
_LEADS_WITH = pattern(r"chu tri,? cung(?: voi)? ")
WITH = pattern(r"(?:cung voi|cung|voi) ")


_REACH = 1500
#: Words before a colon that opens a list of names, and how many words at most stand before it.
_LISTS_NAMES = frozenset({"so", "bo", "vu", "cuc", "nganh", "ban", "hoi", "quan", "vi", "truong"})
_LIST_OPENS_WITHIN = 30


@dataclass(frozen=True, slots=True)
class Clause:
    """Actors of a clause; `duty` is where what they are to do begins, `trigger` the verb that assigns it."""

    leads: tuple[Name, ...]
    partners: tuple[Name, ...]
    duty: int
    trigger: str | None


def read_clause(text: Text, start: int, end: int) -> Clause:
    """Read a clause from its first word; no leads where it names none (they come from the heading)."""
    opening = _opening(text, start, end)
    at, verb = opening.at, opening.verb
    if not name_starts(text, at):
        return Clause((), partners(text, opening.start, end), opening.start if verb is None else at, None)
    stop = _stop(text, at, end)
    if stop is None:
        leads = names_in(text, at, end) if verb or opening.prefixed or end - at < 300 else ()
        return Clause(leads, (), end if leads else at, verb)
    assigned = _assigned(text, at, stop, end)
    return assigned or _with_partners(text, (at, stop, end), verb)


def _with_partners(text: Text, place: tuple[int, int, int], verb: str | None) -> Clause:
    """Those named from `at` to `stop` lead; behind `cùng` they help (`Sở A cùng Sở B rà soát …`) [corpus rule 5]."""
    at, stop, end = place
    for found in _TOGETHER.finditer(text.bare, at, stop) if text.bare.find("cung", at, stop) >= 0 else ():
        if name_starts(text, found.end()) and text.bare.count("(", at, found.start()) == text.bare.count(
            ")", at, found.start()
        ):
            beside = names_in(text, found.end(), stop)
            return Clause(names_in(text, at, found.start()), (*beside, *partners(text, stop, end)), stop, verb)
    return Clause(names_in(text, at, stop), partners(text, stop, end), stop, verb)


def opens_with_name(text: Text, start: int, end: int) -> bool:
    """Whether a name stands where a clause has its actor; a clause without has neither leads nor a trigger."""
    return name_starts(text, _opening(text, start, end).at)


class _Opening(NamedTuple):
    """How a clause begins: after its connecting word, the verb that assigns, and where a name is expected."""

    start: int
    at: int
    verb: str | None
    prefixed: bool


def _opening(text: Text, start: int, end: int) -> _Opening:
    if not _OPENS.match(text.bare, start, end):
        return _Opening(start, start, None, prefixed=False)
    start = _connected(text, start, end)
    at, verb = _trigger(text, start, end)
    prefix = FOR.match(text.bare, at, end)
    return _Opening(start, prefix.end() if prefix else at, verb, prefix is not None)


def _connected(text: Text, start: int, end: int) -> int:
    """Past a connecting word (`Sau đó các đơn vị …`), where a name or a request follows it."""
    found = CONNECT.match(text.bare, start, end)
    if found and (name_starts(text, found.end()) or TRIGGER.match(text.bare, found.end(), end)):
        return found.end()
    return start


def _trigger(text: Text, start: int, end: int) -> tuple[int, str | None]:
    found = TRIGGER.match(text.bare, start, end)
    if not found:
        return start, None
    prefix = FOR.match(text.bare, found.end(), end)
    at = prefix.end() if prefix else found.end()
    return (at, found["verb"]) if name_starts(text, at) else (start, None)


def _assigned(text: Text, at: int, stop: int, end: int) -> Clause | None:
    """The assigner comes first: what follows `yêu cầu` are the leads."""
    orders = ORDERS.search(text.bare, at, stop)
    asks = None if ASKED.match(text.bare, at, stop) else ASSIGNS.match(text.bare, max(at, stop - 1), end)
    found = orders or asks or _then(text, at, stop, end) or _directs(text, stop, end)
    if not found or not name_starts(text, found.end()):
        return None
    last = _stop(text, found.end(), end)
    leads = names_in(text, found.end(), last if last is not None else min(end, found.end() + 300))
    duty = last if last is not None else end
    return Clause(leads, partners(text, duty, end), duty, found["verb"])


def _then(text: Text, at: int, stop: int, end: int) -> re.Match[str] | None:
    """`Chủ tịch UBND tỉnh ghi nhận và giao Sở A …`: the province says something first, unless it tells what was done."""
    found = _THEN.match(text.bare, stop, end) if _PROVINCE.match(text.bare, at, stop) else None
    return None if found and _DONE.search(text.plain, at, found.end()) else found


def _directs(text: Text, stop: int, end: int) -> re.Match[str] | None:
    """`Thứ trưởng A chỉ đạo Vụ B chủ trì …`: B leads where it is told to lead."""
    found = DIRECTS.match(text.bare, stop, end)
    return found if found and LEADS.search(text.bare, found.end(), min(end, found.end() + 160)) else None


def _stop(text: Text, at: int, end: int) -> int | None:
    """Where names end: at the first duty verb or at a colon that opens the duty."""
    verb = first_verb(text, at, end)
    colon = _colon(text, at, verb if verb is not None else end)
    return colon if colon is not None else verb


def partners(text: Text, start: int, end: int) -> tuple[Name, ...]:
    """Names after `phối hợp với`, in the first such turn of the clause."""
    end = min(end, start + _REACH)
    joins = text.bare.find("hop", start, end) >= 0  # found fast; no turn of PARTNER is without
    found = (PARTNER.search(text.bare, start, end) if joins else None) or _beside(text, start, end)
    if not found or not name_starts(text, found.end()):
        return ()
    stop = _stop(text, found.end(), end)
    return names_in(text, found.end(), stop if stop is not None else min(end, found.end() + 400))


def _beside(text: Text, start: int, end: int) -> re.Match[str] | None:
    """`Cùng Sở B …`, `chủ trì, cùng Sở B …`: where the clause begins with it."""
    return WITH.match(text.bare, start, end) or _LEADS_WITH.match(text.bare, start, end)


def _colon(text: Text, start: int, end: int) -> int | None:
    """A colon after names (`Sở Nội vụ: rà soát`), not one that opens a list of names (`Các sở: Y tế, Tài chính`)."""
    while (at := text.bare.find(":", start, end + 1)) >= 0:
        opened = text.bare[start:at].split()
        if not opened or opened[-1] not in _LISTS_NAMES or len(opened) > _LIST_OPENS_WITHIN:
            return at
        start = at + 1
    return None
