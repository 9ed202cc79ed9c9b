"""A due notice as it was taken: its row, the fact behind it, how its assignment stands."""

from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Row

from services.notifier.models import notices


class Taken(NamedTuple):
    """The columns of `notices` in their order, then `fact`, `payload` and `traceparent` of the fact, then `state` and
    `version_now` of the assignment. What every notice is written with is not None here.

    A field of a plain tuple costs a tenth of one of a driver's row, and each is asked for several times.
    """

    id: UUID
    fact_id: UUID
    subject_id: UUID
    task_id: UUID
    assignment_id: UUID
    agency_id: UUID
    agency_name: str
    reference: str | None
    reason: str
    step: str | None
    deadline_version: int
    occasion: str
    audience: str
    recipient_key: str
    recipient_name: str | None
    address: str | None
    channel: str
    status: str
    because: str
    scheduled_at: datetime
    sent_at: datetime | None
    due_at: datetime | None
    waits_until: datetime | None
    attempt: int
    tries_left: int
    owner: str | None
    trace_id: str | None
    fact: str
    payload: str
    traceparent: str | None
    state: str | None
    version_now: int | None


class Other(NamedTuple):
    """Another notice about the subject of one that was taken: what of its row may stand in its way, as KIN asks."""

    id: UUID
    subject_id: UUID
    recipient_key: str
    channel: str
    reason: str
    status: str
    deadline_version: int | None
    due_at: datetime | None
    owner: str | None


NoticeRow = Row[Any] | Taken  # a notice as a list shows it, or as it was taken to be sent
OF_NOTICE = tuple(column.name for column in notices.columns)
