"""Units: items with what continues them, told from the headings that only say who and what it is about."""

from collections.abc import Iterator

from services.tracker.reading.actors.names import first_verb, name_starts, opens_duty
from services.tracker.reading.grounds import DUE, FORCE, NO_TASK, RECEIVED, REFERS
from services.tracker.reading.sections import named_matter
from services.tracker.reading.segments import TOPIC, clause_of
from services.tracker.reading.structure.items import Item
from services.tracker.reading.structure.lines import Level
from services.tracker.reading.text import Text, pattern

_UNMARKED = (Level.PLAIN, Level.PLUS)
_NUMBERED = (Level.DECIMAL, Level.SUBDECIMAL)
_TITLE_LONGEST = 130
#: The papers of a dossier are listed under it, whatever their titles begin with (`Báo cáo …`, `Dự thảo …`).
_LISTS_PAPERS = pattern(
    r"\b(?:thanh phan|ho so|tai lieu|mau bieu|bieu mau)(?: (?:ho so|va noi dung|chinh|kem theo|trinh))*,? (?:nhu )?"
    r"(?:sau|gom|bao gom|gom co)[^:]{0,24}:\s*$|"
    r"\bcac (?:doi tuong|truong hop|mat hang|nhom|dia ban|tieu chi|dieu kien|noi dung chi)(?: [^:]{0,24})? sau ?:\s*$|"
    r"\b(?:bao cao|trinh) [^:]{0,80}\b(?:xem xet|quyet dinh|phe duyet)[^:]{0,24}:\s*$|"
    r"\bbao cao[^:]{0,80}\b(?:noi dung|de cuong|muc) (?:chinh|chu yeu|sau|nhu sau)[^:]{0,12}:\s*$"
)


def units(text: Text, operative: list[Item]) -> Iterator[tuple[Item, list[Item] | None]]:
    """Each item with what continues it; None in its place where the item heads others."""
    number = 0
    foot = operative[-1].end if operative else 0
    while number < len(operative):
        item = operative[number]
        number += 1
        contents = _lists_contents(text, item)
        if not contents and _heads(text, item, foot):
            yield item, None
            continue
        first = number
        while number < len(operative) and (
            _within(operative[number], item) if contents else _follows(text, item, operative[number])
        ):
            number += 1
        yield item, operative[first:number]


def _within(other: Item, item: Item) -> bool:
    if item.level is Level.PLAIN:
        return other.level in (Level.DASH, Level.PLUS) and other.parent is item.parent
    while other.parent is not None and other is not item:
        other = other.parent
        if other is item:
            return True
    return False


def _follows(text: Text, item: Item, other: Item) -> bool:
    if other.level not in _UNMARKED or NO_TASK.match(text.bare, other.body, other.end):
        return False
    if FORCE.search(text.bare, other.body, other.end) and item.level is not Level.PLAIN:
        return False
    if RECEIVED.match(text.bare, other.body, other.end) or _closes(text, item, other):
        return False
    if text.bare[other.start : other.end].rstrip().endswith(":"):
        return other.level is Level.PLUS
    return other.parent is item or (item.level is Level.PLAIN and other.parent is item.parent)


def _closes(text: Text, item: Item, other: Item) -> bool:
    """A paragraph behind a list that says by when its results are to be sent belongs to the whole list."""
    if other.level is not Level.PLAIN or item.level in _UNMARKED:
        return False
    if REFERS.match(text.bare, other.body, other.end):
        return True
    if not DUE.match(text.bare, other.body, other.end):
        return False
    return item.parent is None or len(item.parent.children) > 1


def _lists_contents(text: Text, item: Item) -> bool:
    """An item that asks for a report (or papers) and lists under it what they hold: nothing there is to be done."""
    if item.level is Level.PLAIN:
        return _sends_list(text, item)
    if not item.children or item.level in _UNMARKED or not text.bare[item.body : item.end].rstrip().endswith(":"):
        return False
    if _LISTS_PAPERS.search(text.bare, item.body, item.end):
        return True
    clause = clause_of(text, item)
    if not opens_duty(text, clause.duty if clause.leads else item.body, item.end):
        return False
    kids = [kid for kid in item.children if kid.level is not Level.PLUS]
    return not any(_assigns(text, kid) or _acts(text, kid) for kid in kids)


def _sends_list(text: Text, item: Item) -> bool:
    """`Báo cáo quý gửi về Sở A trước ngày …, gồm:`: by when, and what it holds."""
    return (
        text.bare[item.body : item.end].rstrip().endswith(":") and DUE.match(text.bare, item.body, item.end) is not None
    )


def _assigns(text: Text, item: Item) -> bool:
    """Whether an item names who is to do it, at once or behind its topic (`Về đo lường: UBND huyện …`)."""
    topic = TOPIC.match(text.bare, item.body, item.end)
    return bool(clause_of(text, item).leads) or (topic is not None and name_starts(text, topic.end()))


def _acts(text: Text, item: Item) -> bool:
    return first_verb(text, item.body, min(item.end, item.body + 24)) == item.body


def _heads(text: Text, item: Item, foot: int) -> bool:
    """A heading: names only, or a title; what it says is done by those under it."""
    words = text.bare[item.body : item.end].rstrip()
    kids = [kid for kid in item.children if kid.start < foot]
    if not kids or item.level is Level.PLUS:
        return item.level is Level.PLAIN and words.endswith(":")
    clause = clause_of(text, item)
    if clause.leads and clause.duty >= item.end - 2:
        return True
    marked = next((kid for kid in kids if kid.level not in _UNMARKED), None)
    if words.endswith(":"):
        return marked is not None or item.level <= Level.LETTER
    if marked is None:
        return _names_topic(text, item, words)
    return marked is not None and _titles(text, item, marked, words)


def _names_topic(text: Text, item: Item, words: str) -> bool:
    """A title over unmarked paragraphs (`1. Cầu qua sông`, `I. Đánh giá chung`): no stop, nobody named, nothing to do."""
    if item.level > Level.SUBSUBDECIMAL or len(words) >= _TITLE_LONGEST or words[-1:] in ".;,":
        return False
    if named_matter(text, item) is not None:
        return True
    return not clause_of(text, item).leads and not opens_duty(text, item.body, item.end)


def _numbered_on(item: Item, kid: Item) -> bool:
    """`1.1.` under `1.`: what the item says is said once more by those under it [corpus rule 1]."""
    return item.level in _NUMBERED and kid.level == item.level + 1


def _titles(text: Text, item: Item, marked: Item, words: str) -> bool:
    """An item without a colon that heads marked ones: they have their own actors, or it is no sentence."""
    if clause_of(text, marked).leads and not clause_of(text, item).leads:
        return True
    if _numbered_on(item, marked) and not clause_of(text, item).leads:
        return True
    return (len(words) < _TITLE_LONGEST and words[-1:] not in ".;") or named_matter(text, item) is not None
