"""The database: one writer on SQLite, a pool on PostgreSQL; a unit of work that publishes as its last act.

Position order on the log equals commit order: on PostgreSQL the last statements before COMMIT take an advisory lock
and insert the buffered entries; on SQLite there is one writer.
"""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable, Collection, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import Executable, event
from sqlalchemy.engine import URL, CursorResult, make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import AsyncAdaptedQueuePool, StaticPool

from shared.causes import reason_for_people
from shared.events.envelope import Event
from shared.postgres import driver_of, fetch, told_as_usual
from shared.sqlite import opener
from shared.tables import instant_text
from shared.turns import Turns

LOG_LOCK = 0x646F6E646F63  # "dondoc"
LOG_CHANNEL = "dondoc_log"
SQLITE_PRAGMAS = ("foreign_keys=ON", "temp_store=MEMORY")
# The writer keeps 16 MB of pages: the upper ones of its indexes, and the newest rows that consumers ask for.
SQLITE_WRITER = ("journal_mode=WAL", "synchronous=FULL", "cache_size=-16000", *SQLITE_PRAGMAS)
# What comes last before COMMIT: the turn to draw positions, and the call that wakes the readers of the topics named.
PUBLISHING_TO = f"SELECT pg_advisory_xact_lock({LOG_LOCK}), pg_notify('{LOG_CHANNEL}', $1)"
SAFE_POSTGRES = ("fsync", "full_page_writes", "synchronous_commit")
PLAIN = (
    "INSERT INTO log_entries (id, aggregatetype, aggregateid, type, payload, time, source, traceparent) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
)
# Positions are drawn behind the turn, in the order of the entries.
PUBLISH = f"""
WITH turn AS MATERIALIZED ({PUBLISHING_TO})
INSERT INTO log_entries (id, aggregatetype, aggregateid, type, payload, time, source, traceparent)
  SELECT id, topic, key, type, payload, time, source, traceparent
    FROM turn CROSS JOIN unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::timestamptz[],
        $8::text[], $9::text[]) WITH ORDINALITY AS given(id, topic, key, type, payload, time, source, traceparent, n)
    ORDER BY n
"""  # noqa: S608 - our names


TROUBLED = 60.0  # seconds for which a write that failed is told, unless one succeeds


class UnsafeDatabase(RuntimeError):
    """The database would lose what it said it had kept."""


@dataclass(eq=False)
class Tx:
    """A unit of work. What is appended becomes visible on the log when, and only when, it commits."""

    conn: AsyncConnection
    entries: list[Event] = field(default_factory=list)
    afterwards: list[Callable[[], None]] = field(default_factory=list)

    def append(self, *events: Event) -> None:
        """Publish with this transaction's commit, in the order of the calls."""
        self.entries.extend(events)

    def after_commit(self, call: Callable[[], None]) -> None:
        """Have `call` run once this has committed, and only then (to wake who waits for the rows)."""
        self.afterwards.append(call)

    async def execute(self, statement: Executable, parameters: Any = None) -> CursorResult[Any]:
        return await self.conn.execute(statement, parameters)


class Database:
    """One database as the services use it: `write()` for units of work, `read()` for looking.

    `on_commit` callables run after every commit that published something, with the topics of it; none named = any
    (in-process wake-up of readers).
    """

    def __init__(self, writer: AsyncEngine, reader: AsyncEngine, threads: Executor | None = None) -> None:
        self.writer, self.reader, self._threads = writer, reader, threads
        self.on_commit: list[Callable[[Collection[str]], None]] = []
        self._turns = Turns()
        self._troubled = ("", 0.0)  # why the last write failed, and until when that is told

    @property
    def dialect(self) -> str:
        """`sqlite` or `postgresql`."""
        return self.writer.dialect.name

    @property
    def crowded(self) -> bool:
        """Whether receipts crowd in at the one writer, and all else had better do little at a time."""
        return self.dialect == "sqlite" and self._turns.crowded

    @property
    def url(self) -> URL:
        return self.writer.url

    @asynccontextmanager
    async def write(self, *, urgent: bool = False, crowd: bool = False) -> AsyncIterator[Tx]:
        """A unit of work; commits at the end of the block, rolls back on any exception. Nothing but SQL in it.

        Where there is one writer urgent work goes first; `crowd`: more of it than one unit can take is waiting.
        """
        if self.dialect == "sqlite":
            async with self._turns.take(urgent, crowd), self._unit() as tx:
                yield tx
        else:
            async with self._unit() as tx:
                yield tx
        self._troubled = ("", 0.0)
        for call in tx.afterwards:
            call()
        if tx.entries:
            self.published(topics_of(tx.entries))

    def published(self, topics: Collection[str] = ()) -> None:
        """Wake the readers of this process that follow one of `topics`; all of them where none is named."""
        for wake in self.on_commit:
            wake(topics)

    @asynccontextmanager
    async def _unit(self) -> AsyncIterator[Tx]:
        try:
            async with self.writer.begin() as conn:
                tx = Tx(conn)
                yield tx
                if tx.entries:
                    await publish(conn, tx.entries)
        except DBAPIError as failure:
            from shared.bus.failures import is_infrastructure

            if is_infrastructure(failure):
                self._troubled = (reason_for_people(failure), asyncio.get_running_loop().time() + TROUBLED)
            raise

    @property
    def trouble(self) -> str:
        """Why the last write failed, where that is a minute ago at most and none has succeeded since; else empty."""
        why, until = self._troubled
        return why if asyncio.get_running_loop().time() < until else ""

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """A look; writes fail on SQLite. On PostgreSQL each statement stands alone, as it would within READ COMMITTED,
        without a BEGIN and a COMMIT that are two journeys more; what must agree is asked for in one statement."""
        async with self.reader.connect() as conn:
            yield conn

    @asynccontextmanager
    async def driver(self) -> AsyncIterator[Any]:
        """asyncpg's own connection, outside of any transaction: each statement is one. Raises DBAPIError.

        For the two paths where the costs of the layers above count (receipt, relay); PostgreSQL only.
        """
        async with self.writer.connect() as conn, told_as_usual(conn):
            yield driver_of(conn)

    async def durability(self) -> dict[str, str]:
        """The settings that make a commit durable; raises UnsafeDatabase where one is off, or the file is gone."""
        if self.dialect == "sqlite":
            async with self._turns.take(urgent=True), self.writer.connect() as conn:  # there is one connection
                found = {p: str(await _scalar(conn, f"PRAGMA {p}")) for p in ("journal_mode", "synchronous")}
                await _still_there(conn)
                return found
        async with self.writer.connect() as conn:
            found = {p: str(await _scalar(conn, f"SHOW {p}")) for p in SAFE_POSTGRES}
        off = [p for p, value in found.items() if value == "off"]
        if off:
            raise UnsafeDatabase(f"PostgreSQL runs with {', '.join(off)} = off; switch it on")
        return found

    async def close(self) -> None:
        await self.writer.dispose()
        if self.dialect == "sqlite":  # elsewhere they share one pool
            await self.reader.dispose()
        if self._threads:
            self._threads.shutdown(wait=False)


async def _still_there(conn: AsyncConnection) -> None:
    try:
        driver_of(conn).still_there()
    except sqlite3.OperationalError as gone:
        raise UnsafeDatabase(str(gone)) from gone


async def _scalar(conn: AsyncConnection, sql: str) -> Any:
    return (await conn.exec_driver_sql(sql)).scalar()


def topics_of(entries: Sequence[Event]) -> frozenset[str]:
    """The topics that somebody may be waiting for."""
    return frozenset(entry.topic for entry in entries)


async def publish(conn: AsyncConnection, entries: Sequence[Event]) -> None:
    """Insert the log entries; on PostgreSQL nothing may follow but COMMIT."""
    if conn.dialect.name == "sqlite":
        await conn.exec_driver_sql(PLAIN, [_plain(_row(e)) for e in entries])
        return
    columns = zip(*map(_row, entries), strict=True)
    await fetch(conn, PUBLISH, " ".join(sorted(topics_of(entries))), *map(list, columns))


def _row(e: Event) -> tuple[Any, ...]:
    return (e.id, e.topic, e.key, e.type, e.data.decode(), e.time, e.source, e.traceparent)


def _plain(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """As SQLite keeps identifiers and instants."""
    number, topic, key, kind, payload, time, source, traceparent = row
    return (number.bytes, topic, key, kind, payload, instant_text(time), source, traceparent)


def async_url(url: str) -> URL:
    """`sqlite:///…` and `postgresql://…` with the asynchronous driver named."""
    made = make_url(url)
    name = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+asyncpg", "postgres": "postgresql+asyncpg"}
    return made.set(drivername=name.get(made.drivername, made.drivername))


def open_database(url: str, *, pool: int = 10, name: str = "dondoc") -> Database:
    """Engines for `url`; nothing connects yet. `pool` is the number of PostgreSQL connections."""
    made = async_url(url)
    if made.get_backend_name() == "sqlite":
        return _open_sqlite(made)
    # A process that hangs within a transaction would keep its locks, and with them its successor, for ever.
    # One that waits for a lock which somebody forgot (an operator's psql) says so, and its work is tried again.
    hanging = {"idle_in_transaction_session_timeout": "60000", "lock_timeout": "30000"}
    settings = {"application_name": name, "timezone": "UTC", "jit": "off", **hanging}
    engine = create_async_engine(
        made, pool_size=pool, max_overflow=0, pool_timeout=30, hide_parameters=True, json_deserializer=orjson.loads,
        connect_args={"server_settings": settings},
    )  # fmt: skip
    return Database(engine, engine.execution_options(isolation_level="AUTOCOMMIT"))


def _open_sqlite(url: URL) -> Database:
    if url.database:
        Path(url.database).parent.mkdir(0o700, parents=True, exist_ok=True)
    file, threads = url.database or ":memory:", ThreadPoolExecutor(thread_name_prefix="sqlite")
    hidden: dict[str, Any] = {"hide_parameters": True}  # a refused row must not stand in a log
    writer = create_async_engine(url, poolclass=StaticPool, async_creator=opener(file, threads, looks=False), **hidden)
    reader = create_async_engine(
        url, poolclass=AsyncAdaptedQueuePool, pool_size=4, max_overflow=0,
        async_creator=opener(file, threads, looks=True), **hidden,
    )  # fmt: skip
    _prepare(writer, SQLITE_WRITER, "BEGIN IMMEDIATE")
    _prepare(reader, (*SQLITE_PRAGMAS, "query_only=ON"), "BEGIN")
    return Database(writer, reader, threads)


def _prepare(engine: AsyncEngine, pragmas: Sequence[str], begin: str) -> None:
    def connected(connection: Any, _record: Any) -> None:
        cursor = connection.cursor()
        for pragma in pragmas:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    event.listen(engine.sync_engine, "connect", connected)
    event.listen(engine.sync_engine, "begin", lambda conn: conn.exec_driver_sql(begin))
