"""Numbers, dates and spans of time as Vietnamese administrative texts write them (all on folded text)."""

import calendar
from dataclasses import dataclass
from datetime import date, time

from services.tracker.domain.deadline import Precision

WORDS = {
    "mot": 1, "hai": 2, "ba": 3, "bon": 4, "tu": 4, "nam": 5, "lam": 5, "sau": 6, "bay": 7, "tam": 8, "chin": 9,
    "muoi": 10, "muoi lam": 15, "hai muoi": 20, "ba muoi": 30, "bon lam": 45, "sau muoi": 60,
}  # fmt: skip
ROMANS = {"i": 1, "l": 1, "1": 1, "ii": 2, "il": 2, "li": 2, "2": 2, "iii": 3, "iil": 3, "ill": 3, "3": 3,
          "lii": 3, "tii": 2, "tiii": 3, "iv": 4, "lv": 4, "tv": 4, "iy": 4, "4": 4}  # fmt: skip
_CONFUSED = str.maketrans("oil", "011")  # OCR reads O, I and l for digits


@dataclass(frozen=True, slots=True)
class Stated:
    """A date as stated: the last day of what was said, and how exactly it was said."""

    on: date
    precision: Precision
    at: time | None = None


def number(text: str) -> int | None:
    """`05`, `I5` (OCR) or `mười lăm` without marks; None where it is none."""
    if text.isdecimal():
        return int(text) if len(text) < 5 else None
    text = " ".join(text.split())
    if text in WORDS:
        return WORDS[text]
    digits = text.translate(_CONFUSED).replace(" ", "")
    return int(digits) if digits.isdecimal() and len(digits) < 5 else None


def day_of(year: int, month: int, day: int) -> date | None:
    """The day, or None where the calendar has none such (31/11)."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def full_year(text: str) -> int | None:
    """`2017`, `17`, `20l7` (OCR); None outside 1945 … 2200."""
    year = number(text)
    if year is None:
        return None
    year = year + 2000 if year < 100 else year
    return year if 1945 <= year <= 2200 else None


def month_end(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


def before_month(year: int, month: int) -> date:
    """The last day before a month begins: `trước tháng 12` is 30/11 [DOMAIN 4]."""
    return month_end(year - 1, 12) if month == 1 else month_end(year, month - 1)


def clock(hour: str, minute: str | None) -> time | None:
    """`15h`, `17 giờ 30`; None where no clock shows it. 24 h is the end of the day, told by the day itself."""
    hours, minutes = number(hour), number(minute) if minute else 0
    if hours is None or minutes is None or hours > 23 or minutes > 59:
        return None
    return time(hours, minutes)
