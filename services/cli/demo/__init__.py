"""`dondoc demo`: four document systems push, time runs fast, tasks and reminders appear within seconds."""

from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    app.command()(demo)


def demo(
    stay: Annotated[bool, typer.Option("--stay", help="Tiếp tục phục vụ sau khi xong / go on serving.")] = False,
) -> None:
    """Trình diễn: văn bản từ bốn hệ thống đến, thời gian chạy nhanh / documents of four systems, time runs fast."""
    from services.cli.demo.show import show
    from services.cli.start import environment
    from shared.clock import SystemClock

    raise typer.Exit(show(environment().lang, SystemClock(), stay))
