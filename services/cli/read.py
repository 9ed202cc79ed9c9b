"""`dondoc read`: the tasks of directive texts, as a table for people or as JSON for programs; nothing is stored."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from services.cli.speech import language
from shared.language import Words

if TYPE_CHECKING:
    from services.tracker.reading.contract import DueOf
    from services.tracker.reading.result import Reading

Files = Annotated[
    list[str] | None, typer.Argument(metavar="FILE…|-", help="Tệp văn bản; - là đầu vào chuẩn / text files.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Một đối tượng JSON / one JSON object.")]
AsLines = Annotated[bool, typer.Option("--jsonl", help="Mỗi tệp một dòng JSON / one object a line per file.")]
Phrases = Annotated[
    Path | None, typer.Option("--phrases", metavar="FILE.jsonl", help="Chỉ đọc các cụm từ thời hạn / deadline phrases.")
]
Why = Annotated[bool, typer.Option("--why", help="Kèm căn cứ của từng dữ kiện / show the words each fact rests on.")]

_BINARY = {b"%PDF": "PDF", b"PK\x03\x04": "docx", b"\xd0\xcf\x11\xe0": "doc"}


def register(app: typer.Typer) -> None:
    app.command()(read)


def read(
    files: Files = None, as_json: AsJson = False, as_lines: AsLines = False, phrases: Phrases = None, why: Why = False
) -> None:
    """Đọc văn bản chỉ đạo: chủ trì, phối hợp, thời hạn, báo cáo / read directives into their tasks."""
    if phrases:
        _phrases(phrases)
        return
    if not files:
        words = Words("hãy ghi tên tệp, hoặc - để đọc đầu vào chuẩn", "name files, or - for the standard input")
        raise typer.BadParameter(words.say(language()), param_hint="FILE")
    if as_json and len(files) > 1:
        words = Words("chỉ cho một tệp; hãy dùng --jsonl", "is for one file; use --jsonl")
        raise typer.BadParameter(words.say(language()), param_hint="--json")
    failed = False
    for name in _progress(files, quiet=as_json or as_lines):
        text = _text(name)
        if text is None:
            failed = True
            continue
        _show(name, text, "json" if as_json or as_lines else "why" if why else "table")
    if failed:
        raise typer.Exit(1)


def _show(name: str, text: str, form: str) -> None:
    from services.tracker.reading import read as read_text

    reading = read_text(text)
    due_of = _due_of(reading.head.issued_on)
    if form == "json":
        _print_json({"path": name, **_as_json(reading, due_of)})
    else:
        from services.cli.read_table import show

        show(name, reading, due_of, why=form == "why")


def _as_json(reading: "Reading", due_of: "DueOf") -> dict[str, object]:
    from services.tracker.reading.contract import reading_json

    return reading_json(reading, due_of)


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


def _text(name: str) -> str | None:
    """The text of a file, decoded as UTF-8 without its BOM, line ends as they are; None where it cannot be read."""
    try:
        body = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except OSError as missing:
        reason = missing.strerror or "?"
        _refuse(Words(f"{name}: không đọc được ({reason}).", f"{name}: cannot be read ({reason})."))
        return None
    kind = next((kind for start, kind in _BINARY.items() if body.startswith(start)), None)
    if kind:
        _refuse(Words(f"{name}: đây là tệp {kind}; hãy lưu thành văn bản thuần (.txt) rồi đọc lại.",
                      f"{name}: this is a {kind} file; save it as plain text (.txt) first."))  # fmt: skip
        return None
    if b"\0" in body:
        _refuse(Words(f"{name}: không phải văn bản UTF-8; hãy lưu lại dạng văn bản thuần, mã hóa UTF-8.",
                      f"{name}: not a UTF-8 text; save it as plain text in UTF-8."))  # fmt: skip
        return None
    return body.decode("utf-8-sig", errors="replace")


def _refuse(words: Words) -> None:
    typer.echo(words.say(language()), err=True)


def _progress(files: list[str], *, quiet: bool) -> Iterator[str]:
    """The files in turn; with a bar on the terminal where there are many and nothing is piped."""
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
        why = wrong.strerror
        fail(Words(f"{path}: không đọc được ({why}).", f"{path}: cannot be read ({why})."))
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
