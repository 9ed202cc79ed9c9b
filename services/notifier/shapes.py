"""A notice as machines see it: in `/v1/notices`, in webhooks [CONTRACTS §5]."""

from datetime import datetime
from typing import Any

from services.notifier.domain.notice import Status
from services.notifier.store.taken import NoticeRow
from shared.tables import instant_text


def instant(value: datetime | None) -> str | None:
    """`2026-11-16T01:00:00.000000Z`, None for none."""
    return instant_text(value) if value else None


def notice_json(row: NoticeRow) -> dict[str, Any]:
    """The notice without its attempts and texts."""
    return {
        "id": str(row.id),
        "reason": row.reason,
        "step": row.step,
        "task_id": str(row.task_id),
        "assignment_id": str(row.assignment_id) if row.assignment_id else None,
        "agency": {"id": str(row.agency_id), "name": row.agency_name} if row.agency_id else None,
        "reference": row.reference,
        "audience": row.audience,
        "recipient": {"name": row.recipient_name, "address": row.address},
        "channel": row.channel or None,
        "status": row.status,
        "because": row.because,
        "scheduled_at": instant(row.scheduled_at),
        "sent_at": instant(row.sent_at),
        "next_try_at": instant(row.due_at) if row.status == Status.SCHEDULED else None,
        "trace_id": row.trace_id,
    }
