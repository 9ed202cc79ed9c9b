"""Third stage, duties: which items and sentences of the operative part are tasks, and who is bound by them."""

from collections.abc import Iterator
from dataclasses import dataclass

from services.tracker.reading.actors.clause import Clause, read_clause
from services.tracker.reading.actors.names import Name, first_verb
from services.tracker.reading.structure.items import Item
from services.tracker.reading.structure.lines import Level
from services.tracker.reading.text import Text, pattern
from services.tracker.reading.zones import Zones, zones

_NO_TASK = pattern(
    r"(?:tren day la|can cu|chi thi nay|quyet dinh nay|ke hoach nay|van ban nay|thong bao nay|thong tu nay|trong qua trinh|kinh gui|"
    r"noi nhan|tran trong|nhan duoc cong van|moi chi tiet|luu y ?:|bai bo|huy bo|thay the|muc dich|yeu cau ?$|pham vi|doi tuong|kinh phi|"
    r"thoi gian|dia diem|thanh phan|hinh thuc|noi dung)"
)
_FORCE = pattern(r"(?:co hieu luc|chiu trach nhiem thi hanh|nghiem tuc (?:to chuc )?(?:thuc hien|trien khai)[^.;]{0,60}(?:nay|[.])$)")


@dataclass(frozen=True, slots=True)
class Duty:
    """A task before its facts are read: its span of the foldings and its actors."""

    start: int
    body: int
    end: int
    leads: tuple[Name, ...]
    partners: tuple[Name, ...]
    clause: Clause
    inherited: bool


def duties(text: Text, every: list[Item]) -> Iterator[Duty]:
    """The duties in order of the text."""
    place = zones(text, every)
    headings: dict[int, Clause] = {}
    general = _general(text, every, place)
    for number, item in enumerate(every):
        if not place.first <= number < place.foot or item.level is Level.PLUS:
            continue
        clause = read_clause(text, item.body, item.end)
        if _is_heading(text, item, clause):
            headings[id(item)] = clause
            continue
        duty = _duty(text, item, clause, _inherited(item, headings) or general)
        if duty:
            yield duty


def _general(text: Text, every: list[Item], place: Zones) -> Clause | None:
    """Actors that the last sentence of the preamble addresses (`yêu cầu Thủ trưởng các đơn vị …`)."""
    if place.first >= len(every):
        return None
    opening = every[place.first]
    found = pattern(r"(?:yeu cau|de nghi|giao) ").search(text.bare, opening.start, opening.end)
    clause = read_clause(text, found.start(), opening.end) if found else None
    return clause if clause and clause.leads else None


def _is_heading(text: Text, item: Item, clause: Clause) -> bool:
    words = text.bare[item.body : item.end]
    kids = [child for child in item.children if child.level is not Level.PLUS]
    if not kids:
        return False
    if clause.leads and clause.duty >= item.end - 2:
        return True
    return words.rstrip().endswith(":") or (len(words) < 110 and words.rstrip()[-1:] not in ".;")


def _inherited(item: Item, headings: dict[int, Clause]) -> Clause | None:
    parent = item.parent
    while parent is not None:
        clause = headings.get(id(parent))
        if clause and clause.leads:
            return clause
        parent = parent.parent
    return None


def _duty(text: Text, item: Item, clause: Clause, above: Clause | None) -> Duty | None:
    if _NO_TASK.match(text.bare, item.body, item.end) or _FORCE.search(text.bare, item.body, item.end):
        return None
    leads = clause.leads or (above.leads if above else ())
    if not leads:
        return None
    if (clause.leads and clause.duty >= item.end) or first_verb(text, item.body, item.end) is None:
        return None
    if not clause.leads and first_verb(text, item.body, item.body + 40) is None:
        return None
    end = max([item.end, *(child.last for child in item.children if child.level is Level.PLUS)])
    partners = clause.partners or (above.partners if above and not clause.leads else ())
    return Duty(item.start, item.body, end, leads, partners, clause, inherited=not clause.leads)
