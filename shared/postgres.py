"""Statements to PostgreSQL past SQLAlchemy, which takes twice as long over one as the driver does."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection


async def fetch(conn: AsyncConnection, sql: str, *values: Any) -> Sequence[Any]:
    """The rows of `sql` ($1, $2, … are `values`), as sequences of their columns; none where it gives none.

    Raises SQLAlchemy's DBAPIError.
    """
    driver = driver_of(conn)
    if not driver.is_in_transaction():  # one begins with its first statement, and SQLAlchemy must know of it
        result = await conn.exec_driver_sql(sql, values)
        return result.all() if result.returns_rows else ()
    async with told_as_usual(conn, sql):
        rows: Sequence[Any] = await driver.fetch(sql, *values)
        return rows


def driver_of(conn: AsyncConnection) -> Any:
    """asyncpg's own connection."""
    assert conn.sync_connection is not None, "the connection is open"
    return conn.sync_connection.connection.driver_connection


@asynccontextmanager
async def told_as_usual(conn: AsyncConnection, what: str = "") -> AsyncIterator[None]:
    """What the driver raises within the block becomes SQLAlchemy's DBAPIError; a connection that was lost is not used
    again."""
    import asyncpg  # PostgreSQL only

    try:
        yield
    except asyncpg.IntegrityConstraintViolationError as broken:
        raise IntegrityError(what, None, broken, hide_parameters=True) from broken
    except (asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError, OSError) as failure:
        # An InternalClientError is what a connection says that was cut in the middle: it is of no more use.
        lost = driver_of(conn).is_closed() or isinstance(failure, (asyncpg.InternalClientError, OSError))
        if lost:
            await conn.invalidate()
        raise DBAPIError(what, None, failure, hide_parameters=True, connection_invalidated=lost) from failure
