"""What the verbs on the database share: a context that is closed again, and a refusal where the database is away."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from shared.causes import cause_of
from shared.language import Words

if TYPE_CHECKING:
    from shared.service import Context

Result = TypeVar("Result")


def on_database(file: Path | None, act: "Callable[[Context], Awaitable[Result]]") -> Result:
    """What `act` gives with the settings of this folder; ends the command with 1 where the database cannot be used."""
    from sqlalchemy.exc import SQLAlchemyError

    from services.cli.start import context, fail, settings
    from shared.logging import configure_logging

    config, around = settings(file)
    configure_logging(around.log_format, logging.WARNING)
    made = context(config, around, "command")
    try:
        return asyncio.run(_closed_again(made, act))
    except (SQLAlchemyError, OSError) as away:
        why = cause_of(away)
        fail(Words(f"Không dùng được cơ sở dữ liệu ({why.vi}); hãy kiểm tra DONDOC_DATABASE_URL và chạy dondoc "
                   "migrate.",
                   f"The database cannot be used ({why.en}); check DONDOC_DATABASE_URL and run dondoc migrate."
                   ))  # fmt: skip


async def _closed_again(made: "Context", act: "Callable[[Context], Awaitable[Result]]") -> Result:
    try:
        return await act(made)
    finally:
        await made.database.close()
