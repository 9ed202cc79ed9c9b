"""A document or a task ends: recalled, replaced, or no longer in what its source says; what is done stays done."""

from collections.abc import Iterable
from uuid import UUID

from services.tracker.domain.status import OPEN, Move, State
from services.tracker.register.case import Case, Note
from services.tracker.register.moving import Place, Said, move_parts
from services.tracker.store.records import Dossier, TaskFile

RECALLED, REPLACED = "recalled", "replaced"


def recall(case: Case, dossier: Dossier, reason: str | None) -> None:
    """The document is recalled: every open assignment is withdrawn with the reason [DOMAIN §7]."""
    if not dossier.document.set(status=RECALLED):
        return
    case.note(dossier, Note(RECALLED, reason=reason))
    said = Said(wanted=Move.WITHDRAW, at=case.said_at, reason=reason or "Văn bản đã bị thu hồi", recalled=True)
    withdraw(case, dossier, dossier.tasks, said)


def supersede(case: Case, dossier: Dossier, successor: tuple[UUID, str | None], reason: str | None) -> None:
    """The document is replaced by a later one, whose id and reference are given."""
    document_id, reference = successor
    if not dossier.document.set(status=REPLACED, replaced_by=document_id):
        return
    words = f"Được thay thế bằng văn bản {reference or 'mới'}" + (f": {reason}" if reason else "")
    case.note(dossier, Note(REPLACED, new=reference, reason=words))
    withdraw(case, dossier, dossier.tasks, Said(wanted=Move.WITHDRAW, at=case.said_at, reason=words))


def withdraw(case: Case, dossier: Dossier, files: Iterable[TaskFile], said: Said) -> None:
    """Withdraw what is open of these tasks; a task of which nothing is left done is withdrawn as a whole."""
    for file in files:
        places = [Place(dossier, file, part) for part in file.parts if State(part.assignment["state"]) in OPEN]
        move_parts(case, places, said)
        if not any(part.assignment["state"] == State.DONE for part in file.parts) and file.task.set(withdrawn=True):
            case.note(dossier, Note("withdrawn", reason=said.reason), file)


def is_finished(file: TaskFile) -> bool:
    """Whether nothing of the task is open: it never changes again."""
    return bool(file.parts) and not any(State(part.assignment["state"]) in OPEN for part in file.parts)
