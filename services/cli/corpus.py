"""`dondoc corpus export FOLDER`: documents that people corrected, as a corpus that readings are scored on."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from services.cli.options import ConfigFile
from shared.causes import cause_of
from shared.language import Words

if TYPE_CHECKING:
    from services.tracker.upkeep.corpus import Example, Textless
    from shared.service import Context

Folder = Annotated[Path, typer.Argument(metavar="FOLDER", help="Thư mục nhận <id>.txt và <id>.json / where they go.")]


def register(app: typer.Typer) -> None:
    group = typer.Typer(no_args_is_help=True, help="Kho văn bản mẫu để chấm điểm việc đọc / the corpus for scoring.")
    group.callback()(_about)
    group.command("export")(export)
    app.add_typer(group, name="corpus")


def _about() -> None:
    """Kho văn bản mẫu để chấm điểm việc đọc / the corpus for scoring."""


def export(folder: Folder, config: ConfigFile = None) -> None:
    """Xuất văn bản đã được người sửa thành kho mẫu / export documents that people corrected as a corpus."""
    from services.cli.on_database import on_database
    from services.cli.start import fail, say
    from services.tracker.upkeep.corpus import Example

    found = on_database(config, _gather)
    made = [one for one in found if isinstance(one, Example)]
    try:
        _write(folder, made)
    except OSError as wrong:
        why = cause_of(wrong)
        fail(Words(f"{folder}: không ghi được ({why.vi}).", f"{folder}: cannot be written ({why.en})."))
    say(_told(made, textless=len(found) - len(made)))


async def _gather(context: "Context") -> "list[Example | Textless]":
    from services.tracker.upkeep.corpus import examples

    return [one async for one in examples(context.database, context.blobs)]


def _write(folder: Path, made: "list[Example]") -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for one in made:
        (folder / f"{one.name}.txt").write_bytes(one.text.encode())
        (folder / f"{one.name}.json").write_text(
            json.dumps(one.annotation, ensure_ascii=False, indent=1) + "\n", "utf-8"
        )


def _told(made: "list[Example]", textless: int) -> Words:
    tasks, by_person = sum(len(one.annotation["tasks"]) for one in made), sum(one.by_person for one in made)
    unplaced = sum(one.unplaced for one in made)
    return Words(
        f"Đã xuất {len(made)} văn bản, {tasks} nhiệm vụ ({by_person} do người quyết định). Bỏ qua {textless} văn bản "
        f"không có toàn văn, {unplaced} nhiệm vụ không tìm thấy vị trí trong văn bản.",
        f"{len(made)} documents with {tasks} tasks ({by_person} decided by a person). Left out: {textless} documents "
        f"without text, {unplaced} tasks that stand nowhere in the text.",
    )
