"""`dondoc ingest`, `dondoc tracker`, `dondoc notifier`: one service, any number of processes of it."""

import socket
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from services.cli.options import ConfigFile
from shared.language import Words

if TYPE_CHECKING:
    from shared.config import Config, Environment

WorkersOption = Annotated[int, typer.Option("--workers", "-w", min=1, max=64, help="Số tiến trình / processes.")]


def register(app: typer.Typer) -> None:
    app.command()(ingest)
    app.command()(tracker)
    app.command()(notifier)


def ingest(config: ConfigFile = None, workers: WorkersOption = 1) -> None:
    """Chỉ chạy dịch vụ tiếp nhận văn bản / accept documents (production)."""
    _run("ingest", config, workers)


def tracker(config: ConfigFile = None, workers: WorkersOption = 1) -> None:
    """Chỉ chạy dịch vụ sổ theo dõi nhiệm vụ / keep the register (production)."""
    _run("tracker", config, workers)


def notifier(config: ConfigFile = None, workers: WorkersOption = 1) -> None:
    """Chỉ chạy dịch vụ nhắc việc, đôn đốc / tell people (production)."""
    _run("notifier", config, workers)


def _run(name: str, file: Path | None, workers: int) -> None:
    from services.cli.server import bind, run, run_workers
    from services.cli.start import settings
    from shared.logging import configure_logging

    config, around = settings(file)
    _refuse_embedded_only(around)
    bound = bind(around)
    configure_logging(around.log_format)

    async def body(sock: socket.socket) -> None:
        await _serve(name, (config, around), sock)

    if workers == 1:
        run(body, bound)
    else:
        run_workers(body, bound, workers)


async def _serve(name: str, given: "tuple[Config, Environment]", bound: socket.socket) -> None:
    from services import embedded
    from services.cli.server import serve
    from services.cli.start import context
    from shared.logging import logger

    made = context(*given, name)
    host, port = bound.getsockname()[:2]
    logger(name).info("serve.listening", host=host, port=port, kafka=bool(made.environment.kafka_servers))
    await serve(embedded.build(made, (name,)), bound, made.config.api.stop_timeout)
    await made.database.close()


def _refuse_embedded_only(around: "Environment") -> None:
    from services.cli.start import fail

    if around.on_sqlite:
        fail(Words("Chạy riêng từng dịch vụ cần PostgreSQL; hãy đặt DONDOC_DATABASE_URL hoặc dùng dondoc serve.",
                   "Separate services need PostgreSQL; set DONDOC_DATABASE_URL or use dondoc serve."))  # fmt: skip
    if around.clock_text:
        fail(Words("DONDOC_CLOCK chỉ dùng được với dondoc serve; hãy bỏ biến này.",
                   "DONDOC_CLOCK works with dondoc serve only; unset it."))  # fmt: skip
