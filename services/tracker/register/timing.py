"""When a task falls due, and the row that waits for its next instant."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from services.tracker.calendar.due import Bases, Due, DueWarning, resolve
from services.tracker.calendar.recurring import BadRule, next_occurrence
from services.tracker.calendar.steps import StepAt, StepPlan, parse_step
from services.tracker.domain.deadline import Deadline, Kind
from services.tracker.register.case import Doubt
from services.tracker.store.in_force import Terms
from shared.bulk import Row

COORDINATING = "coordinating"
_QUIET = frozenset({DueWarning.UNCONFIRMED_YEAR})  # said on the deadline itself


@dataclass(frozen=True, slots=True)
class Timed:
    """A deadline with its instant; `period` names the occurrence of a recurring duty."""

    due: Due
    period: str | None = None
    doubts: tuple[Doubt, ...] = ()


def time_of(deadline: Deadline | None, bases: Bases, terms: Terms, after: datetime) -> Timed:
    """When `deadline` falls due; of a recurring duty its first occurrence later than `after`."""
    if deadline is None:
        return Timed(Due())
    if deadline.kind is Kind.RECURRING:
        return _recurring(deadline, terms, after)
    due = resolve(deadline, bases, terms.calendar, terms.due)
    return Timed(due, None, tuple(_doubts(due, deadline)))


def _recurring(deadline: Deadline, terms: Terms, after: datetime) -> Timed:
    try:
        first = next_occurrence(deadline, after, terms.calendar, terms.due)
    except BadRule:
        return Timed(Due(), None, (_doubt(DueWarning.UNREADABLE, deadline),))
    return Timed(first.due, first.period) if first else Timed(Due())


def _doubts(due: Due, deadline: Deadline) -> Iterator[Doubt]:
    return (_doubt(warning, deadline) for warning in due.warnings if warning not in _QUIET)


def _doubt(warning: DueWarning, deadline: Deadline) -> Doubt:
    return Doubt(f"deadline-{warning.value.replace('_', '-')}", warning.text, {"deadline": deadline.text[:500]})


def bases_of(document: Row) -> Bases:
    """What relative deadlines count from: without a stated receipt the delivery's acceptance."""
    issued_on: date | None = document["issued_on"]
    return Bases(issued_on=issued_on, received_at=document["received_at"] or document["accepted_at"])


def steps_of(assignment: Row, plan: StepPlan) -> StepPlan:
    """Coordinating agencies get no steps: of theirs only the due instant is told [CONTRACTS §4]."""
    return plan.without_steps if assignment["role"] == COORDINATING else plan


def waiting_row(assignment: Row, plan: StepPlan, before: Row | None = None) -> dict[str, Any] | None:
    """The due row of an open assignment; `before` is the row that knows which steps were told of this version.

    Steps already past are next as well: the sweep sends the latest of them and records the others.
    """
    due_at: datetime | None = assignment["due_at"]
    if due_at is None:
        return None
    same = before is not None and before["deadline_version"] == assignment["deadline_version"]
    reached: int | None = before["reached"] if before and same else None
    told: bool = bool(before and same and before["overdue_told"])
    steps = steps_of(assignment, plan)
    return {
        "assignment_id": assignment["id"], "next_at": next_instant(steps, due_at, reached, told),
        "deadline_version": assignment["deadline_version"], "reached": reached, "overdue_told": told,
    }  # fmt: skip


def told_until(assignment: Row, plan: StepPlan, at: datetime) -> dict[str, Any] | None:
    """What the due row of an assignment knew at `at`: the steps up to then were told, and the due instant if it was
    one of them."""
    due_at: datetime | None = assignment["due_at"]
    if due_at is None:
        return None
    steps = steps_of(assignment, plan).steps_between(due_at, None, at)
    return {
        "deadline_version": assignment["deadline_version"], "overdue_told": due_at <= at,
        "reached": parse_step(steps[-1].step) if steps else None,
    }  # fmt: skip


def next_instant(plan: StepPlan, due_at: datetime, reached: int | None, overdue_told: bool) -> datetime | None:
    """The first instant not yet told: a step behind `reached`, or the due instant itself."""
    step = first_behind(plan, due_at, reached)
    instants = [at for at in (step and step.at, None if overdue_told else due_at) if at]
    return min(instants, default=None)


def first_behind(plan: StepPlan, due_at: datetime, reached: int | None) -> StepAt | None:
    """The first step of the ladder behind the one `reached` (working days from step 0; None = from the first)."""
    step = plan.next_step(due_at)
    while step is not None and reached is not None and parse_step(step.step) <= reached:
        step = plan.next_step(due_at, step.at)
    return step
