"""The answers as OpenAPI describes them. Nothing is built from these: the routes answer with plain JSON."""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from services.tracker.api.params import Category, Role, State, Timeliness, Urgency

Regime = Annotated[str, Field(description="QC42 or QC45, or the names that `[regimes]` gives them.")]


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


class Rate(BaseModel):
    """Per cent, null where the denominator is 0; the formula in words and figures."""

    value: float | None
    formula: str


class Counts(BaseModel):
    total: int
    done_on_time: int
    done_late: int
    open_in_time: int
    open_overdue: int
    withdrawn: int


class FigureKey(BaseModel):
    id: str | None
    name: str


class FigureRow(Counts):
    key: FigureKey
    rates: dict[str, Rate]


class Figures(BaseModel):
    """Assignments (lượt nhiệm vụ); `withdrawn` stands beside the total."""

    model_config = ConfigDict(populate_by_name=True)

    as_of: datetime
    issued_from: date | None = Field(alias="from")
    to: date | None
    group_by: str | None
    total: Counts
    rates: dict[str, Rate]
    rows: list[FigureRow]


class ListedDocument(BaseModel):
    """A directive as the register has it."""

    id: UUID
    reference: str | None
    number: str | None
    notation: str | None
    type: str | None
    abstract: str | None
    issuer: str | None
    submitted_by: str | None
    issued_on: date | None
    received_at: datetime | None
    signer: dict[str, str | None] | None
    urgency: Urgency
    circulation: str | None
    regime: Regime | None
    recipients: list[str]
    status: Literal["active", "recalled", "replaced"]
    replaced_by: UUID | None
    origin: str
    created_at: datetime
    updated_at: datetime
    version: int


class Document(ListedDocument):
    """One directive with its text, its attachments' names and its tasks."""

    text: str | None
    text_blob: dict[str, Any] | None
    attachments: list[dict[str, Any]]
    as_written: dict[str, str]
    tasks: list[ListedTask]


class DocumentPage(Page):
    items: list[ListedDocument]


class ReviewCase(BaseModel):
    """Why a person should look."""

    id: UUID
    at: datetime
    reason: str
    text: str
    data: dict[str, Any] | None
    document_id: UUID | None
    task_id: UUID | None
    reference: str | None
    content: str | None
    resolved_at: datetime | None
    resolved_by: str | None
    resolution: str | None


class ReviewPage(Page):
    items: list[ReviewCase]


class Agency(BaseModel):
    """An agency of the directory; a date of validity includes its day."""

    id: UUID
    code: str
    name: str
    aliases: list[str]
    kind: str | None
    parent: str | None
    head: str | None
    head_email: str | None
    email: str | None
    phone: str | None
    valid_from: date | None
    valid_to: date | None
    provisional: bool
    created_at: datetime
    updated_at: datetime
    version: int


class AgencyPage(Page):
    items: list[Agency]


class Day(BaseModel):
    date: date
    kind: Literal["off", "work"]
    name: str
    decision: str | None
    own: bool


class YearMark(BaseModel):
    """What an operator said of the year, with the decision that it goes by; null where the built-in word holds."""

    decision: str | None
    at: datetime
    by: str


class CalendarYear(BaseModel):
    """The days of a year that are not as their weekday is; `own` = set or loaded by an operator."""

    year: int
    confirmed: bool
    marked: YearMark | None
    days: list[Day]


class ReadAnswer(BaseModel):
    """What the reader makes of a text, as `dondoc read --json` says it."""

    document: dict[str, Any]
    tasks: list[dict[str, Any]]


class MovedDeadline(BaseModel):
    task_id: UUID
    reference: str | None
    last_day: date | None


class ChangedDay(BaseModel):
    """A day as it is now, and the open deadlines that moved with it."""

    date: date
    working: bool
    own: bool
    name: str | None
    decision: str | None
    moved: list[MovedDeadline]
