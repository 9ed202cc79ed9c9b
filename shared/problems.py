"""Errors as every service answers them: application/problem+json (RFC 9457), the detail in Vietnamese.

Problem (raised anywhere below a route) and what FastAPI, Starlette and the database raise end here alone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

import orjson
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException
from starlette.responses import Response

from shared.mistakes import in_words

MEDIA_TYPE: Final = "application/problem+json"
PREFIX: Final = "urn:dondoc:problem:"
RETRY_AFTER: Final = "5"

Slug = Literal[
    "payload-unparsable", "unauthenticated", "signature-invalid", "forbidden", "not-found", "unknown-source",
    "method-not-allowed", "conflict", "version-mismatch", "precondition-required", "payload-too-large", "validation",
    "state-secret-refused", "rate-limited", "internal", "unavailable",
]  # fmt: skip


@dataclass(frozen=True)
class Kind:
    """What every problem of a slug has in common; `remedy` is the detail where none is given."""

    status: int
    title: str
    remedy: str


KINDS: Final[dict[str, Kind]] = {
    "payload-unparsable": Kind(400, "Không đọc được nội dung", "Hãy gửi đúng định dạng (JSON hoặc XML, UTF-8)."),
    "unauthenticated": Kind(401, "Chưa xác thực", "Hãy gửi thông tin xác thực (Authorization: Bearer <mã truy cập>)."),
    "signature-invalid": Kind(401, "Chữ ký không hợp lệ", "Hãy kiểm tra khóa bí mật, đồng hồ và cách ký."),
    "forbidden": Kind(403, "Không đủ quyền", "Mã truy cập này không có quyền; hãy dùng mã có vai trò phù hợp."),
    "not-found": Kind(404, "Không tìm thấy", "Không có tài nguyên này; hãy kiểm tra đường dẫn hoặc mã định danh."),
    "unknown-source": Kind(404, "Không có nguồn này", "Hãy khai báo nguồn trong dondoc.toml ([sources.<tên>])."),
    "method-not-allowed": Kind(405, "Phương thức không được phép", "Hãy dùng phương thức nêu trong tiêu đề Allow."),
    "conflict": Kind(409, "Xung đột", "Trạng thái hiện tại không cho phép; hãy đọc lại rồi thử lại."),
    "version-mismatch": Kind(412, "Phiên bản đã thay đổi", "Hãy đọc lại và gửi If-Match với phiên bản mới nhất."),
    "precondition-required": Kind(428, "Thiếu If-Match", 'Hãy gửi tiêu đề If-Match: "<phiên bản>".'),
    "payload-too-large": Kind(413, "Nội dung quá lớn", "Hãy gửi nội dung nhỏ hơn giới hạn."),
    "validation": Kind(422, "Dữ liệu không hợp lệ", "Hãy sửa các trường nêu trong errors."),
    "state-secret-refused": Kind(422, "Từ chối tài liệu mật", "Tài liệu mật không được gửi qua hệ thống này."),
    "rate-limited": Kind(429, "Quá nhiều yêu cầu", "Hãy chờ theo Retry-After rồi gửi lại."),
    "internal": Kind(500, "Lỗi nội bộ", "Hệ thống gặp lỗi; hãy thử lại, nếu vẫn lỗi thì báo người vận hành."),
    "unavailable": Kind(503, "Tạm thời không phục vụ", "Hệ thống chưa sẵn sàng; hãy gửi lại sau (Retry-After)."),
}  # fmt: skip
BY_STATUS: Final = {
    400: "payload-unparsable", 401: "unauthenticated", 403: "forbidden", 404: "not-found", 405: "method-not-allowed",
    409: "conflict", 413: "payload-too-large", 422: "validation", 429: "rate-limited", 503: "unavailable",
}  # fmt: skip


@dataclass(frozen=True)
class FieldError:
    """What is wrong with one field (`due_before`, `body.deadline`)."""

    field: str
    message: str


class Problem(Exception):
    """An answer that refuses; `detail` says what to do, in Vietnamese (the slug's remedy where it is empty)."""

    def __init__(
        self, slug: Slug, detail: str = "", errors: Sequence[FieldError] = (), headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(slug)
        self.slug, self.detail, self.errors = slug, detail, tuple(errors)
        self.headers = _headers(slug, headers or {})

    @property
    def status(self) -> int:
        return KINDS[self.slug].status

    def body(self, instance: str) -> bytes:
        """The JSON of the answer; `instance` is the path that was asked for."""
        kind = KINDS[self.slug]
        said: dict[str, Any] = {
            "type": PREFIX + self.slug, "title": kind.title, "status": kind.status,
            "detail": self.detail or kind.remedy, "instance": instance,
        }  # fmt: skip
        if self.errors:
            said["errors"] = [{"field": error.field, "message": error.message} for error in self.errors]
        return orjson.dumps(said)

    def response(self, instance: str) -> Response:
        """The whole answer."""
        return Response(self.body(instance), self.status, self.headers, MEDIA_TYPE)


def _headers(slug: Slug, given: Mapping[str, str]) -> dict[str, str]:
    if slug == "unavailable":
        return {"Retry-After": RETRY_AFTER, **given}
    return {"WWW-Authenticate": "Bearer", **given} if slug == "unauthenticated" else dict(given)


def unknown_parameters(names: Sequence[str], known: Sequence[str]) -> Problem:
    """Query parameters that the address does not have."""
    return Problem(
        "validation",
        f"Không có tham số {', '.join(names)}; các tham số được dùng: {', '.join(known) or 'không có'}.",
        [FieldError(name, "tham số không được hỗ trợ") for name in names],
    )


def not_storable(names: Sequence[str]) -> Problem:
    """Query parameters with a NUL character, which no stored text contains."""
    return Problem(
        "validation",
        f"Tham số {', '.join(names)} chứa ký tự NUL; hãy bỏ ký tự này.",
        [FieldError(name, "chứa ký tự NUL") for name in names],
    )


SCHEMA: Final[dict[str, Any]] = {
    "type": "object",
    "required": ["type", "title", "status", "detail", "instance"],
    "properties": {
        "type": {"type": "string", "description": "urn:dondoc:problem:<slug>"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "instance": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["field", "message"],
                "properties": {"field": {"type": "string"}, "message": {"type": "string"}},
            },
        },
    },
}
RESPONSES: Final[dict[int | str, dict[str, Any]]] = {
    "default": {"description": "A refusal or a failure.", "content": {MEDIA_TYPE: {"schema": SCHEMA}}}
}


def answer_with_problems(app: FastAPI) -> None:
    """Make every error of `app` a problem."""
    app.add_exception_handler(Problem, _problem)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _validation)
    for failure in (OperationalError, InterfaceError, PoolTimeout, ConnectionError):
        app.add_exception_handler(failure, _unavailable)
    app.add_exception_handler(DBAPIError, _database)
    app.add_exception_handler(Exception, internal)


def internal(request: Request, _failure: Exception) -> Response:
    """The answer to what nobody foresaw."""
    return Problem("internal").response(request.url.path)


def _problem(request: Request, problem: Exception) -> Response:
    assert isinstance(problem, Problem)
    return problem.response(request.url.path)


def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    slug: Any = BY_STATUS.get(error.status_code, "internal" if error.status_code >= 500 else "validation")
    return Problem(slug, headers=error.headers).response(request.url.path)


def _validation(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    found = error.errors()
    if any(item["type"] == "json_invalid" for item in found):
        return Problem("payload-unparsable").response(request.url.path)
    fields = [FieldError(_field(item["loc"]), in_words(item)) for item in found]
    return Problem("validation", errors=fields).response(request.url.path)


def _field(location: Sequence[str | int]) -> str:
    parts = location if location[0] == "body" and len(location) == 1 else location[1:]
    return ".".join(str(part) for part in parts)


def _unavailable(request: Request, _failure: Exception) -> Response:
    return Problem("unavailable").response(request.url.path)


def _database(request: Request, failure: Exception) -> Response:
    """A lost connection is passing; anything else of the database is a fault of ours."""
    if isinstance(failure, DBAPIError) and failure.connection_invalidated:
        return _unavailable(request, failure)
    raise failure
