"""What the validator finds wrong with a request, in words for the person who sent it; beneath shared.problems."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

HALF_CHARACTER: Final = "chứa nửa ký tự Unicode (surrogate đứng riêng); hãy gửi ký tự đầy đủ, mã hóa UTF-8"
_ESCAPED = re.compile(rb"\\u[dD][89a-fA-F]")
_HALF = re.compile("[\ud800-\udfff]")

WORDS: Final[dict[str, str]] = {
    "missing": "thiếu trường bắt buộc; hãy bổ sung",
    "extra_forbidden": "trường không được hỗ trợ; hãy bỏ đi hoặc kiểm tra tên",
    "json_type": "nội dung không phải JSON; hãy gửi một đối tượng JSON",
    "bool_parsing": "phải là true hoặc false",
    "string_too_long": "quá dài; nhiều nhất {max_length} ký tự",
    "string_too_short": "quá ngắn; ít nhất {min_length} ký tự",
    "string_pattern_mismatch": "không đúng khuôn dạng {pattern}",
    "greater_than_equal": "phải từ {ge} trở lên",
    "greater_than": "phải lớn hơn {gt}",
    "less_than_equal": "nhiều nhất là {le}",
    "less_than": "phải nhỏ hơn {lt}",
    "enum": "không có trong danh mục; hãy dùng một trong: {expected}",
    "literal_error": "không có trong danh mục; hãy dùng một trong: {expected}",
    "too_long": "quá nhiều phần tử; nhiều nhất {max_length}",
    "too_short": "quá ít phần tử; ít nhất {min_length}",
}
KINDS: Final[tuple[tuple[str, str], ...]] = (
    ("int", "phải là số nguyên"),
    ("float", "phải là số"),
    ("uuid", "phải là mã định danh (UUID); hãy lấy từ trường id của danh sách"),
    ("datetime", "phải là thời điểm; hãy ghi như 2026-11-25T15:00:00+07:00"),
    ("timezone", "thời điểm phải có múi giờ; hãy ghi như 2026-11-25T15:00:00+07:00"),
    ("date", "phải là ngày; hãy ghi như 2026-11-25"),
    ("string", "phải là chuỗi ký tự Unicode"),
    ("bool", "phải là true hoặc false"),
    ("list", "phải là danh sách"),
    ("tuple", "phải là danh sách"),
    ("dict", "phải là đối tượng JSON"),
    ("model", "phải là đối tượng JSON"),
)


def in_words(found: Mapping[str, Any]) -> str:
    """One error of pydantic (`type`, `msg`, `ctx`) as a Vietnamese sentence; its own where nobody has said it yet."""
    kind: str = found["type"]
    said = WORDS.get(kind) or next((words for start, words in KINDS if kind.startswith(start)), None)
    if said is None:
        return str(found["msg"])
    return said.format_map({name: str(value).replace(" or ", ", ") for name, value in found.get("ctx", {}).items()})


def half_characters(body: bytes) -> list[str]:
    """The fields of a JSON body with a lone surrogate (`\\ud800`): JSON can write it, no text and no database can."""
    if not _ESCAPED.search(body):
        return []
    try:
        given = json.loads(body)
    except (ValueError, RecursionError):
        return []  # whoever needs it to be JSON says so
    found, left = set(), [("body", given)]
    while left:
        where, value = left.pop()
        if isinstance(value, str) and _HALF.search(value):
            found.add(where)
        left.extend(_within(where, value))
    return sorted(found)


def _within(where: str, value: object) -> Iterator[tuple[str, object]]:
    """The values within a value, each with its place; the names of an object's fields stand for the object."""
    if isinstance(value, list):
        yield from ((f"{where}.{place}", inner) for place, inner in enumerate(value))
    if isinstance(value, dict):
        yield where, "".join(value)
        yield from ((f"{where}.{_HALF.sub('?', name)}".removeprefix("body."), inner) for name, inner in value.items())
