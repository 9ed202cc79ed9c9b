"""Documents of which a person corrected what was read: their rows, for a corpus that readings are scored on."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.tracker.models import (
    tracker_assignments,
    tracker_changes,
    tracker_deadlines,
    tracker_documents,
    tracker_tasks,
)
from shared.tokens import Role

Row = dict[str, Any]
#: What a person changes of a reading; moves of an assignment, extensions of its agency and the like are work.
CORRECTIONS = ("reclassified", "deadline_changed", "registered")
_PERSONS = tuple(f"{role.value}:" for role in Role if role is not Role.SOURCE)


@dataclass(frozen=True, slots=True)
class Corrected:
    """A document, its tasks in their order, their assignments, the first version of each deadline (by task id), and
    the ids of the tasks that a person corrected."""

    document: Row
    tasks: tuple[Row, ...]
    parts: tuple[Row, ...]
    first_deadlines: dict[UUID, Row]
    touched: frozenset[UUID]


async def corrected(conn: AsyncConnection) -> AsyncIterator[Corrected]:
    """Every document with a correction, the oldest first."""
    for document_id in (await conn.execute(_ids())).scalars().all():
        yield await _one(conn, document_id)


def _by_person() -> Any:
    changes = tracker_changes.c
    return changes.fact.in_(CORRECTIONS) & or_(*(changes.by.startswith(person) for person in _PERSONS))


def _ids() -> Select[UUID]:
    touched = select(tracker_changes.c.document_id).where(_by_person(), tracker_changes.c.task_id.is_not(None))
    documents = tracker_documents.c
    return select(documents.id).where(documents.id.in_(touched)).order_by(documents.created_at, documents.id)


async def _one(conn: AsyncConnection, document_id: UUID) -> Corrected:
    tasks, parts, changes = tracker_tasks.c, tracker_assignments.c, tracker_changes.c
    (document,) = await _rows(conn, select(tracker_documents).where(tracker_documents.c.id == document_id))
    of_document = select(tracker_tasks).where(tasks.document_id == document_id).order_by(tasks.ordinal, tasks.id)
    hanging = select(tracker_assignments).where(parts.document_id == document_id).order_by(parts.created_at, parts.id)
    first = (
        select(tracker_deadlines)
        .join(tracker_tasks, tasks.id == tracker_deadlines.c.task_id)
        .where(tasks.document_id == document_id, tracker_deadlines.c.version == 1)
    )
    touched = select(changes.task_id).where(changes.document_id == document_id, _by_person())
    return Corrected(
        document, tuple(await _rows(conn, of_document)), tuple(await _rows(conn, hanging)),
        {row["task_id"]: row for row in await _rows(conn, first)},
        frozenset((await conn.execute(touched)).scalars()),
    )  # fmt: skip


async def _rows(conn: AsyncConnection, query: Select[Any]) -> list[Row]:
    return [dict(row) for row in (await conn.execute(query)).mappings()]
