"""Data of `dondoc.tasks`: what the tracker says of a task; whole enough for a message without asking back."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from shared.events.documents import Fact, Urgency

State = Literal["not_started", "in_progress", "submitted", "done", "withdrawn"]
Role = Literal["lead", "coordinating"]


class DocumentBrief(Fact):
    """The directive of a task; `reference` = number/notation, `type` as written (`công văn`)."""

    id: UUID
    reference: str | None = None
    type: str | None = None
    issued_on: date | None = None
    abstract: str | None = None
    issuer: str | None = None


class DeadlineBrief(Fact):
    """A deadline for a message: its words, the stated day, whether that day is included, the due instant (UTC)."""

    text: str | None = None
    on: date | None = None
    inclusive: bool = True
    due_at: datetime | None = None
    confirmed: bool = True


class TaskBrief(Fact):
    """A task as a message needs it; `monitoring` are the monitoring units' names."""

    id: UUID
    ordinal: int
    content: str
    code: str | None = None
    urgency: Urgency = "normal"
    field: str | None = None
    monitoring: tuple[str, ...] = ()
    report_required: bool = False
    deadline: DeadlineBrief | None = None
    document: DocumentBrief


class AssignmentBrief(Fact):
    """One agency's part of a task. `deadline_version` starts at 1 (0 = never had a deadline)."""

    id: UUID
    agency_id: UUID
    agency_name: str
    role: Role
    state: State
    due_at: datetime | None = None
    deadline_version: int = 0
    percent: int | None = None


class TaskFact(Fact):
    """`task.<fact>` for registered, reclassified, deadline_changed, progressed, submitted, returned, accepted, done,
    withdrawn, handed_over and overdue.

    `assignments` are those that the fact concerns (all of them for registered). `old` and `new` say what changed, as
    short words (`2026-11-27`). `recalled` tells a withdrawal that came from a recalled document.
    """

    task: TaskBrief
    assignments: tuple[AssignmentBrief, ...]
    at: datetime
    old: str | None = None
    new: str | None = None
    reason: str | None = None
    recalled: bool = False


class StepFact(Fact):
    """`task.step_reached`: once per (assignment, deadline version, step).

    `step` is written as in the ladder (`-3wd`, `0`, `+1wd`), `step_at` its instant (UTC), `superseded` that a later
    step was due as well when this one was looked at: it is recorded, not sent. `working_days` is how many working
    days remain until the last day (negative: how many have passed since).
    """

    task: TaskBrief
    assignment: AssignmentBrief
    step: str
    step_at: datetime
    superseded: bool = False
    working_days: int = 0
