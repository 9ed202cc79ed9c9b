"""Rows → the JSON of CONTRACTS §3: tasks and assignments. Pure; values stay ids, dates and instants."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from services.tracker.domain.classification import BUILT_IN, RegimeNames, code_of

Json = dict[str, Any]
Row = Any  # a row of the store: columns are read by name
code = code_of
UNSAID: dict[str, Json] = {
    "absolute": {"span": None, "at": None, "on": None},
    "relative": {"span": None, "at": None, "duration": None, "working_days": False, "basis": None, "event": None},
    "recurring": {"span": None, "at": None, "rrule": None},
}
HOUR_AND_MINUTE = len("15:00")


@dataclass(frozen=True, slots=True)
class Seen:
    """How rows are shown: to the agency `mine` alone (None: to all), as of `now`, the regimes by their `names`."""

    mine: str | None
    now: datetime
    names: RegimeNames


def timeliness(settled: str | None, due_at: datetime | None, now: datetime) -> str:
    """in_time | overdue | none: as settled; an open one is overdue from its due instant on."""
    if settled is not None:
        return settled
    return "overdue" if due_at is not None and due_at <= now else "in_time"


def assignment(row: Row, now: datetime) -> Json:
    """One agency's part of a task."""
    return {
        "id": row.id,
        "task_id": row.task_id,
        "agency": {"id": row.agency_id, "code": row.agency_code, "name": row.agency_name},
        "role": row.role,
        "state": row.state,
        "timeliness": timeliness(row.settled, row.due_at, now),
        "due_at": row.due_at,
        "deadline_version": row.deadline_version,
        "percent": row.percent,
        "done_at": row.done_at,
        "version": row.version,
    }


def listed_assignment(row: Row, now: datetime, names: RegimeNames = BUILT_IN) -> Json:
    """An assignment by itself: with its task's content, code and reference."""
    return assignment(row, now) | {
        "content": row.content,
        "code": code(row.regime, row.category, names),
        "reference": row.reference,
    }


def task(row: Row, now: datetime, names: RegimeNames = BUILT_IN) -> Json:
    """A task as lists show it: without evidence and history."""
    return {
        "id": row.id,
        "document": {
            "id": row.document_id,
            "reference": row.reference,
            "issued_on": row.issued_on,
            "abstract": row.abstract,
            "issuer": row.issuer,
        },
        "ordinal": row.ordinal,
        "content": row.content,
        "span": span(row),
        "regime": names.of(row.regime),
        "category": row.category,
        "code": code(row.regime, row.category, names),
        "origin": row.origin,
        "confidence": row.confidence,
        "needs_review": row.needs_review,
        "field": row.field,
        "urgency": row.urgency,
        "monitoring": [unit.name for unit in row.monitoring],
        "report_required": row.report_required,
        "deadline": deadline(row.deadline, row.due_at, row.confirmed),
        "assignments": [assignment(part, now) for part in row.parts],
        "series_id": row.series_id,
        "period": row.period,
        "created_at": row.created_at,
        "updated_at": row.updated_at,
        "version": row.version,
    }


def span(row: Row) -> list[int] | None:
    """Code points of the document's text; None where no text said it."""
    return None if row.span_start is None else [row.span_start, row.span_end]


def deadline(reading: Mapping[str, Any] | None, due_at: datetime | None, confirmed: bool) -> Json | None:
    """The words and their reading in the form of `dondoc read`, and the instant in force; `confirmed` = the calendar
    of its years is."""
    if reading is None:
        return None
    said = {**UNSAID[reading["kind"]], **reading, "due_at": due_at, "confirmed": confirmed}
    if said["at"] is not None:
        said["at"] = said["at"][:HOUR_AND_MINUTE]
    return said


def whole_task(row: Row, now: datetime, names: RegimeNames = BUILT_IN) -> Json:
    """One task by itself."""
    return {**task(row, now, names), "evidence": row.evidence or []}


def change(row: Row) -> Json:
    """One thing that happened; old and new as short words, `text` the sentence for people."""
    names = ("at", "fact", "by", "old", "new", "reason", "text", "assignment_id")
    return {name: getattr(row, name) for name in names}
