"""Cursors of lists: opaque, bound to their filters, and the place in (sort key, id) where the next page starts."""

import base64
import binascii
import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from shared.problems import FieldError, Problem

LIMIT = 50
MOST = 200
SIGN_BYTES = 9


def cursor(place: Sequence[Any], filters: Mapping[str, Any]) -> str:
    """A cursor for `place` (values that JSON knows; instants and ids as text) within the list of `filters`."""
    raw = orjson.dumps(list(place), default=str)
    return base64.urlsafe_b64encode(_bound(raw, filters) + raw).rstrip(b"=").decode()


def place(text: str | None, filters: Mapping[str, Any]) -> list[Any] | None:
    """The place that `cursor` was made of; None for the first page. Raises Problem validation."""
    if text is None:
        return None
    raw = _decoded(text)
    if raw is None or raw[:SIGN_BYTES] != _bound(raw[SIGN_BYTES:], filters):
        raise Problem("validation", "Con trỏ after không thuộc danh sách này; hãy bắt đầu lại từ trang đầu.",
                      [FieldError("after", "con trỏ không hợp lệ với bộ lọc này")])  # fmt: skip
    found: list[Any] = orjson.loads(raw[SIGN_BYTES:])
    return found


def page(items: Sequence[Any], following: str | None) -> dict[str, Any]:
    """The body of a list's answer."""
    return {"items": items, "next": following}


def _bound(raw: bytes, filters: Mapping[str, Any]) -> bytes:
    """A digest that binds a place to its filters: a guard against mistakes, not a secret."""
    asked = {key: value for key, value in filters.items() if value is not None and key not in ("after", "limit")}
    canonical = orjson.dumps(asked, option=orjson.OPT_SORT_KEYS, default=str)
    return hashlib.blake2b(canonical + b"\0" + raw, digest_size=SIGN_BYTES, person=b"dondoc-page").digest()


def _decoded(text: str) -> bytes | None:
    try:
        return base64.b64decode(text.encode() + b"=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
