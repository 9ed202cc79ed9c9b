"""Who else hears of a notice's outcome: the log of events, the operator's log line, the metrics."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

import orjson
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from services.notifier.domain.notice import Status
from services.notifier.store.taken import Taken
from shared.events import Event, Subject, event
from shared.logging import logger, masked
from shared.tracing import child_of

log = logger("notifier")
LINES = {Status.SCHEDULED: "notice.delayed"}


class Metrics:
    """`dondoc_notices_total{outcome,reason,channel}`, the queue, how long sends take."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self.outcomes = Counter(
            "dondoc_notices", "Outcomes of notices.", ["outcome", "reason", "channel"], registry=registry
        )
        self.waiting = Gauge(
            "dondoc_notices_waiting",
            "Notices not yet sent, waiting ones included.",
            registry=registry,
            multiprocess_mode="livemostrecent",
        )
        self.oldest = Gauge(
            "dondoc_notices_oldest_due_seconds",
            "How long the oldest due notice has waited.",
            registry=registry,
            multiprocess_mode="livemostrecent",
        )
        self.seconds = Histogram(
            "dondoc_notice_send_seconds", "How long a send took.", ["channel"], registry=registry,
            buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
        )  # fmt: skip
        # Which of them counts for these labels is asked of the library once.
        self.ended, self.took = cache(self.outcomes.labels), cache(self.seconds.labels)
        self.no_address = Counter("dondoc_notices_without_address", "Agencies could not be told.", registry=registry)


@dataclass(frozen=True, slots=True)
class Reported:
    """One outcome of one notice: the row as it was claimed, and what became of it."""

    row: Taken
    status: Status
    outcome: str
    attempt: int
    because: str

    @property
    def code(self) -> str | None:
        """The class of the task (`QC45_a`)."""
        code: str | None = orjson.loads(self.row.payload)["task"].get("code")
        return code


def to_whom(row: Taken) -> str:
    """The address, masked; the channel where there is none."""
    return masked(row.address) if row.address else (row.channel or row.audience)


def notice_event(reported: Reported, source: str, at: datetime) -> Event:
    """`notice.sent`, or `notice.failed` for what was not (its `outcome` says refused, later, unknown)."""
    row = reported.row
    fact = {
        "id": row.id, "reason": row.reason, "step": row.step, "task_id": row.task_id,
        "assignment_id": row.assignment_id, "reference": row.reference, "audience": row.audience,
        "channel": row.channel, "to": to_whom(row), "outcome": reported.outcome, "because": reported.because,
        "at": at,
    }  # fmt: skip
    subject = Subject("notices", str(row.task_id), source, at, child_of(row.traceparent))
    return event(subject, "notice.sent" if reported.status is Status.SENT else "notice.failed", written(fact))


def written(fields: Mapping[str, Any]) -> bytes:
    """The data of a notice's event (NoticeFact), straight as JSON: half the work of a model."""
    present = {name: value for name, value in fields.items() if value is not None}
    return orjson.dumps(present, default=str, option=orjson.OPT_UTC_Z)  # str: the UUIDs of asyncpg


def announce(reported: Reported, metrics: Metrics) -> None:
    """The operator's log line [CONTRACTS §5], one a notice and outcome, and its count."""
    row = reported.row
    metrics.ended(reported.status.value, row.reason, row.channel or "-").inc()
    log.info(
        LINES.get(reported.status, f"notice.{reported.status}"),
        notice=str(row.id),
        task=str(row.task_id),
        assignment=str(row.assignment_id) if row.assignment_id else None,
        reference=row.reference,
        code=reported.code,
        agency=row.agency_name,
        reason=row.reason,
        step=row.step,
        audience=row.audience,
        channel=row.channel or None,
        to=to_whom(row),
        attempt=reported.attempt,
        outcome=reported.outcome,
        because=reported.because,
        trace=row.trace_id,
    )
