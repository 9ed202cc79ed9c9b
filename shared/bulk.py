"""Many rows in one statement: where the two databases are written differently.

PostgreSQL takes many new rows by COPY, few ones of several tables in one statement, changes and what may exist as one
array per column (`unnest`); SQLite row by row (`bulk_sqlite`).
"""

from collections.abc import Mapping, Sequence
from functools import cache
from itertools import chain
from operator import itemgetter
from typing import Any

import orjson
from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    Date,
    Float,
    Integer,
    Table,
    any_,
    bindparam,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.bulk_sqlite import insert_each, update_each, upsert_each
from shared.db import Tx
from shared.postgres import driver_of, fetch, told_as_usual
from shared.tables import Id, Instant, Json

Row = Mapping[str, Any]
FEW = 50  # rows of one table: the round trips of a COPY for each table cost more than they save
_ARRAYS: tuple[tuple[type, str], ...] = (
    (Id, "uuid"), (Instant, "timestamptz"), (Json, "jsonb"), (Boolean, "bool"), (BigInteger, "int8"),
    (Integer, "int4"), (Float, "float8"), (Date, "date"),
)  # fmt: skip


async def insert_all(tx: Tx, given: Sequence[tuple[Table, Sequence[Row]]]) -> None:
    """Insert the rows of each table; all of one table have the same keys in the same order. References among them hold
    in the order given. Raises SQLAlchemy's DBAPIError."""
    there = [(table, rows) for table, rows in given if rows]
    if tx.conn.dialect.name == "sqlite" or len(there) < 2 or max(len(rows) for _, rows in there) > FEW:
        for table, rows in there:
            await insert_rows(tx, table, rows)
        return
    shapes = tuple((table, tuple(rows[0])) for table, rows in there)
    arrays = (_arrays(table, columns, rows) for (table, columns), (_, rows) in zip(shapes, there, strict=True))
    await fetch(tx.conn, _unnested_inserts(shapes), *chain.from_iterable(arrays))


async def insert_rows(tx: Tx, table: Table, rows: Sequence[Row]) -> None:
    """Insert rows that all have the same keys in the same order. Raises SQLAlchemy's DBAPIError."""
    if not rows:
        return
    if tx.conn.dialect.name == "sqlite":
        await insert_each(tx, table, rows)
    else:
        await _copy(tx.conn, table, rows)


async def _copy(conn: AsyncConnection, table: Table, rows: Sequence[Row]) -> None:
    """COPY needs half the work of `unnest` on both sides."""
    columns, driver = tuple(rows[0]), driver_of(conn)
    if not driver.is_in_transaction():
        await conn.exec_driver_sql("SELECT 1")  # a transaction begins with its first statement
    async with told_as_usual(conn, f"COPY {table.name}"):
        records = zip(*_arrays(table, columns, rows), strict=True)
        await driver.copy_records_to_table(table.name, records=records, columns=columns)


async def update_rows(tx: Tx, table: Table, rows: Sequence[Row], key: str = "id") -> None:
    """Set, for each row, the columns it names beside `key`; all rows have the same keys in the same order."""
    if not rows:
        return
    if tx.conn.dialect.name == "sqlite":
        await update_each(tx, table, rows, key)
        return
    columns = tuple(rows[0])
    await fetch(tx.conn, _unnested_update(table, columns, key), *_arrays(table, columns, rows))


async def insert_new(tx: Tx, table: Table, rows: Sequence[Row]) -> None:
    """Insert the rows whose keys are free; those that exist already stay as they are. All have the same keys."""
    if not rows:
        return
    if tx.conn.dialect.name == "sqlite":
        await insert_each(tx, table, rows, " ON CONFLICT DO NOTHING")
        return
    columns = tuple(rows[0])
    await fetch(tx.conn, _unnested_insert(table, columns), *_arrays(table, columns, rows))


async def upsert(tx: Tx, table: Table, rows: Sequence[Row]) -> None:
    """Insert the rows, each primary key once; where it exists, every other column given is overwritten."""
    if not rows:
        return
    if tx.conn.dialect.name == "sqlite":
        await upsert_each(tx, table, rows)
        return
    columns = tuple(rows[0])
    await fetch(tx.conn, _unnested_upsert(table, columns), *_arrays(table, columns, rows))


def _arrays(table: Table, columns: tuple[str, ...], rows: Sequence[Row]) -> tuple[list[Any], ...]:
    return tuple(_array(table.c[name], [row[name] for row in rows]) for name in columns)


def _array(column: Column[Any], values: list[Any]) -> list[Any]:
    if isinstance(column.type, Json):
        return [None if value is None else orjson.dumps(value).decode() for value in values]
    return values


@cache
def _unnested_update(table: Table, columns: tuple[str, ...], key: str) -> str:
    names = ", ".join(f'"{name}"' for name in columns)
    values = ", ".join(f'"{name}" = given."{name}"' for name in columns if name != key)
    given = f"{_unnest(table, columns)} AS given({names})"
    return f'UPDATE "{table.name}" SET {values} FROM {given} WHERE "{table.name}"."{key}" = given."{key}"'  # noqa: S608 - our names


@cache
def _unnested_insert(table: Table, columns: tuple[str, ...], conflict: str = "DO NOTHING") -> str:
    names = ", ".join(f'"{name}"' for name in columns)
    given = _unnest(table, columns)
    return f'INSERT INTO "{table.name}" ({names}) SELECT * FROM {given} ON CONFLICT {conflict}'  # noqa: S608 - our names


@cache
def _unnested_inserts(shapes: tuple[tuple[Table, tuple[str, ...]], ...]) -> str:
    """One round trip for all: PostgreSQL looks at references when the whole statement has ended."""
    parts, first = [], 1
    for table, columns in shapes:
        names = ", ".join(f'"{name}"' for name in columns)
        taken = f"SELECT * FROM {_unnest(table, columns, first)}"  # noqa: S608 - our names
        parts.append(f'of_{table.name} AS (INSERT INTO "{table.name}" ({names}) {taken})')
        first += len(columns)
    return f"WITH {', '.join(parts)} SELECT"


@cache
def _unnested_upsert(table: Table, columns: tuple[str, ...]) -> str:
    keys = [column.name for column in table.primary_key]
    values = ", ".join(f'"{name}" = excluded."{name}"' for name in columns if name not in keys)
    names = ", ".join(f'"{name}"' for name in keys)
    return _unnested_insert(table, columns, f"({names}) DO UPDATE SET {values}")


def _unnest(table: Table, columns: tuple[str, ...], first: int = 1) -> str:
    arrays = (f"${place}::{_array_type(table.c[name])}[]" for place, name in enumerate(columns, first))
    return f"unnest({', '.join(arrays)})"


def _array_type(column: Column[Any]) -> str:
    return next((name for kind, name in _ARRAYS if isinstance(column.type, kind)), "text")


def one_of(conn: AsyncConnection, column: ColumnElement[Any], values: Sequence[Any]) -> ColumnElement[bool]:
    """`column IN (values)`; on PostgreSQL as one array, so that the statement is the same for any number of values."""
    if conn.dialect.name == "sqlite":
        return column.in_(values)
    return column == any_(bindparam(None, values, type_=ARRAY(column.type)))


def among(dialect: str, column: ColumnElement[Any], name: str) -> ColumnElement[bool]:
    """As `one_of`, of the values that the statement is given under `name`: for one that is made once."""
    if dialect == "sqlite":
        return column.in_(bindparam(name, expanding=True))
    return column == any_(bindparam(name, type_=ARRAY(column.type)))


def by_shape(rows: Sequence[Row]) -> list[list[Row]]:
    """Rows grouped by the columns they name, so that each group is one statement; order is kept within a group."""
    groups: dict[tuple[str, ...], list[Row]] = {}
    for row in rows:
        groups.setdefault(tuple(row), []).append(row)
    return [groups[shape] for shape in sorted(groups, key=itemgetter(0))]
