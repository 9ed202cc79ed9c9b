"""A document that the register did not have, and tasks new to it."""

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from services.tracker.domain.agency import Known
from services.tracker.domain.status import STEPPED, State
from services.tracker.reading.result import Reading
from services.tracker.register.assigning import LEAD, Assigned, assign
from services.tracker.register.case import Case, Doubt, Note
from services.tracker.register.document import bounded, derived, described, document_doubts
from services.tracker.register.facts import Telling, deadline_words
from services.tracker.register.planning import Plan, Planned
from services.tracker.register.rows import assignment_row, deadline_row, document_row, task_row
from services.tracker.register.timing import bases_of, time_of, waiting_row
from services.tracker.store.records import Dossier, Part, Record, TaskFile
from shared.events.documents import Document

EDXML = "edxml"
_LONGEST_NAME = 500


def open_dossier(case: Case, document: Document, reading: Reading | None, key: str) -> Dossier:
    """The document of a first delivery, without its tasks; `key` is the event's routing key."""
    row = document_row(described(document, reading), case.origin, case.said_at, case.wave.at)
    row |= derived(row, case.wave, key)
    dossier = Dossier(Record(row, new=True))
    add_keys(dossier, case.origin, document)
    case.note(dossier, Note("registered", new=row["reference"]))
    for doubt in document_doubts(document, case.said_at):
        case.doubt(dossier, doubt)
    return dossier


def opaque_keys(origin: str, source_id: str | None, keys: Iterable[str]) -> set[tuple[str, str]]:
    """The opaque identifiers of a document: its source's own id, and those of the exchange."""
    own = {(origin, bounded(source_id))} if source_id else set()
    return own | {(EDXML, bounded(key)) for key in keys if key}


def add_keys(dossier: Dossier, origin: str, document: Document) -> None:
    """Remember under which opaque keys the document is known."""
    fresh = opaque_keys(origin, document.source_id, document.keys) - dossier.keys
    dossier.keys |= fresh
    dossier.new_keys |= fresh


def register_plan(case: Case, dossier: Dossier, made: Plan) -> None:
    """Register all tasks of a plan; a document without any waits in the review queue."""
    dossier.document.set(tasks_from=made.source)
    if not made.tasks:
        case.doubt(dossier, Doubt("no-task", "Chưa thấy nhiệm vụ nào trong văn bản; hãy xem và nhập nhiệm vụ nếu có."))
    register_tasks(case, dossier, made.tasks)


def register_tasks(case: Case, dossier: Dossier, planned: Sequence[Planned]) -> None:
    """Register tasks behind those that the document has."""
    first = max((file.task["ordinal"] for file in dossier.tasks), default=0) + 1
    for ordinal, one in enumerate(planned, first):
        register_task(case, dossier, one, ordinal)


def register_task(case: Case, dossier: Dossier, planned: Planned, ordinal: int) -> TaskFile:
    """One task with its assignments, deadline, history, doubts and `task.registered`."""
    document = dossier.document.row
    timed = time_of(planned.deadline, bases_of(document), case.wave.terms, case.wave.at)
    assigned = assign(case.wave, planned.lead, planned.coordinating, document["issued_on"])
    row = task_row(document, ordinal, planned, timed, case.wave.at)
    file = TaskFile(Record(row, new=True), monitoring=monitored(case, planned.monitoring, document["issued_on"]))
    dossier.tasks.append(file)
    _add_parts(case, dossier, file, assigned)
    if row["deadline_version"]:
        case.wave.deadlines.append(deadline_row(row, case.wave.at))
    case.doubt_task(dossier, file, (*planned.doubts, *timed.doubts, *assigned.doubts))
    case.note(dossier, Note("registered", new=deadline_words(row), text=_named(file, assigned)), file)
    case.tell(dossier, file, file.parts, Telling("registered"))
    return file


def _named(file: TaskFile, assigned: Assigned) -> str:
    leads = "; ".join(one.agency.name for one in assigned.assignees if one.role == LEAD)
    return f"{file.task['content'][:300]} — {leads[:300]}"


def monitored(case: Case, names: Iterable[str], on: date | None) -> list[tuple[str, UUID | None]]:
    """Monitoring units as written, with the agency where the directory knows the name."""
    found: list[tuple[str, UUID | None]] = []
    for name in dict.fromkeys(one.strip()[:_LONGEST_NAME] for one in names):
        if name:
            known = case.wave.terms.agencies.resolve(name, on)
            found.append((name, known.agency.id if isinstance(known, Known) else None))
    return found


def _add_parts(case: Case, dossier: Dossier, file: TaskFile, assigned: Assigned) -> None:
    for assignee in assigned.assignees:
        row = assignment_row(dossier.document.row, file.task.row, assignee, case.wave.at)
        part = Part(Record(row, new=True))
        schedule(case, part)
        file.parts.append(part)


def schedule(case: Case, part: Part) -> None:
    """Put the due row of an assignment in line with its state: what is open, in either role, waits for its steps."""
    row = part.assignment.row
    waits = State(row["state"]) in STEPPED
    wanted = waiting_row(row, case.wave.terms.plan, part.due) if waits else _paused(part)
    if wanted != part.due:
        part.schedule(wanted)


def _paused(part: Part) -> dict[str, object] | None:
    """Submitted pauses the steps (a return goes on behind them); done and withdrawn end them."""
    if part.due is None or part.assignment["state"] != State.SUBMITTED:
        return None
    return {**part.due, "next_at": None}
