"""`dondoc read --review`: one page of HTML by itself, the document with its tasks marked beside the register entries.

It loads nothing, runs nothing (a content policy forbids both), works offline and prints.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from services.cli.read_files import refuse
from services.cli.read_marks import Piece, marked
from services.cli.read_words import FACTS, code_words, deadline_day, review_words, title
from services.cli.start import say
from services.tracker.domain.classification import BUILT_IN, RegimeNames
from services.tracker.domain.document import display_reference
from shared.causes import cause_of
from shared.language import Words
from shared.urgency import called

if TYPE_CHECKING:
    from services.tracker.reading.contract import DueOf
    from services.tracker.reading.result import Head, Reading, ReadTask

_ENDING = "-ra-soat.html"


@dataclass(frozen=True, slots=True)
class Entry:
    """A task as the register would have it; `reasons` say why a person should look."""

    number: int
    code: str
    content: str
    lead: tuple[str, ...]
    coordinating: tuple[str, ...]
    day: str | None
    words: str | None
    report: bool
    sure: str
    reasons: tuple[str, ...]
    proofs: tuple[tuple[str, str, str], ...]


def page_name(name: str) -> Path:
    """`cong-van.docx` → `cong-van.docx-ra-soat.html` in the working folder."""
    return Path(f"{'van-ban' if name == '-' else Path(name).name}{_ENDING}")


def page(name: str, text: str, reading: "Reading", due_of: "DueOf", names: RegimeNames = BUILT_IN) -> str:
    """The whole page; `names` are the regimes'."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "pages"), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    entries = [entry(number, task, due_of, names) for number, task in enumerate(reading.tasks, start=1)]
    shown = environment.get_template("review.html.j2")
    return shown.render(
        name=Path(name).name, title=title(reading.head), facts=_facts(reading.head, names), entries=entries,
        pieces=[_piece(piece) for piece in marked(text, reading)], doubtful=sum(bool(one.reasons) for one in entries),
    )  # fmt: skip


def entry(number: int, task: "ReadTask", due_of: "DueOf", names: RegimeNames) -> Entry:
    """A task in an official's words."""
    return Entry(
        number, code_words(task, names), task.content, task.lead, task.coordinating, deadline_day(task, due_of),
        task.deadline.text if task.deadline else None, task.report_required, f"{task.confidence:.0%}",
        tuple(review_words(task, names)),
        tuple((FACTS.get(one.fact, one.fact), one.text, one.rule) for one in task.evidence if one.text),
    )  # fmt: skip


def _facts(head: "Head", names: RegimeNames) -> list[tuple[str, str]]:
    """The document's own facts; what the text does not say is left out."""
    signer = ", ".join(part for part in (head.signer_position, head.signer_name) if part)
    every = (
        ("Số, ký hiệu", display_reference(head.number, head.notation)), ("Trích yếu", head.abstract),
        ("Cơ quan ban hành", head.issuer), ("Ngày ban hành", head.issued_on and f"{head.issued_on:%d/%m/%Y}"),
        ("Người ký", signer), ("Mức độ khẩn", _urgency(head)), ("Quy chế", names.of(head.regime)),
        ("Mã ghi trong văn bản", ", ".join(dict.fromkeys(marker.text for marker in head.markers))),
        ("Kính gửi", "; ".join(head.addressees)), ("Nơi nhận", "; ".join(head.recipients)),
        ("Thay thế, bãi bỏ", "; ".join(head.replaces)),
    )  # fmt: skip
    return [(label, value) for label, value in every if value]


def _piece(piece: Piece) -> dict[str, object]:
    """A piece as the page shows it: its task's colour, the classes of its facts."""
    task = piece.tasks[-1] if piece.tasks else None
    classes = [f"t{(task - 1) % 6}"] if task else []
    classes += [fact for fact in piece.facts if fact in FACTS]
    return {"words": piece.words, "begins": piece.begins, "task": task, "classes": " ".join(classes)}


def _urgency(head: "Head") -> str | None:
    """Said where it is marked."""
    return called(head.urgency) if head.urgency and head.urgency != "normal" else None


def written(path: Path, body: str) -> bool:
    """Whether the page could be written; says where it is."""
    try:
        path.write_text(body, encoding="utf-8")
    except OSError as wrong:
        why = cause_of(wrong)
        refuse(Words(f"{path}: không ghi được ({why.vi}).", f"{path}: cannot be written ({why.en})."))
        return False
    say(Words(f"Đã ghi trang rà soát: {path}", f"The page for review: {path}"))
    return True
