"""Letters that ask for one report: the request, what the report holds, and by when it is to be sent, are one task.

`Sở A đề nghị các đơn vị báo cáo …: 1. … 2. … Báo cáo gửi về … trước ngày …` [corpus rule 1].
"""

from collections.abc import Sequence
from dataclasses import dataclass

from services.tracker.reading.actors.clause import Clause
from services.tracker.reading.actors.names import first_verb
from services.tracker.reading.grounds import DUE
from services.tracker.reading.segments import clause_of, opening_clause, request_in
from services.tracker.reading.structure.items import Item
from services.tracker.reading.structure.lines import Level
from services.tracker.reading.text import Text, pattern

_REPORTS = pattern(
    r"(?:[^.;:,]{0,24} )?(?:bao cao|cung cap (?:thong tin|so lieu)|thong ke|gui bao cao|"
    r"tong hop,? bao cao)\b"
)
#: The subject (`V/v báo cáo …`).
_SUBJECT = pattern(
    r"\bv/v:? (?:de nghi |yeu cau |nhac |don doc )?(?:gui )?(?:bao cao|cung cap (?:so lieu|thong tin)|thong ke so lieu)\b"
)
_TOP = 1800
_LONGEST = 2500


@dataclass(frozen=True, slots=True)
class ReportLetter:
    """The one task of such a letter: from the request to the end of the line that says by when (`due`)."""

    start: int
    end: int
    clause: Clause
    due: tuple[int, int]


def report_letter(text: Text, operative: Sequence[Item]) -> ReportLetter | None:
    """None where the first paragraph asks for something else, or where what follows is to be done by itself."""
    if not operative or operative[0].level is not Level.PLAIN:
        return None
    opening = operative[0]
    start = request_in(text, opening.body, opening.end)
    clause = opening_clause(text, opening)
    about = _SUBJECT.search(text.bare, 0, min(opening.start, _TOP)) is not None
    if not clause.trigger or not clause.leads or not (about or _REPORTS.match(text.bare, clause.duty, opening.end)):
        return None
    last = _sent_by(text, operative[1:], opening.end + _LONGEST, about=about)
    return (
        ReportLetter(opening.body if start is None else start, last.end, clause, (last.start, last.end))
        if last
        else None
    )


def _sent_by(text: Text, following: Sequence[Item], limit: int, *, about: bool) -> Item | None:
    """The line that says by when the report is sent; everything before it must only be what the report holds.

    Where the subject of the letter is a report, that may be worded as work (`1. Đánh giá kết quả …`).
    """
    for item in following:
        if item.end > limit:
            return None
        if DUE.match(text.bare, item.body, item.end):
            return item
        if clause_of(text, item).trigger or (not about and _acts(text, item)):
            return None
    return None


def _acts(text: Text, item: Item) -> bool:
    return first_verb(text, item.body, min(item.end, item.body + 24)) == item.body
