"""Where an item holds several tasks: sentences with an actor, a date or a report of their own [corpus rule 1]."""

import re
from collections.abc import Callable, Iterator, Sequence

from services.tracker.reading.actors.clause import Clause, opens_with_name, read_clause
from services.tracker.reading.actors.names import first_verb, name_starts, opens_duty, plain_verb
from services.tracker.reading.reports import report_duty
from services.tracker.reading.structure.items import Item
from services.tracker.reading.text import UPPER, Text, pattern

#: Begins with a set of signs, which a search runs through fast.
_SENTENCE = re.compile(rf"[.!?;](?:(?<!;)\s+(?=[{UPPER}])|(?<=;)\s+(?=[^\W\d_]))")
_CONTINUES = pattern(
    r"(?:neu|khi|sau khi|de(?! nghi)|trong do|trong qua trinh|truong hop|bao gom|doi voi nhung|vi|do|nham|qua do|"
    r"tren co so|theo do|"
    r"noi nhan|uu tien|dac biet|nhat la|ke ca|cung nhu|[a-z]+ (?:[a-z]+ ){0,3}nao)\b"  # `nhà thầu nào kéo dài thì …`
)
CIRCUMSTANCE = pattern(
    r"(?:thu (?:[2-7]|hai|ba|tu|nam|sau|bay)|chu nhat|tu ngay|tu thang|tu|truoc|trong|den|ngay|hang|dinh ky|cham nhat|sau khi|sau|cuoi|dau|tai|doi voi|"
    r"de|theo|tren co so|nham|can cu|"
    r"khi|neu|truong hop) "
)
#: A name that goes on with what it depends on.
_QUALIFIED = pattern(r"\b(?:theo|do|de|khi|neu|trong qua trinh|nham|ve|ma|cho|co) ")
#: Verbs of one syllable that as often belong to what is told of a name.
_PLAINLY = pattern(
    r"(?!(?:co|tu|den|di|thu|khi|neu|ra|ung|lay|phat|ngoai|giam|mua|ban|vay|tiep|in|xet|cap|len|du|dang) )"
)
_DATED = pattern(r"(?:truoc|den|trong|cham nhat|muon nhat)[^,;:.]{0,16}? \d[\d/.-]*,? (?=phai|hoan thanh|xong)")
_SENDS_AT_ONCE = pattern(r"(?:tong hop|bao cao|gui|trinh|nop|dinh ky|de xuat|tham muu)\b")
_SENDS = pattern(r"\b(?:bao cao|gui|nop|dang ky)\b")
_GENERIC = frozenset(
    ("các đơn vị", "các cơ quan", "các địa phương", "các cơ quan, đơn vị", "đơn vị", "các đơn vị, địa phương")
)
_OPENING = pattern(
    r"(?:(?:truoc|trong|den|tu|cham nhat|muon nhat|dinh ky|hang|thu|ngay \d{1,2} hang)\b[^;:.,]{0,60}(?:\d|tuan|thang|quy|nam|ngay)|"
    r"(?:sau khi|tren co so|doi voi|rieng) [^;:.,]{2,120}), ?(?!hai )"  # `hai Bộ thống nhất …`: those named before
)
#: What somebody will do, or has done, by that time: it says when the work before it must be ready.
_TOLD = pattern(r"\b(?:sẽ|đã|đang|chưa)\b")
COMMA = re.compile(r",\s+")
_TIMED = pattern(r"\b(?:truoc|trong|den het|cham nhat|muon nhat|hoan thanh) (?:ngay |thang |quy |nam )?[\div]{1,4}\b")
_PERIODIC_REPORT = pattern(
    r"(?:(?:dinh ky|hang nam|hang quy|hang thang|hang tuan|truoc ngay|(?:vao )?ngay \d{1,2} hang (?:thang|quy)|"
    r"thu (?:[2-7]|hai|ba|tu|nam|sau|bay) hang tuan)[^.;]{0,80}\b(?:(?<!nghe\s)bao cao|trinh|gui)\b|"
    r"(?:tong hop,? )?bao cao (?!gui|duoc|cua|nhanh)[^.;]{0,200}\b(?:dinh ky|hang quy|hang thang|hang nam|"
    r"truoc ngay|cham nhat)\b)"
)
#: What is left of the same work, by a later date (`…; các tuyến còn lại trước ngày 15/4`), or of a part of it (`riêng …`).
_LEFT = r"[^.;:,]{2,70} con lai,? (?:[^.;:,]{0,24} )?(?:truoc|cham nhat|muon nhat|trong|den het)\b"
_REST = pattern(rf"(?:{_LEFT}|rieng [^.;:,]{{2,70}} (?:truoc|cham nhat|muon nhat|den het) )")
#: A word that must be there, and where the next task begins behind a comma.
_AFTER_COMMA = (
    ("con", pattern(rf", (?={_LEFT})")),
    (
        "hang",
        pattern(
            r", (?=(?:dinh ky )?(?:tong hop,? )?bao cao [^.;]{0,90}\b(?:truoc|cham nhat|vao|ngay|den) [^.;]{0,24}"
            r"\bhang (?:tuan|thang|quy)\b)"
        ),
    ),
)
Binds = Callable[[int, int], bool]


def stretches(text: Text, item: Item, followers: Sequence[Item]) -> Iterator[tuple[int, int]]:
    """Sentences in order: where each begins, and where what belongs to it ends."""
    for part in [item, *followers]:
        begin = part.body
        for stop in _SENTENCE.finditer(text.shown, begin, part.end):
            yield from _cut_at_commas(text, begin, stop.start() + 1)
            begin = stop.end()
        yield from _cut_at_commas(text, begin, part.end)


def _cut_at_commas(text: Text, begin: int, end: int) -> Iterator[tuple[int, int]]:
    """A sentence, cut behind work that has its date, before a periodic report or what is left of the work.

    `… trước ngày 30/6, báo cáo … trước ngày 25 hằng tháng`; `… trong ngày 04/10, các tuyến còn lại trước ngày 10/10`.
    """
    for word, shape in _AFTER_COMMA:
        found = shape.search(text.bare, begin, end) if text.bare.find(word, begin, end) >= 0 else None
        if found and _TIMED.search(text.bare, begin, found.start()):
            yield begin, found.start() + 1
            begin = found.end()
    yield begin, end


def _own(text: Text, body: int, cut: int, last: int) -> bool:
    """Whether the sentence `cut` … `last` is a task of its own beside what went before it from `body`."""
    before = read_clause(text, body, cut) if opens_with_name(text, body, cut) else None
    if before and before.leads and before.duty >= cut - 2:
        return False  # names only so far (`Các sở, ban, ngành; UBND các huyện; …`): the list goes on
    if _reports(text, cut, last) and (
        text.bare[cut - 2 : cut - 1] not in ";," or _TIMED.search(text.bare, max(body, cut - 1500), cut)
    ):
        return True
    after = _addressing(text, cut, last)
    return after is not None and not (before and _same_actor(before, after))


def apart(text: Text, place: tuple[int, int, int], binds: Binds) -> bool:
    """Whether a sentence (its place, and where the task before it begins) is a task of its own [corpus rule 1]."""
    body, cut, last = place
    if _own(text, body, cut, last):
        return not _completes(text, place, binds)
    return _due_apart(text, place, binds) or _reports_apart(text, place, binds)


def _completes(text: Text, place: tuple[int, int, int], binds: Binds) -> bool:
    """The same bodies are asked once more, by when they are to send what they were asked for."""
    body, cut, last = place
    if binds(body, cut) or not binds(cut, last) or not _SENDS.search(text.bare, cut, last):
        return False
    names = {name.text.lower() for name in read_clause(text, cut, last).leads}
    if not names <= _GENERIC and not names <= {name.text.lower() for name in read_clause(text, body, cut).leads}:
        return False
    return bool(_SENDS.search(text.bare, body, cut))


def _due_apart(text: Text, place: tuple[int, int, int], binds: Binds) -> bool:
    """A sentence that says what else is to be done, by a date of its own, behind one that has its date already."""
    body, cut, last = place
    if not binds(cut, last):
        return False
    if _REST.match(text.bare, cut, last):
        return binds(body, cut)
    if not opens_duty(text, _past_circumstance(text, cut, last), last):
        return False
    return binds(body, cut) or (text.bare[cut - 2 : cut - 1] == "." and binds(cut, cut + 2))


def _reports_apart(text: Text, place: tuple[int, int, int], binds: Binds) -> bool:
    """Other work with a report duty of its own, behind work that has its date and owes none (`…; lựa chọn …, gửi Bộ X`)."""
    body, cut, last = place
    if not binds(body, cut) or not opens_duty(text, cut, last) or _SENDS_AT_ONCE.match(text.bare, cut, last):
        return False
    return report_duty(text, cut, last) is not None and report_duty(text, body, cut) is None


def _past_circumstance(text: Text, start: int, end: int) -> int:
    """Past `Đối với các hộ còn lại, …` or `Chậm nhất đến 15/10 …` at the start of a sentence."""
    if not CIRCUMSTANCE.match(text.bare, start, end):
        return start
    found = _DATED.match(text.bare, start, end) or COMMA.search(text.bare, start, min(end, start + 160))
    return found.end() if found else start


def _same_actor(before: Clause, after: Clause) -> bool:
    """The actor of the sentence is the one that went before it: it goes on with the same item."""
    known = {name.text.lower() for name in before.leads}
    return bool(known) and after.trigger is None and {name.text.lower() for name in after.leads} <= known


def _reports(text: Text, start: int, end: int) -> bool:
    """A sentence with a cycle and a report duty of its own (`Định kỳ 6 tháng tổng hợp, báo cáo …`) [corpus rule 1]."""
    return bool(_PERIODIC_REPORT.match(text.bare, start, end))


def _addressing(text: Text, start: int, end: int) -> Clause | None:
    """The clause of a sentence that begins with its own actor and says what it is to do; behind a semicolon, at once."""
    at = _past_opening(text, start, end)
    if at == start and _CONTINUES.match(text.bare, start):
        return None
    clause = read_clause(text, at, end) if opens_with_name(text, at, end) else None
    if not clause or not clause.leads or clause.duty >= end - 8:
        return None
    verb = first_verb(text, clause.duty, end)
    if at > start and (verb is None or _TOLD.search(text.plain, clause.leads[-1].span[0], verb)):
        return None
    if text.bare[start - 2 : start - 1] == ";":
        plain = verb is not None and verb - clause.duty < 3 and _sure(text, clause, verb)
        return clause if clause.trigger is not None or plain else None
    return clause if verb is not None else None


def _past_opening(text: Text, start: int, end: int) -> int:
    """Past a time or a condition at the start of a sentence, where its actor stands behind it (`Chậm nhất 15/5, các sở …`)."""
    opening = _OPENING.match(text.bare, start, end)
    return opening.end() if opening and name_starts(text, opening.end()) else start


def _sure(text: Text, clause: Clause, verb: int) -> bool:
    """Behind a semicolon a name may be one of a list: what follows it must say plainly what it is to do."""
    named = text.bare[clause.leads[0].span[0] : verb]
    return not _QUALIFIED.search(named) and (plain_verb(text, verb) or bool(_PLAINLY.match(text.bare, verb)))
