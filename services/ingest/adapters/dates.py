"""Dates as systems write them: dd/MM/yyyy, dd-MM-yyyy, yyyy-MM-dd, yyyy/MM/dd, with or without a time of day."""

import re
from datetime import UTC, date, datetime, tzinfo

from services.ingest.adapters.values import Unreadable, words
from shared.clock import VIETNAM
from shared.folding import remembered

WRITTEN = re.compile(
    r"(?:(?P<y>\d{4})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})|(?P<d2>\d{1,2})[-/.](?P<m2>\d{1,2})[-/.](?P<y2>\d{4}))"
    r"(?:(?:[T ]\s*|,\s*)(?P<H>\d{1,2})[:hg](?P<M>\d{2})?(?::(?P<S>\d{2})(?:[.,]\d{1,9})?)?\s*"
    r"(?P<zone>[Zz]|[+-]\d{2}:?\d{2})?)?"
)


def day(value: object) -> str | None:
    """The day in Viet Nam as yyyy-MM-dd."""
    said = words(value)
    return None if said is None else _day(said)


def instant(value: object) -> str | None:
    """An instant in UTC, ISO 8601; without an offset it is Viet Nam's, without a time the day's beginning."""
    said = words(value)
    return None if said is None else _in(UTC, _read(said)).isoformat()


def deadline(value: object) -> str | None:
    """A date or a date and time in ISO form; anything else stays in its words.

    A bare midnight is how systems write a day that they keep in a date-time field.
    """
    said = words(value)
    return None if said is None else _deadline(said)


@remembered
def _day(said: str) -> str:
    return _in(VIETNAM, _read(said)).date().isoformat()


@remembered
def _deadline(said: str) -> str:
    try:
        at = _read(said)
    except Unreadable:
        return said
    match = WRITTEN.fullmatch(said)
    bare_midnight = match is not None and not match["zone"] and (at.hour, at.minute, at.second) == (0, 0, 0)
    return at.date().isoformat() if bare_midnight else at.isoformat()


def _in(zone: tzinfo, at: datetime) -> datetime:
    """The first and the last day of the calendar have hours that other zones do not."""
    try:
        return at.astimezone(zone)
    except OverflowError as bad:
        raise Unreadable from bad


def _read(said: str) -> datetime:
    match = WRITTEN.fullmatch(said)
    if match is None:
        raise Unreadable
    try:
        on = date(int(match["y"] or match["y2"]), int(match["m"] or match["m2"]), int(match["d"] or match["d2"]))
        hour, minute, second = (int(match[part] or 0) for part in "HMS")
        at = datetime(on.year, on.month, on.day, hour, minute, second, tzinfo=VIETNAM)
        zone = match["zone"]
        return at if not zone else datetime.fromisoformat(f"{at.replace(tzinfo=None).isoformat()}{zone.upper()}")
    except (ValueError, OverflowError) as bad:
        raise Unreadable from bad
