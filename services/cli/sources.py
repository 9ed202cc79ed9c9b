"""`dondoc sources test NAME FILE`: what a source's mapping makes of a body; nothing is stored or sent."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from services.cli.options import ConfigFile
from services.cli.speech import language
from shared.causes import cause_of
from shared.language import Words

if TYPE_CHECKING:
    from services.ingest.adapters.protocol import Understood
    from services.ingest.sources import Source

Name = Annotated[str, typer.Argument(help="Tên nguồn trong tệp cấu hình / the source's name in the configuration.")]
BodyFile = Annotated[Path, typer.Argument(help="Nội dung mà nguồn gửi (JSON, edXML; - là đầu vào chuẩn) / a body.")]


def register(app: typer.Typer) -> None:
    group = typer.Typer(no_args_is_help=True, help="Các nguồn gửi văn bản / the systems that push.")
    group.callback()(_sources)
    group.command("test")(try_source)
    app.add_typer(group, name="sources")


def _sources() -> None:
    """Keeps `test` a verb of its own."""


def try_source(name: Name, file: BodyFile, config: ConfigFile = None) -> None:
    """Thử ánh xạ của một nguồn với một nội dung / try a source's mapping on a body, nothing stored."""
    from services.cli.start import fail, say
    from services.ingest.adapters.protocol import NotUnderstood, Unparsable
    from services.ingest.interpret import Secret

    source, body = _source(name, config), _body(file)
    try:
        found = source.read(body)
    except Unparsable as bad:
        fail(Words(f"Không đọc được nội dung ({bad}); nguồn gửi sẽ nhận 400.",
                   f"The body cannot be parsed ({bad}); its sender would get 400."))  # fmt: skip
    if isinstance(found, Secret):
        fail(Words("Nội dung là tài liệu mật: sẽ bị từ chối (422), không lưu gì (nếu không mật: open_values).",
                   "The body is a state secret: refused (422), nothing kept (if it is not: open_values)."))  # fmt: skip
    if isinstance(found.outcome, NotUnderstood):
        reason = found.outcome.reason
        fail(Words(f"Chưa hiểu được ({reason}): sẽ được giữ lại để đọc lại khi đã sửa [sources.{name}.map].",
                   f"Not understood ({reason}): it would be held until [sources.{name}.map] is mended."))  # fmt: skip
    say(Words(f"Hiểu được: {found.outcome.fact}", f"Understood: {found.outcome.fact}"))
    _show(found.outcome)


def _show(understood: "Understood") -> None:
    import json

    typer.echo(json.dumps(understood.data, ensure_ascii=False, indent=2))


def _source(name: str, config: Path | None) -> "Source":
    from services.cli.start import settings
    from services.ingest.sources import compile_sources

    loaded, _ = settings(config)
    if name not in loaded.sources:
        there = ", ".join(loaded.sources) or "-"
        words = Words(f"cấu hình không có nguồn {name}; các nguồn: {there}", f"no source {name}; there are: {there}")
        raise typer.BadParameter(words.say(language()), param_hint="NAME")
    return compile_sources(loaded)[name]


def _body(file: Path) -> bytes:
    import sys

    if str(file) == "-":
        return sys.stdin.buffer.read()
    try:
        return file.read_bytes()
    except OSError as missing:
        raise typer.BadParameter(f"{file}: {cause_of(missing).say(language())}", param_hint="FILE") from missing
