"""`dondoc calendar`: days of our own from a CSV, which win over the built-in ones; a year shown, confirmed or not."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from services.cli.options import ConfigFile
from shared.causes import cause_of
from shared.language import Words

if TYPE_CHECKING:
    from services.tracker.calendar.days import CalendarDay
    from services.tracker.calendar.working import WorkingCalendar
    from services.tracker.recalculation import Moved, Recalculation
    from services.tracker.store.in_force import InForce
    from shared.db import Tx
    from shared.service import Context

SHOWN = 50
BY = "cli"
File = Annotated[Path, typer.Argument(metavar="FILE", help="CSV: date,kind,name,decision (kind off|work)")]
Year = Annotated[int, typer.Argument(metavar="YEAR", min=1990, max=2199, help="Năm / the year.")]
Decision = Annotated[str | None, typer.Option("--decision", help="Số, ký hiệu văn bản / the decision's number.")]
Open = Annotated[bool, typer.Option("--open", help="Bỏ xác nhận / take the confirmation back.")]


def register(app: typer.Typer) -> None:
    group = typer.Typer(no_args_is_help=True, help="Lịch ngày làm việc / the working calendar.")
    group.callback()(_about)
    group.command("import")(import_days)
    group.command("show")(show)
    group.command("confirm")(confirm)
    app.add_typer(group, name="calendar")


def _about() -> None:
    """Lịch ngày làm việc / the working calendar."""


def import_days(file: File, config: ConfigFile = None) -> None:
    """Nhập ngày nghỉ, ngày làm bù từ CSV và tính lại thời hạn / load days and recompute the deadlines they touch."""
    from services.cli.start import fail, say
    from services.tracker.calendar.days import BadCalendar, parse_days
    from services.tracker.upkeep.roster import BadRoster, read_file

    try:
        days = parse_days(read_file(file))
    except BadCalendar as wrong:
        fail(wrong.at(file))
    except BadRoster as wrong:
        fail(Words(f"{file}: {wrong.words.vi}", f"{file}: {wrong.words.en}"))
    except OSError as wrong:
        why = cause_of(wrong)
        fail(Words(f"Không đọc được {file} ({why.vi}); hãy kiểm tra đường dẫn.",
                   f"{file} cannot be read ({why.en}); check the path."))  # fmt: skip
    moved = _change(config, lambda tx, context: _put(tx, context, days))
    say(Words(f"Đã nhập {len(days)} ngày; {len(moved)} thời hạn thay đổi.",
              f"{len(days)} days loaded; {len(moved)} deadlines moved."))  # fmt: skip
    for one in moved[:SHOWN]:
        typer.echo(f"  {one.reference or '-'}  →  {one.new or '-'}")


async def _put(tx: "Tx", context: "Context", days: "tuple[CalendarDay, ...]") -> None:
    from services.tracker.store.calendar_days import put_days

    if days:
        await put_days(tx, days, context.clock.now(), BY)


def confirm(year: Year, decision: Decision = None, reopen: Open = False, config: ConfigFile = None) -> None:
    """Xác nhận lịch của một năm đã đủ / say that all decisions about a year are known and entered."""
    from services.cli.start import say
    from services.tracker.store.calendar_days import Mark, mark_year

    mark = Mark(year, not reopen, decision)
    _change(config, lambda tx, context: mark_year(tx, mark, context.clock.now(), BY))
    say(_state(year, mark.confirmed))


def _state(year: int, confirmed: bool) -> Words:
    return Words(f"Lịch năm {year}: {'đã xác nhận' if confirmed else 'chưa xác nhận'}.",
                 f"The calendar of {year} is {'confirmed' if confirmed else 'not confirmed'}.")  # fmt: skip


def show(year: Year, config: ConfigFile = None) -> None:
    """Xem ngày nghỉ, ngày làm bù của một năm / print the days of a year that are not as their weekday is."""
    from services.cli.on_database import on_database
    from services.cli.start import say

    calendar = on_database(config, calendar_of)
    for day in calendar.days(year):
        typer.echo(f"{day.on}  {day.kind:4}  {day.name or '-'}  {day.decision or ''}".rstrip())
    say(_state(year, calendar.confirmed(year)))


async def calendar_of(context: "Context") -> "WorkingCalendar":
    """The calendar in force: built-in, office.calendar, the operator's days and years."""
    async with context.database.read() as conn:
        return (await _in_force(context).at(conn)).calendar


def _change(config: Path | None, work: "Callable[[Tx, Context], Awaitable[None]]") -> "list[Moved]":
    """Do `work` in a transaction, then bring the open deadlines in line; those that moved."""
    from services.cli.on_database import on_database

    async def act(context: "Context") -> "list[Moved]":
        recalculation = _recalculation(context)
        async with context.database.write() as tx:
            await work(tx, context)
        return await recalculation.apply()

    return on_database(config, act)


def _recalculation(context: "Context") -> "Recalculation":
    from services.tracker.recalculation import Recalculation

    policy = context.config.policy
    return Recalculation(context.database, context.clock, _in_force(context), policy, context.source("tracker"))


def _in_force(context: "Context") -> "InForce":
    from services.tracker.app import base_calendar
    from services.tracker.store.in_force import InForce

    return InForce(context.config.policy, base_calendar(context.config), context.config.regimes)
