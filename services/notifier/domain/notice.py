"""The nouns: why a notice is written, to whom it goes, how it stands."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Literal
from uuid import UUID

Lang = Literal["vi", "en"]


class Audience(StrEnum):
    """Who is meant; the address comes from the agencies' contacts or from the configured recipients."""

    AGENCY = "agency"
    HEAD = "head"
    MONITOR = "monitor"
    OFFICE = "office"
    LEADER = "leader"
    OPERATOR = "operator"


class Reason(StrEnum):
    """Why a notice exists. The first three are steps of the ladder: before, on and after the last day."""

    UPCOMING = "upcoming"
    DUE = "due"
    OVERDUE = "overdue"
    ASSIGNED = "assigned"
    DEADLINE_CHANGED = "deadline_changed"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    RECALLED = "recalled"
    WITHDRAWN = "withdrawn"
    NO_ADDRESS = "no_address"


STEPS = frozenset({Reason.UPCOMING, Reason.DUE, Reason.OVERDUE})


class Status(StrEnum):
    """How a notice stands. `scheduled` covers being sent and waiting for another try or for an address."""

    SCHEDULED = "scheduled"
    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"
    SUPPRESSED = "suppressed"
    SUPERSEDED = "superseded"


class Role(StrEnum):
    """An agency's part in a task."""

    LEAD = "lead"
    COORDINATING = "coordinating"


@dataclass(frozen=True, slots=True)
class Target:
    """One recipient on one channel. `address` is empty where the channel itself is the recipient (a webhook)."""

    name: str | None
    address: str
    channel: str

    @property
    def key(self) -> str:
        """The folded address: recipients are one per (channel, key)."""
        return fold_address(self.address)


@dataclass(frozen=True, slots=True)
class Happening:
    """What one event means for one assignment, as far as somebody must be told.

    `step` is None but for steps of the ladder; `superseded` = a later step was due as well, so this one is recorded
    only. `at` is the instant of the step or of the event. `alarm_on` is the day of an alarm about the agency
    itself: one a day is enough, whatever the assignment was.
    """

    event_id: UUID
    reason: Reason
    assignment_id: UUID
    agency_id: UUID
    agency_name: str
    role: Role
    deadline_version: int
    at: datetime
    monitoring: tuple[str, ...] = ()
    step: str | None = None
    superseded: bool = False
    alarm_on: date | None = None

    @property
    def subject_id(self) -> UUID:
        """What the effect is about."""
        return self.agency_id if self.alarm_on else self.assignment_id

    @property
    def occasion(self) -> str:
        """What makes the effect unique: `v<deadline version>/<step>`, or the causing event, or an alarm's day."""
        if self.alarm_on:
            return self.alarm_on.isoformat()
        return f"v{self.deadline_version}/{self.step}" if self.step is not None else str(self.event_id)


@dataclass(frozen=True, slots=True)
class Decided:
    """A notice to be written. `target` None = no address is known yet: it waits for what `waits_for` names."""

    happening: Happening
    audience: Audience
    target: Target | None
    waits_for: str | None
    status: Status
    because: str


def fold_address(address: str) -> str:
    """Addresses that differ in case or surrounding spaces are the same recipient."""
    return address.strip().casefold()


def step_reason(step: str) -> Reason:
    """`-3wd` is upcoming, `0` due, `+1wd` overdue."""
    if step == "0":
        return Reason.DUE
    return Reason.UPCOMING if step.startswith("-") else Reason.OVERDUE
