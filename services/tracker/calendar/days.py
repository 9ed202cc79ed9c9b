"""Days that differ from Monday to Friday, and the reading of their CSV (`date,kind,name,decision`)."""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from shared.language import Words

COLUMNS = ("date", "kind", "name", "decision")
LONGEST = 300
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
    """A calendar file that cannot be read; the words name the remedy."""

    def __init__(self, line: int, words: Words) -> None:
        super().__init__(f"line {line}: {words.en}")
        self.line = line
        self.words = words

    def at(self, file: object) -> Words:
        """The words, with the place in `file` before them."""
        return Words(f"{file}:{self.line}: {self.words.vi}", f"{file}:{self.line}: {self.words.en}")


def parse_days(text: str) -> tuple[CalendarDay, ...]:
    """The days of a CSV (header required, further columns ignored, `;` as well as `,`). Raises BadCalendar."""
    lines = text.removeprefix("\ufeff")
    header = lines.partition("\n")[0]
    reader = csv.reader(io.StringIO(lines, newline=""), delimiter=";" if ";" in header else ",", strict=True)
    try:
        columns = _columns(next(reader, []))
        return tuple(_days(reader, columns))
    except csv.Error as wrong:
        raise BadCalendar(reader.line_num, Words(f"không đọc được CSV ({wrong}); hãy kiểm tra dấu nháy",
                                                 f"not CSV ({wrong}); check the quotes")) from wrong  # fmt: skip


def _columns(header: Sequence[str]) -> dict[str, int]:
    places = {name.strip().casefold(): place for place, name in enumerate(header)}
    missing = [name for name in COLUMNS[:2] if name not in places]
    if missing:
        names, first = ", ".join(missing), ",".join(COLUMNS)
        words = Words(
            f"thiếu cột {names}; hãy để dòng đầu là {first}", f"column {names} is missing; begin the file with {first}"
        )
        raise BadCalendar(1, words)
    return places


def _days(reader: Any, columns: dict[str, int]) -> Iterator[CalendarDay]:
    seen: dict[date, int] = {}
    for row in reader:
        if not any(cell.strip() for cell in row):
            continue
        line = reader.line_num
        day = _day(line, {name: row[place].strip() for name, place in columns.items() if place < len(row)})
        if day.on in seen:
            raise BadCalendar(line, _twice(day.on, seen[day.on]))
        seen[day.on] = line
        yield day


def _twice(day: date, line: int) -> Words:
    return Words(f"{day} đã có ở dòng {line}; hãy giữ một trong hai",
                 f"{day} stands on line {line} already; keep one of the two")  # fmt: skip


def _day(line: int, cells: dict[str, str]) -> CalendarDay:
    for name, cell in cells.items():
        if "\0" in cell or len(cell) > LONGEST:
            raise BadCalendar(line, Words(f"{name} chứa ký tự NUL hoặc dài quá {LONGEST} ký tự; hãy sửa",
                                          f"{name} has a NUL or more than {LONGEST} characters; mend it"))  # fmt: skip
    kind = cells.get("kind", "").casefold()
    if kind not in set(DayKind):
        shown = cells.get("kind", "")
        raise BadCalendar(line, Words(f"kind {shown!r} không hợp lệ; hãy ghi off (nghỉ) hoặc work (làm việc)",
                                      f"kind {shown!r} is unknown; write off or work"))  # fmt: skip
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
        words = Words(f"date {text!r} không đọc được; hãy ghi như 2026-11-24",
                      f"date {text!r} cannot be read; write it like 2026-11-24")  # fmt: skip
        raise BadCalendar(line, words) from wrong
