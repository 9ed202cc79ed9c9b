"""`dondoc resend`: the relay passes on again what the log in the database keeps."""

from typing import TYPE_CHECKING

import typer

from services.cli.on_database import on_database
from services.cli.options import ConfigFile
from shared.language import Words

if TYPE_CHECKING:
    from shared.service import Context


def register(app: typer.Typer) -> None:
    app.command()(resend)


def resend(config: ConfigFile = None) -> None:
    """Chuyển lại lên Kafka mọi sự kiện còn giữ / send to Kafka again every event that is kept."""
    on_database(config, _resend)


async def _resend(context: "Context") -> None:
    from services.cli.start import fail, say
    from shared.bus.relay import begin_again

    if not context.environment.kafka_servers:
        fail(Words("Không dùng Kafka nên không có gì để chuyển lại.", "Without Kafka there is nothing to send again."))
    kept = await begin_again(context.database)
    say(Words(f"Sẽ chuyển lại {kept} sự kiện; sự kiện đã xử lý không có hiệu lực lần thứ hai.",
              f"{kept} events will be sent again; what was handled takes no second effect."))  # fmt: skip
