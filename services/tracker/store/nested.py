"""Rows in one column: what belongs to a row, or a whole page, so that a page is one statement, which sees one state of
the register.

Rows within travel as JSON, which both databases make; their ids and days stay text, as answers have them.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import ColumnElement, Dialect, Float, Subquery, TypeDecorator, func, select, type_coerce
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.types import TypeEngine

from services.tracker.store.rows import AnySelect, Rows, kind
from shared.tables import Id, Instant, Json

Reader = Callable[[Any], Any]
SMALL = "sqlite"


def nested(query: AnySelect, dialect: str) -> ColumnElement[Rows]:
    """The rows of `query` in its order, as one column; `query` correlates to the row that they belong to."""
    small = dialect == SMALL
    array, gather = (func.json_array, func.json_group_array) if small else (func.json_build_array, func.json_agg)
    columns = list(query.selected_columns)
    said = [_hex(column) if small and isinstance(column.type, Id) else column for column in columns]
    inner = query.with_only_columns(array(*said).label("said")).subquery()
    rows = gather(func.json(inner.c.said) if small else inner.c.said)
    return select(type_coerce(rows, _within(columns))).scalar_subquery()


def grouped(query: AnySelect, of: ColumnElement[Any], order: Sequence[ColumnElement[Any]]) -> Subquery:
    """PostgreSQL: the rows of `query` by `of`, the id of what they belong to, as the columns `of` and `rows`.

    One pass for a page; a subquery of each row costs its start, and that of its joins, as often as there are rows.
    """
    columns = list(query.selected_columns)
    rows = func.json_agg(aggregate_order_by(func.json_build_array(*columns), *order))
    said = (of.label("of"), type_coerce(rows, _within(columns)).label("rows"))
    return query.with_only_columns(*said).group_by(of).subquery()


def _within(columns: Sequence[ColumnElement[Any]]) -> "RowsWithin":
    return RowsWithin(tuple(str(one.key) for one in columns), tuple(one.type for one in columns))


class RowsWithin(TypeDecorator[Rows]):
    """Rows within a row: named tuples of these `names`, whose columns are of these `kinds`."""

    impl = Json
    cache_ok = True

    def __init__(self, names: tuple[str, ...], kinds: tuple[TypeEngine[Any], ...]) -> None:
        super().__init__()
        self.names, self.kinds = names, kinds

    def result_processor(self, dialect: Dialect, _coltype: object) -> Reader:
        """The driver of PostgreSQL has read the JSON; SQLite gives its text."""
        read = self.reader(dialect.name)
        return read if dialect.name != SMALL else lambda text: read(orjson.loads(text))

    def reader(self, dialect: str) -> Reader:
        """How the rows are made of what the JSON says: what JSON has no kind of value for, from its text."""
        make, values = kind(self.names), list(_values(self.kinds, dialect))
        within = [(at, one.reader(dialect)) for at, one in enumerate(self.kinds) if isinstance(one, RowsWithin)]

        def read(rows: list[list[Any]] | None) -> Rows:
            for row in rows or ():
                for at, value in values:
                    if row[at] is not None:
                        row[at] = value(row[at])
                for at, rows_of in within:
                    row[at] = rows_of(row[at])
            return [make(row) for row in rows or ()]

        return read


def _values(kinds: Sequence[TypeEngine[Any]], dialect: str) -> Iterator[tuple[int, Reader]]:
    for at, one in enumerate(kinds):
        if isinstance(one, Instant):
            yield at, datetime.fromisoformat
        elif isinstance(one, Float):
            yield at, float  # PostgreSQL writes 1.0 as 1
        elif isinstance(one, Id) and dialect == SMALL:
            yield at, _dashed


def _hex(column: ColumnElement[Any]) -> ColumnElement[str | None]:
    """SQLite's hex makes an empty text of nothing."""
    return func.nullif(func.hex(column), "")


def _dashed(text: str) -> str:
    low = text.lower()
    return f"{low[:8]}-{low[8:12]}-{low[12:16]}-{low[16:20]}-{low[20:]}"
