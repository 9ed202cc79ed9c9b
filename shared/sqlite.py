"""SQLite as SQLAlchemy's asynchronous engines use it: statements in the loop's own thread, waits beside it.

A statement takes microseconds; handing it to a thread costs more than that, and while the loop is busy the thread waits
for the interpreter again and again. So only what waits leaves the loop: a commit (the disk), and a look that turns out
to be long. The shape is that of aiosqlite's connections, which SQLAlchemy's dialect expects.
"""

import asyncio
import os
import sqlite3
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any, TypeVar

BRIEF = 50_000  # steps of SQLite's machine, a few milliseconds: a look that takes more goes on in a thread
STATEMENTS = 128  # prepared ones that a connection keeps; lists of many lengths would fill more for nothing
BUSY = 10.0  # seconds for which another process may hold the file
AGAIN = 0.005
HELD = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_BUSY_RECOVERY)  # another process writes, or mends what a killed one left
GONE = "the file was moved or deleted while it was in use; stop dondoc and put it back"
Answer = TypeVar("Answer")
Threads = ThreadPoolExecutor | None  # None: the loop's own


class Cursor:
    """One statement's answer, all of it fetched when `execute` returns."""

    def __init__(self, connection: "Connection") -> None:
        self._connection = connection
        self._rows: list[Any] = []
        self.description: Any = None
        self.rowcount = -1
        self.lastrowid: int | None = None
        self.arraysize = 1

    async def __aenter__(self) -> "Cursor":
        return self

    async def execute(self, sql: str, parameters: Sequence[Any] = ()) -> "Cursor":
        return await self._connection.perform(lambda sqlite: self._take(sqlite.execute(sql, parameters)))

    async def executemany(self, sql: str, parameters: Sequence[Sequence[Any]]) -> "Cursor":
        return await self._connection.perform(lambda sqlite: self._take(sqlite.executemany(sql, parameters)))

    def _take(self, done: sqlite3.Cursor) -> "Cursor":
        self.description, self.lastrowid = done.description, done.lastrowid
        self._rows = done.fetchall() if done.description else []
        self.rowcount = done.rowcount
        done.close()
        return self

    async def fetchall(self) -> list[Any]:
        rows, self._rows = self._rows, []
        return rows

    async def close(self) -> None:
        self._rows = []


class Connection:
    """One connection; `looks` tells that it only reads, and that a long statement of it leaves the loop."""

    def __init__(self, sqlite: sqlite3.Connection, threads: Threads, looks: bool) -> None:
        self.sqlite, self._threads, self._looks = sqlite, threads, looks
        self._open = True
        self._changes = sqlite.total_changes
        self._nodes: dict[str, int] = {}  # the file and its log, and which they were at the first commit

    @property
    def _connection(self) -> sqlite3.Connection:
        """SQLAlchemy passes a commit over in silence where there is none: a closed one must say so itself."""
        return self.sqlite

    def cursor(self) -> Cursor:
        return Cursor(self)

    async def perform(self, call: Callable[[sqlite3.Connection], Answer]) -> Answer:
        """`call` on the connection; while another process holds the file it is tried again, for some seconds."""
        loop = asyncio.get_running_loop()
        end = loop.time() + BUSY
        while True:
            try:
                return await self._perform(call)
            except sqlite3.OperationalError as failure:
                if _code(failure) not in HELD or loop.time() > end:
                    raise
            await asyncio.sleep(AGAIN)

    async def _perform(self, call: Callable[[sqlite3.Connection], Answer]) -> Answer:
        if not self._looks:
            return call(self.sqlite)
        self.sqlite.set_progress_handler(_enough, BRIEF)
        try:
            return call(self.sqlite)
        except sqlite3.OperationalError as failure:
            if _code(failure) != sqlite3.SQLITE_INTERRUPT:
                raise
        finally:
            self.sqlite.set_progress_handler(None, 0)
        return await self._beside(lambda: call(self.sqlite))

    async def commit(self) -> None:
        """What was written is on the disk when this returns. Raises where no transaction is left to commit.

        After some failures (a full disk, say) SQLite has undone the transaction by itself, and the module's own commit
        would do nothing and say nothing.
        """
        if not self.sqlite.in_transaction:
            raise sqlite3.OperationalError("the transaction has ended before its commit")
        if self.sqlite.total_changes == self._changes:
            self.sqlite.commit()
            return
        self.still_there()
        await self._beside(self.sqlite.commit)
        self._changes = self.sqlite.total_changes

    def still_there(self) -> None:
        """Raises where the file or its log was moved or deleted: what is written then goes when the process goes."""
        try:
            nodes = {file: os.stat(file).st_ino for file in self._nodes or _files_of(self.sqlite)}
        except FileNotFoundError as gone:
            raise sqlite3.OperationalError(GONE) from gone
        self._nodes = self._nodes or nodes
        if nodes != self._nodes:
            raise sqlite3.OperationalError(GONE)

    async def rollback(self) -> None:
        if not self._open:
            return
        self.sqlite.rollback()
        self._changes = self.sqlite.total_changes

    async def create_function(self, name: str, narg: int, func: Callable[..., Any], deterministic: bool) -> None:
        self.sqlite.create_function(name, narg, func, deterministic=deterministic)

    async def close(self) -> None:
        """Behind the last connection SQLite writes its log back into the file, which may take its time."""
        if self._open:
            self._open = False
            await self._beside(self.sqlite.close)

    def stop(self) -> None:
        """At once, where there is no loop to wait in."""
        self._open = False
        self.sqlite.close()

    async def _beside(self, call: Callable[[], Answer]) -> Answer:
        """A thread cannot be stopped: where the caller is cancelled, and again, the connection is his until it ends."""
        future = asyncio.get_running_loop().run_in_executor(self._threads, call)
        try:
            return await asyncio.shield(future)
        except asyncio.CancelledError:
            while not future.done():
                if self._looks and self._open:
                    self.sqlite.interrupt()  # again and again: what has not begun yet does not hear it
                with suppress(asyncio.CancelledError):
                    await asyncio.wait({future}, timeout=AGAIN)
            raise


def _files_of(sqlite: sqlite3.Connection) -> list[str]:
    """The file and its write-ahead log; none in memory, and no log in another journal mode."""
    file = next((path for _, name, path in sqlite.execute("PRAGMA database_list") if name == "main"), "")
    wal = sqlite.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
    return [file, f"{file}-wal"][: 1 + wal] if file else []


def _code(failure: sqlite3.OperationalError) -> int | None:
    """SQLite's own code; None where the failure is one of Python's module."""
    return getattr(failure, "sqlite_errorcode", None)


def _enough() -> int:
    return 1


def opener(database: str, threads: Threads, *, looks: bool) -> Callable[..., Awaitable[Connection]]:
    """What makes an engine's connections, whatever its URL says besides the file."""

    async def connect(*_words: Any, **_settings: Any) -> Connection:
        sqlite = sqlite3.connect(
            database, timeout=0, isolation_level=None, check_same_thread=False, cached_statements=STATEMENTS
        )
        return Connection(sqlite, threads, looks)

    return connect
