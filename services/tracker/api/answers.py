"""Answers: rows become JSON in one pass, without a model per row; instants in UTC with Z."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import orjson
from starlette.responses import Response

from shared.preconditions import etag
from shared.problems import Problem

OPTIONS = orjson.OPT_UTC_Z


def answer(value: object, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """`value` (dicts, lists, ids, instants) as JSON."""
    return Response(orjson.dumps(value, _plain, OPTIONS), status, headers, "application/json")


def _plain(value: object) -> str:
    """The PostgreSQL driver's own kind of UUID."""
    if isinstance(value, UUID):
        return str(value)
    raise TypeError(f"no JSON for {type(value)}")


def versioned(value: Mapping[str, Any], status: int = 200) -> Response:
    """One thing, with its version as its ETag."""
    return answer(value, status, etag(value["version"]))


def missing(what: str) -> Problem:
    """The answer for something that is not there, or not the caller's to see."""
    return Problem("not-found", f"Không tìm thấy {what}; hãy kiểm tra mã định danh.")
