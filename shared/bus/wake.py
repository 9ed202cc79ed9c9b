"""Wakes readers at once when something was appended: in this process by a call, across processes by LISTEN."""

import asyncio
from collections.abc import Collection

from sqlalchemy.engine import URL

from shared.db import LOG_CHANNEL, Database
from shared.logging import logger

log = logger("bus.wake")
AGAIN_AFTER = 1.0
ALIVE_EVERY = 15.0


class Bell:
    """Rings for everybody who listens for what was appended; a ring that came before the wait is not missed."""

    def __init__(self) -> None:
        self._ears: list[tuple[asyncio.Event, frozenset[str]]] = []

    def ear(self, topics: Collection[str] = ()) -> "Ear":
        """A listener of its own, for these topics or for all; make it before the look that may find nothing."""
        event = asyncio.Event()
        self._ears.append((event, frozenset(topics)))
        return Ear(event)

    def ring(self, topics: Collection[str] = ()) -> None:
        """For those who listen for one of `topics`; for all where none is named."""
        for event, wanted in self._ears:
            if not topics or not wanted or not wanted.isdisjoint(topics):
                event.set()


class Ear:
    """One listener: `clear`, look, and where nothing was found `wait`."""

    def __init__(self, event: asyncio.Event) -> None:
        self._event = event

    def clear(self) -> None:
        self._event.clear()

    async def wait(self, seconds: float) -> bool:
        """Until the bell rings or `seconds` have gone by; whether it rang."""
        try:
            async with asyncio.timeout(seconds):
                await self._event.wait()
        except TimeoutError:
            return False
        return True


async def listen(database: Database, bell: Bell) -> None:
    """Ring at every NOTIFY of another process, on a connection of its own; returns never. PostgreSQL only."""
    import asyncpg  # PostgreSQL only

    dsn = plain_dsn(database.url)
    while True:
        try:
            await _listen_once(dsn, bell)
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as failure:
            log.warning("wake.lost", reason=type(failure).__name__, again_in=AGAIN_AFTER)
        await asyncio.sleep(AGAIN_AFTER)


async def _listen_once(dsn: str, bell: Bell) -> None:
    import asyncpg  # PostgreSQL only

    connection = await asyncpg.connect(dsn, timeout=10, server_settings={"application_name": "dondoc-listen"})
    try:
        await connection.add_listener(LOG_CHANNEL, lambda *heard: bell.ring(heard[-1].split()))
        bell.ring()  # what was appended while nobody listened
        while True:
            await asyncio.sleep(ALIVE_EVERY)
            await connection.execute("SELECT 1", timeout=10)
    finally:
        connection.terminate()


def plain_dsn(url: URL) -> str:
    """The database's address as asyncpg itself takes it."""
    return url.set(drivername="postgresql").render_as_string(hide_password=False)
