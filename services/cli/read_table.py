"""What `dondoc read` shows people: the document's head, then a table of its tasks; `--why` adds the words."""

from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from services.tracker.domain.classification import code_of
from services.tracker.domain.classify import ReviewReason
from services.tracker.domain.deadline import Deadline
from services.tracker.domain.document import display_reference

if TYPE_CHECKING:
    from services.tracker.reading.contract import DueOf
    from services.tracker.reading.result import Head, Reading, ReadTask

_VIETNAM = timezone(timedelta(hours=7))


def show(name: str, reading: "Reading", due_of: "DueOf", *, why: bool) -> None:
    """Print one document's reading."""
    console = Console()
    console.print(Text(name, style="bold"))
    console.print(head_line(reading.head))
    if not reading.tasks:
        console.print(Text("Không tìm thấy nhiệm vụ nào.", style="dim"))
        return
    console.print(_table(reading, due_of, why=why))


def head_line(head: "Head") -> Text:
    """`Công văn số 812/UBND-NC ngày 16/11/2026 – UBND tỉnh … – QC45`, what is unknown left out."""
    reference = display_reference(head.number, head.notation)
    parts = [(head.type or "văn bản").capitalize()]
    parts += [f"số {reference}"] if reference else []
    parts += [f"ngày {head.issued_on:%d/%m/%Y}"] if head.issued_on else []
    line = " ".join(parts)
    return Text(" – ".join(part for part in (line, head.issuer, head.regime, head.abstract) if part), style="cyan")


def _table(reading: "Reading", due_of: "DueOf", *, why: bool) -> Table:
    table = Table(show_lines=True, expand=True)
    table.add_column("TT", justify="right", no_wrap=True)
    table.add_column("Mã", no_wrap=True)
    table.add_column("Nhiệm vụ", ratio=5)
    table.add_column("Chủ trì / phối hợp", ratio=2)
    table.add_column("Thời hạn", ratio=2)
    table.add_column("Báo cáo", justify="center")
    for number, task in enumerate(reading.tasks, start=1):
        table.add_row(str(number), _code(task), _content(task, why=why), _actors(task), _deadline(task, due_of),
                      "có" if task.report_required else "")  # fmt: skip
    return table


def _code(task: "ReadTask") -> Text:
    code = code_of(task.regime, task.category) or (task.category or "?")
    return Text(f"{code}\n{task.confidence:.0%}", style="yellow" if task.review else "green")


def _content(task: "ReadTask", *, why: bool) -> RenderableType:
    content = Text(task.content)
    if not why:
        return content
    proofs = [Text(f"{proof.fact}: “{proof.text}” [{proof.rule}]", style="dim") for proof in task.evidence]
    reasons = [Text(ReviewReason(reason).text, style="yellow") for reason in task.review]
    return Group(content, *proofs, *reasons)


def _actors(task: "ReadTask") -> Text:
    lines = Text("\n".join(task.lead) or "(chưa rõ)", style="bold")
    if task.coordinating:
        lines.append("\n+ " + "\n+ ".join(task.coordinating), style="not bold")
    return lines


def _deadline(task: "ReadTask", due_of: "DueOf") -> str:
    if task.deadline is None:
        return "không thời hạn"
    day = _day(task.deadline, due_of(task.deadline))
    return f"{day}\n“{task.deadline.text}”" if day else f"“{task.deadline.text}”"


def _day(deadline: Deadline, due_at: datetime | None) -> str | None:
    """`25/11/2026`, `trước ngày 30/11/2026`; None for what has no day yet."""
    if deadline.on:
        return f"{deadline.on:%d/%m/%Y}" if deadline.inclusive else f"trước ngày {deadline.on:%d/%m/%Y}"
    if due_at is None:
        return deadline.rrule
    last = (due_at - timedelta(seconds=1)).astimezone(_VIETNAM)
    return f"{last:%d/%m/%Y}"
