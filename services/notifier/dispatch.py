"""The sending side as a whole: a lane a channel, one for what has no address, a scout that finds what is due."""

import asyncio
from collections.abc import Mapping

from services.notifier.channels.message import Channel
from services.notifier.desk import Desk
from services.notifier.domain.routing import Rules
from services.notifier.lane import Lane
from services.notifier.store.queue import backlog, with_due
from services.notifier.unreachable import Unreachable
from shared.service import CheckResult, Loop

POLL = 0.2  # seconds of real time between looks for what others have written or what has become due
COUNT_EVERY = 5.0


class Dispatch:
    """Runs as loops of the service; `wake` at once after new notices have committed."""

    def __init__(self, channels: Mapping[str, Channel], rules: Rules, desk: Desk, tries: int) -> None:
        self.desk = desk
        self.lanes = {name: Lane(name, channel, desk) for name, channel in channels.items()}
        self.unreachable = Unreachable(tuple(channels), rules, desk, tries)
        self._looked = asyncio.Event()

    def wake(self) -> None:
        """New notices are there; the lanes that have some find out at once."""
        self._looked.set()

    def loops(self) -> list[Loop]:
        """One a lane, so that a channel that hangs holds up no other."""
        lanes = [Loop(f"notifier.{lane.name}", lane.run) for lane in self.lanes.values()]
        return [
            *lanes,
            Loop("notifier.unreachable", self.unreachable.run),
            Loop("notifier.scout", self.scout),
            Loop("notifier.backlog", self.count),
        ]

    async def scout(self) -> None:
        """Wake the lanes for which something is due."""
        while True:
            self._looked.clear()
            await self._look()
            try:
                async with asyncio.timeout(POLL):
                    await self._looked.wait()
            except TimeoutError:
                continue

    async def _look(self) -> None:
        asked = [name for name, lane in self.lanes.items() if not lane.due]
        async with self.desk.database.read() as conn:
            found = await with_due(conn, [*asked, ""], self.desk.clock.real())
        for name in asked:
            if name in found:
                self.lanes[name].wake()
        if "" in found:
            self.unreachable.woken.set()

    async def count(self) -> None:
        """Keep the gauges; now and then look for notices of channels that are configured no more."""
        while True:
            self.unreachable.woken.set()
            now = self.desk.clock.real()
            async with self.desk.database.read() as conn:
                waiting, oldest = await backlog(conn)
            self.desk.metrics.waiting.set(waiting)
            self.desk.metrics.oldest.set(max(0.0, (now - oldest).total_seconds()) if oldest else 0)
            await asyncio.sleep(COUNT_EVERY)

    async def stop(self, seconds: float) -> None:
        """No new claims; what is under way ends and is recorded."""
        await asyncio.gather(*(lane.stop(seconds) for lane in self.lanes.values()))

    async def check(self) -> CheckResult:
        """For /health/ready: what is under way on each channel."""
        return CheckResult(True, {name: len(lane.flying) for name, lane in self.lanes.items()})
