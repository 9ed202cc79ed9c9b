"""New rows: a document, a task, an assignment."""

from datetime import datetime
from typing import Any

from services.tracker.domain.evidence import Evidence
from services.tracker.domain.folding import fold_search
from services.tracker.register.assigning import Assignee
from services.tracker.register.planning import Planned
from services.tracker.register.stated import kept
from services.tracker.register.timing import Timed
from shared.bulk import Row
from shared.ids import new_id

_SEARCHED = 20_000  # characters; an index of words takes 1 MB at most


def document_row(stated: dict[str, Any], origin: str, accepted_at: datetime, at: datetime) -> dict[str, Any]:
    """A document as its first delivery states it; what is derived from that is still to be added."""
    return {
        "id": new_id(), "origin": origin, "filled": {}, "status": "active", "replaced_by": None, **stated,
        "urgency": stated["urgency"] or "normal", "accepted_at": accepted_at, "tasks_from": "none",
        "created_at": at, "updated_at": at, "version": 1,
    }  # fmt: skip


def task_row(document: Row, ordinal: int, planned: Planned, timed: Timed, at: datetime) -> dict[str, Any]:
    """A task of the document; needs_review where something is doubtful."""
    return {
        "id": new_id(), "document_id": document["id"], "ordinal": ordinal, "origin": None,
        **content_columns(document, planned), **class_columns(planned), **due_columns(planned, timed),
        "deadline_version": 1 if planned.deadline else 0, "series_id": None, "withdrawn": False,
        **shared_columns(document), "created_at": at, "updated_at": at, "version": 1,
    }  # fmt: skip


def content_columns(document: Row, planned: Planned) -> dict[str, Any]:
    """What the task says."""
    return {
        "content": planned.content, "span_start": planned.span and planned.span[0],
        "span_end": planned.span and planned.span[1], "field": planned.field,
        "search_text": task_search(document, planned.content),
    }  # fmt: skip


def task_search(document: Row, content: str) -> str:
    """What `q` finds a task by."""
    return f"{fold_search(content[:_SEARCHED])} {document['search_text'][:_SEARCHED]}"


def class_columns(planned: Planned) -> dict[str, Any]:
    """The class and what it rests on."""
    chosen = planned.classification
    return {
        "regime": chosen.regime and chosen.regime.value, "category": chosen.category.value,
        "origin": chosen.origin.value, "confidence": chosen.confidence,
        "evidence": [evidence_kept(one) for one in chosen.evidence], "report_required": planned.report_required,
        "needs_review": bool(planned.doubts),
    }  # fmt: skip


def evidence_kept(evidence: Evidence) -> dict[str, Any]:
    """Evidence as the contract shows it: `for, text, span, rule` and, from a field, `field`."""
    plain: dict[str, Any] = {"for": evidence.fact, "text": evidence.text}
    plain |= {"span": list(evidence.span) if evidence.span else None, "rule": evidence.rule}
    return plain | ({"field": evidence.field} if evidence.field else {})


def due_columns(planned: Planned, timed: Timed) -> dict[str, Any]:
    """The deadline as stated and when it falls due."""
    return {
        "deadline": kept(planned.deadline) if planned.deadline else None, "due_at": timed.due.due_at,
        "last_day": timed.due.last_day, "confirmed": timed.due.confirmed, "period": timed.period,
    }  # fmt: skip


def shared_columns(document: Row) -> dict[str, Any]:
    """What tasks and assignments repeat of their document."""
    return {
        "urgency": document["urgency"], "reference_folded": document["reference_folded"],
        "issued_on": document["issued_on"],
    }  # fmt: skip


def repeated_columns(document: Row, task: Row) -> dict[str, Any]:
    """What assignments repeat of their task and document, so that lists and figures need no join."""
    return {
        "regime": task["regime"], "category": task["category"], "field": task["field"],
        "issuer": document["issuer"], **shared_columns(document),
    }  # fmt: skip


def assignment_row(document: Row, task: Row, assignee: Assignee, at: datetime) -> dict[str, Any]:
    """One agency's part of the task, not started."""
    return {
        "id": new_id(), "task_id": task["id"], "document_id": document["id"], "agency_id": assignee.agency.id,
        "role": assignee.role, "as_written": assignee.as_written, "group_name": assignee.group,
        "state": "not_started", "settled": None, "due_at": task["due_at"],
        "deadline_version": task["deadline_version"], "percent": None, "submitted_at": None, "done_at": None,
        **repeated_columns(document, task), "created_at": at, "updated_at": at, "version": 1,
    }  # fmt: skip


def deadline_row(task: Row, at: datetime, reason: str | None = None) -> dict[str, Any]:
    """The deadline now in force, as a version of the history."""
    return {
        "task_id": task["id"], "version": task["deadline_version"], "deadline": task["deadline"],
        "due_at": task["due_at"], "last_day": task["last_day"], "confirmed": task["confirmed"], "reason": reason,
        "began_at": at, "ended_at": None,
    }  # fmt: skip
