"""The answers as OpenAPI describes them. Nothing is built from these: the routes answer with plain JSON."""

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel

from services.tracker.api.params import Category, Regime, Role, State, Timeliness, Urgency


class AgencyBrief(BaseModel):
    id: UUID
    code: str
    name: str


class Assignment(BaseModel):
    """One agency's part of a task."""

    id: UUID
    task_id: UUID
    agency: AgencyBrief
    role: Role
    state: State
    timeliness: Timeliness
    due_at: datetime | None
    deadline_version: int
    percent: int | None
    done_at: datetime | None
    version: int


class ListedAssignment(Assignment):
    """An assignment by itself, with its task's content, code and reference."""

    content: str
    code: str | None
    reference: str | None


class DocumentBrief(BaseModel):
    id: UUID
    reference: str | None
    issued_on: date | None
    abstract: str | None
    issuer: str | None


class ListedTask(BaseModel):
    """A task as lists show it. `deadline` = the words and their reading, with the instant in force."""

    id: UUID
    document: DocumentBrief
    ordinal: int
    content: str
    span: tuple[int, int] | None
    regime: Regime | None
    category: Category | None
    code: str | None
    origin: Literal["structured", "marker", "text", "person"]
    confidence: float
    needs_review: bool
    field: str | None
    urgency: Urgency
    monitoring: list[str]
    report_required: bool
    deadline: dict[str, Any] | None
    assignments: list[Assignment]
    series_id: UUID | None
    period: str | None
    created_at: datetime
    updated_at: datetime
    version: int


class Task(ListedTask):
    """A task by itself, with what each fact rests on."""

    evidence: list[dict[str, Any]]


class Change(BaseModel):
    """One thing that happened."""

    at: datetime
    fact: str
    by: str
    old: str | None
    new: str | None
    reason: str | None
    text: str | None
    assignment_id: UUID | None


class Page(BaseModel):
    next: str | None


class TaskPage(Page):
    items: list[ListedTask]


class AssignmentPage(Page):
    items: list[ListedAssignment]


class HistoryPage(Page):
    items: list[Change]
