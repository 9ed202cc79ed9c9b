"""Due rows for the sweep: what has come due, locked, and what its messages need. Cost follows what is due."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.tracker.models import (
    tracker_assignments,
    tracker_documents,
    tracker_due,
    tracker_task_monitoring,
    tracker_tasks,
)
from shared.bulk import Row, update_rows
from shared.db import Tx

_ASSIGNMENT = (
    tracker_assignments.c.id, tracker_assignments.c.task_id, tracker_assignments.c.document_id,
    tracker_assignments.c.agency_id, tracker_assignments.c.role, tracker_assignments.c.state,
    tracker_assignments.c.settled, tracker_assignments.c.due_at, tracker_assignments.c.deadline_version,
    tracker_assignments.c.percent,
)  # fmt: skip
_TASK = (
    tracker_tasks.c.id, tracker_tasks.c.ordinal, tracker_tasks.c.content, tracker_tasks.c.regime,
    tracker_tasks.c.category, tracker_tasks.c.urgency, tracker_tasks.c.field, tracker_tasks.c.report_required,
    tracker_tasks.c.deadline, tracker_tasks.c.due_at, tracker_tasks.c.last_day, tracker_tasks.c.confirmed,
)  # fmt: skip
_DOCUMENT = (
    tracker_documents.c.id, tracker_documents.c.reference, tracker_documents.c.type, tracker_documents.c.issued_on,
    tracker_documents.c.abstract, tracker_documents.c.issuer,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class DueRow:
    """A due row with its assignment, task, document and the monitoring units' names."""

    due: dict[str, Any]
    assignment: Row
    task: Row
    document: Row
    monitoring: tuple[str, ...]


async def next_due(conn: AsyncConnection) -> datetime | None:
    """The nearest instant that anything waits for."""
    query = select(tracker_due.c.next_at).where(tracker_due.c.next_at.is_not(None))
    found: datetime | None = (await conn.execute(query.order_by(tracker_due.c.next_at).limit(1))).scalar()
    return found


async def claim_due(tx: Tx, now: datetime, limit: int) -> list[DueRow]:
    """At most `limit` rows that are due, the oldest first; rows that another process has are left to it."""
    query = select(tracker_due).where(tracker_due.c.next_at <= now).order_by(tracker_due.c.next_at).limit(limit)
    rows = [dict(row) for row in (await tx.execute(query.with_for_update(skip_locked=True))).mappings()]
    # A second statement, so that what the lock waited for is seen.
    assignments = await _by_id(tx, select(*_ASSIGNMENT), [row["assignment_id"] for row in rows])
    tasks = await _by_id(tx, select(*_TASK), {row["task_id"] for row in assignments.values()})
    documents = await _by_id(tx, select(*_DOCUMENT), {row["document_id"] for row in assignments.values()})
    monitoring = await _monitoring(tx, tasks)
    return [_joined(row, assignments[row["assignment_id"]], tasks, documents, monitoring) for row in rows]


def _joined(
    due: dict[str, Any], assignment: Row, tasks: dict[UUID, Row], documents: dict[UUID, Row],
    monitoring: dict[UUID, list[str]],
) -> DueRow:  # fmt: skip
    task = tasks[assignment["task_id"]]
    return DueRow(due, assignment, task, documents[assignment["document_id"]], tuple(monitoring.get(task["id"], ())))


async def _by_id(tx: Tx, query: Select[Any], ids: Collection[UUID]) -> dict[UUID, Row]:
    if not ids:
        return {}
    column = query.selected_columns.id
    return {row["id"]: dict(row) for row in (await tx.execute(query.where(column.in_(ids)))).mappings()}


async def _monitoring(tx: Tx, tasks: Collection[UUID]) -> dict[UUID, list[str]]:
    if not tasks:
        return {}
    query = select(tracker_task_monitoring.c.task_id, tracker_task_monitoring.c.name)
    query = query.where(tracker_task_monitoring.c.task_id.in_(tasks)).order_by(tracker_task_monitoring.c.ordinal)
    found: dict[UUID, list[str]] = {}
    for row in await tx.execute(query):
        found.setdefault(row.task_id, []).append(row.name)
    return found


async def move_due(tx: Tx, rows: Sequence[Row]) -> None:
    """Write the rows back with what they wait for next."""
    columns = ("assignment_id", "next_at", "deadline_version", "reached", "overdue_told")
    await update_rows(tx, tracker_due, [{name: row[name] for name in columns} for row in rows], "assignment_id")
