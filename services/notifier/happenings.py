"""What an event of the tracker means for those who must be told: events in, happenings out."""

from dataclasses import dataclass

from services.notifier.domain.notice import Happening, Reason, Role, step_reason
from shared.events.envelope import Event
from shared.events.tasks import AssignmentBrief, StepFact, TaskBrief, TaskFact

STEP_REACHED = "task.step_reached"
FACT_REASONS = {
    "task.registered": Reason.ASSIGNED,
    "task.handed_over": Reason.ASSIGNED,
    "task.deadline_changed": Reason.DEADLINE_CHANGED,
    "task.returned": Reason.RETURNED,
    "task.accepted": Reason.ACCEPTED,
    "task.withdrawn": Reason.WITHDRAWN,
}
SILENT_FACTS = frozenset(
    {"task.reclassified", "task.progressed", "task.submitted", "task.done", "task.overdue"}
)  # they move the copy of the assignments; task.overdue itself sends nothing [CONTRACTS §5]
ONLY_WHILE_OPEN = frozenset({Reason.ASSIGNED, Reason.DEADLINE_CHANGED})
CLOSED_STATES = frozenset({"done", "withdrawn"})


@dataclass(frozen=True)
class Told:
    """An event of the topic tasks as read: the task, the assignments it concerns, who must hear what."""

    event: Event
    task: TaskBrief
    assignments: tuple[AssignmentBrief, ...]
    happenings: tuple[Happening, ...]


def told(event: Event) -> Told | None:
    """The event read; None for a fact that this version does not know. Raises pydantic's ValidationError."""
    if event.fact == STEP_REACHED:
        return _step(event, event.read(StepFact))
    if event.fact in FACT_REASONS or event.fact in SILENT_FACTS:
        return _fact(event, event.read(TaskFact))
    return None


def _step(event: Event, data: StepFact) -> Told:
    one = data.assignment
    happening = Happening(
        event.id, step_reason(data.step), one.id, one.agency_id, one.agency_name, Role(one.role),
        one.deadline_version, data.step_at, data.task.monitoring, data.step, data.superseded,
    )  # fmt: skip
    return Told(event, data.task, (one,), (happening,))


def _fact(event: Event, data: TaskFact) -> Told:
    reason = _reason(event.fact, data)
    heard = () if reason is None else tuple(_happening(event, data, one, reason) for one in _concerned(data, reason))
    return Told(event, data.task, data.assignments, heard)


def _reason(fact: str, data: TaskFact) -> Reason | None:
    reason = FACT_REASONS.get(fact)
    return Reason.RECALLED if reason is Reason.WITHDRAWN and data.recalled else reason


def _concerned(data: TaskFact, reason: Reason) -> list[AssignmentBrief]:
    return [one for one in data.assignments if reason not in ONLY_WHILE_OPEN or one.state not in CLOSED_STATES]


def _happening(event: Event, data: TaskFact, one: AssignmentBrief, reason: Reason) -> Happening:
    return Happening(
        event.id, reason, one.id, one.agency_id, one.agency_name, Role(one.role), one.deadline_version, event.time,
        data.task.monitoring,
    )  # fmt: skip
