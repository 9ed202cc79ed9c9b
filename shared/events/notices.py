"""Data of `dondoc.notices`: what became of a notice; addresses are masked."""

from datetime import datetime
from uuid import UUID

from shared.events.documents import Fact


class NoticeFact(Fact):
    """`notice.sent|failed`."""

    id: UUID
    reason: str
    step: str | None = None
    task_id: UUID
    assignment_id: UUID | None = None
    reference: str | None = None
    audience: str
    channel: str
    to: str
    outcome: str
    because: str
    at: datetime
