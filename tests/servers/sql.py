"""One statement outside any transaction on a PostgreSQL server: databases for tests are made and dropped by it."""

import asyncio

import asyncpg


async def administer(url: str, statement: str) -> None:
    """Run `statement` on a connection of its own."""
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


def administer_now(url: str, statement: str) -> None:
    """The same where no event loop runs."""
    asyncio.run(administer(url, statement))
