"""`dondoc calendar import FILE`: days of our own from a CSV; they win over the built-in calendar."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from services.cli.options import ConfigFile
from shared.language import Words

if TYPE_CHECKING:
    from services.tracker.calendar.days import CalendarDay
    from services.tracker.recalculation import Moved
    from shared.service import Context

SHOWN = 50
File = Annotated[Path, typer.Argument(metavar="FILE", help="CSV: date,kind,name,decision (kind off|work)")]


def register(app: typer.Typer) -> None:
    group = typer.Typer(no_args_is_help=True, help="Lịch ngày làm việc / the working calendar.")
    group.callback()(_about)
    group.command("import")(import_days)
    app.add_typer(group, name="calendar")


def _about() -> None:
    """Lịch ngày làm việc / the working calendar."""


def import_days(file: File, config: ConfigFile = None) -> None:
    """Nhập ngày nghỉ, ngày làm bù từ CSV và tính lại thời hạn / load days and recompute the deadlines they touch."""
    from services.cli.loading import with_context
    from services.cli.start import fail, say
    from services.tracker.calendar.days import BadCalendar, parse_days
    from services.tracker.upkeep.roster import BadRoster, read_file

    try:
        days = parse_days(read_file(file))
    except BadCalendar as wrong:
        place = f"{file}:{wrong.line}: {wrong.message}"
        fail(Words(place, place))
    except BadRoster as wrong:
        fail(Words(f"{file}: {wrong.words.vi}", f"{file}: {wrong.words.en}"))
    except OSError:
        fail(Words(f"Không đọc được {file}; hãy kiểm tra đường dẫn.", f"{file} cannot be read; check the path."))
    moved = asyncio.run(with_context(config, lambda context: _load(context, days)))
    say(Words(f"Đã nhập {len(days)} ngày; {len(moved)} thời hạn thay đổi.",
              f"{len(days)} days loaded; {len(moved)} deadlines moved."))  # fmt: skip
    for one in moved[:SHOWN]:
        typer.echo(f"  {one.reference or '-'}  →  {one.new or '-'}")


async def _load(context: "Context", days: "tuple[CalendarDay, ...]") -> "list[Moved]":
    from services.tracker.app import base_calendar
    from services.tracker.recalculation import Recalculation
    from services.tracker.store.calendar_days import put_days
    from services.tracker.store.in_force import InForce

    if days:
        async with context.database.write() as tx:
            await put_days(tx, days, context.clock.now(), "cli")
    policy = context.config.policy
    in_force = InForce(policy, base_calendar(context.config))
    source = context.source("tracker")
    return await Recalculation(context.database, context.clock, in_force, policy, source).apply()
