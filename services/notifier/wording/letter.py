"""What a text is made of: plain values, taken from the fact behind a notice."""

from dataclasses import dataclass, field
from datetime import date, datetime

from services.notifier.domain.notice import Audience, Reason, Role


@dataclass(frozen=True, slots=True)
class DocumentWords:
    """The directive; everything as written."""

    reference: str | None = None
    type: str | None = None
    issued_on: date | None = None
    abstract: str | None = None
    issuer: str | None = None


@dataclass(frozen=True, slots=True)
class DeadlineWords:
    """A deadline: its words, the stated day, whether that day is included, the due instant (UTC)."""

    text: str | None = None
    on: date | None = None
    inclusive: bool = True
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Letter:
    """One notice as its text needs it. `days` are working days: positive before the last day, negative after it.

    `today` is the day of the step in Viet Nam; `old`, `new`, `grounds` belong to changes, returns and withdrawals.
    """

    reason: Reason
    audience: Audience
    role: Role
    agency: str
    recipient: str
    office: str
    because: str
    notice: str
    document: DocumentWords
    deadline: DeadlineWords | None = None
    content: str = ""
    code: str | None = None
    urgency: str = "normal"
    report_required: bool = False
    leads: tuple[str, ...] = ()
    coordinating: tuple[str, ...] = field(default=())
    monitoring: tuple[str, ...] = ()
    days: int | None = None
    today: date | None = None
    old: str | None = None
    new: str | None = None
    grounds: str | None = None
