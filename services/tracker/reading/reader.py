"""The reading of a text, stage after stage: normalise → structure → duties → facts → class → confidence."""

from collections.abc import Iterator, Sequence
from datetime import date

from services.tracker.domain.classify import Facts, classify
from services.tracker.domain.deadline import Deadline, Kind
from services.tracker.domain.evidence import Evidence
from services.tracker.reading.confidence import Signs, confidence_of
from services.tracker.reading.context import ReadContext
from services.tracker.reading.deadlines import find_deadlines, placed, time_line
from services.tracker.reading.duties import Duty, duties
from services.tracker.reading.head import HeadReading, read_head
from services.tracker.reading.reports import report_duty
from services.tracker.reading.result import Reading, ReadTask
from services.tracker.reading.structure.items import items
from services.tracker.reading.structure.paragraphs import paragraphs
from services.tracker.reading.text import Text, normalise, pattern, squeeze

#: A date that could be a deadline.
_DATED = pattern(
    r"\b(?:truoc|den|trong|vao|cham nhat) (?:het |cuoi )?(?:ngay|thang|quy|nam) \d|\bhang (?:nam|thang|"
    r"quy)\b|\bdinh ky\b"
)
#: Rules that also match what a work is about; a binding deadline in the same task wins over them.
WEAK_RULES = frozenset({"deadline.period"})
#: The horizon of a plan (`từ nay đến năm 2020`) is a date by itself, but no deadline of a task [corpus rule 7].
NO_RULES = frozenset({"deadline.horizon"})


def read(text: str, context: ReadContext | None = None) -> Reading:
    """Read a directive's text; never raises, linear in its length. Spans are code points of `text`."""
    context = context or ReadContext()
    folded = normalise(text)
    top = read_head(folded, context.issued_on)
    stated = find_deadlines(folded, top.reference)
    every = items(paragraphs(folded))
    found = sorted(duties(folded, every), key=lambda duty: duty.start)
    return Reading(head=top.head, tasks=tuple(_task(folded, duty, top, stated) for duty in found))


def _task(text: Text, duty: Duty, top: HeadReading, stated: Sequence[Deadline]) -> ReadTask:
    end = _trimmed(text, duty.start, duty.end)
    deadline = deadline_of(text, duty, (duty.start, end), stated, top.reference)
    report = report_duty(text, duty.body, end)
    confidence = confidence_of(_signs(text, duty, deadline, end))
    found = classify(Facts(
        regime=top.regime, markers=top.markers, has_deadline=deadline is not None, must_report=report is not None or None,
        confidence=confidence, carries_out=top.carries_out, evidence=tuple(_evidence(text, deadline, report)),
    ))  # fmt: skip
    return ReadTask(
        span=text.span(duty.start, end), content=squeeze(text.words(*_content(duty, end))),
        lead=tuple(name.text for name in duty.leads), coordinating=tuple(name.text for name in duty.partners),
        deadline=placed(text, deadline) if deadline else None, report_required=report is not None,
        regime=found.regime, category=found.category, origin=found.origin, evidence=found.evidence,
        confidence=confidence, review=tuple(found.reasons),
    )  # fmt: skip


def _content(duty: Duty, end: int) -> tuple[int, int]:
    return duty.content or (duty.body, end)


def _signs(text: Text, duty: Duty, deadline: Deadline | None, end: int) -> Signs:
    words = text.bare[duty.start : end]
    return Signs(
        ground=duty.ground, deadline=deadline, length=end - duty.start, named=bool(duty.leads),
        unread_date=_DATED.search(words) is not None, noisy=words.count("~") + words.count("|") > len(words) / 150,
    )  # fmt: skip


def deadline_of(
    text: Text, duty: Duty, place: tuple[int, int], stated: Sequence[Deadline], reference: date | None
) -> Deadline | None:
    """The deadline of a duty: the first binding one among its words, else the first of any kind."""
    start, end = place
    inside = [found for found in stated if found.span and start <= found.span[0] < end and found.rule not in NO_RULES]
    if duty.time and not any(found.kind is not Kind.ABSOLUTE and _in(found, duty.time) for found in inside):
        return time_line(text, duty.time, reference)
    binding = [found for found in inside if found.rule not in WEAK_RULES]
    return next(iter(binding or inside), None)


def _in(deadline: Deadline, place: tuple[int, int]) -> bool:
    return deadline.span is not None and place[0] <= deadline.span[0] < place[1]


def _evidence(text: Text, deadline: Deadline | None, report: tuple[str, tuple[int, int]] | None) -> Iterator[Evidence]:
    if deadline:
        span = text.span(*deadline.span) if deadline.span else None
        yield Evidence(fact="deadline", text=deadline.text, rule=deadline.rule, span=span)
    if report:
        rule, place = report
        yield Evidence(fact="report_required", text=squeeze(text.words(*place)), rule=rule, span=text.span(*place))


def _trimmed(text: Text, start: int, end: int) -> int:
    """Without the closing `./.`, stops and blanks."""
    words = text.shown[start:end]
    return start + len(words.rstrip(" \n\t.;/:,"))
