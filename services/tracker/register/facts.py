"""The facts that the tracker publishes of a task: whole enough for a message.

Written straight as JSON (a tenth of the work of a model for each); a test reads them back with shared.events.tasks.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson

from services.tracker.domain.classification import BUILT_IN, RegimeNames, code_of
from services.tracker.store.records import Dossier, Part, TaskFile
from shared.bulk import Row

NameOf = Callable[[UUID], str]
Fields = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Telling:
    """What is told of a task: the fact's name without `task.`, and what changed, as short words."""

    fact: str
    old: str | None = None
    new: str | None = None
    reason: str | None = None
    recalled: bool = False


def present(fields: Fields) -> Fields:
    """Without what is absent."""
    return {name: value for name, value in fields.items() if value is not None}


def written(fields: Fields) -> bytes:
    """Fields as the data of an event."""
    return orjson.dumps(present(fields), default=str, option=orjson.OPT_UTC_Z)  # str: the UUIDs of asyncpg


def document_brief(document: Row) -> Fields:
    """What a message says of the directive (DocumentBrief)."""
    return present({
        "id": document["id"], "reference": document["reference"], "type": document["type"],
        "issued_on": document["issued_on"], "abstract": document["abstract"], "issuer": document["issuer"],
    })  # fmt: skip


def deadline_brief(task: Row) -> Fields | None:
    """The deadline in force (DeadlineBrief): the stated day where one is stated, else the last day computed."""
    stated = task["deadline"]
    if stated is None:
        return None
    inclusive = stated.get("inclusive", True) if stated.get("on") else True
    return present({
        "text": stated.get("text"), "on": stated.get("on") or task["last_day"], "inclusive": inclusive,
        "due_at": task["due_at"], "confirmed": task["confirmed"],
    })  # fmt: skip


def task_brief(task: Row, document: Row, monitoring: Iterable[str], names: RegimeNames = BUILT_IN) -> Fields:
    """What a message says of the task (TaskBrief); its code by the regimes' `names`."""
    return present({
        "id": task["id"], "ordinal": task["ordinal"], "content": task["content"],
        "code": code_of(task["regime"], task["category"], names), "urgency": task["urgency"], "field": task["field"],
        "monitoring": list(monitoring), "report_required": task["report_required"],
        "deadline": deadline_brief(task), "document": document_brief(document),
    })  # fmt: skip


def assignment_brief(assignment: Row, name: str) -> Fields:
    """What a message says of one agency's part (AssignmentBrief)."""
    return present({
        "id": assignment["id"], "agency_id": assignment["agency_id"], "agency_name": name, "role": assignment["role"],
        "state": assignment["state"], "due_at": assignment["due_at"],
        "deadline_version": assignment["deadline_version"], "percent": assignment["percent"],
    })  # fmt: skip


def task_fact(task: Fields, assignments: Iterable[Fields], at: datetime, telling: Telling) -> bytes:
    """The data of `task.<fact>` (TaskFact)."""
    return written({
        "task": task, "assignments": list(assignments), "at": at, "old": telling.old, "new": telling.new,
        "reason": telling.reason, "recalled": telling.recalled or None,
    })  # fmt: skip


def brief(dossier: Dossier, file: TaskFile, names: RegimeNames) -> Fields:
    """The task of a dossier."""
    return task_brief(file.task.row, dossier.document.row, (name for name, _ in file.monitoring), names)


def parts_brief(parts: Iterable[Part], name_of: NameOf) -> list[Fields]:
    """The assignments of a dossier."""
    return [assignment_brief(part.assignment.row, name_of(part.assignment["agency_id"])) for part in parts]


def deadline_words(task: Row) -> str | None:
    """The deadline as a short word of the history: `2026-11-27`, `trước 2026-11-30`, `2026-11-20 15:00`, else as it is
    written; None without one."""
    stated, last_day = task["deadline"], task["last_day"]
    if stated is None:
        return None
    day = stated.get("on") or (last_day.isoformat() if last_day else None)
    if day is None:
        return str(stated.get("text") or "") or None
    if stated.get("at"):
        return f"{day} {stated['at'][:5]}"
    exclusive = stated.get("on") and not stated.get("inclusive", True)
    return f"trước {day}" if exclusive else day
