"""Every event type there is: its topic, its data, and what it says. `docs/asyncapi.yaml` is generated from this."""

from dataclasses import dataclass

from pydantic import BaseModel

from shared.events.agencies import AgencyFact
from shared.events.documents import DocumentFact, ProgressFact, StatusFact
from shared.events.envelope import PREFIX
from shared.events.notices import NoticeFact
from shared.events.tasks import StepFact, TaskFact


@dataclass(frozen=True, slots=True)
class EventType:
    """`fact` is `<noun>.<fact>`; the full type is `vn.dondoc.<noun>.<fact>.v1`."""

    fact: str
    topic: str
    data: type[BaseModel]
    says: str

    @property
    def name(self) -> str:
        return f"{PREFIX}{self.fact}.v1"


CATALOGUE = (
    EventType("document.received", "documents", DocumentFact, "A directive arrived."),
    EventType("document.updated", "documents", DocumentFact, "Its issuer amends a directive."),
    EventType("document.recalled", "documents", DocumentFact, "Its issuer takes a directive back."),
    EventType("document.replaced", "documents", DocumentFact, "A directive takes the place of earlier ones."),
    EventType("document.status_received", "documents", StatusFact, "A receiver on the exchange answered (edXML)."),
    EventType("progress.reported", "documents", ProgressFact, "An agency says how far it has come."),
    EventType("task.registered", "tasks", TaskFact, "A task stands in the register, with its assignments."),
    EventType("task.reclassified", "tasks", TaskFact, "Regime or class changed."),
    EventType("task.deadline_changed", "tasks", TaskFact, "A deadline was set, moved or lifted."),
    EventType("task.step_reached", "tasks", StepFact, "A step of the ladder was reached."),
    EventType("task.overdue", "tasks", TaskFact, "The due instant passed and the work is not done."),
    EventType("task.progressed", "tasks", TaskFact, "An agency works on it."),
    EventType("task.submitted", "tasks", TaskFact, "A result was submitted and waits for acceptance."),
    EventType("task.returned", "tasks", TaskFact, "A submitted result was returned."),
    EventType("task.accepted", "tasks", TaskFact, "A submitted result was accepted."),
    EventType("task.done", "tasks", TaskFact, "The work is done."),
    EventType("task.withdrawn", "tasks", TaskFact, "The task was withdrawn."),
    EventType("task.handed_over", "tasks", TaskFact, "Another agency is responsible now."),
    EventType("agency.changed", "agencies", AgencyFact, "An agency's whole record, contacts included."),
    EventType("notice.sent", "notices", NoticeFact, "A notice reached its channel."),
    EventType("notice.failed", "notices", NoticeFact, "A notice could not be delivered."),
)
