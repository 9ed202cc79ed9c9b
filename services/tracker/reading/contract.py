"""A reading as the contract of `dondoc read --jsonl` and `POST /v1/read` has it [CONTRACTS 1]."""

from collections.abc import Callable
from datetime import UTC, datetime

from services.tracker.domain.classification import BUILT_IN, RegimeNames, code_of
from services.tracker.domain.deadline import Deadline, Kind
from services.tracker.domain.document import display_number
from services.tracker.domain.evidence import Evidence
from services.tracker.reading.result import Head, Reading, ReadTask

Json = dict[str, object]
DueOf = Callable[[Deadline], datetime | None]


def reading_json(reading: Reading, due_of: DueOf, names: RegimeNames = BUILT_IN) -> Json:
    """`document` and `tasks`; `due_of` says when a deadline falls due, None where that is unknown."""
    return {
        "document": head_json(reading.head, names),
        "tasks": [task_json(task, due_of, names) for task in reading.tasks],
    }


def head_json(head: Head, names: RegimeNames) -> Json:
    """The document's own facts; what the text does not say is null."""
    signer = {"name": head.signer_name, "position": head.signer_position}
    return {
        "number": display_number(head.number) if head.number else None,
        "notation": head.notation,
        "type": head.type,
        "abstract": head.abstract,
        "issuer": head.issuer,
        "issued_on": head.issued_on.isoformat() if head.issued_on else None,
        "urgency": head.urgency or "normal",
        "signer": signer if any(signer.values()) else None,
        "addressees": list(head.addressees),
        "recipients": list(head.recipients),
        "regime": names.of(head.regime),
        "regime_confidence": round(head.regime_confidence, 3),
        "markers": [code_of(marker.regime, letter, names) for marker in head.markers for letter in marker.categories],
        "replaces": list(head.replaces),
        "evidence": [evidence_json(evidence) for evidence in head.evidence],
    }


def task_json(task: ReadTask, due_of: DueOf, names: RegimeNames) -> Json:
    """One task; spans are code points of the text read."""
    return {
        "span": list(task.span),
        "content": task.content,
        "lead": list(task.lead),
        "coordinating": list(task.coordinating),
        "monitoring": list(task.monitoring),
        "deadline": deadline_json(task.deadline, due_of) if task.deadline else None,
        "report_required": task.report_required,
        "regime": names.of(task.regime),
        "category": task.category,
        "code": code_of(task.regime, task.category, names),
        "origin": task.origin,
        "evidence": [evidence_json(evidence) for evidence in task.evidence],
        "confidence": task.confidence,
        "needs_review": bool(task.review),
        "review": list(task.review),
    }


def deadline_json(deadline: Deadline, due_of: DueOf) -> Json:
    """A deadline with the fields of its kind; `span` null where it came from a field."""
    due = due_of(deadline)
    shared: Json = {
        "kind": deadline.kind,
        "text": deadline.text,
        "span": list(deadline.span) if deadline.span else None,
        "at": deadline.at.strftime("%H:%M") if deadline.at else None,
        "inclusive": deadline.inclusive,
        "precision": deadline.precision,
        "due_at": due.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if due else None,
        "rule": deadline.rule,
    }
    extra = {name: value for name in ("condition", "reference") if (value := getattr(deadline, name))}
    return {**shared, **_of_kind(deadline), **extra}


def _of_kind(deadline: Deadline) -> Json:
    if deadline.kind is Kind.ABSOLUTE:
        return {"on": deadline.on.isoformat() if deadline.on else None}
    if deadline.kind is Kind.RECURRING:
        return {"rrule": deadline.rrule}
    return {
        "duration": deadline.duration,
        "working_days": deadline.working_days,
        "basis": deadline.basis,
        "event": deadline.event,
    }


def evidence_json(evidence: Evidence) -> Json:
    """What proves a fact: the words and where, or the field that said it."""
    proof: Json = {
        "for": evidence.fact,
        "text": evidence.text,
        "span": list(evidence.span) if evidence.span else None,
        "rule": evidence.rule,
    }
    return {**proof, "field": evidence.field} if evidence.field else proof
