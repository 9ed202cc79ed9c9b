"""A notifier's loops as the frame runs them, and looks at its rows."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, TypeVar

from sqlalchemy import Row, select

from services.notifier.app import Notifier
from services.notifier.models import attempts, notices
from shared.db import Database
from shared.service import LoopFailures, keep_running

Found = TypeVar("Found")


@asynccontextmanager
async def running(notifier: Notifier) -> AsyncIterator[list[asyncio.Task[None]]]:
    """Its loops; at the end it is stopped gracefully, then the loops are cancelled."""
    context = notifier.context
    failures = LoopFailures(context.metrics)
    tasks = [asyncio.create_task(keep_running(loop, context.clock, failures)) for loop in notifier.loops()]
    try:
        yield tasks
        await notifier.stop()
    finally:
        await power_off(tasks)


async def power_off(tasks: list[asyncio.Task[None]]) -> None:
    """End the loops wherever they are."""
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def rows(database: Database, **values: Any) -> list[Row[Any]]:
    """The notices with these values, in the order they were written."""
    async with database.read() as conn:
        statement = select(notices).order_by(notices.c.id)
        for name, value in values.items():
            statement = statement.where(notices.c[name] == value)
        return list((await conn.execute(statement)).all())


async def tried(database: Database) -> list[tuple[int, str | None, str | None]]:
    """Every attempt: number, outcome, detail."""
    async with database.read() as conn:
        found = await conn.execute(select(attempts).order_by(attempts.c.notice_id, attempts.c.number))
        return [(row.number, row.outcome, row.detail) for row in found]


async def until(check: Callable[[], Awaitable[Found]], seconds: float = 20) -> Found:
    """The first truthy answer of `check`."""
    async with asyncio.timeout(seconds):
        while not (answer := await check()):
            await asyncio.sleep(0.01)
    return answer


async def several(database: Database, count: int, **values: Any) -> list[Any]:
    """The notices with these values once there are `count`; none before."""
    found = await rows(database, **values)
    return found if len(found) >= count else []


async def attempts_ended(database: Database, count: int) -> bool:
    """Whether that many attempts have their outcome."""
    async with database.read() as conn:
        found = (await conn.execute(select(attempts).where(attempts.c.outcome.is_not(None)))).all()
    return len(found) >= count


async def nothing_due(database: Database) -> bool:
    """Whether nobody has to look at any notice again."""
    return all(row.due_at is None for row in await rows(database))
