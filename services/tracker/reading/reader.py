"""The reading of a text, stage after stage: normalise → structure → duties → facts → class → confidence."""

from collections.abc import Iterator
from dataclasses import replace

from services.tracker.domain.classify import Facts, classify
from services.tracker.domain.deadline import Deadline, Span
from services.tracker.domain.evidence import Evidence
from services.tracker.reading.addressees import read_addressees
from services.tracker.reading.choosing import Stated, deadlines_of
from services.tracker.reading.closing import governed
from services.tracker.reading.confidence import Signs, confidence_of
from services.tracker.reading.context import ReadContext
from services.tracker.reading.deadlines import find_deadlines, placed
from services.tracker.reading.duties import Duty, duties
from services.tracker.reading.grounds import Ground
from services.tracker.reading.head import HeadReading, read_head
from services.tracker.reading.head.inferring import inferred
from services.tracker.reading.reports import report_at_once, report_duty, report_in_cells
from services.tracker.reading.result import Reading, ReadTask
from services.tracker.reading.structure.items import items
from services.tracker.reading.structure.paragraphs import paragraphs
from services.tracker.reading.structure.unnumbered import with_headings
from services.tracker.reading.tables import tables
from services.tracker.reading.text import Text, normalise, pattern, squeeze

#: A date that could be a deadline.
_DATED = pattern(
    r"\b(?:truoc|den|trong|vao|cham nhat) (?:het |cuoi )?(?:ngay|thang|quy|nam) \d|\bhang (?:nam|thang|"
    r"quy)\b|\bdinh ky\b"
)
_SENTENCE_ENDS = pattern(r"[.;] (?=\S)")
_LISTED = pattern(r"[a-z]\)|[-+*]")
_REPORTED = pattern(r"\b(?:bao cao|trinh|gui|nop|de xuat|kien nghi)\b")


def read(text: str, context: ReadContext | None = None) -> Reading:
    """Read a directive's text; never raises, linear in its length. Spans are code points of `text`."""
    return read_with_signs(text, context)[0]


def read_with_signs(text: str, context: ReadContext | None = None) -> tuple[Reading, tuple[Signs, ...]]:
    """The same, with what the confidence of each task was judged on."""
    context = context or ReadContext()
    folded = normalise(text)
    top = read_head(folded, context.issued_on, context.regimes)
    stated = Stated(find_deadlines(folded, top.reference))
    found_tables = tables(folded)
    apart = tuple((table.start, table.end) for table in found_tables)
    every = items(with_headings(folded, paragraphs(folded, apart)))
    addressees = tuple(name.text for name in read_addressees(folded, every).names)
    every_duty = governed(folded, every, duties(folded, every, found_tables, stated.binds), stated.binds)
    found = sorted(every_duty, key=lambda duty: duty.start)
    top = inferred(top, (name.text for duty in found for name in duty.leads))
    judged = [pair for duty in found for pair in _tasks(folded, duty, top, stated)]
    reading = Reading(head=replace(top.head, addressees=addressees), tasks=tuple(task for task, _ in judged))
    return reading, tuple(signs for _, signs in judged)


def _tasks(text: Text, duty: Duty, top: HeadReading, stated: Stated) -> Iterator[tuple[ReadTask, Signs]]:
    end = _trimmed(text, duty.start, duty.end)
    for deadline in deadlines_of(text, duty, end, stated, top.reference):
        yield _task(text, duty, top, deadline)


def _task(text: Text, duty: Duty, top: HeadReading, deadline: Deadline | None) -> tuple[ReadTask, Signs]:
    end = _trimmed(text, duty.start, duty.end)
    report = report_in_cells(text, duty.content) if duty.content else report_duty(text, duty.body, end)
    if report is None and duty.due:
        report = report_duty(text, *duty.due)
    if report is None and duty.leads:
        report = report_at_once(text, duty.leads[-1].span[1], end)
    signs = _signs(text, duty, deadline, end, report[0] if report else None)
    confidence = confidence_of(signs)
    found = classify(Facts(
        regime=top.regime, markers=top.markers, has_deadline=deadline is not None, must_report=report is not None or None,
        confidence=confidence, carries_out=top.carries_out, evidence=tuple(_evidence(text, duty, deadline, report)),
    ))  # fmt: skip
    task = ReadTask(
        span=text.span(duty.start, end), content=_content(text, duty, end),
        lead=tuple(name.text for name in duty.leads), coordinating=tuple(name.text for name in duty.partners),
        deadline=placed(text, deadline) if deadline else None, report_required=report is not None,
        regime=found.regime, category=found.category, origin=found.origin, evidence=found.evidence,
        confidence=confidence, review=tuple(found.reasons),
    )  # fmt: skip
    return task, signs


def _content(text: Text, duty: Duty, end: int) -> str:
    return squeeze(" ".join(text.words(*place) for place in duty.content or ((duty.body, end),)))


def _signs(text: Text, duty: Duty, deadline: Deadline | None, end: int, report: str | None) -> Signs:
    words = text.bare[duty.start : end]
    before = text.bare[max(0, duty.start - 60) : duty.start].rstrip(" ")
    return Signs(
        ground=duty.ground, deadline=deadline, length=end - duty.start, sentences=len(_SENTENCE_ENDS.findall(words, 3)),
        named=bool(duty.leads), listed=_LISTED.match(words) is not None, mid_line=bool(before) and before[-1] != "\n",
        report=report, unread_report=_REPORTED.search(words) is not None, unread_date=_DATED.search(words) is not None,
        noisy=duty.ground is not Ground.LABELLED and words.count("~") + words.count("|") > len(words) / 150,
    )  # fmt: skip


def _evidence(text: Text, duty: Duty, deadline: Deadline | None, report: tuple[str, Span] | None) -> Iterator[Evidence]:
    rule = f"actor.{duty.ground.value}"
    for name in duty.leads:
        yield Evidence(fact="lead", text=squeeze(text.words(*name.span)), rule=rule, span=text.span(*name.span))
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
