"""Cursors of the tracker's lists: a place in (instant, id), bound to the list and its filters."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from services.tracker.store.pages import Page
from services.tracker.store.wanted import Place, Slice
from shared import paging
from shared.problems import FieldError, Problem


def slice_of(after: str | None, limit: int, filters: Mapping[str, Any], descending: bool = False) -> Slice:
    """What is asked of a list. Raises Problem validation for a cursor that is none of it."""
    given = paging.place(after, filters)
    return Slice(limit, _place(given) if given is not None else None, descending)


def _place(given: list[Any]) -> Place:
    try:
        key, row_id = given
        return Place(datetime.fromisoformat(key) if key is not None else None, UUID(row_id))
    except (ValueError, TypeError, AttributeError):
        raise Problem("validation", errors=[FieldError("after", "con trỏ không đọc được")]) from None


def next_of(found: Page, filters: Mapping[str, Any]) -> str | None:
    """The cursor of the following page; None on the last one."""
    if found.next is None:
        return None
    key = found.next.key.isoformat() if found.next.key else None
    return paging.cursor([key, found.next.id.hex], filters)
