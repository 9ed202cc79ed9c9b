"""All three services in one process on one port, on the table log: a laptop, one office.

A service is imported only where it runs, so that a process of one service carries no other.
"""

from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import migrations
from shared import tokens
from shared.bus import open_bus
from shared.bus.api import dead_letters_router
from shared.lifecycle import schema_obstacle
from shared.service import Context, Service
from shared.web import build_app

if TYPE_CHECKING:
    from shared.traffic import Front

ALL = ("ingest", "tracker", "notifier")


def build(context: Context, names: Sequence[str] = ALL) -> "Front":
    """The application of these services (all of them by default)."""
    services: list[Service] = [import_module(f"services.{name}.app").build(context) for name in names]
    return build_app(services, context, open_bus(context), [dead_letters_router(context)])


async def prepare(context: Context) -> str | None:
    """Migrate an SQLite file (after a backup); the text of a first operator's token where one was made."""
    if context.environment.on_sqlite:
        file = Path(context.database.url.database or "")
        file.parent.mkdir(0o700, parents=True, exist_ok=True)
        await migrations.upgrade_with_backup(file, context.environment.database_url)
    if context.environment.bootstrap_token or await schema_obstacle(context):
        return None
    return await tokens.first_operator(context.database, context.clock)
