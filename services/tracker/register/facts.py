"""The facts that the tracker publishes of a task: whole enough for a message."""

from collections.abc import Callable, Iterable
from datetime import date
from uuid import UUID

from services.tracker.domain.classification import code_of
from services.tracker.store.bulk import Row
from services.tracker.store.records import Dossier, Part, TaskFile
from shared.events.tasks import AssignmentBrief, DeadlineBrief, DocumentBrief, TaskBrief

NameOf = Callable[[UUID], str]


def document_brief(document: Row) -> DocumentBrief:
    """What a message says of the directive."""
    return DocumentBrief.model_construct(
        id=document["id"], reference=document["reference"], type=document["type"], issued_on=document["issued_on"],
        abstract=document["abstract"], issuer=document["issuer"],
    )  # fmt: skip


def deadline_brief(task: Row) -> DeadlineBrief | None:
    """The deadline in force: the stated day where one is stated, else the last day that was computed."""
    stated = task["deadline"]
    if stated is None:
        return None
    on = date.fromisoformat(stated["on"]) if stated.get("on") else task["last_day"]
    inclusive = stated.get("inclusive", True) if stated.get("on") else True
    return DeadlineBrief.model_construct(
        text=stated.get("text"), on=on, inclusive=inclusive, due_at=task["due_at"], confirmed=task["confirmed"],
    )  # fmt: skip


def task_brief(task: Row, document: Row, monitoring: Iterable[str]) -> TaskBrief:
    """What a message says of the task."""
    return TaskBrief.model_construct(
        id=task["id"], ordinal=task["ordinal"], content=task["content"],
        code=code_of(task["regime"], task["category"]), urgency=task["urgency"], field=task["field"],
        monitoring=tuple(monitoring), report_required=task["report_required"], deadline=deadline_brief(task),
        document=document_brief(document),
    )  # fmt: skip


def assignment_brief(assignment: Row, name: str) -> AssignmentBrief:
    """What a message says of one agency's part."""
    return AssignmentBrief.model_construct(
        id=assignment["id"], agency_id=assignment["agency_id"], agency_name=name, role=assignment["role"],
        state=assignment["state"], due_at=assignment["due_at"], deadline_version=assignment["deadline_version"],
        percent=assignment["percent"],
    )  # fmt: skip


def brief(dossier: Dossier, file: TaskFile) -> TaskBrief:
    """The task of a dossier."""
    return task_brief(file.task.row, dossier.document.row, (name for name, _ in file.monitoring))


def parts_brief(parts: Iterable[Part], name_of: NameOf) -> tuple[AssignmentBrief, ...]:
    """The assignments of a dossier."""
    return tuple(assignment_brief(part.assignment.row, name_of(part.assignment["agency_id"])) for part in parts)


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
