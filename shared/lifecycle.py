"""From start to a graceful stop: wait for the database, start the services, keep their loops running, end in order."""

import asyncio
from collections.abc import Awaitable, Sequence
from enum import Enum
from typing import TYPE_CHECKING

from sqlalchemy.exc import SQLAlchemyError

import migrations
from shared.causes import reason_for_people
from shared.db import UnsafeDatabase
from shared.logging import logger
from shared.service import BusLike, Context, Loop, LoopFailures, Service, keep_running

if TYPE_CHECKING:
    from shared.bus import Consumer

RETRY = 1.0
PATIENCE = 5.0  # so long a start waits for the database before the port is opened anyway (and answers 503)


class Phase(Enum):
    """Requests are served only while RUNNING."""

    STARTING = "starting"
    RUNNING = "running"
    STOPPING = "stopping"


class Lifecycle:
    """The services of one process and everything that runs for them."""

    def __init__(self, services: Sequence[Service], context: Context, bus: BusLike) -> None:
        self.services, self.context, self.bus = services, context, bus
        self.phase = Phase.STARTING
        self.waiting_for = "start"
        self._failures = LoopFailures(context.metrics)
        self._started: list[Service] = []
        self._tasks: list[asyncio.Task[None]] = []
        self._log = logger("lifecycle")

    @property
    def consumers(self) -> list["Consumer"]:
        return [consumer for service in self.services for consumer in service.consumers()]

    async def start(self) -> None:
        """Start everything; goes on in the background where the database is not there yet."""
        starting = self._run(Loop("start", self._bring_up))
        await asyncio.wait({starting}, timeout=PATIENCE)

    async def stop(self) -> None:
        """Let the services finish what they accepted or claimed, then end the loops and the bus."""
        self.phase = Phase.STOPPING
        stops = [self._bounded(service.stop(), service.name) for service in self._started]
        await asyncio.gather(*stops)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._bounded(self.bus.close(), "bus")
        self._log.info("service.stopped")

    async def _bring_up(self) -> None:
        while obstacle := await self._obstacle():
            if obstacle != self.waiting_for:  # said once, however long it lasts; /health/ready goes on saying it
                self._log.warning("service.waiting", why=obstacle)
            self.waiting_for = obstacle
            await asyncio.sleep(RETRY)
        self.waiting_for = ""
        for service in self.services:
            if service not in self._started:
                await service.start()
                self._started.append(service)
        for loop in (*self.bus.loops(self.consumers), *(loop for s in self.services for loop in s.loops())):
            self._run(loop)
        self.phase = Phase.RUNNING
        self._log.info("service.started", services=[service.name for service in self.services])

    async def _obstacle(self) -> str:
        """Why the services cannot start yet; empty where they can."""
        try:
            await self.context.database.durability()
            return await schema_obstacle(self.context)
        except (SQLAlchemyError, OSError) as gone:
            return f"database: {reason_for_people(gone)}"
        except UnsafeDatabase as unsafe:
            return str(unsafe)

    def _run(self, loop: Loop) -> asyncio.Task[None]:
        running = keep_running(loop, self.context.clock, self._failures)
        task = asyncio.create_task(running, name=loop.name)
        self._tasks.append(task)
        return task

    async def _bounded(self, ending: Awaitable[None], what: str) -> None:
        try:
            async with asyncio.timeout(self.context.config.api.stop_timeout):
                await ending
        except TimeoutError:
            self._log.error("stop.overdue", of=what)


async def schema_obstacle(context: Context) -> str:
    """Why this program cannot work on the database's schema; empty where it can."""
    async with context.database.read() as conn:
        return await migrations.obstacle(conn, migrations.head())
