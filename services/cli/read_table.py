"""What `dondoc read` shows people: the document's head, then a table of its tasks; `--why` adds the text, coloured."""

from typing import TYPE_CHECKING

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from services.cli.read_marks import marked
from services.cli.read_words import FACTS, code_words, deadline_day, head_words, review_words

if TYPE_CHECKING:
    from services.tracker.reading.contract import DueOf
    from services.tracker.reading.result import Reading, ReadTask

_STYLES = {"lead": "bold green", "deadline": "bold red", "report_required": "underline cyan", "issuer": "magenta",
           "carries_out": "yellow"}  # fmt: skip


def show(name: str, reading: "Reading", due_of: "DueOf") -> None:
    """Print one document's reading."""
    _show(Console(), name, reading, due_of, why=False)


def show_why(name: str, text: str, reading: "Reading", due_of: "DueOf") -> None:
    """Print one document's text with what was read of it in colours, then its tasks with their grounds."""
    console = Console()
    console.print(coloured(text, reading), soft_wrap=True)
    _show(console, name, reading, due_of, why=True)


def _show(console: Console, name: str, reading: "Reading", due_of: "DueOf", *, why: bool) -> None:
    console.print(Text(name, style="bold"))
    console.print(Text(head_words(reading.head), style="cyan"))
    if not reading.tasks:
        console.print(Text("Không tìm thấy nhiệm vụ nào.", style="dim"))
        return
    console.print(_table(reading, due_of, why=why))


def coloured(text: str, reading: "Reading") -> Text:
    """The text with a number before each task; leads, deadlines and report duties in their colours."""
    shown = Text()
    for piece in marked(text, reading):
        for number in piece.begins:
            shown.append(f"[{number}]", style="black on yellow")
        style = " ".join(_STYLES[fact] for fact in piece.facts if fact in _STYLES)
        shown.append(piece.words, style=style or ("" if piece.tasks else "dim"))
    return shown


def _table(reading: "Reading", due_of: "DueOf", *, why: bool) -> Table:
    table = Table(show_lines=True, expand=True)
    table.add_column("TT", justify="right", no_wrap=True)
    table.add_column("Mã", no_wrap=True)
    table.add_column("Nhiệm vụ", ratio=5)
    table.add_column("Chủ trì / phối hợp", ratio=2, min_width=12)
    table.add_column("Thời hạn", ratio=2, min_width=12)
    table.add_column("Báo cáo", justify="center")
    for number, task in enumerate(reading.tasks, start=1):
        table.add_row(str(number), _code(task), _content(task, why=why), _actors(task), _deadline(task, due_of),
                      "có" if task.report_required else "")  # fmt: skip
    return table


def _code(task: "ReadTask") -> Text:
    return Text(f"{code_words(task)}\n{task.confidence:.0%}", style="yellow" if task.review else "green")


def _content(task: "ReadTask", *, why: bool) -> RenderableType:
    content = Text(task.content)
    if not why:
        return content
    proofs = [
        Text(f"{FACTS.get(proof.fact, proof.fact)}: “{proof.text}” [{proof.rule}]", style="dim")
        for proof in task.evidence
    ]
    reasons = [Text(reason, style="yellow") for reason in review_words(task)]
    return Group(content, *proofs, *reasons)


def _actors(task: "ReadTask") -> Text:
    lines = Text("\n".join(task.lead) or "(chưa rõ)", style="bold")
    if task.coordinating:
        lines.append("\n+ " + "\n+ ".join(task.coordinating), style="not bold")
    return lines


def _deadline(task: "ReadTask", due_of: "DueOf") -> Text:
    if task.deadline is None:
        return Text("không thời hạn")
    day, words = deadline_day(task, due_of), task.deadline.text
    return Text("\n".join(part for part in (day, None if words == day else f"“{words}”") if part))
