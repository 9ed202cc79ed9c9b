"""What is wrong with a request, said in Vietnamese."""

from datetime import datetime
from enum import StrEnum
from typing import Literal
from uuid import UUID

import pytest
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from shared.mistakes import half_characters, in_words


class Status(StrEnum):
    HELD = "held"
    ACCEPTED = "accepted"


class Asked(BaseModel):
    model_config = ConfigDict(extra="forbid")

    limit: int = Field(default=50, ge=1, le=200)
    task: UUID | None = None
    status: Status | None = None
    kind: Literal["off", "work"] = "off"
    name: str = Field(default="x", min_length=1, max_length=3)
    at: datetime | None = None
    names: list[str] = []
    resolved: bool = False


class Holder(BaseModel):
    asked: Asked


def said(**values: object) -> str:
    with pytest.raises(ValidationError) as failure:
        Asked.model_validate(values)
    return in_words(dict(failure.value.errors()[0]))


@pytest.mark.parametrize(
    ("values", "words"),
    [({"limit": "abc"}, "số nguyên"), ({"limit": 0}, "từ 1 trở lên"), ({"limit": 201}, "nhiều nhất là 200"),
     ({"limit": 1.5}, "số nguyên"), ({"task": "abc"}, "UUID"), ({"status": "gone"}, "'held', 'accepted'"),
     ({"kind": "holiday"}, "'off', 'work'"), ({"name": "four"}, "nhiều nhất 3 ký tự"), ({"name": ""}, "ít nhất 1 ký tự"),
     ({"name": 5}, "chuỗi ký tự"), ({"name": "\ud800"}, "Unicode"), ({"at": "tomorrow"}, "thời điểm"),
     ({"names": "x"}, "danh sách"), ({"resolved": "perhaps"}, "true hoặc false"), ({"other": 1}, "không được hỗ trợ")],
)  # fmt: skip
def test_every_mistake_names_its_remedy(values: dict[str, object], words: str) -> None:
    assert words in said(**values)


@pytest.mark.parametrize(("given", "words"), [({}, "thiếu trường"), ({"asked": "x"}, "đối tượng JSON")])
def test_a_body_that_is_none_says_so(given: dict[str, object], words: str) -> None:
    with pytest.raises(ValidationError) as failure:
        Holder.model_validate(given)
    assert words in in_words(dict(failure.value.errors()[0]))


def test_our_own_words_stay() -> None:
    assert in_words({"type": "value", "msg": "không đọc được ngày"}) == "không đọc được ngày"


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        (b'{"note": "\\ud800"}', ["note"]),
        (b'{"document": {"tasks": [{"content": "a"}, {"content": "b\\uDFFFc"}]}}', ["document.tasks.1.content"]),
        (b'{"a": {"\\ud800": 1}}', ["a"]),
        (b'"\\udabc"', ["body"]),
        (b'{"smile": "\\ud83d\\ude00", "backslash": "\\\\ud800"}', []),
        (b'{"note": "\\ud800', []),
        (b"[" * 900 + b'"\\ud800"' + b"]" * 900, ["body" + ".0" * 900]),
        (b"[" * 200_000 + b'"\\ud800"', []),
    ],
)
def test_half_a_character_is_found_with_its_place(body: bytes, fields: list[str]) -> None:
    assert half_characters(body) == fields
