"""Segments: an item with what continues it, cut where another agency is addressed [corpus rule 1]."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from services.tracker.reading.actors.clause import TRIGGER, Clause, read_clause
from services.tracker.reading.actors.names import first_verb, name_starts
from services.tracker.reading.cutting import CIRCUMSTANCE, COMMA, Binds, apart, stretches
from services.tracker.reading.structure.items import Item
from services.tracker.reading.structure.lines import Level
from services.tracker.reading.text import Text, pattern

_PREAMBLE = pattern(
    r"(?:de |nham |thuc hien |can cu |theo |xet |ngay \d|sau khi |tren co so |tiep theo |truoc tinh hinh|"
    r"trien khai |thi hanh |"
    r"vua qua|hien nay|thoi gian qua|qua |nhan duoc |de tiep tuc|duoc su|trong thoi gian|ve viec|ve |"
    r"uy ban|ubnd|so |bo )"
)
REQUEST = pattern(
    r"\b(?:yeu cau|de nghi|giao nhiem vu cho|giao cho|giao(?! ban\b| dich| thong| duc| luu| tiep| dat)|"
    r"kinh de nghi|phan cong|chi thi)(?: cho)? "
)
#: A date or a topic before the clause, up to a colon.
TOPIC = pattern(r"[^:;.(]{2,90}: ?")
#: A paper, and who is to make it (`Văn bản trả lời do Sở A dự thảo, trình …`).
_MADE_BY = pattern(
    r"(?:(?:cac|nhung|rieng) )?(?:van ban|bao cao|ho so|ke hoach|du thao|de an|phuong an|to trinh|du toan|tai lieu|noi dung|danh sach|"
    r"quy che)\b[^.;:,()]{0,90} do (?=[^.;:]{3,70} (?:chu tri|du thao|soan thao|chuan bi|tham muu|tong hop|xay dung|lap)\b)"
)
#: A list of agencies that the circumstance is about (`căn cứ nhiệm vụ của cơ quan, đơn vị`): no actor begins there.
_LISTED = pattern(
    r"\b(?:cua|doi voi|nhieu|moi|tung|giua) (?:cac |nhieu |tung |moi )?(?:co quan|don vi|dia phuong|so|nganh|to chuc)(?:, (?:don vi|ban|nganh))*$"
)


@dataclass(frozen=True, slots=True)
class Segment:
    """Words that make at most one task: of `item`, from `start` (with its marker) to `end`; words from `body`."""

    item: Item
    start: int
    body: int
    end: int
    clause: Clause
    first: bool


def segments(text: Text, item: Item, followers: Sequence[Item], binds: Binds) -> Iterator[Segment]:
    """The item, its plain continuations and its `+` items, cut where a sentence has an actor or a date of its own.

    `binds` says whether a deadline that binds somebody stands between two characters.
    """
    start, body, end = item.start, item.body, item.end
    first = True
    for cut, last in stretches(text, item, followers):
        if cut > body and apart(text, (body, cut, last), binds):
            yield _segment(text, item, (start, body, end), first)
            start = body = cut
            first = False
        end = last
    yield _segment(text, item, (start, body, end), first)


def _segment(text: Text, item: Item, place: tuple[int, int, int], first: bool) -> Segment:
    start, body, end = place
    if item.level is Level.PLAIN or not first:
        asked = request_in(text, body, end)
        if asked is not None:
            start = body = asked
    return Segment(item, start, body, end, _clause(text, item, body, end), first)


def _clause(text: Text, item: Item, body: int, end: int) -> Clause:
    """The clause, or the one after a date or topic that stands before it (`Tháng 7: …`, `Về tài chính: giao …`)."""
    clause = clause_of(text, item) if (body, end) == (item.body, item.end) else read_clause(text, body, end)
    if clause.leads:
        return clause
    for label in _openings(text, body, end):
        after = read_clause(text, label, end)
        if after.leads and after.duty < end - 8:
            return after
    return clause


def _openings(text: Text, body: int, end: int) -> Iterator[int]:
    """Where a clause may begin after a topic (`Về tài chính: …`) or a circumstance (`Từ ngày … đến ngày …, …`)."""
    topic = TOPIC.match(text.bare, body, end)
    if topic:
        yield topic.end()
    made = _MADE_BY.match(text.bare, body, end)
    if made:
        yield made.end()
    if not CIRCUMSTANCE.match(text.bare, body, end):
        return
    for comma in COMMA.finditer(text.bare, body, min(end, body + 220)):
        if _LISTED.search(text.bare, body, comma.start()):
            continue
        if name_starts(text, comma.end()) or TRIGGER.match(text.bare, comma.end(), end):
            yield comma.end()
            return
        if first_verb(text, comma.end(), min(end, comma.end() + 24)) == comma.end():
            return


def request_in(text: Text, start: int, end: int) -> int | None:
    """Where the request begins in a sentence that opens with its reason (`Để …, Sở Y tế đề nghị các đơn vị …`)."""
    if not _PREAMBLE.match(text.bare, start, end):
        return None
    for found in REQUEST.finditer(text.bare, start, min(end, start + 1500)):
        if name_starts(text, found.end()):
            return _assigner(text, start, found.start())
    return None


def _assigner(text: Text, start: int, verb: int) -> int:
    """The name of the one who asks, after the last comma before the verb; the verb itself where there is none."""
    comma = max(
        text.bare.rfind(", ", start, verb), text.bare.rfind(". ", start, verb), text.bare.rfind(",\n", start, verb)
    )
    if comma < 0:
        return start if name_starts(text, start) else verb
    at = comma + 2
    return at if name_starts(text, at) or verb - at < 90 else verb


def clause_of(text: Text, item: Item) -> Clause:
    """The clause of an item's own words, read once."""
    if item.clause is None:
        item.clause = read_clause(text, item.body, item.end)
    return item.clause


def opening_clause(text: Text, item: Item) -> Clause:
    """The clause of a line that opens a list (`Để …, toàn ngành cần thực hiện các nhiệm vụ sau:`), told apart from its reason."""
    asked = request_in(text, item.body, item.end)
    if asked is None:
        return _clause(text, item, item.body, item.end)
    return read_clause(text, asked, item.end)
