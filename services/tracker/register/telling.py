"""What has come due of one assignment: steps reached, the due instant passed, and what it waits for next."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from services.tracker.calendar.steps import StepAt, StepPlan, parse_step
from services.tracker.domain.status import STEPPED, State
from services.tracker.register.facts import Telling, assignment_brief, task_brief, task_fact, written
from services.tracker.register.timing import steps_of, waiting_row
from services.tracker.store.due import DueRow
from services.tracker.store.in_force import Terms
from shared.bulk import Row

_BEFORE = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Told:
    """`steps` in order: all but the last are superseded. `overdue`: the due instant passed. `due`: the row now."""

    steps: tuple[StepAt, ...]
    overdue: bool
    due: dict[str, Any]


def tell(due: Row, assignment: Row, plan: StepPlan, now: datetime) -> Told:
    """What is to be told at `now` of an assignment whose row has come due; validates the row again.

    Each step of a deadline's version is told once, also where the calendar moved it meanwhile.
    """
    if State(assignment["state"]) not in STEPPED or assignment["due_at"] is None:
        return Told((), False, {**due, "next_at": None})
    if due["deadline_version"] != assignment["deadline_version"]:
        renewed = waiting_row(assignment, plan, due)
        return tell(renewed, assignment, plan, now) if renewed else Told((), False, {**due, "next_at": None})
    due_at: datetime = assignment["due_at"]
    plan = steps_of(assignment, plan)
    steps = _reached(due, due_at, plan, now)
    overdue = not due["overdue_told"] and due_at <= now
    told = bool(due["overdue_told"] or overdue)
    reached = parse_step(steps[-1].step) if steps else due["reached"]
    return Told(steps, overdue, {**due, "reached": reached, "overdue_told": told, "next_at": _next(plan, due_at, now)})


def _next(plan: StepPlan, due_at: datetime, now: datetime) -> datetime | None:
    """Everything up to `now` has been told; a step that the calendar moved behind it is dropped when it comes."""
    step = plan.next_step(due_at, now)
    return min((at for at in (step and step.at, due_at) if at and at > now), default=None)


def _reached(due: Row, due_at: datetime, plan: StepPlan, now: datetime) -> tuple[StepAt, ...]:
    """The steps up to `now` behind those told before."""
    after = due["next_at"] - _BEFORE if due["next_at"] else None
    found = plan.steps_between(due_at, after, now)
    before = due["reached"]
    return found if before is None else tuple(step for step in found if parse_step(step.step) > before)


def facts_of(row: DueRow, told: Told, agency_name: str, terms: Terms, now: datetime) -> Iterator[tuple[str, bytes]]:
    """The facts to publish with their data, in the order in which they came: steps, the due instant among them."""
    task = task_brief(row.task, row.document, row.monitoring, terms.regimes)
    part = assignment_brief(row.assignment, agency_name)
    due_at: datetime = row.assignment["due_at"]
    overdue = [(due_at, "task.overdue", task_fact(task, [part], now, Telling("overdue")))] if told.overdue else []
    steps = [
        (step.at, "task.step_reached", written({
            "task": task, "assignment": part, "step": step.step, "step_at": step.at,
            "superseded": step is not told.steps[-1],
            "working_days": terms.plan.working_days_left(due_at, now if step is told.steps[-1] else step.at),
        }))
        for step in told.steps
    ]  # fmt: skip
    for _, fact, data in sorted([*steps, *overdue], key=lambda one: one[0]):
        yield fact, data
