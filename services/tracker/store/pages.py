"""Keyset pages on (sort key, id): rows present and unmoved throughout appear exactly once.

Rows with a sort key come first in both directions, then those without: two ranges of one index, each read forwards or
backwards, where NULLS LAST would need an index for each direction.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, FromClause, Integer, bindparam, literal_column, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from services.tracker.store.nested import SMALL, nested
from services.tracker.store.rows import AnySelect, Rows, named
from services.tracker.store.wanted import Place, Slice
from shared.paging import LIMIT, MOST

USUAL = (LIMIT + 1, MOST + 1)  # rows of a page that most ask for, and one to know whether there are more


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
    whatever it joins is joined for a page's rows only. `steady` = the values that are filled in hardly change how much
    there is to go through, and one plan fits them all.
    """

    keys: AnySelect
    details: Callable[[FromClause], AnySelect]
    nullable: bool
    steady: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """The rows of a page and the place behind which the following one begins (None: this was the last)."""

    rows: Rows
    next: Place | None


async def page(conn: AsyncConnection, listing: Listing, part: Slice, values: Mapping[str, Any] | None = None) -> Page:
    """One page of `listing`, its places filled in with `values`; a second statement runs only where the rows with a
    sort key end."""
    filled = {**(values or {}), "page_limit": part.limit + 1}
    if part.after is not None:
        filled |= {"after_key": part.after.key, "after_id": part.after.id}
    rows: Rows = ()
    if part.after is None or part.after.key is not None:
        phase = Phase.KEYED if part.after is None else Phase.KEYED_AFTER
        rows = await _rows(conn, (listing, phase, part.descending), filled)
    missing = part.limit + 1 - len(rows)
    if listing.nullable and missing > 0:
        phase = Phase.KEYLESS_AFTER if part.after is not None and part.after.key is None else Phase.KEYLESS
        rest = await _rows(conn, (listing, phase, part.descending), {**filled, "page_limit": missing})
        rows = [*rows, *rest]
    return _cut(rows, part.limit)


async def _rows(conn: AsyncConnection, asked: tuple[Listing, Phase, bool], values: Mapping[str, Any]) -> Rows:
    """On PostgreSQL a page is one value: a row by itself costs the driver and SQLAlchemy more than all its columns cost
    as JSON. SQLite works in this process, and its rows are had at once."""
    dialect, limit = conn.dialect.name, values["page_limit"]
    usual = limit if asked[0].steady and limit in USUAL else None
    if dialect == SMALL:
        return list(named((await conn.execute(statement(*asked, usual), values)).all()))
    found: Rows = (await conn.execute(gathered(*asked, usual, dialect), values)).scalar_one()
    return found


def _cut(rows: Rows, limit: int) -> Page:
    if len(rows) <= limit:
        return Page(rows, None)
    last = rows[limit - 1]
    return Page(rows[:limit], Place(last.page_key, UUID(str(last.page_id))))


@lru_cache(maxsize=512)
def gathered(listing: Listing, phase: Phase, descending: bool, usual: int | None, dialect: str) -> AnySelect:
    """The same as one value."""
    return select(nested(statement(listing, phase, descending, usual), dialect))


@lru_cache(maxsize=512)
def statement(listing: Listing, phase: Phase, descending: bool, usual: int | None) -> AnySelect:
    """The statement of one range of a list; built once for a listing that is kept. `usual`: the number of rows as a
    part of it; PostgreSQL then sees that a plan made once is as good as one made anew for each page."""
    columns = listing.keys.selected_columns
    query = listing.keys.where(*_range(listing, phase, descending))
    limit: Any = bindparam("page_limit", type_=Integer) if usual is None else literal_column(str(usual), Integer)
    inner = _ordered(query, columns, descending).limit(limit).cte("page")
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
