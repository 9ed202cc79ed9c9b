"""Insert what is new, or bring up to date: the one place where the two databases are written differently."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite

from shared.db import Tx

Rows = Sequence[dict[str, Any]]


def _insert(tx: Tx, table: Table) -> postgresql.Insert | sqlite.Insert:
    return sqlite.insert(table) if tx.conn.dialect.name == "sqlite" else postgresql.insert(table)


async def insert_new(tx: Tx, table: Table, rows: Rows) -> None:
    """Insert the rows whose keys are free; those that exist already stay as they are."""
    if rows:
        await tx.execute(_insert(tx, table).on_conflict_do_nothing(), list(rows))


async def upsert(tx: Tx, table: Table, rows: Rows) -> None:
    """Insert the rows; where the primary key exists, every other column given is overwritten."""
    if not rows:
        return
    statement = _insert(tx, table)
    keys = [column.name for column in table.primary_key]
    values = {name: statement.excluded[name] for name in rows[0] if name not in keys}
    await tx.execute(statement.on_conflict_do_update(index_elements=keys, set_=values), list(rows))
