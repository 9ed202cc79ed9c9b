"""An agency is given a part of a known task: for the first time, again, or in another role [decision 0041]."""

from collections.abc import Iterable

from services.tracker.domain.status import OPEN, Standing, State
from services.tracker.register.assigning import Assignee
from services.tracker.register.case import DESK, Case, Doubt, Note
from services.tracker.register.facts import Telling
from services.tracker.register.moving import Place, set_standing
from services.tracker.register.registering import schedule
from services.tracker.register.rows import assignment_row, repeated_columns
from services.tracker.register.timing import told_until
from services.tracker.store.records import Dossier, Part, Record, TaskFile, Withdrawal

AGAIN = "Văn bản gửi sau lại giao nhiệm vụ này"


def give(case: Case, dossier: Dossier, file: TaskFile, assignees: Iterable[Assignee]) -> None:
    """Register new assignees, give back what a delivery took, change roles; all of them are told at once."""
    known = {part.assignment["agency_id"]: part for part in file.parts}
    given = [
        part for one in assignees if (part := _given(case, dossier, file, known.get(one.agency.id), one)) is not None
    ]
    if given:
        case.tell(dossier, file, given, Telling("registered"))


def may_return(case: Case, part: Part) -> bool:
    """Whether a delivery gives this part back: a delivery took it, or it is a clerk who enters the delivery."""
    taken = _taken(part)
    return taken is not None and (not taken.by_person or case.origin == DESK)


def doubt_kept_out(case: Case, dossier: Dossier, file: TaskFile, assignees: Iterable[Assignee]) -> None:
    """Whom the Office withdrew and a delivery still names stays withdrawn; a person looks, once."""
    known = {part.assignment["agency_id"]: part for part in file.parts}
    for one in assignees:
        part = known.get(one.agency.id)
        if part is not None and _taken(part) and not may_return(case, part):
            words = (
                f"Văn bản gửi sau vẫn giao nhiệm vụ cho {one.agency.name[:200]}, cơ quan đã được rút theo quyết định "
                "của Văn phòng; vẫn giữ việc rút, hãy xem xét."
            )
            case.doubt(dossier, Doubt("named-after-withdrawal", words, {"agency": one.agency.name[:500]}), file)


def _taken(part: Part) -> Withdrawal | None:
    return part.withdrawal if part.assignment["state"] == State.WITHDRAWN else None


def _given(case: Case, dossier: Dossier, file: TaskFile, part: Part | None, wanted: Assignee) -> Part | None:
    """The assignment where it is new, given again or has another role; None where nothing changed."""
    if part is None:
        return _first(case, dossier, file, wanted)
    if (taken := _taken(part)) is not None:
        if may_return(case, part):
            _again(case, Place(dossier, file, part), wanted, taken)
            return part
        return None
    return _in_role(case, Place(dossier, file, part), wanted)


def _first(case: Case, dossier: Dossier, file: TaskFile, wanted: Assignee) -> Part:
    row = assignment_row(dossier.document.row, file.task.row, wanted, case.wave.at)
    part = Part(Record(row, new=True))
    file.parts.append(part)
    schedule(case, part)
    case.note(dossier, Note("assigned", new=wanted.role, text=wanted.agency.name), file, part)
    return part


def _again(case: Case, place: Place, wanted: Assignee, taken: Withdrawal) -> None:
    """As a fresh assignment with the deadline in force; of the same deadline no step is told twice."""
    part, task = place.part, place.file.task.row
    part.due = told_until(part.assignment.row, case.wave.terms.plan, taken.told_until)
    part.assignment.set(
        role=wanted.role, as_written=wanted.as_written, group_name=wanted.group, due_at=task["due_at"],
        deadline_version=task["deadline_version"], **repeated_columns(place.dossier.document.row, task),
    )  # fmt: skip
    set_standing(part, Standing())
    part.withdrawal = None
    schedule(case, part)
    note = Note("assigned", State.WITHDRAWN.value, wanted.role, AGAIN, wanted.agency.name)
    case.note(place.dossier, note, place.file, part)


def _in_role(case: Case, place: Place, wanted: Assignee) -> Part | None:
    part, before = place.part, place.part.assignment["role"]
    if State(part.assignment["state"]) not in OPEN or not part.assignment.set(role=wanted.role):
        return None
    schedule(case, part)  # who leads from now on has steps
    case.note(place.dossier, Note("assigned", before, wanted.role, text=wanted.agency.name), place.file, part)
    return part
