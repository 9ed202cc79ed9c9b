"""Third stage, duties: which segments of the operative part are tasks, on what ground, and who is bound by them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from services.tracker.domain.deadline import Span
from services.tracker.reading.actors.clause import Clause, read_clause
from services.tracker.reading.addressees import Addressees, read_addressees
from services.tracker.reading.cutting import Binds
from services.tracker.reading.grounds import ASKS, Ground, Stance, ground_of
from services.tracker.reading.labelled import Labelled, labelled_tasks
from services.tracker.reading.letters import report_letter
from services.tracker.reading.sections import Matter, matter_of
from services.tracker.reading.segments import REQUEST, Segment, clause_of, opening_clause, segments
from services.tracker.reading.structure.items import Item
from services.tracker.reading.structure.lines import Level
from services.tracker.reading.tables import Row, Table
from services.tracker.reading.text import Name, Text, pattern
from services.tracker.reading.units import units
from services.tracker.reading.zones import zones

_SENT = pattern(r"(?:bao cao )?gui\b|bao cao (?:gui|truoc|cham nhat)")
_BINDS = pattern(r"(?:can|phai|co trach nhiem|chiu trach nhiem|co nhiem vu|tap trung|khan truong|can cu|chu tri)\b")
_ANSWERS = pattern(
    r"\b(?:xin tra loi|tra loi|phuc dap|giai trinh|xin bao cao|kinh bao cao|tran trong bao cao)\b[^:.;)]{0,40} nhu sau ?:\s*$"
)
_DATE_LABEL = pattern(r"(?:truoc|cham nhat|muon nhat|den het|trong|tu|ngay|thang|quy)\b[^:;.]{0,60}\d[^:;.]{0,24}: ?")
_WHOLE_AT_MOST = 1500
_ROOT = 0


@dataclass(frozen=True, slots=True)
class Duty:
    """A task before its facts are read: its span of the foldings, its actors, its ground and (in plans) its time line.

    `due` is the line that says by when, where not the first date of the task does.
    """

    start: int
    body: int
    end: int
    leads: tuple[Name, ...]
    partners: tuple[Name, ...]
    ground: Ground
    time: tuple[int, int] | None = None
    content: tuple[Span, ...] = ()
    due: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Above:
    """What holds where an item stands: the actors of its heading, the matter of its section, whether it asks."""

    heading: Clause | None = None
    matter: Matter | None = None
    asks: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """What holds for all items: those addressed, and whether the items that bear a marker are the list of duties."""

    text: Text
    addressees: Addressees
    general: Clause | None
    binds: Binds
    unmarked: bool
    above: dict[int, Above] = field(default_factory=dict)


def duties(text: Text, every: list[Item], found: Sequence[Table], binds: Binds) -> Iterator[Duty]:
    """The duties of the items and of the tables found (whose lines are no items); `binds` as in `segments`."""
    yield from (_of_row(row) for table in found for row in table.rows)
    place = zones(text, every)
    operative = every[place.first : place.foot]
    addressees = read_addressees(text, every)
    marked = any(item.level is not Level.PLAIN for item in operative)
    told = _answers(text, operative)
    document = Document(
        text, addressees, None if told else _general(text, operative, addressees), binds, unmarked=not marked
    )
    if told:
        document.above[_ROOT] = Above(matter=Matter.OTHER)
    laid_out = {id(found.owner): found for found in labelled_tasks(text, operative)}
    letter = report_letter(text, operative)
    if letter:
        leads = addressees.stand_for(letter.clause.leads)
        yield Duty(letter.start, letter.start, letter.end, leads, letter.clause.partners, Ground.DUE, due=letter.due)
    until = letter.end if letter else 0
    for item, followers in units(text, operative):
        if item.start < until:
            continue
        if id(item) in laid_out:
            until = laid_out[id(item)].last.end
            yield _of_labels(text, laid_out[id(item)])
        elif followers is None:
            document.above[_scope(item)] = _under(document, item)
        else:
            yield from _of_unit(document, item, followers)


def _of_row(row: Row) -> Duty:
    return Duty(row.start, row.content[0][0], row.end, row.leads, row.partners, Ground.LABELLED, row.time, row.content)


def _of_labels(text: Text, found: Labelled) -> Duty:
    """The task of labelled lines; where its time line itself says what is due (`Báo cáo gửi trước …`), that line."""
    owner = found.owner
    start, body, end = owner.start, owner.body, found.last.end
    if found.time and (end - start > _WHOLE_AT_MOST or _SENT.match(text.bare, *found.time)):
        start, body, end = found.last.start, found.last.body, found.last.end
    return Duty(start, body, end, tuple(found.leads), tuple(found.partners), Ground.LABELLED, found.time)


def _of_unit(document: Document, item: Item, followers: list[Item]) -> Iterator[Duty]:
    here = _above(document, item)
    dated = _label(document, item)
    for segment in segments(document.text, item, followers, document.binds):
        due = document.binds(segment.start, segment.end)
        stance = Stance(
            here.matter, here.heading is not None, document.general is not None, here.asks, document.unmarked, due
        )
        ground = ground_of(document.text, segment, stance)
        if ground:
            yield replace(_duty(document, segment, here, ground), due=None if due else dated)
        if segment.clause.leads:
            here = Above(segment.clause, here.matter, here.asks)


def _label(document: Document, item: Item) -> Span | None:
    """A date with a colon that opens an item (`Trước ngày 15/8: Sở A …; Sở B …`) holds for all that stands behind it."""
    found = _DATE_LABEL.match(document.text.bare, item.body, item.end)
    return (item.body, found.end()) if found and document.binds(item.body, found.end()) else None


def _duty(document: Document, segment: Segment, here: Above, ground: Ground) -> Duty:
    clause = segment.clause
    above = here.heading or document.general
    leads = clause.leads or (above.leads if above else ())
    partners = clause.partners or (above.partners if above and not clause.leads else ())
    return Duty(segment.start, segment.body, segment.end, document.addressees.stand_for(leads), partners, ground)


def _above(document: Document, item: Item) -> Above:
    parent = item.parent
    while parent is not None:
        if id(parent) in document.above:
            return document.above[id(parent)]
        parent = parent.parent
    return document.above.get(_ROOT, Above())


def _scope(item: Item) -> int:
    """What a heading holds for: the items under it; an unmarked one for those that follow beside it."""
    if item.level is not Level.PLAIN:
        return id(item)
    return id(item.parent) if item.parent else _ROOT


def _under(document: Document, item: Item) -> Above:
    here = _above(document, item)
    clause = clause_of(document.text, item)
    if item.level is Level.PLAIN:
        clause = _told(document.text, opening_clause(document.text, item))
    asks = ASKS.search(document.text.bare, item.body, item.end) is not None
    matter = matter_of(document.text, item, here.matter)
    return Above(clause if clause.leads else here.heading, matter, asks or here.asks)


def _told(text: Text, clause: Clause) -> Clause:
    """Names of an opening line bind only where it tells them to do something, not where they are who speaks."""
    binds = clause.trigger or (clause.leads and _BINDS.match(text.bare, clause.duty))
    return clause if binds else Clause((), (), clause.duty, None)


def _answers(text: Text, operative: list[Item]) -> bool:
    """A letter that answers or reports: what stands in it is told, and only what is expressly assigned is a task."""
    return bool(operative) and _ANSWERS.search(text.bare, operative[0].start, operative[0].end) is not None


def _general(text: Text, operative: list[Item], addressees: Addressees) -> Clause | None:
    """Whom the last sentence of the preamble addresses (`yêu cầu Thủ trưởng các đơn vị …`), else the addressees."""
    if not operative:
        return None
    opening = operative[0]
    if text.bare[opening.start : opening.end].rstrip().endswith(":"):
        for found in REQUEST.finditer(text.bare, opening.start, opening.end):
            clause = read_clause(text, found.start(), opening.end)
            if clause.leads:
                return Clause(addressees.stand_for(clause.leads), clause.partners, clause.duty, clause.trigger)
    return Clause(addressees.names, (), opening.end, None) if addressees.names else None
