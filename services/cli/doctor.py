"""`dondoc doctor`: configuration, database, broker, calendar, channels, files; what does not hold, how to mend it."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import typer

from services.cli.options import ConfigFile
from services.cli.speech import language
from shared.clock import VIETNAM
from shared.language import Words

if TYPE_CHECKING:
    from shared.config import Channel
    from shared.service import Context

PATIENCE = 5.0
#: A page without words: read rightly, it is empty.
EMPTY_PAGE = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Count 1/Kids[3 0 R]>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\ntrailer<</Root 1 0 R>>"
)


@dataclass(frozen=True)
class Finding:
    """What was looked at; `remedy` is None where it is well."""

    what: str
    seen: str
    remedy: Words | None = None


Look = Callable[["Context"], Awaitable[list[Finding]]]


def register(app: typer.Typer) -> None:
    app.command()(doctor)


def doctor(config: ConfigFile = None) -> None:
    """Kiểm tra cấu hình, cơ sở dữ liệu, Kafka, lịch, kênh gửi, đọc tệp / check the installation, say what to mend."""
    from services.cli.start import context, environment, settings

    loaded, around = settings(config)
    found = asyncio.run(_look(context(loaded, around, "doctor")))
    for finding in found:
        mark = "x" if finding.remedy else "+"
        tail = f"\n      → {finding.remedy.say(environment().lang)}" if finding.remedy else ""
        typer.echo(f"  {mark} {finding.what}: {finding.seen}{tail}")
    raise typer.Exit(1 if any(finding.remedy for finding in found) else 0)


async def _look(context: "Context") -> list[Finding]:
    looks: tuple[Look, ...] = (_configuration, _database, _broker, _calendar, _channels, _files)
    try:
        return [finding for look in looks for finding in await look(context)]
    finally:
        await context.database.close()


async def _configuration(context: "Context") -> list[Finding]:
    from services.ingest.sources import compile_sources
    from services.tracker.app import check_agencies

    config = context.config
    compile_sources(config)
    check_agencies(config)
    sources, channels = len(config.sources), len(config.channels)
    seen = Words(f"{sources} nguồn, {channels} kênh gửi", f"{sources} sources, {channels} channels").say(language())
    remedy = None if config.sources else Words("hãy thêm [sources.<tên>]", "add [sources.<name>]")
    return [Finding("dondoc.toml", seen, remedy)]


async def _database(context: "Context") -> list[Finding]:
    from sqlalchemy.exc import SQLAlchemyError

    from shared.db import UnsafeDatabase
    from shared.lifecycle import schema_obstacle

    where = context.database.url.render_as_string(hide_password=True)
    try:
        settings = await context.database.durability()
        obstacle = await schema_obstacle(context)
    except UnsafeDatabase as unsafe:
        return [Finding("database", where, Words(f"cơ sở dữ liệu chưa bảo đảm ghi bền vững: {unsafe}", str(unsafe)))]
    except (SQLAlchemyError, OSError) as away:
        why = type(away).__name__
        return [Finding("database", where, Words(f"không kết nối được ({why}); kiểm tra DONDOC_DATABASE_URL",
                                                 f"cannot be reached ({why}); check DONDOC_DATABASE_URL"))]  # fmt: skip
    remedy = Words("hãy chạy dondoc migrate", "run dondoc migrate") if obstacle else None
    return [Finding("database", f"{where} {settings}"), Finding("schema", obstacle or "current", remedy)]


async def _broker(context: "Context") -> list[Finding]:
    servers = context.environment.kafka_servers
    if not servers:
        return [Finding("log", "table")]
    from shared.bus.failures import BrokerFailure
    from shared.bus.topics import missing_topics

    try:
        async with asyncio.timeout(PATIENCE):
            missing = await missing_topics(servers)
    except (BrokerFailure, TimeoutError) as away:
        why = type(away.__cause__ or away).__name__
        return [Finding("kafka", servers, Words(f"không kết nối được ({why}); kiểm tra DONDOC_KAFKA_SERVERS",
                                                f"cannot be reached ({why}); check DONDOC_KAFKA_SERVERS"))]  # fmt: skip
    named = ", ".join(missing)
    remedy = Words(f"thiếu topic {named}; hãy chạy dondoc migrate", f"topics missing: {named}; run dondoc migrate")
    return [Finding("kafka", servers, remedy if missing else None)]


async def _calendar(context: "Context") -> list[Finding]:
    from sqlalchemy.exc import SQLAlchemyError

    from services.cli.calendar import calendar_of

    year = context.clock.now().astimezone(VIETNAM).year
    try:
        confirmed = (await calendar_of(context)).confirmed(year)
    except (SQLAlchemyError, OSError):
        return [Finding("calendar", "-", Words("chưa đọc được từ cơ sở dữ liệu", "cannot be read from the database"))]
    verb = f"dondoc calendar confirm {year}"
    remedy = Words(f"lịch {year} chưa xác nhận; hãy nạp lịch nghỉ đã công bố rồi chạy {verb}",
                   f"{year} is not confirmed; load the published days, then run {verb}")  # fmt: skip
    state = Words("đã xác nhận", "confirmed") if confirmed else Words("chưa xác nhận", "unconfirmed")
    return [Finding("calendar", f"{year} {state.say(language())}", None if confirmed else remedy)]


async def _channels(context: "Context") -> list[Finding]:
    if not context.config.channels:
        return [Finding("channels", "-", Words("hãy thêm [channels.<tên>]", "add [channels.<name>]"))]
    return [await _channel(name, channel) for name, channel in context.config.channels.items()]


async def _channel(name: str, channel: "Channel") -> Finding:
    if channel.kind == "console":
        return Finding(f"channels.{name}", "console")
    if channel.kind == "smtp":
        host, port = channel.host, channel.port
    else:
        address = urlsplit(channel.url)
        host, port = address.hostname or "", address.port or (443 if address.scheme == "https" else 80)
    remedy = Words(f"không kết nối được {host}:{port}; kiểm tra địa chỉ và tường lửa",
                   f"{host}:{port} cannot be reached; check the address and the firewall")  # fmt: skip
    reached = await _reaches(host, port)
    return Finding(f"channels.{name}", f"{channel.kind} {host}:{port}", None if reached else remedy)


async def _reaches(host: str, port: int) -> bool:
    try:
        async with asyncio.timeout(PATIENCE):
            _, writer = await asyncio.open_connection(host, port)
    except (OSError, TimeoutError):
        return False
    writer.close()
    return True


async def _files(context: "Context") -> list[Finding]:
    """Whether attachments can be read here, within the limits of the configuration."""
    from services.tracker.files.reading import read_file
    from services.tracker.files.unreadable import Unreadable, Why
    from services.tracker.handlers.attached import limits_of

    try:
        await read_file(EMPTY_PAGE, limits_of(context.config.reading))
    except Unreadable as told:
        if told.why is not Why.EMPTY:
            why = told.why.value
            words = Words(
                f"không đọc được tệp PDF thử ({why}); hãy cài lại dondoc hoặc tăng reading.file_memory_mb",
                f"a PDF could not be read ({why}); install dondoc anew or raise reading.file_memory_mb",
            )
            return [Finding("files", why, words)]
    return [Finding("files", ".docx, .pdf, .txt")]
