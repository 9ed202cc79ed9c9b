"""The text of a file that `dondoc read` is given: what cannot be read is said with its remedy, and the next goes on."""

import sys
from pathlib import Path

import typer

from services.cli.speech import language
from shared.causes import cause_of
from shared.language import Words


def text_of(name: str) -> str | None:
    """The text of a file, `-` the standard input; of plain text as UTF-8, its line ends as they are. None: refused."""
    try:
        body = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except OSError as missing:
        why = cause_of(missing)
        refuse(Words(f"{name}: không đọc được ({why.vi}).", f"{name}: cannot be read ({why.en})."))
        return None
    return _text(name, body) if body.strip() else ""


def _text(name: str, body: bytes) -> str | None:
    from services.tracker.files.kinds import Kind, kind_of
    from services.tracker.files.plain import plain_text
    from services.tracker.files.unreadable import Unreadable

    try:
        return plain_text(body) if kind_of(body) is Kind.PLAIN else _beside(body)
    except Unreadable as refused:
        words = refused.why.words
        refuse(Words(f"{name}: {words.vi}", f"{name}: {words.en}"))
        return None


def _beside(body: bytes) -> str:
    """A file that a process of its own reads. Raises Unreadable."""
    import asyncio

    from services.tracker.files.reading import read_file

    return asyncio.run(read_file(body))


def refuse(words: Words) -> None:
    """A line on stderr; the command goes on with its other files."""
    typer.echo(words.say(language()), err=True)
