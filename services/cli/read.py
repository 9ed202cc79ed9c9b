"""`dondoc read`: the tasks of directive texts, as a table for people or as JSON for programs; nothing is stored."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from services.cli.options import ConfigFile
from services.cli.read_files import text_of
from services.cli.speech import language
from shared.causes import cause_of
from shared.language import Words

if TYPE_CHECKING:
    from services.tracker.domain.classification import RegimeNames
    from services.tracker.reading.contract import DueOf
    from services.tracker.reading.result import Reading

Files = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="FILE…|-",
        help="Tệp .docx, PDF có lớp chữ hoặc .txt; - là đầu vào chuẩn / .docx, PDF with a text layer, .txt.",
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Một đối tượng JSON / one JSON object.")]
AsLines = Annotated[bool, typer.Option("--jsonl", help="Mỗi tệp một dòng JSON / one object a line per file.")]
Phrases = Annotated[
    Path | None, typer.Option("--phrases", metavar="FILE.jsonl", help="Chỉ đọc các cụm từ thời hạn / deadline phrases.")
]
Why = Annotated[bool, typer.Option("--why", help="Kèm căn cứ của từng dữ kiện / show the words each fact rests on.")]

Review = Annotated[
    bool, typer.Option("--review", help="Ghi trang HTML để rà soát, đối chiếu với văn bản / write a page for review.")
]
Output = Annotated[
    Path | None, typer.Option("--output", "-o", metavar="PAGE.html", help="Tên trang của --review / the page's name.")
]


def register(app: typer.Typer) -> None:
    app.command()(read)


class Form(Enum):
    """How a reading is shown."""

    TABLE = "table"
    WHY = "why"
    JSON = "json"
    REVIEW = "review"


def read(  # noqa: PLR0913 - the options of a command are its parameters
    files: Files = None,
    as_json: AsJson = False,
    as_lines: AsLines = False,
    why: Why = False,
    review: Review = False,
    output: Output = None,
    phrases: Phrases = None,
    config: ConfigFile = None,
) -> None:
    """Đọc văn bản chỉ đạo: chủ trì, phối hợp, thời hạn, báo cáo / read directives into their tasks."""
    if phrases:
        _phrases(phrases)
        return
    form = _form(json=as_json or as_lines, why=why, review=review)
    _check(files, alone=as_json or output is not None, output_without_page=output is not None and not review)
    names, failed = _names(config), False
    for name in _progress(files or [], quiet=form is Form.JSON and sys.stdout.isatty()):
        text = text_of(name)
        failed = text is None or not _show(name, text, Shown(form, output, names)) or failed
    if failed:
        raise typer.Exit(1)


def _form(*, json: bool, why: bool, review: bool) -> Form:
    asked = [form for form, given in ((Form.JSON, json), (Form.WHY, why), (Form.REVIEW, review)) if given]
    if len(asked) > 1:
        words = Words(
            "chỉ chọn một trong --json/--jsonl, --why, --review", "choose one of --json/--jsonl, --why, --review"
        )
        raise typer.BadParameter(words.say(language()))
    return asked[0] if asked else Form.TABLE


def _check(files: list[str] | None, *, alone: bool, output_without_page: bool) -> None:
    """Ends the command with 2 where the arguments do not go together."""
    if not files:
        words = Words("hãy ghi tên tệp, hoặc - để đọc đầu vào chuẩn", "name files, or - for the standard input")
        raise typer.BadParameter(words.say(language()), param_hint="FILE")
    if output_without_page:
        words = Words("chỉ dùng cùng --review", "goes with --review only")
        raise typer.BadParameter(words.say(language()), param_hint="--output")
    if alone and len(files) > 1:
        words = Words("chỉ cho một tệp; với nhiều tệp hãy dùng --jsonl hoặc bỏ -o",
                      "is for one file; for several use --jsonl, or leave out -o")  # fmt: skip
        raise typer.BadParameter(words.say(language()), param_hint="--json, --output")


@dataclass(frozen=True, slots=True)
class Shown:
    """How readings are shown, where the page of one goes, what the regimes are called."""

    form: Form
    output: Path | None
    names: "RegimeNames"


def _names(config: Path | None) -> "RegimeNames":
    """The regulations' names by the configuration; nothing else of it matters here, its secrets are not looked for."""
    from services.tracker.domain.classification import BUILT_IN, RegimeNames

    if config is None and not Path("dondoc.toml").exists():
        return BUILT_IN
    from services.cli.start import tables

    return RegimeNames(**tables(config, "regimes").regimes.model_dump())


def _show(name: str, text: str, shown: Shown) -> bool:
    """Whether it could be shown."""
    from services.tracker.reading import ReadContext
    from services.tracker.reading import read as read_text

    names = shown.names
    reading = read_text(text, ReadContext(regimes=names))
    due_of = _due_of(reading.head.issued_on)
    if shown.form is Form.JSON:
        _print_json({"path": name, **_as_json(reading, due_of, names)})
    elif shown.form is Form.REVIEW:
        from services.cli.read_review import page, page_name, written

        return written(shown.output or page_name(name), page(name, text, reading, due_of, names))
    else:
        from services.cli.read_table import show, show_why

        show_why(name, text, reading, due_of, names) if shown.form is Form.WHY else show(name, reading, due_of, names)
    return True


def _as_json(reading: "Reading", due_of: "DueOf", names: "RegimeNames") -> dict[str, object]:
    from services.tracker.reading.contract import reading_json

    return reading_json(reading, due_of, names)


def _print_json(value: object) -> None:
    import orjson

    sys.stdout.buffer.write(orjson.dumps(value) + b"\n")
    sys.stdout.buffer.flush()


def _due_of(issued_on: date | None) -> "DueOf":
    """When a deadline falls due by the built-in calendar and the default policy."""
    from services.tracker.calendar.due import Bases, DuePolicy, resolve
    from services.tracker.calendar.working import builtin

    bases, calendar, policy = Bases(issued_on=issued_on), builtin(), DuePolicy()
    return lambda deadline: resolve(deadline, bases, calendar, policy).due_at


def _progress(files: list[str], *, quiet: bool) -> Iterator[str]:
    """The files in turn; with a bar on the terminal where there are many."""
    if quiet or len(files) < 5 or not sys.stderr.isatty():
        yield from files
        return
    from rich.console import Console
    from rich.progress import track

    yield from track(files, description="", console=Console(stderr=True), transient=True)


def _phrases(path: Path) -> None:
    """One answer a line: every deadline read in a row's `text`, with its `reference_date` as the date of issue."""
    from services.tracker.reading import read_deadline_words
    from services.tracker.reading.contract import deadline_json

    for row in _rows(path):
        due_of = _due_of(row.on)
        found = [deadline_json(deadline, due_of) for deadline in read_deadline_words(row.text, row.on)]
        _print_json({"id": row.id, "deadlines": found})


@dataclass(frozen=True, slots=True)
class _Row:
    id: object
    text: str
    on: date | None


def _rows(path: Path) -> Iterator[_Row]:
    """The rows of a file of phrases; ends the command with 1 at one that cannot be read."""
    from services.cli.start import fail

    try:
        lines = path.read_bytes().splitlines()
    except OSError as wrong:
        why = cause_of(wrong)
        fail(Words(f"{path}: không đọc được ({why.vi}).", f"{path}: cannot be read ({why.en})."))
    for number, line in enumerate(lines, 1):
        if line.strip():
            row = _row(line)
            if row is None:
                remedy = '{"id": …, "text": "…", "reference_date": "2026-11-16"}'
                fail(Words(f"{path}:{number}: không đọc được; mỗi dòng là {remedy}",
                           f"{path}:{number}: cannot be read; a line is {remedy}"))  # fmt: skip
            yield row


def _row(line: bytes) -> _Row | None:
    import orjson

    try:
        row = orjson.loads(line)
        on = date.fromisoformat(row["reference_date"]) if row.get("reference_date") else None
        return _Row(row["id"], row["text"], on) if isinstance(row["text"], str) else None
    except (ValueError, TypeError, KeyError, AttributeError):
        return None
