"""Days that differ from Monday to Friday, and the reading of their CSV (`date,kind,name,decision`)."""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

COLUMNS = ("date", "kind", "name", "decision")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_VIETNAMESE = re.compile(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4})")


class DayKind(StrEnum):
    """off: no working day, whatever its weekday · work: a working day, Saturday or not."""

    OFF = "off"
    WORK = "work"


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """One special day; `decision` is the number of the document that made it so, where known."""

    on: date
    kind: DayKind
    name: str = ""
    decision: str | None = None


class BadCalendar(ValueError):
    """A calendar file that cannot be read; the message names the line and the remedy."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(f"line {line}: {message}")
        self.line = line
        self.message = message


def parse_days(text: str) -> tuple[CalendarDay, ...]:
    """The days of a CSV (header required, further columns ignored, `;` as well as `,`). Raises BadCalendar."""
    lines = text.removeprefix("\ufeff")
    header = lines.partition("\n")[0]
    reader = csv.reader(io.StringIO(lines, newline=""), delimiter=";" if ";" in header else ",")
    columns = _columns(next(reader, []))
    seen: dict[date, int] = {}
    return tuple(_days(reader, columns, seen))


def _columns(header: Sequence[str]) -> dict[str, int]:
    places = {name.strip().casefold(): place for place, name in enumerate(header)}
    missing = [name for name in COLUMNS[:2] if name not in places]
    if missing:
        raise BadCalendar(1, f"column {', '.join(missing)} is missing; begin the file with {','.join(COLUMNS)}")
    return places


def _days(reader: Iterator[list[str]], columns: dict[str, int], seen: dict[date, int]) -> Iterator[CalendarDay]:
    for line, row in enumerate(reader, start=2):
        if not any(cell.strip() for cell in row):
            continue
        day = _day(line, {name: row[place].strip() for name, place in columns.items() if place < len(row)})
        if day.on in seen:
            raise BadCalendar(line, f"{day.on} stands on line {seen[day.on]} already; keep one of the two")
        seen[day.on] = line
        yield day


def _day(line: int, cells: dict[str, str]) -> CalendarDay:
    kind = cells.get("kind", "").casefold()
    if kind not in set(DayKind):
        raise BadCalendar(line, f"kind {cells.get('kind', '')!r} is unknown; write off or work")
    return CalendarDay(
        _date(line, cells.get("date", "")), DayKind(kind), cells.get("name", ""), cells.get("decision") or None
    )


def _date(line: int, text: str) -> date:
    iso, vietnamese = _ISO.fullmatch(text), _VIETNAMESE.fullmatch(text)
    parts = iso.groups() if iso else vietnamese.groups()[::-1] if vietnamese else None
    try:
        year, month, day = map(int, parts or ())
        return date(year, month, day)
    except ValueError as wrong:
        raise BadCalendar(line, f"date {text!r} cannot be read; write it like 2026-11-24") from wrong
