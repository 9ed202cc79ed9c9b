"""`dondoc doctor`: configuration, database, broker, calendar, channels, files; what does not hold, how to mend it."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import typer

from services.cli.options import ConfigFile
from services.cli.speech import language
from shared.causes import cause_of
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


DATABASE, SCHEMA, LOG = Words("cơ sở dữ liệu", "database"), Words("lược đồ", "schema"), Words("nhật ký sự kiện", "log")
CALENDAR, CHANNELS = Words("lịch làm việc", "calendar"), Words("kênh gửi", "channels")
FILES = Words("đọc tệp", "files")
CURRENT, TABLE = Words("đúng phiên bản", "current"), Words("bảng trong cơ sở dữ liệu", "table")
OLD, FOREIGN = Words("chưa đúng phiên bản", "not current"), Words("chưa kiểm tra được", "could not be looked at")
UNREAD = Words("không đọc được tệp thử", "the test file could not be read")


@dataclass(frozen=True)
class Finding:
    """What was looked at, in the reader's language; `remedy` is None where it is well."""

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
        said = Words(f"chưa bảo đảm ghi bền vững; hãy bật lại theo thông báo: {unsafe}", str(unsafe))
        return [Finding(DATABASE.say(language()), where, said)]
    except (SQLAlchemyError, OSError) as away:
        why = cause_of(away)
        said = Words(f"không kết nối được ({why.vi}); kiểm tra DONDOC_DATABASE_URL",
                     f"cannot be reached ({why.en}); check DONDOC_DATABASE_URL")  # fmt: skip
        return [Finding(DATABASE.say(language()), where, said)]
    durable = ", ".join(f"{name} = {value}" for name, value in settings.items())
    remedy = Words(f"hãy chạy dondoc migrate ({obstacle})", f"run dondoc migrate ({obstacle})") if obstacle else None
    schema = Finding(SCHEMA.say(language()), (OLD if obstacle else CURRENT).say(language()), remedy)
    return [Finding(DATABASE.say(language()), f"{where} ({durable})"), schema]


async def _broker(context: "Context") -> list[Finding]:
    servers = context.environment.kafka_servers
    if not servers:
        return [Finding(LOG.say(language()), TABLE.say(language()))]
    from shared.bus.failures import BrokerFailure
    from shared.bus.topics import missing_topics

    try:
        async with asyncio.timeout(PATIENCE):
            missing = await missing_topics(servers)
    except (BrokerFailure, TimeoutError) as away:
        why = cause_of(away.__cause__ or away)
        said = Words(f"không kết nối được ({why.vi}); kiểm tra DONDOC_KAFKA_SERVERS",
                     f"cannot be reached ({why.en}); check DONDOC_KAFKA_SERVERS")  # fmt: skip
        return [Finding("Kafka", servers, said)]
    named = ", ".join(missing)
    remedy = Words(f"thiếu topic {named}; hãy chạy dondoc migrate", f"topics missing: {named}; run dondoc migrate")
    return [Finding("Kafka", servers, remedy if missing else None)]


async def _calendar(context: "Context") -> list[Finding]:
    from sqlalchemy.exc import SQLAlchemyError

    from services.cli.calendar import calendar_of

    year = context.clock.now().astimezone(VIETNAM).year
    try:
        confirmed = (await calendar_of(context)).confirmed(year)
    except (SQLAlchemyError, OSError):
        said = Words("hãy xem mục cơ sở dữ liệu ở trên", "see the database above")
        return [Finding(CALENDAR.say(language()), FOREIGN.say(language()), said)]
    verb = f"dondoc calendar confirm {year}"
    remedy = Words(f"lịch {year} chưa xác nhận; hãy nạp lịch nghỉ đã công bố rồi chạy {verb}",
                   f"{year} is not confirmed; load the published days, then run {verb}")  # fmt: skip
    state = Words("đã xác nhận", "confirmed") if confirmed else Words("chưa xác nhận", "unconfirmed")
    return [Finding(CALENDAR.say(language()), f"{year} {state.say(language())}", None if confirmed else remedy)]


async def _channels(context: "Context") -> list[Finding]:
    if not context.config.channels:
        return [Finding(CHANNELS.say(language()), "-", Words("hãy thêm [channels.<tên>]", "add [channels.<name>]"))]
    return [await _channel(name, channel) for name, channel in context.config.channels.items()]


async def _channel(name: str, channel: "Channel") -> Finding:
    if channel.kind == "console":
        return Finding(f"channels.{name}", Words("màn hình", "console").say(language()))
    if channel.kind == "smtp":
        host, port = channel.host, channel.port
    else:
        address = urlsplit(channel.url)
        host, port = address.hostname or "", address.port or (443 if address.scheme == "https" else 80)
    why = await _unreached(host, port)
    where = f"{host}:{port}"
    remedy = why and Words(f"không kết nối được {where} ({why.vi}); kiểm tra địa chỉ và tường lửa",
                           f"{where} cannot be reached ({why.en}); check the address and the firewall")  # fmt: skip
    return Finding(f"channels.{name}", f"{channel.kind} {where}", remedy)


async def _unreached(host: str, port: int) -> Words | None:
    """Why there is no connection; None where there is one."""
    try:
        async with asyncio.timeout(PATIENCE):
            _, writer = await asyncio.open_connection(host, port)
    except (OSError, TimeoutError) as away:
        return cause_of(away)
    writer.close()
    return None


async def _files(context: "Context") -> list[Finding]:
    """Whether attachments can be read here, within the limits of the configuration."""
    from services.tracker.files.reading import read_file
    from services.tracker.files.unreadable import Unreadable, Why
    from services.tracker.handlers.attached import limits_of

    try:
        await read_file(EMPTY_PAGE, limits_of(context.config.reading))
    except Unreadable as told:
        if told.why is not Why.EMPTY:
            why = told.why.words
            words = Words(
                f"hãy cài lại dondoc hoặc tăng reading.file_memory_mb ({why.vi})",
                f"install dondoc anew or raise reading.file_memory_mb ({why.en})",
            )
            return [Finding(FILES.say(language()), UNREAD.say(language()), words)]
    return [Finding(FILES.say(language()), ".docx, .pdf, .txt")]
