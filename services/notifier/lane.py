"""One channel's lane: claim what is due, send it with bounded concurrency, have the outcome recorded."""

import asyncio
import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from services.notifier.channels.message import Channel, Message, Outcome, TryLater, Unknown
from services.notifier.domain.backoff import Backoff
from services.notifier.domain.notice import Lang, Status
from services.notifier.domain.quiet_hours import QuietHours
from services.notifier.letters import letter, read_fact
from services.notifier.outcomes import Now, Try, ended
from services.notifier.plan import Circumstances, Plan, plan
from services.notifier.recorder import Done, Recorder
from services.notifier.report import Metrics, Reported, announce, notice_event
from services.notifier.shapes import notice_json
from services.notifier.store.queue import (
    Candidate,
    active_silences,
    begin_attempts,
    close,
    look_again,
    mark_lost,
    siblings,
    take_due,
)
from services.notifier.wording.phrases import VIETNAM
from services.notifier.wording.render import Wording
from shared.clock import Clock
from shared.db import Database, Tx
from shared.logging import logger

MOST = 100  # notices in one claim
LONGEST_QUIET = timedelta(minutes=15)
SENDER_STOPPED = "the sender stopped before it wrote the outcome"


@dataclass(frozen=True)
class Desk:
    """What all lanes share. `owner` names this process, `lease` is how long a claim lasts (real time)."""

    database: Database
    clock: Clock
    wording: Wording
    office: str
    source: str
    owner: str
    lease: timedelta
    backoff: Backoff
    quiet: QuietHours | None
    metrics: Metrics
    recorder: Recorder
    chance: Callable[[], float] = random.random

    @property
    def lang(self) -> Lang:
        return self.wording.lang


class Lane:
    """Sends through one channel until it is stopped; what it has claimed is always under way, never waiting."""

    def __init__(self, name: str, channel: Channel, desk: Desk) -> None:
        self.name, self.channel, self.desk = name, channel, desk
        self.woken, self.room = asyncio.Event(), asyncio.Event()
        self.flying: set[asyncio.Task[None]] = set()
        self.claiming = asyncio.Lock()
        self.stopping = False
        self.lease = max(desk.lease, timedelta(seconds=channel.longest + 15))

    def wake(self) -> None:
        """Something may be due."""
        self.woken.set()

    async def run(self) -> None:
        """Claim whenever there is room and something due."""
        while not self.stopping:
            await self._until_room()
            self.woken.clear()
            limit = min(self.channel.slots - len(self.flying), MOST)
            async with self.claiming:
                found = 0 if self.stopping else await self._claim(limit)
            if found < limit and not self.stopping:
                await self.woken.wait()

    async def stop(self, seconds: float) -> None:
        """Claim no more; let what is under way end, for at most `seconds`."""
        self.stopping = True
        self.wake()
        self.room.set()
        async with self.claiming:  # what is being claimed now takes off first
            pass
        if self.flying:
            await asyncio.wait(set(self.flying), timeout=seconds)
        for task in self.flying:
            task.cancel()
        await self.channel.close()

    async def _until_room(self) -> None:
        while len(self.flying) > self.channel.slots * 3 // 4 and not self.stopping:
            self.room.clear()
            await self.room.wait()

    async def _claim(self, limit: int) -> int:
        """Take what is due, record the attempts, start the sends; how many were looked at."""
        async with self.desk.database.write() as tx:
            found = await take_due(tx, self.name, self.desk.clock.real(), limit)
            made = await self._decide(tx, found) if found else Plan()
        for candidate, closed in made.closed:
            announce(Reported(candidate.row, closed.status, closed.status.value, candidate.row.attempt,
                              closed.because), self.desk.metrics)  # fmt: skip
        for candidate in made.send:
            task = asyncio.create_task(self._send(candidate))
            self.flying.add(task)
            task.add_done_callback(self._landed)
        return len(found)

    async def _decide(self, tx: Tx, found: list[Candidate]) -> Plan:
        clock = self.desk.clock
        kin, silences = await siblings(tx, found), await active_silences(tx, clock.now())
        quiet, repeatable = self._quiet(), self.channel.repeatable
        made = plan(found, Circumstances(kin, silences, repeatable, clock.real(), quiet, self.desk.lang))
        await mark_lost(tx, [(c.id, c.row.attempt) for c in found if c.lost], SENDER_STOPPED)
        begun = [(candidate.id, candidate.row.attempt + 1) for candidate in made.send]
        await begin_attempts(tx, begun, self.desk.owner, (clock.now(), clock.real() + self.lease))
        await look_again(tx, [(candidate.id, at) for candidate, at in made.later])
        await close(tx, [closed for _, closed in made.closed])
        unknown = [(candidate, closed) for candidate, closed in made.closed if closed.status is Status.UNKNOWN]
        for candidate, closed in unknown:
            reported = Reported(candidate.row, closed.status, "unknown", candidate.row.attempt, closed.because)
            tx.append(notice_event(reported, self.desk.source, clock.now()))
        return made

    def _quiet(self) -> timedelta | None:
        hours = self.desk.quiet
        remaining = hours.remaining(self.desk.clock.now().astimezone(VIETNAM)) if hours else None
        return min(remaining, LONGEST_QUIET) if remaining else None

    def _landed(self, task: asyncio.Task[None]) -> None:
        self.flying.discard(task)
        self.room.set()
        if not task.cancelled() and task.exception():
            logger("notifier").error("notice.unrecorded", error=str(task.exception()))

    async def _send(self, candidate: Candidate) -> None:
        row, number = candidate.row, candidate.row.attempt + 1
        began = self.desk.clock.monotonic()
        outcome = await self._try(candidate)
        self.desk.metrics.seconds.labels(self.name).observe(self.desk.clock.monotonic() - began)
        now = Now(self.desk.clock.now(), self.desk.clock.real(), self.desk.chance())
        result = ended(Try(row.id, number, row.tries_left, self.channel.repeatable), outcome, self.desk.backoff, now)
        reported = Reported(row, result.status, result.outcome, number, row.because)
        await self.desk.recorder.add(Done(result, reported))

    async def _try(self, candidate: Candidate) -> Outcome:
        """Send; whatever goes wrong in our own code is a failed try, visible, never the end of the lane."""
        try:
            message = self._message(candidate)
            async with asyncio.timeout(self.channel.longest):
                return await self.channel.send(message)
        except TimeoutError:
            return Unknown(f"no end after {self.channel.longest:.0f} s")
        except Exception as failure:  # noqa: BLE001 - the dispatch must not die of one notice
            logger("notifier").exception("notice.send_failed", notice=str(candidate.id))
            return TryLater(f"internal: {type(failure).__name__}")

    def _message(self, candidate: Candidate) -> Message:
        row = candidate.row
        words = self.desk.wording.render(letter(row, read_fact(row.fact, row.payload), self.desk.office))
        data = notice_json(row)
        name, address = row.recipient_name, row.address or ""
        return Message(row.id, row.reason, row.task_id, name, address, words, data, row.traceparent)
