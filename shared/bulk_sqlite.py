"""Many rows on SQLite: one prepared statement run for each, values made ready a column at a time."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

import orjson
from sqlalchemy import Column, Date, Table

from shared.db import Tx
from shared.tables import Id, Instant, Json, instant_text

Row = Mapping[str, Any]
_PLAIN: tuple[tuple[type, Callable[[Any], Any]], ...] = (
    (Id, lambda value: value.bytes),
    (Instant, instant_text),
    (Json, lambda value: orjson.dumps(value).decode()),
    (Date, lambda value: value.isoformat()),
)


async def insert_each(tx: Tx, table: Table, rows: Sequence[Row], conflict: str = "") -> None:
    """Insert rows of the same columns; `conflict`: what follows the values."""
    columns = tuple(rows[0])
    await tx.conn.exec_driver_sql(_insert(table, columns, conflict), _values(table, columns, rows))


async def upsert_each(tx: Tx, table: Table, rows: Sequence[Row]) -> None:
    """Insert rows of the same columns; where the key exists the others are overwritten."""
    keys = [column.name for column in table.primary_key]
    given = ", ".join(f'"{name}" = excluded."{name}"' for name in rows[0] if name not in keys)
    named = ", ".join(f'"{name}"' for name in keys)
    await insert_each(tx, table, rows, f" ON CONFLICT ({named}) DO UPDATE SET {given}")


async def update_each(tx: Tx, table: Table, rows: Sequence[Row], key: str) -> None:
    """Set, for each row, the columns that it names beside `key`."""
    columns = (*(name for name in rows[0] if name != key), key)
    await tx.conn.exec_driver_sql(_update(table, columns), _values(table, columns, rows))


@cache
def _insert(table: Table, columns: tuple[str, ...], conflict: str) -> str:
    names = ", ".join(f'"{name}"' for name in columns)
    places = ", ".join("?" * len(columns))
    return f'INSERT INTO "{table.name}" ({names}) VALUES ({places}){conflict}'  # noqa: S608 - our names


@cache
def _update(table: Table, columns: tuple[str, ...]) -> str:
    given = ", ".join(f'"{name}" = ?' for name in columns[:-1])
    return f'UPDATE "{table.name}" SET {given} WHERE "{columns[-1]}" = ?'  # noqa: S608 - our names


def _values(table: Table, columns: Sequence[str], rows: Sequence[Row]) -> list[tuple[Any, ...]]:
    return list(zip(*(_column(table.c[name], [row[name] for row in rows]) for name in columns), strict=True))


def _column(column: Column[Any], values: list[Any]) -> list[Any]:
    plain = _plain_of(column)
    if plain is None:
        return values
    first = values[0]
    if all(value is first for value in values):  # as the instant of a wave is
        return [None if first is None else plain(first)] * len(values)
    return [None if value is None else plain(value) for value in values]


@cache
def _plain_of(column: Column[Any]) -> Callable[[Any], Any] | None:
    return next((plain for kind, plain in _PLAIN if isinstance(column.type, kind)), None)
