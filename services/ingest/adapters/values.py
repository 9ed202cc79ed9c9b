"""Values as systems write them → the event's form; what cannot be read raises Unreadable and is kept as written."""

import re

import orjson

SEPARATORS = re.compile(r"[;\r\n]+")
LIST_MARKS = "-–•+* \t."
LONGEST_WRITTEN = 2000


class Unreadable(ValueError):
    """The value is there, and not of a form that this field can have."""


def written(value: object) -> str:
    """A value as it was written, for a person to look at."""
    if isinstance(value, str):
        return value[:LONGEST_WRITTEN]
    try:
        return orjson.dumps(value).decode()[:LONGEST_WRITTEN]
    except orjson.JSONEncodeError:
        return "…"


def words(value: object) -> str | None:
    """Text or a number as trimmed text; None where there is nothing."""
    if isinstance(value, str):
        return value.strip() or None
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Unreadable
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def full_text(value: object) -> str | None:
    """A document's text, untouched: spans count its characters."""
    if not isinstance(value, str):
        raise Unreadable
    return value if value and not value.isspace() else None


def names(value: object) -> list[str] | None:
    """`"A; B"`, lines, or an array of names."""
    if isinstance(value, str):
        return [name for part in SEPARATORS.split(value) if (name := part.strip(LIST_MARKS))] or None
    if not isinstance(value, list):
        raise Unreadable
    return [name for item in value if (name := words(item))] or None


def flag(value: object) -> bool | None:
    """A JSON boolean."""
    if not isinstance(value, bool):
        raise Unreadable
    return value


def percent(value: object) -> int | None:
    """0 to 100, also as `60%`."""
    said = words(value)
    if said is None:
        return None
    try:
        number = round(float(said.rstrip("% ").replace(",", ".")))
    except (ValueError, OverflowError) as bad:
        raise Unreadable from bad
    if not 0 <= number <= 100:
        raise Unreadable
    return number
