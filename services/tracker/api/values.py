"""Values of query parameters and bodies as people write them; what cannot be read says how to write it."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from typing import Annotated
from uuid import UUID

from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError

from shared.clock import VIETNAM

INSTANT_REMEDY = "hãy ghi ngày như 2026-11-25 hoặc thời điểm như 2026-11-25T15:00:00+07:00"
DAY_REMEDY = "hãy ghi ngày như 2026-11-25"


def wrong(message: str) -> PydanticCustomError:
    """An error whose message reaches the caller as it stands."""
    return PydanticCustomError("value", "{message}", {"message": message})


def read_instant(value: object) -> datetime:
    """`2026-11-25` (00:00 in Viet Nam), `2026-11-25T15:00` (Viet Nam's) or with an offset; in UTC. Raises a remedy."""
    try:
        moment = value if isinstance(value, datetime) else datetime.fromisoformat(_with_plus(str(value).strip()))
        return (moment if moment.tzinfo else moment.replace(tzinfo=VIETNAM)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise wrong(f"không đọc được thời điểm “{clip(value)}”; {INSTANT_REMEDY}") from None


def _with_plus(text: str) -> str:
    """A `+` that a query string turned into a space."""
    head, space, tail = text.rpartition(" ")
    return f"{head}+{tail}" if space and "T" in head and len(tail) == len("07:00") else text


def read_day(value: object) -> date:
    """`2026-11-25`; raises a remedy."""
    try:
        return value if isinstance(value, date) else date.fromisoformat(str(value).strip())
    except ValueError:
        raise wrong(f"không đọc được ngày “{clip(value)}”; {DAY_REMEDY}") from None


def start_of(day: date) -> datetime:
    """00:00 of `day` in Viet Nam, in UTC."""
    return datetime.combine(day, time(), VIETNAM).astimezone(UTC)


def read_id(value: object) -> UUID:
    """A UUID; raises a remedy."""
    try:
        return value if isinstance(value, UUID) else UUID(str(value))
    except ValueError:
        raise wrong(f"“{clip(value)}” không phải mã định danh (UUID); hãy lấy từ trường id của danh sách") from None


def one_of(*choices: str) -> Callable[[object], str]:
    """A validator that takes one of `choices` and names them otherwise."""

    def read(value: object) -> str:
        if isinstance(value, str) and value in choices:
            return value
        raise wrong(f"“{clip(value)}” không có trong danh mục; hãy dùng một trong: {', '.join(choices)}")

    return read


def whole_number(least: int, most: int) -> Callable[[object], int]:
    """A validator that takes a whole number within the bounds, both included."""

    def read(value: object) -> int:
        text = str(value)
        if text.isascii() and text.isdecimal() and len(text) <= len(str(most)) and least <= int(text) <= most:
            return int(text)
        raise wrong(f"“{clip(value)}” không hợp lệ; hãy ghi số nguyên từ {least} đến {most}")

    return read


def filled(value: object) -> str:
    """Words, trimmed; raises where there are none."""
    text = value.strip() if isinstance(value, str) else ""
    if not text or "\0" in text:
        raise wrong("giá trị trống; hãy ghi nội dung hoặc bỏ hẳn tham số này")
    return text


def clip(value: object, length: int = 60) -> str:
    """What somebody sent, short enough to be repeated in a message."""
    text = str(value)
    return text if len(text) <= length else text[:length] + "…"


WordsOf = Annotated[str, BeforeValidator(filled)]
InstantOf = Annotated[datetime, BeforeValidator(read_instant)]
DayOf = Annotated[date, BeforeValidator(read_day)]
IdOf = Annotated[UUID, BeforeValidator(read_id)]
