"""Statements past SQLAlchemy: of the same unit of work, refused in its words, and never on a connection that was cut."""

import pytest
from sqlalchemy.exc import DBAPIError, IntegrityError

from shared.bus.failures import is_infrastructure
from shared.db import Database
from shared.postgres import fetch

pytestmark = pytest.mark.postgres
MARK = "INSERT INTO consumer_marks (consumer, event_id) VALUES ($1, gen_random_uuid()) RETURNING consumer"
AGAIN = "INSERT INTO consumer_marks SELECT consumer, event_id FROM consumer_marks"
MARKED = "SELECT consumer FROM consumer_marks ORDER BY consumer"


class Undone(Exception):
    pass


async def marked(database: Database) -> list[str]:
    async with database.read() as conn:
        return [row[0] for row in await fetch(conn, MARKED)]


async def test_the_first_statement_and_the_later_ones_commit_together(postgres_database: Database) -> None:
    async with postgres_database.write() as tx:
        assert [row[0] for row in await fetch(tx.conn, MARK, "a")] == ["a"]
        assert [row[0] for row in await fetch(tx.conn, MARK, "b")] == ["b"]
        assert await marked(postgres_database) == []
    assert await marked(postgres_database) == ["a", "b"]


async def undone(database: Database) -> None:
    async with database.write() as tx:
        await fetch(tx.conn, MARK, "a")
        await fetch(tx.conn, MARK, "b")
        raise Undone


async def test_all_are_undone_together(postgres_database: Database) -> None:
    with pytest.raises(Undone):
        await undone(postgres_database)
    assert await marked(postgres_database) == []


async def test_a_statement_without_rows_gives_none_first_or_later(postgres_database: Database) -> None:
    async with postgres_database.write() as tx:
        assert [list(await fetch(tx.conn, "SET LOCAL lock_timeout = '1s'")) for _ in range(2)] == [[], []]


async def within(database: Database, *statements: tuple[object, ...]) -> None:
    """All of them in one unit of work."""
    async with database.write() as tx:
        for sql, *values in statements:
            await fetch(tx.conn, str(sql), *values)


@pytest.mark.parametrize("before", [(), ((MARKED,),)], ids=["first", "later"])
async def test_a_row_that_may_not_be_is_refused_as_usual(
    postgres_database: Database, before: tuple[tuple[object, ...], ...]
) -> None:
    await within(postgres_database, (MARK, "a"))
    with pytest.raises(IntegrityError) as refused:
        await within(postgres_database, *before, (AGAIN,))
    assert not is_infrastructure(refused.value)
    assert await marked(postgres_database) == ["a"]


async def test_a_value_of_the_wrong_kind_is_no_failure_of_the_database(postgres_database: Database) -> None:
    with pytest.raises(DBAPIError) as refused:
        await within(postgres_database, (MARKED,), (MARK, 7))
    assert not is_infrastructure(refused.value)


async def cut_amid(database: Database) -> None:
    async with database.write() as tx:
        (mine,) = await fetch(tx.conn, "SELECT pg_backend_pid()")
        async with database.read() as other:
            await fetch(other, "SELECT pg_terminate_backend($1)", mine[0])
        await fetch(tx.conn, MARK, "a")


async def test_a_connection_that_was_cut_may_pass_and_is_not_used_again(postgres_database: Database) -> None:
    with pytest.raises(DBAPIError) as cut:
        await cut_amid(postgres_database)
    assert is_infrastructure(cut.value)
    assert postgres_database.trouble
    for _ in range(3):
        await within(postgres_database, (MARK, "b"))
    assert await marked(postgres_database) == ["b", "b", "b"]
