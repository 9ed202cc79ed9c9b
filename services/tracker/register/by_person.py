"""What a person decides: an assignment's moves, a class, a deadline, a task added to a document."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from services.tracker.domain.classification import Category, Regime
from services.tracker.domain.classify import decided_by_person
from services.tracker.domain.deadline import Deadline
from services.tracker.domain.status import OPEN, Outcome, State
from services.tracker.register.case import Case, Note
from services.tracker.register.facts import Telling
from services.tracker.register.moving import Place, Said, move_parts
from services.tracker.register.planning import plan
from services.tracker.register.registering import register_task
from services.tracker.register.rows import evidence_kept, repeated_columns
from services.tracker.register.timely import set_deadline
from services.tracker.store.records import Dossier, TaskFile
from shared.events.documents import Document, GivenTask


@dataclass
class PersonCase(Case):
    """A case that a person brought: `person` is how the history names who it was (`clerk:Nguyễn Văn A`)."""

    person: str = ""

    @property
    def by(self) -> str:
        return self.person


@dataclass(frozen=True, slots=True)
class Verdict:
    """A class as a person decides it, and why."""

    regime: Regime | None
    category: Category
    reason: str


def place_of(dossier: Dossier, assignment_id: UUID) -> Place:
    """Where an assignment of the dossier hangs."""
    return next(place for place in _places(dossier) if place.part.assignment.id == assignment_id)


def _places(dossier: Dossier) -> Iterator[Place]:
    return (Place(dossier, file, part) for file in dossier.tasks for part in file.parts)


def file_of(dossier: Dossier, task_id: UUID) -> TaskFile:
    """A task of the dossier."""
    return next(file for file in dossier.tasks if file.task.id == task_id)


def move_one(case: Case, place: Place, said: Said) -> Outcome:
    """Move one assignment; a task of which every assignment is withdrawn is withdrawn as a whole."""
    ((_, outcome),) = move_parts(case, [place], said)
    states = {part.assignment["state"] for part in place.file.parts}
    if states == {State.WITHDRAWN.value} and place.file.task.set(withdrawn=True):
        case.note(place.dossier, Note("withdrawn", reason=said.reason), place.file)
    return outcome


def is_open(file: TaskFile) -> bool:
    """Whether something of the task is still to be done; what is done never changes."""
    return not file.parts or any(State(part.assignment["state"]) in OPEN for part in file.parts)


def reclassify(case: Case, dossier: Dossier, file: TaskFile, verdict: Verdict) -> None:
    """A person's class: certain, not moved by later deliveries; the words it replaces stay in the evidence."""
    before = case.code_words(file)
    chosen = decided_by_person(verdict.regime, verdict.category, verdict.reason)
    said = [evidence_kept(one) for one in chosen.evidence]
    file.task.set(
        regime=verdict.regime and verdict.regime.value, category=verdict.category.value, origin=chosen.origin.value,
        confidence=chosen.confidence, needs_review=False, evidence=[*said, *file.task["evidence"]],
    )  # fmt: skip
    repeat(dossier, file)
    new = case.code_words(file)
    if new == before:
        return
    case.note(dossier, Note("reclassified", before, new, verdict.reason), file)
    case.tell(dossier, file, file.parts, Telling("reclassified", before, new, verdict.reason))


def repeat(dossier: Dossier, file: TaskFile) -> None:
    """Bring the open assignments' copies of the task's columns in line."""
    for part in file.parts:
        if State(part.assignment["state"]) in OPEN:
            part.assignment.set(**repeated_columns(dossier.document.row, file.task.row))


def extend(case: Case, dossier: Dossier, file: TaskFile, deadline: Deadline | None, reason: str) -> None:
    """A deadline set by a person (gia hạn, điều chỉnh): a new version, the old one stays in the history [DOMAIN §7]."""
    set_deadline(case, dossier, file, deadline, reason)


def add_task(case: Case, dossier: Dossier, given: GivenTask) -> TaskFile:
    """A task that a person reads out of a document, behind those that it has."""
    row = dossier.document.row
    document = Document(issuer=row["issuer"], notation=row["notation"], issued_on=row["issued_on"], tasks=(given,))
    ordinal = max((file.task["ordinal"] for file in dossier.tasks), default=0) + 1
    terms = case.wave.terms
    (planned,) = plan(document, None, terms.review_below, terms.regimes).tasks
    return register_task(case, dossier, planned, ordinal)
