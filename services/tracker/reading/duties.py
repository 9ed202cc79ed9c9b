"""Third stage, duties: which segments of the operative part are tasks, on what ground, and who is bound by them."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from services.tracker.reading.actors.clause import Clause, read_clause
from services.tracker.reading.actors.names import Name, first_verb, names_in
from services.tracker.reading.grounds import NO_TASK, Ground, ground_of
from services.tracker.reading.labelled import Labelled, labelled_tasks
from services.tracker.reading.sections import Matter, matter_of, named_matter
from services.tracker.reading.segments import Segment, clause_of, segments
from services.tracker.reading.structure.items import Item
from services.tracker.reading.structure.lines import Level
from services.tracker.reading.text import Text, pattern, without_marks
from services.tracker.reading.zones import zones

_REQUEST = pattern(r"\b(?:yeu cau|de nghi|giao|chi thi|phan cong)(?: cho)? ")
_GENERIC = pattern(
    r"(?:thu truong |lanh dao |giam doc )?(?:cac |quy )?(?:don vi|co quan|dia phuong|co quan,? don vi|don vi,? dia phuong|dong chi)"
    r"(?:,? (?:don vi|dia phuong|to chuc))?(?: (?:tren|neu tren|noi tren|lien quan|truc thuoc))?$"
)


@dataclass(frozen=True, slots=True)
class Duty:
    """A task before its facts are read: its span of the foldings, its actors and the ground it is taken on."""

    start: int
    body: int
    end: int
    leads: tuple[Name, ...]
    partners: tuple[Name, ...]
    ground: Ground
    time: tuple[int, int] | None = None


@dataclass(slots=True)
class Above:
    """What holds where an item stands: the actors of its heading and the matter of its section."""

    heading: Clause | None
    matter: Matter | None


def duties(text: Text, every: list[Item]) -> Iterator[Duty]:
    """The duties in order of the text."""
    place = zones(text, every)
    operative = every[place.first : place.foot]
    addressees = _addressees(text, every[: place.first + 1])
    general = _general(text, operative, addressees)
    above: dict[int, Above] = {}
    laid_out = {id(found.owner): found for found in labelled_tasks(text, operative)}
    until = 0
    for item, followers in _units(text, operative):
        if item.start < until:
            continue
        if id(item) in laid_out:
            until = laid_out[id(item)].last.end
            yield _of_labels(text, laid_out[id(item)])
            continue
        here = _above(item, above)
        if followers is None:
            above[id(item)] = _under(text, item, here)
            continue
        for segment in segments(text, item, followers):
            duty = _duty(text, segment, here, general)
            if duty:
                yield _addressed(duty, addressees)


def _of_labels(text: Text, found: Labelled) -> Duty:
    """The task of labelled lines; where its time line itself says what is due (`Báo cáo gửi trước …`), that line."""
    owner = found.owner
    start, body, end = owner.start, owner.body, found.last.end
    if found.time and end - start > 1500:
        start, body, end = found.last.start, found.last.body, found.last.end
    return Duty(start, body, end, tuple(found.leads), tuple(found.partners), Ground.LABELLED, found.time)


def _units(text: Text, operative: list[Item]) -> Iterator[tuple[Item, list[Item] | None]]:
    """Each item with what continues it; None in its place where the item heads others."""
    number = 0
    while number < len(operative):
        item = operative[number]
        number += 1
        if heads(text, item):
            yield item, None
            continue
        first = number
        while number < len(operative) and _follows(text, item, operative[number]):
            number += 1
        yield item, operative[first:number]


def _follows(text: Text, item: Item, other: Item) -> bool:
    if other.level not in (Level.PLAIN, Level.PLUS) or NO_TASK.match(text.bare, other.body, other.end):
        return False
    if text.bare[other.start : other.end].rstrip().endswith(":"):
        return other.level is Level.PLUS
    return other.parent is item or (item.level is Level.PLAIN and other.parent is item.parent)


def heads(text: Text, item: Item) -> bool:
    """A heading: names only, or a title; what it says is done by those under it."""
    if not item.children or item.level is Level.PLUS:
        return item.level is Level.PLAIN and text.bare[item.start : item.end].rstrip().endswith(":")
    clause = clause_of(text, item)
    if clause.leads and clause.duty >= item.end - 2:
        return True
    words = text.bare[item.body : item.end].rstrip()
    marked = any(kid.level not in (Level.PLAIN, Level.PLUS) for kid in item.children)
    if words.endswith(":"):
        return marked or item.level <= Level.LETTER
    if marked and clause_of(text, _first_marked(item)).leads and not clause.leads:
        return True
    return marked and (len(words) < 130 and words[-1:] not in ".;" or named_matter(text, item) is not None)


def _first_marked(item: Item) -> Item:
    return next(kid for kid in item.children if kid.level not in (Level.PLAIN, Level.PLUS))


def _above(item: Item, above: dict[int, Above]) -> Above:
    parent = item.parent
    while parent is not None:
        if id(parent) in above:
            return above[id(parent)]
        parent = parent.parent
    return Above(None, None)


def _under(text: Text, item: Item, here: Above) -> Above:
    clause = clause_of(text, item)
    matter = matter_of(text, item, here.matter)
    return Above(clause if clause.leads else here.heading, matter)


def _general(text: Text, operative: list[Item], addressees: tuple[Name, ...]) -> Clause | None:
    """Whom the last sentence of the preamble addresses (`yêu cầu Thủ trưởng các đơn vị …`), else the addressees."""
    if not operative:
        return None
    opening = operative[0]
    if not text.bare[opening.start : opening.end].rstrip().endswith(":"):
        return None
    for found in _REQUEST.finditer(text.bare, opening.start, opening.end):
        clause = read_clause(text, found.start(), opening.end)
        if clause.leads:
            return clause
    return Clause(addressees, (), opening.end, None) if addressees else None


def _addressees(text: Text, top: list[Item]) -> tuple[Name, ...]:
    """Names after `Kính gửi`."""
    names: list[Name] = []
    open_ = False
    for item in top:
        if text.bare.startswith("kinh gui", item.start):
            open_ = True
            colon = text.bare.find(":", item.start, item.end)
            start = colon + 1 if colon >= 0 else item.start + 8
            names.extend(_named(text, start, item.end))
        elif open_ and item.level in (Level.DASH, Level.PLUS):
            names.extend(_named(text, item.body, item.end))
        elif open_ and not text.bare.startswith("(", item.start):
            break
    return tuple(names)


def _named(text: Text, start: int, end: int) -> tuple[Name, ...]:
    while start < end and not text.shown[start].isalnum():
        start += 1
    return names_in(text, start, end) if start < end else ()


def _duty(text: Text, segment: Segment, here: Above, general: Clause | None) -> Duty | None:
    ground = ground_of(text, segment, here.matter, headed=here.heading is not None, general=general is not None)
    if ground is None:
        return None
    clause = segment.clause
    above = here.heading or general
    leads = clause.leads or (above.leads if above else ())
    partners = clause.partners or (above.partners if above and not clause.leads else ())
    return Duty(segment.start, segment.body, segment.end, leads, partners, ground)


def _addressed(duty: Duty, addressees: tuple[Name, ...]) -> Duty:
    """`các đơn vị` are those that the letter is addressed to."""
    if not addressees or len(duty.leads) != 1 or not _GENERIC.match(_folded(duty.leads[0].text)):
        return duty
    return replace(duty, leads=addressees)


def _folded(words: str) -> str:
    return without_marks(words.lower())
