"""One channel's lane: each turn writes what has ended and claims what is due, in one transaction, then sends it."""

import asyncio
from datetime import timedelta

from services.notifier.channels.message import Channel
from services.notifier.claim import Terms, claim, closed_report
from services.notifier.desk import Desk
from services.notifier.report import announce, notice_event
from services.notifier.sending import Flight, Landed
from services.notifier.store.queue import Candidate
from services.notifier.store.tries import end_attempts
from shared.db import Tx
from shared.logging import logger

MOST = 200  # notices in one claim
FEW = 20  # while receipts crowd in at the one writer
LINGER = 0.05  # seconds for which sends that have ended wait for others, so that they are written together
REST = 0.2  # and where none is under way, for the next claim, so that both are one transaction


class Lane:
    """Sends through one channel until it is stopped; what it has claimed is always under way, never waiting.

    Its concurrency is the channel's `slots`: so many sends a crash may leave unknown, and no more.
    """

    def __init__(self, name: str, channel: Channel, desk: Desk) -> None:
        self.name, self.channel, self.desk = name, channel, desk
        self.flying: dict[asyncio.Task[Landed], Flight] = {}
        self.landed: list[Landed] = []
        self.stopping = self.due = self.turning = False
        self._stirred, self._enough, self._settled = asyncio.Event(), asyncio.Event(), asyncio.Event()
        self.lease = max(desk.lease, timedelta(seconds=channel.longest + 15))

    def wake(self) -> None:
        """Something may be due."""
        self.due = True
        self._stirred.set()
        if self._room():
            self._enough.set()

    async def run(self) -> None:
        """Take turns for as long as there is anything to write or to claim."""
        while True:
            self._settle()
            if not self.landed:
                await self._stirred.wait()
            self._stirred.clear()
            await self._together()
            self.turning = True
            try:
                await self._turn()
            finally:
                self.turning = False

    async def _together(self) -> None:
        """While nothing can be claimed, outcomes wait for one another, for a moment."""
        try:
            while not self._room() and self._worth_waiting():
                self._enough.clear()
                async with asyncio.timeout(LINGER if self.flying else REST):
                    await self._enough.wait()
        except TimeoutError:
            return

    def _worth_waiting(self) -> bool:
        """Others are under way; or a claim may join the turn, and a crash would do no more than repeat a send."""
        if self.flying:
            return not self._many()
        return bool(self.landed) and self.channel.repeatable and not self.stopping

    def _many(self) -> bool:
        return not self.flying or len(self.landed) >= max(1, self.channel.slots // 2)

    async def stop(self, seconds: float) -> None:
        """Claim no more; let what is under way end and be written, for at most `seconds`."""
        self.stopping = True
        self._enough.set()
        self._settle()
        try:
            async with asyncio.timeout(seconds):
                await self._settled.wait()
        except TimeoutError:
            logger("notifier").warning("notice.left_behind", channel=self.name, count=len(self.flying))
        for task in self.flying:
            task.cancel()
        await self.channel.close()

    async def _turn(self) -> None:
        self._settled.clear()
        done, limit = list(self.landed), self._room()
        terms = Terms(self.name, self.lease, self.channel.repeatable)
        self.due = self.due and not limit
        async with self.desk.database.write() as tx:
            await self._write(tx, done)
            looked_at, made = await claim(tx, self.desk, terms, limit)
        del self.landed[: len(done)]
        self.due = self.due or (looked_at == limit > 0)
        for candidate in made.send:
            self._take_off(candidate)
        for reported in (*(one.reported for one in done), *(closed_report(*one) for one in made.closed)):
            announce(reported, self.desk.metrics)
        if self.due and self._room():
            self._stirred.set()

    def _room(self) -> int:
        """How many to claim now; small claims are not worth their transaction while others are under way."""
        free = self.channel.slots - len(self.flying)
        worthwhile = free >= max(1, self.channel.slots // 2) or not self.flying
        most = FEW if self.desk.database.crowded else MOST
        return min(free, most) if self.due and worthwhile and not self.stopping else 0

    async def _write(self, tx: Tx, done: list[Landed]) -> None:
        news = {(one.id, one.number) for one in await end_attempts(tx, [one.ended for one in done])}
        ended = [one for one in done if (one.ended.id, one.ended.number) in news]
        final = [one.reported for one in ended if one.ended.due_at is None]
        now = self.desk.clock.now()
        tx.append(*(notice_event(reported, self.desk.source, now) for reported in final))

    def _take_off(self, candidate: Candidate) -> None:
        flight = Flight(candidate, self.name, self.channel, self.desk)
        task = asyncio.create_task(flight.go())
        self.flying[task] = flight
        task.add_done_callback(self._land)

    def _land(self, task: asyncio.Task[Landed]) -> None:
        flight = self.flying.pop(task)
        if not task.cancelled():
            failure = task.exception()
            self.landed.append(flight.fell(failure) if failure else task.result())
        self._stirred.set()
        if self._many():
            self._enough.set()

    def _settle(self) -> None:
        if not (self.flying or self.landed or self.turning):
            self._settled.set()
