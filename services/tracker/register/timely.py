"""A task's deadline changes: a new version for every open assignment, the old one stays in the history [DOMAIN §7]."""

from datetime import datetime
from typing import Any

from services.tracker.domain.deadline import Deadline, Kind
from services.tracker.domain.status import OPEN, State
from services.tracker.register.case import Case, Note
from services.tracker.register.facts import Telling, deadline_words
from services.tracker.register.moving import Place, judge_again
from services.tracker.register.registering import schedule
from services.tracker.register.rows import deadline_row
from services.tracker.register.stated import kept, restored
from services.tracker.register.timing import bases_of, time_of
from services.tracker.store.records import Dossier, Part, TaskFile


def set_deadline(case: Case, dossier: Dossier, file: TaskFile, deadline: Deadline | None, reason: str | None) -> bool:
    """Give the task this deadline; whether its instant changed (then there is a new version and an event)."""
    if deadline and deadline.kind is Kind.RECURRING and kept(deadline) == file.task["deadline"]:
        return False
    timed = time_of(deadline, bases_of(dossier.document.row), case.wave.terms, case.wave.at)
    new = {
        "deadline": kept(deadline) if deadline else None, "due_at": timed.due.due_at,
        "last_day": timed.due.last_day, "confirmed": timed.due.confirmed, "period": timed.period,
    }  # fmt: skip
    if _same(file, timed.due.due_at, new):
        file.task.set(**new)
        return False
    case.doubt_task(dossier, file, timed.doubts)
    old = deadline_words(file.task.row)
    _next_version(case, file, new, reason)
    parts = [part for part in file.parts if State(part.assignment["state"]) in OPEN]
    for part in parts:
        _move(case, Place(dossier, file, part))
    _tell(case, dossier, file, parts, Note("deadline_changed", old, deadline_words(file.task.row), reason))
    return True


def _same(file: TaskFile, due_at: datetime | None, new: dict[str, Any]) -> bool:
    """The same instant; without one, the same words."""
    before: datetime | None = file.task["due_at"]
    if due_at is None and before is None:
        return bool(file.task["deadline"] == new["deadline"])
    return due_at == before


def retime(case: Case, dossier: Dossier, file: TaskFile, reason: str | None = None) -> bool:
    """Compute the instant of the stated deadline again, after a date or the calendar changed."""
    if file.task["deadline"] is None or file.task["withdrawn"]:
        return False
    return set_deadline(case, dossier, file, restored(file.task["deadline"]), reason)


def _next_version(case: Case, file: TaskFile, new: dict[str, Any], reason: str | None) -> None:
    version = file.task["deadline_version"]
    if version:
        ended = {"task_id": file.task.id, "version": version, "ended_at": case.wave.at}
        case.wave.ended_deadlines.append(ended)
    file.task.set(**new, deadline_version=version + 1)
    case.wave.deadlines.append(deadline_row(file.task.row, case.wave.at, reason))


def _move(case: Case, place: Place) -> None:
    part, task = place.part, place.file.task
    part.assignment.set(due_at=task["due_at"], deadline_version=task["deadline_version"])
    judge_again(case, place)
    if part.due is not None and part.assignment["state"] == State.SUBMITTED:
        paused = {"deadline_version": part.assignment["deadline_version"], "reached": None, "overdue_told": False}
        part.schedule({**part.due, **paused, "next_at": None})
        return
    schedule(case, part)


def _tell(case: Case, dossier: Dossier, file: TaskFile, parts: list[Part], note: Note) -> None:
    case.note(dossier, note, file)
    if parts:
        case.tell(dossier, file, parts, Telling(note.fact, note.old, note.new, note.reason))
