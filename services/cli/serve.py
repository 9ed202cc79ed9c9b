"""`dondoc serve`: everything in one process."""

import socket
from typing import TYPE_CHECKING

import typer

from services.cli.options import ConfigFile
from shared.language import Words

if TYPE_CHECKING:
    from shared.config import Environment
    from shared.service import Context


def register(app: typer.Typer) -> None:
    app.command()(serve)


def serve(config: ConfigFile = None) -> None:
    """Chạy tất cả trong một tiến trình / run everything in one process (SQLite unless DONDOC_DATABASE_URL is set)."""
    from services.cli.start import context, settings

    loaded, around = settings(config)
    _refuse_kafka(around)
    from services.cli.folder import hold
    from services.cli.server import bind, run
    from shared.logging import configure_logging

    bound = bind(around)
    configure_logging(around.log_format)
    held = hold(around)
    made = context(loaded, around, "embedded")
    run(lambda sock: _serve(made, sock), bound)
    if held:
        held.close()


def _refuse_kafka(around: "Environment") -> None:
    from services.cli.start import fail

    if around.kafka_servers:
        fail(Words("dondoc serve không dùng Kafka; hãy bỏ DONDOC_KAFKA_SERVERS hoặc chạy từng dịch vụ.",
                   "dondoc serve uses no Kafka; unset DONDOC_KAFKA_SERVERS or run the services."))  # fmt: skip


async def _serve(made: "Context", bound: socket.socket) -> None:
    from services import embedded
    from services.cli.server import serve as serve_app
    from shared.clock import SimulatedClock
    from shared.logging import logger

    log = logger("serve")
    if isinstance(made.clock, SimulatedClock):
        log.warning("clock.simulated", start=made.clock.start.isoformat(), rate=made.clock.rate,
                    beware="ĐỒNG HỒ MÔ PHỎNG / SIMULATED CLOCK")  # fmt: skip
    token = await _prepared(made)
    if token:
        _show(token)
    log.info(
        "serve.listening", host=bound.getsockname()[0], port=bound.getsockname()[1], database=made.database.dialect
    )
    await serve_app(embedded.build(made), bound, made.config.api.stop_timeout)
    await made.database.close()


async def _prepared(made: "Context") -> str | None:
    """See `embedded.prepare`; ends the command with 1 where the database cannot be used."""
    import sqlite3

    from sqlalchemy.exc import SQLAlchemyError

    from services import embedded
    from services.cli.start import fail
    from shared.causes import cause_of

    try:
        return await embedded.prepare(made)
    except (SQLAlchemyError, sqlite3.Error, OSError) as refused:
        where, why = made.database.url.render_as_string(hide_password=True), cause_of(refused)
        fail(Words(f"Không dùng được cơ sở dữ liệu {where} ({why.vi}); hãy kiểm tra tệp, quyền ghi và chỗ trống "
                   "trên đĩa, hoặc DONDOC_DATABASE_URL.",
                   f"The database {where} cannot be used ({why.en}); check the file, the permission to write and the "
                   "room on the disk, or DONDOC_DATABASE_URL."))  # fmt: skip


def _show(token: str) -> None:
    """Said once, and never again."""
    from services.cli.start import environment

    words = Words(f"Mã truy cập của người vận hành (chỉ hiện một lần, hãy cất giữ): {token}",
                  f"The operator's token (shown this once, keep it): {token}")  # fmt: skip
    typer.echo(words.say(environment().lang), err=True)
