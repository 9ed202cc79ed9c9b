"""The first part of a wave: what the register already has of its documents, with a few IN-list queries."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from itertools import zip_longest
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, CompoundSelect, Select, literal, or_, select, union_all
from sqlalchemy.ext.asyncio import AsyncConnection

from services.tracker.models import (
    tracker_assignments,
    tracker_changes,
    tracker_document_keys,
    tracker_documents,
    tracker_due,
    tracker_review,
    tracker_task_monitoring,
    tracker_tasks,
    tracker_waiting,
)
from services.tracker.store.records import Dossier, Part, Record, TaskFile, Withdrawal
from shared.bulk import among, one_of
from shared.db import Tx

Row = dict[str, Any]
_DOCUMENT, _OPAQUE, _WAITS = "document", "opaque", "waits"
_GIVEN = ("keys", "opaque", "sources")
SUBMITTED, WITHDRAWN = "submitted", "withdrawn"
_PORTION = 500  # values of one IN list; SQLite takes 32,766 parameters in all


@dataclass
class Asked:
    """What the events of a wave name: routing keys, and opaque keys (origin, key)."""

    keys: set[str] = field(default_factory=set)
    opaque: set[tuple[str, str]] = field(default_factory=set)

    def __bool__(self) -> bool:
        return bool(self.keys or self.opaque)


async def known_and_waiting(tx: Tx, asked: Asked) -> tuple[list[Dossier], list[Row]]:
    """The documents under these keys with all that hangs on them, locked until the transaction ends; and the recalls
    and progress that wait under them, oldest first.

    Most documents are new: one look says that there is nothing of either.
    """
    ids, waits = await _look(tx, asked)
    known = await dossiers(tx, ids) if ids else []
    # What waits is read behind the documents' locks: what another transaction has applied is gone.
    return known, await waiting_for(tx, asked) if waits else []


async def _look(tx: Tx, asked: Asked) -> tuple[set[UUID], bool]:
    """The ids of the documents under these keys, and whether something waits under them."""
    ids: set[UUID] = set()
    waits = False
    look = _looking(tx.conn.dialect.name)
    keys, opaque = sorted(asked.keys), sorted({key for _, key in asked.opaque})
    for portion in zip_longest(*map(_portions, (keys, opaque, _sources(asked))), fillvalue=()):
        for row in await tx.execute(look, dict(zip(_GIVEN, portion, strict=True))):
            if row.kind == _WAITS:
                waits = True
            elif row.kind == _DOCUMENT or (row.origin, row.key) in asked.opaque:
                ids.add(row.id)
    return ids, waits


@cache
def _looking(dialect: str) -> CompoundSelect[Any]:
    """Made once: it is asked for every wave, and to make it costs more than to answer it."""
    documents, names, waiting = tracker_documents.c, tracker_document_keys.c, tracker_waiting.c
    nobody = literal("").label("origin")
    keys, opaque, sources = _GIVEN
    waits = or_(among(dialect, waiting.key, keys), among(dialect, waiting.source_key, sources))
    return union_all(
        select(literal(_DOCUMENT).label("kind"), nobody, documents.key, documents.id).where(
            among(dialect, documents.key, keys)
        ),
        select(literal(_OPAQUE), names.origin, names.key, names.document_id).where(among(dialect, names.key, opaque)),
        select(literal(_WAITS), nobody, waiting.key, waiting.id).where(waits),
    )


def _sources(asked: Asked) -> list[str]:
    return sorted(source_key(*pair) for pair in asked.opaque)


async def dossiers(tx: Tx, ids: Collection[UUID]) -> list[Dossier]:
    """The documents of these ids with all that hangs on them, locked until the transaction ends."""
    locked = select(tracker_documents).order_by(tracker_documents.c.id).with_for_update()
    found = {row["id"]: Dossier(Record(row)) for row in await _rows_in(tx, locked, tracker_documents.c.id, ids)}
    for row in await _rows_in(tx, select(tracker_document_keys), tracker_document_keys.c.document_id, found):
        found[row["document_id"]].keys.add((row["origin"], row["key"]))
    await _add_differences(tx, found)
    await _add_tasks(tx, found)
    return list(found.values())


async def _add_differences(tx: Tx, found: dict[UUID, Dossier]) -> None:
    columns = (tracker_review.c.document_id, tracker_review.c.task_id, tracker_review.c.reason, tracker_review.c.text)
    for row in await _rows_in(tx, select(*columns), tracker_review.c.document_id, found):
        found[row["document_id"]].told.add((row["reason"], row["text"], row["task_id"]))


async def _add_tasks(tx: Tx, found: dict[UUID, Dossier]) -> None:
    tasks: dict[UUID, TaskFile] = {}
    query = select(tracker_tasks).order_by(tracker_tasks.c.ordinal)
    for row in await _rows_in(tx, query, tracker_tasks.c.document_id, found):
        tasks[row["id"]] = TaskFile(Record(row))
        found[row["document_id"]].tasks.append(tasks[row["id"]])
    if tasks:
        await _add_parts(tx, tasks)
        await _add_monitoring(tx, tasks)


async def _add_parts(tx: Tx, tasks: dict[UUID, TaskFile]) -> None:
    parts: dict[UUID, Part] = {}
    query = select(tracker_assignments).order_by(tracker_assignments.c.id)
    for row in await _rows_in(tx, query, tracker_assignments.c.task_id, tasks):
        parts[row["id"]] = Part(Record(row))
        tasks[row["task_id"]].parts.append(parts[row["id"]])
    # Locked: what the sweep tells meanwhile is waited for, else the row written back would forget it.
    due = select(tracker_due).order_by(tracker_due.c.assignment_id).with_for_update()
    for row in await _rows_in(tx, due, tracker_due.c.assignment_id, parts):
        parts[row["assignment_id"]].due, parts[row["assignment_id"]].due_known = row, True
    await _add_withdrawals(tx, parts)


async def _add_withdrawals(tx: Tx, parts: dict[UUID, Part]) -> None:
    """The history knows when and by whom; of several withdrawals of an assignment the last counts."""
    gone = [id_ for id_, part in parts.items() if part.assignment["state"] == WITHDRAWN]
    changes = tracker_changes.c
    query = select(changes.assignment_id, changes.fact, changes.at, changes.by, changes.old)
    query = query.where(changes.fact.in_((SUBMITTED, WITHDRAWN))).order_by(changes.at, changes.id)
    submitted: dict[UUID, datetime] = {}
    for row in await _rows_in(tx, query, changes.assignment_id, gone):
        one = row["assignment_id"]
        if row["fact"] == SUBMITTED:
            submitted[one] = row["at"]
        else:
            paused = submitted.get(one) if (row["old"] or "").startswith(SUBMITTED) else None
            parts[one].withdrawal = Withdrawal(paused or row["at"], row["by"])


async def _add_monitoring(tx: Tx, tasks: dict[UUID, TaskFile]) -> None:
    query = select(tracker_task_monitoring).order_by(tracker_task_monitoring.c.ordinal)
    for row in await _rows_in(tx, query, tracker_task_monitoring.c.task_id, tasks):
        tasks[row["task_id"]].monitoring.append((row["name"], row["agency_id"]))


async def waiting_for(tx: Tx, asked: Asked) -> list[Row]:
    """Recalls and progress that wait for documents under these keys, oldest first."""
    by_key = one_of(tx.conn, tracker_waiting.c.key, sorted(asked.keys))
    by_source = one_of(tx.conn, tracker_waiting.c.source_key, _sources(asked))
    query = select(tracker_waiting).where(or_(by_key, by_source)).order_by(tracker_waiting.c.id)
    return [dict(row) for row in (await tx.execute(query)).mappings()]


async def waiting_after(conn: AsyncConnection, after: UUID | None, limit: int) -> list[Row]:
    """What waits, a portion behind `after` in the order in which it came."""
    query = select(tracker_waiting).order_by(tracker_waiting.c.id).limit(limit)
    if after is not None:
        query = query.where(tracker_waiting.c.id > after)
    return [dict(row) for row in (await conn.execute(query)).mappings()]


async def known_keys(conn: AsyncConnection, asked: Asked) -> Asked:
    """Those of the keys under which there is a document."""
    documents, opaque = tracker_documents.c.key, tracker_document_keys.c
    found = await conn.execute(select(documents).where(one_of(conn, documents, sorted(asked.keys))))
    keys = sorted({key for _, key in asked.opaque})
    pairs = await conn.execute(select(opaque.origin, opaque.key).where(one_of(conn, opaque.key, keys)))
    return Asked(set(found.scalars()), {(row.origin, row.key) for row in pairs} & asked.opaque)


def source_key(origin: str, source_id: str) -> str:
    """A source's own id as one text."""
    return f"{origin}\x1f{source_id}"


async def _rows_in(tx: Tx, query: Select[Any], column: ColumnElement[Any], values: Collection[Any]) -> list[Row]:
    rows: list[Row] = []
    for part in _portions(sorted(values)):
        result = await tx.execute(query.where(one_of(tx.conn, column, part)))
        rows.extend(dict(row) for row in result.mappings())
    return rows


def _portions(values: Sequence[Any]) -> Iterable[Sequence[Any]]:
    return (values[start : start + _PORTION] for start in range(0, len(values), _PORTION))
