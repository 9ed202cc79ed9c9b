"""SQLite under the engines: statements in the loop, waits beside it, other processes waited for."""

import asyncio
import sqlite3
import threading
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError

from shared.db import Database, Tx, UnsafeDatabase, open_database
from shared.sqlite import Connection
from shared.tables import log_entries
from tests.builders import an_event

LONG = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 400000) SELECT max(i), count(*) FROM n"
BRIEF = "SELECT 1 UNION ALL SELECT 2"


class Watched(sqlite3.Connection):
    """Notes in which threads it was used."""

    def __init__(self, *words: Any, **settings: Any) -> None:
        super().__init__(*words, **settings)
        self.executed: list[int] = []
        self.committed: list[int] = []
        self.may_commit = threading.Event()
        self.may_commit.set()

    def execute(self, sql: str, parameters: Any = (), /) -> sqlite3.Cursor:
        self.executed.append(threading.get_ident())
        return super().execute(sql, parameters)

    def commit(self) -> None:
        self.may_commit.wait(5)
        self.committed.append(threading.get_ident())
        super().commit()


@pytest.fixture
def watched(tmp_path: Path) -> Watched:
    made = sqlite3.connect(tmp_path / "a.db", timeout=0, isolation_level=None, check_same_thread=False, factory=Watched)
    made.execute("PRAGMA journal_mode=WAL")
    made.execute("CREATE TABLE t (a INTEGER)")
    made.executed.clear()
    return made


@pytest.fixture
def threads() -> Any:
    with ThreadPoolExecutor() as made:
        yield made


async def run(connection: Connection, sql: str) -> list[Any]:
    return await (await connection.cursor().execute(sql)).fetchall()


async def test_statements_run_in_the_loop_and_a_commit_beside_it(watched: Watched, threads: ThreadPoolExecutor) -> None:
    connection = Connection(watched, threads, looks=False)
    await run(connection, "BEGIN IMMEDIATE")
    await run(connection, "INSERT INTO t VALUES (1)")
    await connection.commit()
    assert set(watched.executed) == {threading.get_ident()}
    assert len(watched.committed) == 1
    assert threading.get_ident() not in watched.committed


async def test_a_unit_that_wrote_nothing_has_no_disk_to_wait_for(watched: Watched, threads: ThreadPoolExecutor) -> None:
    connection = Connection(watched, threads, looks=False)
    await run(connection, "BEGIN IMMEDIATE")
    await connection.commit()
    assert watched.committed == [threading.get_ident()]
    assert not watched.in_transaction


async def test_one_who_is_cancelled_in_his_commit_keeps_the_connection_until_it_has_ended(
    watched: Watched, threads: ThreadPoolExecutor
) -> None:
    connection = Connection(watched, threads, looks=False)
    await run(connection, "BEGIN IMMEDIATE")
    await run(connection, "INSERT INTO t VALUES (1)")
    watched.may_commit.clear()
    committing = asyncio.create_task(connection.commit())
    await asyncio.sleep(0.01)
    committing.cancel()
    await asyncio.sleep(0.01)
    assert not committing.done()
    watched.may_commit.set()
    await asyncio.wait({committing})
    assert committing.cancelled()
    assert not watched.in_transaction
    assert await run(connection, "SELECT a FROM t") == [(1,)]


async def test_one_who_is_cancelled_twice_in_his_commit_keeps_the_connection_all_the_same(
    watched: Watched, threads: ThreadPoolExecutor
) -> None:
    connection = Connection(watched, threads, looks=False)
    await run(connection, "BEGIN IMMEDIATE")
    await run(connection, "INSERT INTO t VALUES (1)")
    watched.may_commit.clear()
    committing = asyncio.create_task(connection.commit())
    for _ in range(3):
        await asyncio.sleep(0.01)
        committing.cancel()
    await asyncio.sleep(0.01)
    assert not committing.done()
    watched.may_commit.set()
    await asyncio.wait({committing})
    assert committing.cancelled()
    assert not watched.in_transaction


async def test_a_transaction_that_sqlite_undid_by_itself_is_not_committed_in_silence(
    watched: Watched, threads: ThreadPoolExecutor
) -> None:
    connection = Connection(watched, threads, looks=False)
    await run(connection, "BEGIN IMMEDIATE")
    await run(connection, "INSERT INTO t VALUES (1)")
    with pytest.raises(sqlite3.IntegrityError):
        await run(connection, "INSERT OR ROLLBACK INTO t (rowid) VALUES (1)")
    with pytest.raises(sqlite3.OperationalError):
        await connection.commit()
    assert await run(connection, "SELECT a FROM t") == []


async def test_a_commit_that_fails_is_told_each_time_and_leaves_nothing(
    watched: Watched, threads: ThreadPoolExecutor
) -> None:
    connection = Connection(watched, threads, looks=False)
    await run(connection, "CREATE TABLE parent (a INTEGER PRIMARY KEY)")
    await run(connection, "CREATE TABLE child (a REFERENCES parent DEFERRABLE INITIALLY DEFERRED)")
    await run(connection, "PRAGMA foreign_keys=ON")
    await run(connection, "BEGIN IMMEDIATE")
    await run(connection, "INSERT INTO child VALUES (7)")
    for _ in range(2):
        with pytest.raises(sqlite3.IntegrityError):
            await connection.commit()
    await connection.rollback()
    assert await run(connection, "SELECT a FROM child") == []


async def test_a_long_look_leaves_the_loop_and_answers_whole(watched: Watched, threads: ThreadPoolExecutor) -> None:
    connection, turns = Connection(watched, threads, looks=True), 0
    looking = asyncio.create_task(run(connection, LONG))
    while not looking.done():
        turns += 1
        await asyncio.sleep(0)
    assert looking.result() == [(400000, 400000)]
    assert turns > 2, "the loop went on meanwhile"
    assert watched.executed[0] == threading.get_ident()
    assert watched.executed[1] != threading.get_ident()


async def test_a_brief_look_stays_in_the_loop(watched: Watched, threads: ThreadPoolExecutor) -> None:
    connection = Connection(watched, threads, looks=True)
    assert await run(connection, BRIEF) == [(1,), (2,)]
    assert watched.executed == [threading.get_ident()]


async def test_a_long_look_sees_the_same_state_as_the_brief_one_before_it(
    watched: Watched, threads: ThreadPoolExecutor, tmp_path: Path
) -> None:
    connection = Connection(watched, threads, looks=True)
    await run(connection, "BEGIN")
    assert await run(connection, "SELECT count(*) FROM t") == [(0,)]
    with sqlite3.connect(tmp_path / "a.db") as other:
        other.execute("INSERT INTO t VALUES (7)")
    await run(connection, LONG)
    assert await run(connection, "SELECT count(*) FROM t") == [(0,)]


async def test_a_cancelled_look_is_interrupted(watched: Watched, threads: ThreadPoolExecutor) -> None:
    connection = Connection(watched, threads, looks=True)
    looking = asyncio.create_task(run(connection, LONG.replace("400000", "4000000000")))
    await asyncio.sleep(0.05)
    looking.cancel()
    async with asyncio.timeout(5):
        await asyncio.wait({looking})
    assert looking.cancelled()
    assert await run(connection, BRIEF) == [(1,), (2,)]


class Failing(Watched):
    """Fails as Python's module does, without a code of SQLite's."""

    def execute(self, _sql: str, _parameters: Any = (), /) -> sqlite3.Cursor:
        raise sqlite3.OperationalError("of the module's own")


@pytest.mark.parametrize("looks", [True, False])
async def test_a_failure_without_a_code_of_sqlites_is_told_as_it_is(
    tmp_path: Path, threads: ThreadPoolExecutor, looks: bool
) -> None:
    failing = sqlite3.connect(tmp_path / "b.db", check_same_thread=False, factory=Failing)
    with pytest.raises(sqlite3.OperationalError, match="of the module's own"):
        await run(Connection(failing, threads, looks=looks), BRIEF)


async def test_a_look_that_is_cancelled_before_its_thread_has_begun_is_interrupted_all_the_same(
    watched: Watched,
) -> None:
    with ThreadPoolExecutor(1) as one:
        busy = threading.Event()
        one.submit(busy.wait, 10)
        connection = Connection(watched, one, looks=True)
        looking = asyncio.create_task(run(connection, LONG.replace("400000", "40000000")))
        await asyncio.sleep(0.05)
        looking.cancel()
        await asyncio.sleep(0.01)
        busy.set()
        async with asyncio.timeout(10):
            await asyncio.wait({looking})
    assert looking.cancelled()


@pytest.fixture
async def file(sqlite_url: str) -> AsyncIterator[Database]:
    database = open_database(sqlite_url)
    yield database
    await database.close()


async def test_a_unit_waits_while_another_process_writes_and_the_loop_goes_on(file: Database) -> None:
    async with file.read() as conn:
        await conn.exec_driver_sql("SELECT 1")
    other = sqlite3.connect(file.url.database or "", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    async def write() -> int | None:
        async with file.write() as tx:
            return (await tx.conn.exec_driver_sql("SELECT 1")).scalar()

    writing = asyncio.create_task(write())
    await asyncio.sleep(0.05)
    assert not writing.done()
    other.execute("COMMIT")
    other.close()
    assert await asyncio.wait_for(writing, 5) == 1


async def test_what_is_committed_behind_the_end_of_the_database_is_not_told_as_kept(sqlite_url: str) -> None:
    database = open_database(sqlite_url)

    async def ended_within() -> None:
        async with database.write() as tx:
            await tx.conn.exec_driver_sql("SELECT 1")
            await database.close()

    with pytest.raises(DBAPIError):
        await ended_within()


async def test_one_row_at_fault_undoes_its_savepoint_alone(file: Database) -> None:
    async def two_more(tx: Tx) -> None:
        async with tx.conn.begin_nested():
            await tx.conn.exec_driver_sql("INSERT INTO t VALUES (2)")
            await tx.conn.exec_driver_sql("INSERT INTO t VALUES (1)")

    async with file.write() as tx:
        await tx.conn.exec_driver_sql("CREATE TABLE t (a INTEGER PRIMARY KEY)")
        await tx.conn.exec_driver_sql("INSERT INTO t VALUES (1)")
        with pytest.raises(IntegrityError):
            await two_more(tx)
        await tx.conn.exec_driver_sql("INSERT INTO t VALUES (3)")
    async with file.read() as conn:
        assert [row[0] for row in await conn.exec_driver_sql("SELECT a FROM t ORDER BY a")] == [1, 3]


async def test_a_full_disk_undoes_the_unit_and_the_next_one_works(file: Database) -> None:
    async with file.write() as tx:
        await tx.conn.exec_driver_sql("CREATE TABLE t (a BLOB)")
        await tx.conn.exec_driver_sql("PRAGMA max_page_count=8")

    async def much() -> None:
        async with file.write() as tx:
            for _ in range(100):
                await tx.conn.exec_driver_sql("INSERT INTO t VALUES (zeroblob(4000))")

    with pytest.raises(OperationalError, match="full"):
        await much()
    async with file.write() as tx:
        await tx.conn.exec_driver_sql("INSERT INTO t VALUES (NULL)")
    async with file.read() as conn:
        assert (await conn.exec_driver_sql("SELECT count(*) FROM t")).scalar() == 1


async def test_a_unit_that_is_cancelled_while_it_waits_leaves_nothing_behind(file: Database) -> None:
    async with file.write() as tx:
        await tx.conn.exec_driver_sql("CREATE TABLE t (a INTEGER)")

    async def half() -> None:
        async with file.write() as tx:
            await tx.conn.exec_driver_sql("INSERT INTO t VALUES (1)")
            await asyncio.sleep(10)

    task = asyncio.create_task(half())
    await asyncio.sleep(0.2)
    task.cancel()
    await asyncio.wait({task})
    async with file.write() as tx:
        await tx.conn.exec_driver_sql("INSERT INTO t VALUES (2)")
    async with file.read() as conn:
        assert [row[0] for row in await conn.exec_driver_sql("SELECT a FROM t")] == [2]


async def test_looks_that_were_cancelled_leave_their_places_to_others(file: Database) -> None:
    async def look() -> None:
        async with file.read() as conn:
            await conn.exec_driver_sql(LONG.replace("400000", "4000000000"))

    for _ in range(3):
        looking = [asyncio.create_task(look()) for _ in range(6)]
        await asyncio.sleep(0.1)
        for task in looking:
            task.cancel()
        async with asyncio.timeout(10):
            await asyncio.wait(looking)
    async with asyncio.timeout(10), file.read() as conn:
        assert (await conn.exec_driver_sql("SELECT 1")).scalar() == 1


async def test_units_that_were_cancelled_at_any_moment_are_kept_wholly_or_not_at_all(file: Database) -> None:
    async with file.write() as tx:
        await tx.conn.exec_driver_sql("CREATE TABLE t (n INTEGER)")
    told = set[int]()

    async def unit(number: int) -> None:
        async with file.write(urgent=True) as tx:
            for _ in range(3):
                await tx.conn.exec_driver_sql("INSERT INTO t VALUES (?)", (number,))
        told.add(number)

    for number in range(60):
        task = asyncio.create_task(unit(number))
        for _ in range(number % 12):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.wait({task})
    async with file.read() as conn:
        rows = await conn.exec_driver_sql("SELECT n, count(*) AS rows FROM t GROUP BY n")
        kept = {row.n: row.rows for row in rows}
    assert set(kept.values()) <= {3}
    assert told <= set(kept)
    await unit(60)
    assert 60 in told


@pytest.mark.parametrize("gone", ["dondoc.db", "dondoc.db-wal"])
async def test_nothing_is_kept_in_a_file_that_is_no_longer_at_its_place(
    sqlite_database: Database, tmp_path: Path, gone: str
) -> None:
    async with sqlite_database.write() as tx:
        tx.append(an_event("before"))
    (tmp_path / gone).rename(tmp_path / "elsewhere")
    with pytest.raises(OperationalError, match="moved or deleted"):
        async with sqlite_database.write() as tx:
            tx.append(an_event("after"))
    (tmp_path / gone).touch()
    with pytest.raises(OperationalError, match="moved or deleted"):
        async with sqlite_database.write() as tx:
            tx.append(an_event("after"))
    with pytest.raises(UnsafeDatabase, match="put it back"):
        await sqlite_database.durability()
    (tmp_path / "elsewhere").replace(tmp_path / gone)
    async with sqlite_database.write() as tx:
        tx.append(an_event("put back"))
    async with sqlite_database.read() as conn:
        kept = (await conn.execute(select(log_entries.c.aggregateid).order_by(log_entries.c.position))).scalars()
        assert list(kept) == ["before", "put back"]
