"""`dondoc agencies import FILE`: the directory from a CSV."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from services.cli.options import ConfigFile
from shared.causes import cause_of
from shared.language import Words

if TYPE_CHECKING:
    from services.tracker.upkeep.loading import Loaded
    from services.tracker.upkeep.roster import Listed
    from shared.service import Context

File = Annotated[Path, typer.Argument(metavar="FILE", help="CSV: code,name,aliases,kind,parent,head,…")]


def register(app: typer.Typer) -> None:
    group = typer.Typer(no_args_is_help=True, help="Danh mục cơ quan / the directory of agencies.")
    group.callback()(_about)
    group.command("import")(import_agencies)
    app.add_typer(group, name="agencies")


def _about() -> None:
    """Danh mục cơ quan / the directory of agencies."""


def import_agencies(file: File, config: ConfigFile = None) -> None:
    """Nhập danh mục cơ quan từ CSV; dòng đã có thì cập nhật theo mã / load agencies, known codes are updated."""
    from services.cli.on_database import on_database
    from services.cli.start import fail, say
    from services.tracker.upkeep.roster import BadRoster, parse_roster, read_file

    try:
        listed = parse_roster(read_file(file))
    except BadRoster as wrong:
        fail(Words(f"{file}: {wrong.words.vi}", f"{file}: {wrong.words.en}"))
    except OSError as wrong:
        why = cause_of(wrong)
        fail(Words(f"Không đọc được {file} ({why.vi}); hãy kiểm tra đường dẫn.",
                   f"{file} cannot be read ({why.en}); check the path."))  # fmt: skip
    loaded = on_database(config, lambda context: _load(context, listed))
    say(Words(f"Cơ quan: {loaded.new} mới, {loaded.changed} cập nhật, {loaded.same} giữ nguyên.",
              f"Agencies: {loaded.new} new, {loaded.changed} changed, {loaded.same} the same."))  # fmt: skip


async def _load(context: "Context", listed: "tuple[Listed, ...]") -> "Loaded":
    from services.tracker.store.agencies import Stamp
    from services.tracker.upkeep.loading import load_agencies
    from shared.tracing import new_traceparent

    stamp = Stamp(context.clock.now(), context.source("tracker"), new_traceparent())
    async with context.database.write() as tx:
        return await load_agencies(tx, listed, stamp)
