"""One event under decision: who said it and when, and where everything that is decided about it is put."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from services.tracker.domain.agency import Agency
from services.tracker.domain.classification import code_of
from services.tracker.register.facts import Telling, brief, parts_brief, task_fact
from services.tracker.register.strangers import Strangers
from services.tracker.store.in_force import Terms
from services.tracker.store.records import Dossier, Part, TaskFile
from shared.bulk import Row
from shared.events import Event, Subject, event
from shared.ids import new_id
from shared.tracing import trace_id

DESK = "desk"  # the origin of what a clerk enters


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why a person should look: a slug, a Vietnamese sentence, values beside it."""

    reason: str
    text: str
    data: dict[str, Any] | None = None


@dataclass
class Wave:
    """What the decisions of one wave share; `at` is domain time, `strangers` the provisional agencies of this
    transaction."""

    terms: Terms
    at: datetime
    source: str
    strangers: Strangers
    new_agencies: list[Agency] = field(default_factory=list)
    changes: list[Row] = field(default_factory=list)
    reviews: list[Row] = field(default_factory=list)
    deadlines: list[Row] = field(default_factory=list)
    ended_deadlines: list[dict[str, Any]] = field(default_factory=list)
    waiting: list[Row] = field(default_factory=list)
    arrived: list[UUID] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)

    def agency_name(self, agency_id: UUID) -> str:
        """The name of an agency that the directory or this transaction knows."""
        known = self.terms.by_id.get(agency_id) or self.strangers.of_id(agency_id)
        return known.name if known else ""


@dataclass(frozen=True, slots=True)
class Note:
    """A line of the history: `old` and `new` as short words."""

    fact: str
    old: str | None = None
    new: str | None = None
    reason: str | None = None
    text: str | None = None


@dataclass
class Case:
    """One event: `origin` its source system, `said_at` when its delivery was accepted."""

    wave: Wave
    origin: str
    said_at: datetime
    traceparent: str | None

    @property
    def by(self) -> str:
        """Who, for the history."""
        return f"source:{self.origin}"

    def code_words(self, file: TaskFile) -> str:
        """The class of a task as it is said: `QC45_a`, the letter alone without a regime."""
        regime, category = file.task["regime"], file.task["category"]
        return code_of(regime, category, self.wave.terms.regimes) or str(category)

    def note(self, dossier: Dossier, note: Note, file: TaskFile | None = None, part: Part | None = None) -> None:
        """Add a line to the history."""
        assignment = part.assignment if part else None
        self.wave.changes.append({
            "id": new_id(), "at": self.wave.at, "fact": note.fact, "by": self.by, "reason": note.reason,
            "old": note.old, "new": note.new, "text": note.text, "trace": trace_id(self.traceparent),
            "document_id": dossier.id, "task_id": file.task.id if file else None,
            "assignment_id": assignment.id if assignment else None,
            "state": assignment["state"] if assignment else None,
            "settled": assignment["settled"] if assignment else None,
        })  # fmt: skip

    def doubt(self, dossier: Dossier, doubt: Doubt, file: TaskFile | None = None) -> bool:
        """Have a person look, once for the same words; whether that is new."""
        task_id = file.task.id if file else None
        if (doubt.reason, doubt.text, task_id) in dossier.told:
            return False
        dossier.told.add((doubt.reason, doubt.text, task_id))
        self.wave.reviews.append({
            "id": new_id(), "at": self.wave.at, "reason": doubt.reason, "text": doubt.text, "data": doubt.data,
            "document_id": dossier.id, "task_id": task_id,
        })  # fmt: skip
        return True

    def doubt_task(self, dossier: Dossier, file: TaskFile, doubts: Iterable[Doubt]) -> None:
        """Have a person look at what a task says; until then it needs review, and not again once that was settled."""
        for doubt in doubts:
            if self.doubt(dossier, doubt, file):
                file.task.set(needs_review=True)

    def tell(self, dossier: Dossier, file: TaskFile, parts: Iterable[Part], telling: Telling) -> None:
        """Publish a fact of a task and of those of its assignments that it concerns."""
        subject = Subject("tasks", str(file.task.id), self.wave.source, self.wave.at, self.traceparent)
        assignments = parts_brief(parts, self.wave.agency_name)
        data = task_fact(brief(dossier, file, self.wave.terms.regimes), assignments, self.wave.at, telling)
        self.wave.events.append(event(subject, f"task.{telling.fact}", data))
