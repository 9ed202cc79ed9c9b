"""Keyset pages on (sort key, id): rows present and unmoved throughout appear exactly once.

Rows with a sort key come first in both directions, then those without: two ranges of one index, each read forwards or
backwards, where NULLS LAST would need an index for each direction.
"""

from collections import namedtuple
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Integer, Row, Select, Subquery, bindparam, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from services.tracker.store.wanted import Place, Slice

AnyRow = Row[*tuple[Any, ...]]
AnySelect = Select[*tuple[Any, ...]]
Found = Sequence[AnyRow]


class Phase(Enum):
    """Which range of the index: rows with a sort key or without one, from the beginning or behind a place."""

    KEYED = auto()
    KEYED_AFTER = auto()
    KEYLESS = auto()
    KEYLESS_AFTER = auto()


@dataclass(frozen=True, slots=True, eq=False)
class Listing:
    """A list before it is cut: `keys` selects the ordering columns as `page_key` and `page_id`, filtered.

    `nullable` = some rows have no sort key. `details` puts the rest of a row around the keys of one page, so that
    whatever it joins is joined for a page's rows only.
    """

    keys: AnySelect
    details: Callable[[Subquery], AnySelect]
    nullable: bool


@dataclass(frozen=True, slots=True)
class Page:
    """The rows of a page and the place behind which the following one begins (None: this was the last)."""

    rows: Found
    next: Place | None


async def page(conn: AsyncConnection, listing: Listing, part: Slice, values: Mapping[str, Any] | None = None) -> Page:
    """One page of `listing`, its places filled in with `values`; a second statement runs only where the rows with a
    sort key end."""
    filled = {**(values or {}), "page_limit": part.limit + 1}
    if part.after is not None:
        filled |= {"after_key": part.after.key, "after_id": part.after.id}
    rows: Found = []
    if part.after is None or part.after.key is not None:
        phase = Phase.KEYED if part.after is None else Phase.KEYED_AFTER
        rows = await _rows(conn, statement(listing, phase, part.descending), filled)
    missing = part.limit + 1 - len(rows)
    if listing.nullable and missing > 0:
        phase = Phase.KEYLESS_AFTER if part.after is not None and part.after.key is None else Phase.KEYLESS
        rest = await _rows(conn, statement(listing, phase, part.descending), {**filled, "page_limit": missing})
        rows = [*rows, *rest]
    return _cut(rows, part.limit)


async def _rows(conn: AsyncConnection, query: AnySelect, values: Mapping[str, Any]) -> Found:
    found: Found = (await conn.execute(query, values)).all()
    return found


def named(rows: Iterable[AnyRow]) -> Iterator[Any]:
    """The same rows as named tuples: a column of theirs is had in a tenth of the time, and a page has a thousand."""
    make = None
    for row in rows:
        make = make or kind(row._fields)
        yield make(row)


@cache
def kind(names: tuple[str, ...]) -> Callable[[Iterable[Any]], Any]:
    """How a row of these columns is made of its values."""
    made: Any = namedtuple("Row", names)  # type: ignore[misc]  # the names are the statement's
    make: Callable[[Iterable[Any]], Any] = made._make
    return make


def _cut(rows: Found, limit: int) -> Page:
    if len(rows) <= limit:
        return Page(rows, None)
    last = rows[limit - 1]
    return Page(rows[:limit], Place(last.page_key, last.page_id))


@lru_cache(maxsize=512)
def statement(listing: Listing, phase: Phase, descending: bool) -> AnySelect:
    """The statement of one range of a list; built once for a listing that is kept."""
    columns = listing.keys.selected_columns
    query = listing.keys.where(*_range(listing, phase, descending))
    inner = _ordered(query, columns, descending).limit(bindparam("page_limit", type_=Integer)).subquery("page")
    return _ordered(listing.details(inner).add_columns(inner.c.page_key, inner.c.page_id), inner.c, descending)


def _range(listing: Listing, phase: Phase, descending: bool) -> Iterator[ColumnElement[bool]]:
    columns = listing.keys.selected_columns
    key, row_id = columns.page_key.element, columns.page_id.element
    after_key, after_id = bindparam("after_key", type_=key.type), bindparam("after_id", type_=row_id.type)
    if phase is Phase.KEYED and listing.nullable:
        yield key.is_not(None)
    if phase is Phase.KEYED_AFTER:
        here, there = tuple_(key, row_id), tuple_(after_key, after_id)
        yield here < there if descending else here > there
    if phase in (Phase.KEYLESS, Phase.KEYLESS_AFTER):
        yield key.is_(None)
    if phase is Phase.KEYLESS_AFTER:
        yield row_id < after_id if descending else row_id > after_id


def _ordered(query: AnySelect, columns: Any, descending: bool) -> AnySelect:
    """By both columns even where the key is NULL throughout: that is the order of the index."""
    key, row_id = columns.page_key, columns.page_id
    return query.order_by(*((key.desc(), row_id.desc()) if descending else (key, row_id)))
