"""A deadline (thời hạn thực hiện) as words state it: what was read, not yet when it falls due."""

from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum

Span = tuple[int, int]


class Kind(StrEnum):
    ABSOLUTE = "absolute"
    RELATIVE = "relative"
    RECURRING = "recurring"


class Precision(StrEnum):
    MINUTE = "minute"
    DAY = "day"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


class Basis(StrEnum):
    """What a relative deadline counts from."""

    ISSUE = "issue"
    RECEIPT = "receipt"
    EVENT = "event"


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """The stated deadline; the fields are those of the contract of `dondoc read`.

    `on` is the stated date (the last day of a month, quarter, year or range), `at` a time of that day in Viet Nam,
    `duration` ISO 8601 (`P3D`, `PT24H`, negative with a leading minus), `rrule` RFC 5545 without DTSTART, `span` code
    points of the text it was read from (None where it came from a field), `rule` the name of the rule that read it.
    """

    kind: Kind
    text: str
    rule: str
    span: Span | None = None
    inclusive: bool = True
    precision: Precision = Precision.DAY
    on: date | None = None
    at: time | None = None
    duration: str | None = None
    working_days: bool = False
    basis: Basis | None = None
    event: str | None = None
    rrule: str | None = None
    condition: str | None = None
    reference: str | None = None
