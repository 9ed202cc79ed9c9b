"""What of a document becomes a task: the body's tasks, else what the text says, else the document as a whole
[CONTRACTS §2]."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from services.tracker.domain.classification import BUILT_IN, RegimeNames
from services.tracker.domain.classify import Classification, Facts, ReviewReason, classify
from services.tracker.domain.deadline import Deadline, Span
from services.tracker.domain.evidence import Evidence
from services.tracker.domain.markers import CodeMarker, find_markers
from services.tracker.domain.regime import RegimeReading, regime_of
from services.tracker.reading.reports import report_duty
from services.tracker.reading.result import Reading, ReadTask
from services.tracker.reading.text import normalise, squeeze
from services.tracker.register.case import Doubt
from services.tracker.register.stated import read_stated
from shared.events.documents import Document, GivenTask

BODY, TEXT, ABSTRACT, NONE = "body", "text", "abstract", "none"
_ABOUT = re.compile(r"^\s*(?:v/v|về việc)\s*:?\s*", re.IGNORECASE)
_REASONS = frozenset(reason.value for reason in ReviewReason)
_UNSURE_DUTY = 0.85  # no words and no field speak of a report: probably none is owed


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A task before the register has it; agencies as written."""

    content: str
    span: Span | None = None
    lead: tuple[str, ...] = ()
    coordinating: tuple[str, ...] = ()
    monitoring: tuple[str, ...] = ()
    field: str | None = None
    deadline: Deadline | None = None
    report_required: bool = False
    classification: Classification
    doubts: tuple[Doubt, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """The tasks of a document and where they came from: body | text | abstract | none."""

    tasks: tuple[Planned, ...]
    source: str


def plan(document: Document, reading: Reading | None, review_below: float, names: RegimeNames = BUILT_IN) -> Plan:
    """What becomes a task; agencies and due instants come later. `names` are the regimes'."""
    if document.tasks:
        given = _Given(document, review_below, names)
        return Plan(tuple(given.task(task) for task in document.tasks), BODY)
    if reading and reading.tasks:
        read = _Read(document, reading, review_below, names)
        return Plan(tuple(read.task(task) for task in reading.tasks), TEXT)
    if document.lead or document.deadline:
        whole = GivenTask(
            content=document.abstract or _head_abstract(reading) or "", lead=document.lead,
            coordinating=document.coordinating, deadline=document.deadline,
        )  # fmt: skip
        return Plan((_Given(document, review_below, names).task(whole),), ABSTRACT)
    return Plan((), NONE)


def _head_abstract(reading: Reading | None) -> str | None:
    return reading.head.abstract if reading else None


class _Given:
    """Tasks from fields of the body."""

    def __init__(self, document: Document, review_below: float, names: RegimeNames) -> None:
        self.document, self.review_below, self.names = document, review_below, names
        self.markers = find_markers(document.text, names) if document.text else ()
        self.regime = regime_of(document.issuer, document.notation)

    def task(self, given: GivenTask) -> Planned:
        deadline, doubts = stated_deadline(given.deadline, given.inclusive, self.document)
        duty = _duty_of(given)
        facts = Facts(
            regime=self.regime, code=given.code, names=self.names, markers=self.markers,
            has_deadline=deadline is not None, must_report=True if duty else given.report_required,
            confidence=1.0 if duty or given.report_required is not None else _UNSURE_DUTY,
            evidence=tuple(_evidence(given, duty)),
        )  # fmt: skip
        chosen = classify(facts, self.review_below)
        return Planned(
            content=given.content.strip(), lead=given.lead or self.document.lead, coordinating=given.coordinating,
            monitoring=given.monitoring, field=given.field, deadline=deadline,
            report_required=bool(facts.must_report), classification=chosen,
            doubts=(*_without_content(given), *doubts, *_class_doubts(chosen, self.names)),
        )  # fmt: skip


def _without_content(given: GivenTask) -> Iterator[Doubt]:
    if not given.content.strip():
        yield Doubt("content-missing", "Nhiệm vụ không có nội dung; hãy bổ sung nội dung hoặc trích yếu.")


def _duty_of(given: GivenTask) -> Evidence | None:
    """The words of the content that oblige to report, unless the body itself says whether a report is owed."""
    if given.report_required is not None:
        return None
    found = _reports(given.content)
    return Evidence(fact="report_required", text=found[1], rule=found[0], field="content") if found else None


@lru_cache(maxsize=4096)
def _reports(content: str) -> tuple[str, str] | None:
    """The rule and the words of a report duty; an abstract's "V/v" is no word of it."""
    text = normalise(_ABOUT.sub("", content))
    found = report_duty(text, 0, len(text.bare))
    return (found[0], squeeze(text.words(*found[1]))) if found else None


def _evidence(given: GivenTask, duty: Evidence | None) -> Iterator[Evidence]:
    if given.deadline:
        yield Evidence(fact="deadline", text=given.deadline, rule="field.deadline", field="deadline")
    if given.report_required is not None:
        said = "true" if given.report_required else "false"
        yield Evidence(fact="report_required", text=said, rule="field.report_required", field="report_required")
    if duty:
        yield duty


class _Read:
    """Tasks from the text; what it leaves open is filled from the document as a whole."""

    def __init__(self, document: Document, reading: Reading, review_below: float, names: RegimeNames) -> None:
        self.document, self.head, self.review_below, self.names = document, reading.head, review_below, names
        self.markers = tuple(
            CodeMarker(regime=one.regime, categories=one.categories, text=one.text, span=one.span)
            for one in reading.head.markers
        )
        whole, self.doubts = stated_deadline(document.deadline, True, document)
        self.deadline = whole

    def task(self, read: ReadTask) -> Planned:
        deadline = read.deadline or self.deadline
        facts = Facts(
            regime=self._regime(read), markers=self.markers, has_deadline=deadline is not None,
            must_report=True if read.report_required else None, confidence=read.confidence, evidence=read.evidence,
        )  # fmt: skip
        chosen = classify(facts, self.review_below)
        doubts = self.doubts if read.deadline is None else ()
        return Planned(
            content=read.content, span=read.span, lead=read.lead or self.document.lead,
            coordinating=read.coordinating or self._partners(read), monitoring=read.monitoring, deadline=deadline,
            report_required=read.report_required, classification=chosen,
            doubts=(*_reading_doubts(read, chosen, self.names), *doubts, *_class_doubts(chosen, self.names)),
        )  # fmt: skip

    def _partners(self, read: ReadTask) -> tuple[str, ...]:
        return () if read.lead else self.document.coordinating

    def _regime(self, read: ReadTask) -> RegimeReading:
        by_issuer = regime_of(self.document.issuer or self.head.issuer, self.document.notation or self.head.notation)
        if by_issuer.regime or read.regime is None:
            return by_issuer
        words = self.head.issuer or ""
        return RegimeReading(read.regime, self.head.regime_confidence, words, "regime.text")


def stated_deadline(
    words: str | None, inclusive: bool, document: Document
) -> tuple[Deadline | None, tuple[Doubt, ...]]:
    """The deadline of a field and what is doubtful about it; unreadable words stay as written in the doubt."""
    if not words or not words.strip():
        return None, ()
    found = read_stated(words, inclusive, document.issued_on)
    if not found:
        said = f"Không đọc được thời hạn “{words[:200]}”; hãy nhập ngày hạn."
        return None, (Doubt("deadline-unreadable", said, {"deadline": words[:500]}),)
    if len(found) > 1:
        said = f"Thời hạn “{words[:200]}” có nhiều mốc; đã lấy mốc đầu tiên."
        return found[0], (Doubt("deadline-several", said, {"deadline": words[:500]}),)
    return found[0], ()


def _reading_doubts(read: ReadTask, chosen: Classification, names: RegimeNames) -> Iterator[Doubt]:
    """What the reader alone doubts, in words; what the class leaves doubtful as well is said once, there."""
    for reason in read.review:
        if reason not in chosen.reasons:
            yield Doubt("reading", ReviewReason(reason).said(names) if reason in _REASONS else reason)


def _class_doubts(chosen: Classification, names: RegimeNames) -> Iterator[Doubt]:
    return (Doubt(reason.value.replace("_", "-"), reason.said(names)) for reason in chosen.reasons)
