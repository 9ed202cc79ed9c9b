"""What `dondoc read` shows people: the document's head, then a table of its tasks; `--why` adds the text, coloured."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from services.cli.read_marks import marked
from services.cli.read_words import FACTS, code_words, deadline_day, head_words, review_words
from services.tracker.domain.classification import RegimeNames

if TYPE_CHECKING:
    from services.tracker.reading.contract import DueOf
    from services.tracker.reading.result import Reading, ReadTask

_STYLES = {"lead": "bold green", "deadline": "bold red", "report_required": "underline cyan", "issuer": "magenta",
           "carries_out": "yellow"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Shown:
    """How tasks are shown: when their deadlines fall due, what the regimes are called, whether with their grounds."""

    due_of: "DueOf"
    names: RegimeNames
    why: bool


def show(name: str, reading: "Reading", due_of: "DueOf", names: RegimeNames) -> None:
    """Print one document's reading."""
    _show(Console(), name, reading, _Shown(due_of, names, why=False))


def show_why(name: str, text: str, reading: "Reading", due_of: "DueOf", names: RegimeNames) -> None:
    """Print one document's text with what was read of it in colours, then its tasks with their grounds."""
    console = Console()
    console.print(coloured(text, reading), soft_wrap=True)
    _show(console, name, reading, _Shown(due_of, names, why=True))


def _show(console: Console, name: str, reading: "Reading", shown: _Shown) -> None:
    console.print(Text(name, style="bold"))
    console.print(Text(head_words(reading.head, shown.names), style="cyan"))
    if not reading.tasks:
        console.print(Text("Không tìm thấy nhiệm vụ nào.", style="dim"))
        return
    console.print(_table(reading, shown))


def coloured(text: str, reading: "Reading") -> Text:
    """The text with a number before each task; leads, deadlines and report duties in their colours."""
    shown = Text()
    for piece in marked(text, reading):
        for number in piece.begins:
            shown.append(f"[{number}]", style="black on yellow")
        style = " ".join(_STYLES[fact] for fact in piece.facts if fact in _STYLES)
        shown.append(piece.words, style=style or ("" if piece.tasks else "dim"))
    return shown


def _table(reading: "Reading", shown: _Shown) -> Table:
    table = Table(show_lines=True, expand=True)
    table.add_column("TT", justify="right", no_wrap=True)
    table.add_column("Mã", no_wrap=True)
    table.add_column("Nhiệm vụ", ratio=5)
    table.add_column("Chủ trì / phối hợp", ratio=2, min_width=12)
    table.add_column("Thời hạn", ratio=2, min_width=12)
    table.add_column("Báo cáo", justify="center")
    for number, task in enumerate(reading.tasks, start=1):
        report = "có" if task.report_required else ""
        table.add_row(str(number), _code(task, shown.names), _content(task, shown), _actors(task),
                      _deadline(task, shown.due_of), report)  # fmt: skip
    return table


def _code(task: "ReadTask", names: RegimeNames) -> Text:
    return Text(f"{code_words(task, names)}\n{task.confidence:.0%}", style="yellow" if task.review else "green")


def _content(task: "ReadTask", shown: _Shown) -> RenderableType:
    content = Text(task.content)
    if not shown.why:
        return content
    proofs = [
        Text(f"{FACTS.get(proof.fact, proof.fact)}: “{proof.text}” [{proof.rule}]", style="dim")
        for proof in task.evidence
    ]
    reasons = [Text(reason, style="yellow") for reason in review_words(task, shown.names)]
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
