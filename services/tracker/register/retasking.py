"""A known task as a later delivery says it: words, class, assignees, monitoring units, deadline."""

from services.tracker.domain.classify import Origin
from services.tracker.domain.status import OPEN, Move, State
from services.tracker.register.assigning import Assigned, assign
from services.tracker.register.case import Case, Note
from services.tracker.register.facts import Telling
from services.tracker.register.giving import doubt_kept_out, give, may_return
from services.tracker.register.moving import Place, Said, move_parts
from services.tracker.register.planning import Planned
from services.tracker.register.registering import monitored
from services.tracker.register.rows import class_columns, content_columns, repeated_columns
from services.tracker.register.timely import set_deadline
from services.tracker.store.records import Dossier, TaskFile


def amend_task(case: Case, dossier: Dossier, file: TaskFile, planned: Planned) -> None:
    """Bring an open task in line with `planned`; nothing that stays the same is touched."""
    _reword(case, dossier, file, planned)
    reclassified = _reclassify(case, dossier, file, planned)
    assigned = assign(case.wave, planned.lead, planned.coordinating, dossier.document["issued_on"])
    _withdraw_others(case, dossier, file, assigned)
    _monitor(case, dossier, file, planned)
    set_deadline(case, dossier, file, planned.deadline, None)
    give(case, dossier, file, assigned.assignees)  # behind the deadline: who comes is told the new one alone
    doubt_kept_out(case, dossier, file, assigned.assignees)
    case.doubt_task(dossier, file, assigned.doubts)
    for part in file.parts:
        if State(part.assignment["state"]) in OPEN:
            part.assignment.set(**repeated_columns(dossier.document.row, file.task.row))
    if reclassified is not None:
        _tell_class(case, dossier, file, reclassified)


def comes_back(case: Case, dossier: Dossier, file: TaskFile, planned: Planned) -> bool:
    """Whether `planned` gives somebody a part of an ended task back; who stays withdrawn goes to review."""
    if not any(part.withdrawal for part in file.parts):
        return False
    assigned = assign(case.wave, planned.lead, planned.coordinating, dossier.document["issued_on"])
    doubt_kept_out(case, dossier, file, assigned.assignees)
    named = {one.agency.id for one in assigned.assignees}
    return any(part.assignment["agency_id"] in named and may_return(case, part) for part in file.parts)


def _reword(case: Case, dossier: Dossier, file: TaskFile, planned: Planned) -> None:
    before = file.task["content"]
    columns = content_columns(dossier.document.row, planned)
    if planned.field is None:
        columns["field"] = file.task["field"]
    if file.task.set(**columns) and planned.content != before:
        case.note(dossier, Note("amended", before[:300], planned.content[:300], text="content"), file)


def _reclassify(case: Case, dossier: Dossier, file: TaskFile, planned: Planned) -> str | None:
    """The old code where the class changed; a person's word stands."""
    if file.task["origin"] == Origin.PERSON:
        return None
    before = case.code_words(file)
    file.task.set(**{**class_columns(planned), "needs_review": file.task["needs_review"]})
    case.doubt_task(dossier, file, planned.doubts)
    after = case.code_words(file)
    if after == before:
        return None
    case.note(dossier, Note("reclassified", before, after), file)
    return before


def _tell_class(case: Case, dossier: Dossier, file: TaskFile, old: str) -> None:
    new = case.code_words(file)
    case.tell(dossier, file, file.parts, Telling("reclassified", old, new))


def _withdraw_others(case: Case, dossier: Dossier, file: TaskFile, assigned: Assigned) -> None:
    named = {one.agency.id for one in assigned.assignees}
    gone = [
        Place(dossier, file, part)
        for part in file.parts
        if part.assignment["agency_id"] not in named and State(part.assignment["state"]) in OPEN
    ]
    move_parts(case, gone, Said(wanted=Move.WITHDRAW, at=case.said_at, reason="Không còn được giao nhiệm vụ này"))


def _monitor(case: Case, dossier: Dossier, file: TaskFile, planned: Planned) -> None:
    wanted = monitored(case, planned.monitoring, dossier.document["issued_on"])
    if not wanted or wanted == file.monitoring:
        return
    old, new = ("; ".join(name for name, _ in names) for names in (file.monitoring, wanted))
    case.note(dossier, Note("amended", old or None, new, text="monitoring"), file)
    file.monitoring, file.monitoring_changed = wanted, True
