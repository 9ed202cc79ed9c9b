"""The last part of a wave: everything that was decided, written with few statements in the order of references."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Table, bindparam, delete, update

from services.tracker.domain.folding import fold_name
from services.tracker.models import (
    tracker_assignments,
    tracker_changes,
    tracker_deadlines,
    tracker_document_keys,
    tracker_documents,
    tracker_due,
    tracker_review,
    tracker_task_monitoring,
    tracker_tasks,
    tracker_waiting,
)
from services.tracker.store.records import Dossier, Part, Record, TaskFile
from shared.bulk import Row, by_shape, insert_all, update_rows
from shared.db import Tx

_ORDER = (
    tracker_documents,
    tracker_document_keys,
    tracker_tasks,
    tracker_assignments,
    tracker_task_monitoring,
    tracker_deadlines,
    tracker_due,
    tracker_changes,
    tracker_review,
    tracker_waiting,
)


@dataclass
class Writes:
    """Rows to insert and to update by table, and what is to be deleted."""

    inserts: dict[Table, list[Row]] = field(default_factory=lambda: {table: [] for table in _ORDER})
    updates: dict[Table, list[Row]] = field(default_factory=lambda: {table: [] for table in _ORDER})
    ended_deadlines: list[dict[str, Any]] = field(default_factory=list)
    unscheduled: list[UUID] = field(default_factory=list)
    monitoring_anew: list[UUID] = field(default_factory=list)
    arrived: list[UUID] = field(default_factory=list)

    def collect(self, dossiers: Iterable[Dossier], at: datetime) -> None:
        """Take in what is new and what changed of each dossier."""
        for dossier in dossiers:
            self._record(tracker_documents, dossier.document, at)
            self.inserts[tracker_document_keys].extend(
                {"origin": origin, "key": key, "document_id": dossier.id} for origin, key in sorted(dossier.new_keys)
            )
            for task in dossier.tasks:
                self._task(task, at)

    def _task(self, file: TaskFile, at: datetime) -> None:
        if file.monitoring_changed and not file.task.new:
            self.monitoring_anew.append(file.task.id)
            file.task.changed.add("updated_at")
        self._record(tracker_tasks, file.task, at)
        if file.monitoring and (file.task.new or file.monitoring_changed):
            self.inserts[tracker_task_monitoring].extend(_monitoring(file))
        for part in file.parts:
            self._record(tracker_assignments, part.assignment, at)
            if part.due_changed:
                self._due(part)

    def _due(self, part: Part) -> None:
        if part.due is None:
            if part.due_known:
                self.unscheduled.append(part.assignment.id)
            return
        target = self.updates if part.due_known else self.inserts
        target[tracker_due].append(part.due)

    def _record(self, table: Table, record: Record, at: datetime) -> None:
        if record.new:
            self.inserts[table].append(record.row)
        elif (update := record.touched(at)) is not None:
            self.updates[table].append(update)


def _monitoring(file: TaskFile) -> list[Row]:
    return [
        {"task_id": file.task.id, "ordinal": ordinal, "name": name, "folded": fold_name(name), "agency_id": agency_id}
        for ordinal, (name, agency_id) in enumerate(file.monitoring)
    ]


async def write(tx: Tx, writes: Writes) -> None:
    """All of it; a few statements however many documents."""
    await _delete(tx, writes)
    await insert_all(tx, [(table, writes.inserts[table]) for table in _ORDER])
    for table in _ORDER:
        key = "assignment_id" if table is tracker_due else "id"
        for rows in by_shape(writes.updates[table]):
            await update_rows(tx, table, rows, key)


async def _delete(tx: Tx, writes: Writes) -> None:
    for table, column, ids in (
        (tracker_due, "assignment_id", writes.unscheduled),
        (tracker_task_monitoring, "task_id", writes.monitoring_anew),
        (tracker_waiting, "id", writes.arrived),
    ):
        if ids:
            await tx.execute(delete(table).where(table.c[column].in_(ids)))
    await end_deadlines(tx, writes.ended_deadlines)


_END = (
    update(tracker_deadlines)
    .where(
        tracker_deadlines.c.task_id == bindparam("the_task_id"),
        tracker_deadlines.c.version == bindparam("the_version"),
    )
    .values(ended_at=bindparam("the_ended_at"))
)


async def end_deadlines(tx: Tx, ended: Sequence[dict[str, Any]]) -> None:
    """`{task_id, version, ended_at}`: these deadlines are in force no longer."""
    if ended:
        await tx.execute(_END, [{f"the_{name}": value for name, value in row.items()} for row in ended])
