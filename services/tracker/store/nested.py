"""What belongs to a row, in one column of it: a whole page is one statement, which sees one state of the register.

The rows within travel as JSON, which both databases make; their ids stay text, as answers have them.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import ColumnElement, Dialect, TypeDecorator, func, select, type_coerce

from services.tracker.store.pages import AnySelect, kind
from shared.tables import Id, Instant, Json

Within = Sequence[Any]  # rows whose columns are read by name


def nested(query: AnySelect, dialect: str) -> ColumnElement[Within]:
    """The rows of `query` in its order, as one column; `query` correlates to the row that they belong to."""
    small = dialect == "sqlite"
    array, gather = (func.json_array, func.json_group_array) if small else (func.json_build_array, func.json_agg)
    columns = list(query.selected_columns)
    said = [_hex(column) if small and isinstance(column.type, Id) else column for column in columns]
    inner = query.with_only_columns(array(*said).label("said")).subquery()
    rows = gather(func.json(inner.c.said) if small else inner.c.said)
    kinds = Rows(tuple(str(one.key) for one in columns), _places(columns, Instant), _places(columns, Id))
    return select(type_coerce(rows, kinds)).scalar_subquery()


class Rows(TypeDecorator[Within]):
    """Rows within a row: named tuples of these `names`; `instants` and `ids` are places in them."""

    impl = Json
    cache_ok = True

    def __init__(self, names: tuple[str, ...], instants: tuple[int, ...], ids: tuple[int, ...]) -> None:
        super().__init__()
        self.names, self.instants, self.ids = names, instants, ids

    def result_processor(self, dialect: Dialect, _coltype: object) -> Callable[[Any], Within]:
        """The driver of PostgreSQL has read the JSON; SQLite gives its text, and an id without its dashes."""
        small = dialect.name == "sqlite"
        readers = [(place, datetime.fromisoformat) for place in self.instants]
        dashed = [(place, _dashed) for place in self.ids] if small else []
        make, changes = kind(self.names), (*readers, *dashed)

        def read(value: Any) -> Within:
            rows = (orjson.loads(value) if small else value) or ()
            for row in rows:
                for place, change in changes:
                    if row[place] is not None:
                        row[place] = change(row[place])
            return [make(row) for row in rows]

        return read


def _places(columns: Sequence[ColumnElement[Any]], kind: type) -> tuple[int, ...]:
    return tuple(place for place, column in enumerate(columns) if isinstance(column.type, kind))


def _hex(column: ColumnElement[Any]) -> ColumnElement[str | None]:
    """SQLite's hex makes an empty text of nothing."""
    return func.nullif(func.hex(column), "")


def _dashed(text: str) -> str:
    return str(UUID(text))
