"""`dondoc migrate`: the database to the newest schema, and the topics where there is Kafka."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from services.cli.options import ConfigFile
from shared.language import Words

if TYPE_CHECKING:
    from shared.config import Config, Environment


def register(app: typer.Typer) -> None:
    app.command()(migrate)


def migrate(config: ConfigFile = None) -> None:
    """Nâng cấp cơ sở dữ liệu và tạo topic Kafka / bring database and topics up to date."""
    import sqlite3

    from sqlalchemy.exc import SQLAlchemyError

    from services.cli.start import fail, settings
    from shared.bus.failures import BrokerFailure
    from shared.causes import cause_of

    loaded, around = settings(config)
    try:
        asyncio.run(_migrate(loaded, around))
    except (SQLAlchemyError, sqlite3.Error, OSError) as away:
        why = cause_of(away)
        fail(Words(f"Không nâng cấp được cơ sở dữ liệu ({why.vi}); hãy kiểm tra DONDOC_DATABASE_URL.",
                   f"The database could not be migrated ({why.en}); check DONDOC_DATABASE_URL."))  # fmt: skip
    except BrokerFailure as away:
        why = cause_of(away.__cause__ or away)
        fail(Words(f"Không tạo được topic Kafka ({why.vi}); hãy kiểm tra DONDOC_KAFKA_SERVERS.",
                   f"The topics could not be created ({why.en}); check DONDOC_KAFKA_SERVERS."))  # fmt: skip


async def _migrate(config: "Config", around: "Environment") -> None:
    import migrations
    from services.cli.start import say
    from shared.db import async_url

    if around.on_sqlite:
        file = Path(async_url(around.database_url).database or "")
        file.parent.mkdir(0o700, parents=True, exist_ok=True)
        copy = await migrations.upgrade_with_backup(file, around.database_url)
        if copy:
            say(Words(f"Đã sao lưu: {copy}", f"Backup: {copy}"))
    else:
        await migrations.upgrade(around.database_url)
    say(Words(f"Cơ sở dữ liệu ở phiên bản {migrations.head()}.", f"The database is at {migrations.head()}."))
    if around.kafka_servers:
        await _topics(config, around.kafka_servers)


async def _topics(config: "Config", servers: str) -> None:
    from services.cli.start import say
    from shared.bus.topics import create_topics

    made = await create_topics(servers, config.log)
    names = ", ".join(made)
    say(
        Words(
            f"Topic Kafka đã tạo: {names or 'không có, vì đã đủ từ trước'}.",
            f"Topics created: {names or 'all there already'}.",
        )
    )
