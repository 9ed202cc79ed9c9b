"""What was read, in an official's words: the document in one line, a class, a deadline as a date or a cycle."""

from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING

from services.tracker.domain.classification import RegimeNames, code_of
from services.tracker.domain.classify import ReviewReason
from services.tracker.domain.deadline import Deadline, Kind
from services.tracker.domain.document import display_reference

if TYPE_CHECKING:
    from services.tracker.reading.contract import DueOf
    from services.tracker.reading.result import Head, ReadTask

_VIETNAM = timezone(timedelta(hours=7))
_DAYS = {"MO": "thứ Hai", "TU": "thứ Ba", "WE": "thứ Tư", "TH": "thứ Năm", "FR": "thứ Sáu", "SA": "thứ Bảy",
         "SU": "Chủ nhật"}  # fmt: skip
_EVERY = {"DAILY": "ngày", "WEEKLY": "tuần", "MONTHLY": "tháng", "YEARLY": "năm"}
FACTS = {"lead": "Chủ trì", "coordinating": "Phối hợp", "deadline": "Thời hạn", "report_required": "Trình, báo cáo",
         "category": "Phân loại", "regime": "Quy chế", "issuer": "Cơ quan ban hành",
         "carries_out": "Triển khai văn bản Trung ương"}  # fmt: skip


def head_words(head: "Head", names: RegimeNames) -> str:
    """`Công văn số 812/UBND-NC ngày 16/11/2026 – UBND tỉnh … – QC45 – trích yếu`, what is unknown left out."""
    return " – ".join(part for part in (title(head), head.issuer, names.of(head.regime), head.abstract) if part)


def title(head: "Head") -> str:
    """`Công văn số 812/UBND-NC ngày 16/11/2026`."""
    reference = display_reference(head.number, head.notation)
    parts = [(head.type or "văn bản").capitalize()]
    parts += [f"số {reference}" if head.number else f"ký hiệu {reference}"] if reference else []
    parts += [f"ngày {head.issued_on:%d/%m/%Y}"] if head.issued_on else []
    return " ".join(parts)


def code_words(task: "ReadTask", names: RegimeNames) -> str:
    """`QC45_a`; the letter alone where the regime is not known, `?` where nothing is."""
    return code_of(task.regime, task.category, names) or (task.category or "?")


def review_words(task: "ReadTask", names: RegimeNames) -> list[str]:
    """Why a person should look, a sentence each."""
    return [ReviewReason(reason).said(names) for reason in task.review]


def deadline_day(task: "ReadTask", due_of: "DueOf") -> str | None:
    """The deadline as a date or a cycle; None for what has none yet, or no deadline at all."""
    if task.deadline is None:
        return None
    if task.deadline.kind is Kind.RECURRING:
        return cycle_words(task.deadline)
    return _day(task.deadline, due_of(task.deadline))


def _day(deadline: Deadline, due_at: datetime | None) -> str | None:
    """`25/11/2026`, `15:00 25/11/2026`, `trước ngày 30/11/2026`."""
    clock = f"{deadline.at:%H:%M} " if deadline.at else ""
    if deadline.on:
        day = f"{deadline.on:%d/%m/%Y}"
        if clock:
            return clock + day
        return day if deadline.inclusive else f"trước ngày {day}"
    if due_at is None:
        return None
    last = (due_at - timedelta(seconds=1)).astimezone(_VIETNAM)
    return f"{last:%d/%m/%Y}"


def cycle_words(deadline: Deadline) -> str:
    """A recurring duty: `hằng tháng, trước ngày 25`, `6 tháng một lần`, `hằng năm, ngày 10/11`."""
    parts = dict(part.split("=", 1) for part in (deadline.rrule or "").upper().split(";") if "=" in part)
    every = _cycle(parts.get("FREQ", ""), parts.get("INTERVAL", "1"))
    clock = f"{deadline.at:%H:%M} " if deadline.at else ""
    when = clock + _when(parts)
    before = "" if deadline.inclusive or not when else "trước "
    return f"{every}, {before}{when.strip()}" if when.strip() else every


def _cycle(frequency: str, interval: str) -> str:
    unit = _EVERY.get(frequency)
    if unit is None:
        return "định kỳ"
    if frequency == "MONTHLY" and interval == "3":
        return "hằng quý"
    return f"hằng {unit}" if interval == "1" else f"{interval} {unit} một lần"


def _when(parts: dict[str, str]) -> str:
    """The days of a cycle: weekdays, days of the month, months."""
    weekdays = [_DAYS[day[-2:]] for day in parts.get("BYDAY", "").split(",") if day[-2:] in _DAYS]
    if weekdays:
        return ", ".join(weekdays)
    days = [day for day in parts.get("BYMONTHDAY", "").split(",") if day]
    months = [month for month in parts.get("BYMONTH", "").split(",") if month]
    if months and days and days != ["-1"]:
        return ", ".join(f"ngày {day}/{month}" for month in months for day in days)
    if months:
        return f"tháng {', '.join(months)}"
    return ", ".join("ngày cuối cùng" if day == "-1" else f"ngày {day}" for day in days)
