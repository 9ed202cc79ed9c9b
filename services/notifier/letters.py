"""From a notice's row and the fact behind it to the values that its text and its JSON are made of."""

from collections.abc import Sequence
from datetime import datetime

from services.notifier.domain.ladder import working_days
from services.notifier.domain.notice import STEPS, Audience, Reason, Role
from services.notifier.happenings import STEP_REACHED
from services.notifier.store.taken import NoticeRow
from services.notifier.wording.letter import DeadlineWords, DocumentWords, Letter
from services.notifier.wording.phrases import VIETNAM
from shared.events.tasks import AssignmentBrief, DeadlineBrief, DocumentBrief, StepFact, TaskBrief, TaskFact

Fact = StepFact | TaskFact


def read_fact(name: str, payload: str) -> Fact:
    """The fact as it was kept. Raises pydantic's ValidationError."""
    return (StepFact if name == STEP_REACHED else TaskFact).model_validate_json(payload)


def letter(row: NoticeRow, fact: Fact, office: str) -> Letter:
    """The letter of the notice `row`."""
    task, mine = fact.task, _mine(row, fact)
    changes = (fact.old, fact.new, fact.reason) if isinstance(fact, TaskFact) else (None, None, None)
    return Letter(
        reason=Reason(row.reason),
        audience=Audience(row.audience),
        role=Role(mine.role),
        agency=mine.agency_name,
        recipient=row.recipient_name or mine.agency_name,
        office=office,
        because=row.because,
        notice=str(row.id),
        document=_document(task.document),
        deadline=_deadline(task, mine),
        content=task.content,
        code=task.code,
        urgency=task.urgency,
        report_required=task.report_required,
        leads=_names(fact, Role.LEAD),
        coordinating=_names(fact, Role.COORDINATING),
        monitoring=task.monitoring,
        days=_days(row, fact),
        today=row.scheduled_at.astimezone(VIETNAM).date(),
        old=changes[0],
        new=changes[1],
        grounds=changes[2],
    )


def _assignments(fact: Fact) -> Sequence[AssignmentBrief]:
    return (fact.assignment,) if isinstance(fact, StepFact) else fact.assignments


def _mine(row: NoticeRow, fact: Fact) -> AssignmentBrief:
    found = _assignments(fact)
    return next((one for one in found if one.id == row.assignment_id), found[0])


def _names(fact: Fact, role: Role) -> tuple[str, ...]:
    return tuple(one.agency_name for one in _assignments(fact) if one.role == role)


def _document(brief: DocumentBrief) -> DocumentWords:
    return DocumentWords(brief.reference, brief.type, brief.issued_on, brief.abstract, brief.issuer)


def _deadline(task: TaskBrief, mine: AssignmentBrief) -> DeadlineWords | None:
    brief: DeadlineBrief | None = task.deadline
    if brief is None:
        return DeadlineWords(due_at=mine.due_at) if mine.due_at else None
    return DeadlineWords(brief.text, brief.on, brief.inclusive, _due_at(brief, mine))


def _due_at(brief: DeadlineBrief, mine: AssignmentBrief) -> datetime | None:
    return mine.due_at or brief.due_at


def _days(row: NoticeRow, fact: Fact) -> int | None:
    """Working days that remain (negative: passed): as counted when the step was reached, else as the step says.

    A step that is told late (the system was off) has fewer days left than its name says.
    """
    reason = Reason(row.reason)
    if reason not in STEPS or not isinstance(fact, StepFact):
        return None
    believed = fact.working_days >= 0 if reason is Reason.UPCOMING else fact.working_days < 0
    counted = "working_days" in fact.model_fields_set and believed
    return fact.working_days if counted else -working_days(fact.step)
