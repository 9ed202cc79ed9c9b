"""Rows of several tables at once, few and many: all of them or none, references among them included."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from services.tracker.models import tracker_deadlines, tracker_document_keys, tracker_documents, tracker_tasks
from services.tracker.register.rows import deadline_row
from shared.bulk import FEW, Row, insert_all
from shared.db import Database
from shared.ids import new_id

AT = datetime(2026, 11, 16, 1, tzinfo=UTC)
NUMBERS = pytest.mark.parametrize("number", [1, 2, FEW, FEW + 1])


def document(number: int) -> dict[str, Any]:
    return {
        "id": new_id(), "key": f"{number}/UBND", "origin": "thu", "filled": {}, "status": "active",
        "accepted_at": AT, "urgency": "normal", "recipients": ["Sở Nội vụ", "x"], "tasks_from": "body",
        "whole": {"lead": ["Sở A"]} if number % 2 else None, "attachments": [], "as_written": {},
        "issued_on": date(2026, 11, 16), "search_text": "a", "created_at": AT, "updated_at": AT, "version": 1,
    }  # fmt: skip


def task(of: Row, number: int) -> dict[str, Any]:
    return {
        "id": new_id(), "document_id": of["id"], "ordinal": 1, "origin": "field", "content": f"Nhiệm vụ {number}",
        "search_text": "a", "category": "a", "confidence": 0.5, "evidence": [], "report_required": True,
        "needs_review": False, "deadline": {"text": "sớm"}, "due_at": AT, "last_day": date(2026, 12, 1),
        "confirmed": True, "deadline_version": 1, "withdrawn": False, "urgency": "normal", "created_at": AT,
        "updated_at": AT, "version": 1,
    }  # fmt: skip


def rows_of(number: int) -> list[tuple[Any, Sequence[Row]]]:
    documents = [document(one) for one in range(number)]
    tasks = [task(of, one) for one, of in enumerate(documents)]
    keys = [{"origin": "thu", "key": f"D{one}", "document_id": of["id"]} for one, of in enumerate(documents)]
    deadlines = [deadline_row(one, AT) for one in tasks]
    return [
        (tracker_documents, documents), (tracker_document_keys, keys), (tracker_tasks, tasks),
        (tracker_deadlines, deadlines),
    ]  # fmt: skip


async def count(database: Database, table: Any) -> int:
    async with database.read() as conn:
        return (await conn.execute(select(func.count()).select_from(table))).scalar_one()


@NUMBERS
async def test_every_row_stands_in_its_table_as_it_was_given(database: Database, number: int) -> None:
    given = rows_of(number)
    async with database.write() as tx:
        await insert_all(tx, given)
    async with database.read() as conn:
        for table, rows in given:
            found = (await conn.execute(select(*(table.c[name] for name in rows[0])))).mappings().all()
            assert sorted(map(_plain, found), key=str) == sorted(map(_plain, rows), key=str)


def _plain(row: Mapping[Any, Any]) -> dict[str, Any]:
    return {name: str(value) if isinstance(value, UUID) else value for name, value in row.items()}


@NUMBERS
async def test_where_one_row_is_refused_none_of_any_table_is_kept(database: Database, number: int) -> None:
    (documents, rows), *others = rows_of(number)
    tables = [documents, *(table for table, _ in others)]
    with pytest.raises(IntegrityError):
        async with database.write() as tx:
            await insert_all(tx, [(documents, [*rows, rows[0]]), *others])
    assert [await count(database, table) for table in tables] == [0] * len(tables)


async def test_a_reference_to_nothing_is_refused(database: Database) -> None:
    _, *others = rows_of(2)
    with pytest.raises(IntegrityError):
        async with database.write() as tx:
            await insert_all(tx, others)


async def test_tables_without_rows_are_passed_over(database: Database) -> None:
    (documents, rows), *others = rows_of(2)
    async with database.write() as tx:
        await insert_all(tx, [(table, []) for table, _ in others])
        await insert_all(tx, [(documents, rows), *((table, []) for table, _ in others)])
    assert await count(database, documents) == 2
