"""Keyset pages on (sort key, id): rows present and unmoved throughout appear exactly once.

Rows with a sort key come first in both directions, then those without: two ranges of one index, each read forwards or
backwards, where NULLS LAST would need an index for each direction.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, Subquery, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from services.tracker.store.wanted import Place, Slice

AnyRow = Row[*tuple[Any, ...]]
AnySelect = Select[*tuple[Any, ...]]
Found = Sequence[AnyRow]


@dataclass(frozen=True, slots=True)
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


async def page(conn: AsyncConnection, listing: Listing, part: Slice) -> Page:
    """One page of `listing`; a second statement runs only where the rows with a sort key end."""
    rows: Found = []
    if part.after is None or part.after.key is not None:
        rows = await _rows(conn, listing, keyed(listing, part), part)
    missing = part.limit + 1 - len(rows)
    if listing.nullable and missing > 0:
        rows = [*rows, *await _rows(conn, listing, keyless(listing, part, missing), part)]
    return _cut(rows, part.limit)


async def _rows(conn: AsyncConnection, listing: Listing, keys: AnySelect, part: Slice) -> Found:
    inner = keys.subquery("page")
    query = _ordered(listing.details(inner).add_columns(inner.c.page_key, inner.c.page_id), inner.c, part)
    found: Found = (await conn.execute(query)).all()
    return found


def _cut(rows: Found, limit: int) -> Page:
    if len(rows) <= limit:
        return Page(rows, None)
    last = rows[limit - 1]
    return Page(rows[:limit], Place(last.page_key, last.page_id))


def keyed(listing: Listing, part: Slice) -> AnySelect:
    """The keys of the rows that have a sort key, behind the place."""
    key, row_id = _columns(listing)
    query = listing.keys
    if part.after is not None:
        here, there = tuple_(key, row_id), (part.after.key, part.after.id)
        query = query.where(here < there if part.descending else here > there)
    elif listing.nullable:
        query = query.where(key.is_not(None))
    return _ordered(query, listing.keys.selected_columns, part).limit(part.limit + 1)


def keyless(listing: Listing, part: Slice, limit: int) -> AnySelect:
    """The keys of the rows without a sort key, behind the place where it lies among them."""
    key, row_id = _columns(listing)
    query = listing.keys.where(key.is_(None))
    if part.after is not None and part.after.key is None:
        query = query.where(row_id < part.after.id if part.descending else row_id > part.after.id)
    return _ordered(query, listing.keys.selected_columns, part).limit(limit)


def _columns(listing: Listing) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    """The table's own columns under the labels."""
    found = listing.keys.selected_columns
    return found.page_key.element, found.page_id.element


def _ordered(query: AnySelect, columns: Any, part: Slice) -> AnySelect:
    """By both columns even where the key is NULL throughout: that is the order of the index."""
    key, row_id = columns.page_key, columns.page_id
    return query.order_by(*((key.desc(), row_id.desc()) if part.descending else (key, row_id)))
