"""One consumer's units of work: a batch in one transaction, halves of it where one fails, a park for the guilty."""

from collections.abc import Awaitable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from shared.bus import marks, parked
from shared.bus.cloudevents import UNREADABLE, refuse_unreadable
from shared.bus.failures import is_infrastructure
from shared.bus.log import Consumer, Fenced, Reader
from shared.bus.metrics import Meters
from shared.bus.parked import Failure, Head, Patience
from shared.bus.waves import waves
from shared.clock import Clock
from shared.db import Database, Tx
from shared.events import Event
from shared.logging import logger

log = logger("bus.consumer")
Done = TypeVar("Done")


@dataclass(frozen=True)
class Means:
    """What every consumer of a process works with."""

    database: Database
    clock: Clock
    meters: Meters
    patience: Patience
    batch: int = 200


class Work:
    """Marks, effects and place move together; see DESIGN rules 7 and 8."""

    def __init__(self, consumer: Consumer, reader: Reader, means: Means) -> None:
        self.consumer, self.reader, self.means = consumer, reader, means
        self.name = consumer.name
        self.spent = 0.0  # seconds in the handler of the last transaction

    async def deal_with(self, events: Sequence[Event]) -> None:
        """All of them are handled, queued or parked when this returns.

        Raises Fenced, and failures of database or broker; some may then be dealt with already, their marks say which.
        """
        failure = await self._try(events)
        if failure is None:
            return
        if len(events) == 1:
            await self._park(events[0], failure)
            return
        middle = len(events) // 2
        await self.deal_with(events[:middle])
        await self.deal_with(events[middle:])

    async def prepare(self, events: Sequence[Event]) -> None:
        """What the consumer needs before the transaction; raises what would fail there as well."""
        refuse_unreadable(events)
        if self.consumer.prepare:
            await self.consumer.prepare(events)

    async def _try(self, events: Sequence[Event]) -> Exception | None:
        done = await _judged(self._together(events))
        return done if isinstance(done, Exception) else None

    async def _together(self, events: Sequence[Event]) -> None:
        await self.prepare(events)
        async with self.means.database.write() as tx:
            await self.reader.advance(tx, events)
            free = await self._admit(tx, events)
            began = self.means.clock.monotonic()
            for wave in waves(free):
                await self.consumer.handle(tx, wave)
            self.spent = self.means.clock.monotonic() - began
        self.means.meters.handled.labels(self.name).inc(len(free))

    async def _admit(self, tx: Tx, events: Sequence[Event]) -> list[Event]:
        """Those not seen before whose key is free; the others of a parked key queue behind it."""
        fresh = await marks.claim(tx, self.name, events)
        waiting = await parked.blocked(tx, self.name, fresh) if fresh else set()
        if not waiting:
            return fresh
        await parked.queue(tx, self.name, [e for e in fresh if e.key in waiting], self.means.clock.real())
        return [event for event in fresh if event.key not in waiting]

    async def _park(self, event: Event, failure: Exception) -> None:
        now = self.means.clock.real()
        fate = self._patience(event).fate(1, now) | vars(Failure.of(failure)) | {"parked_at": now}
        async with self.means.database.write() as tx:
            await self.reader.advance(tx, [event])
            free = await self._admit(tx, [event])
            for one in free:
                await parked.park(tx, self.name, one, fate)
        if free:
            self._tell(event, failure, fate)

    async def retry(self, key: str) -> bool:
        """Try the key's head again; whether it is done with, and the next of its key may follow."""
        async with self.means.database.read() as conn:
            head = await parked.head(conn, self.name, key)
        if head is None or head.state != parked.PARKED or head.due_at > self.means.clock.real():
            return False
        done = await _judged(self._retry(head))
        if isinstance(done, Exception):
            await self._failed_again(head, done)
            return False
        return done

    async def _retry(self, head: Head) -> bool:
        await self.prepare([head.event])
        async with self.means.database.write() as tx:
            await self.reader.guard(tx)
            await parked.lock(tx, self.name, [head.event.key])
            if await parked.head(tx.conn, self.name, head.event.key) != head:
                return False
            await self.consumer.handle(tx, [head.event])
            await parked.settle(tx, self.name, head, self.means.clock.real())
        self.means.meters.handled.labels(self.name).inc()
        log.info("event.recovered", **self._line(head.event), attempt=head.attempts + 1)
        return True

    async def _failed_again(self, head: Head, failure: Exception) -> None:
        failed, now = head.attempts + 1, self.means.clock.real()
        fate = self._patience(head.event).fate(failed, now) | vars(Failure.of(failure))
        async with self.means.database.write() as tx:
            await parked.lock(tx, self.name, [head.event.key])
            recorded = await parked.failed_again(tx, head, fate)
        if recorded:
            self._tell(head.event, failure, fate)

    def _patience(self, event: Event) -> Patience:
        """A record that is no event becomes none by waiting."""
        return replace(self.means.patience, attempts=1) if event.type == UNREADABLE else self.means.patience

    def _tell(self, event: Event, failure: Exception, fate: Mapping[str, Any]) -> None:
        self.means.meters.failed.labels(self.name).inc()
        line = {**self._line(event), "reason": type(failure).__name__, "attempt": fate["attempts"]}
        if fate["state"] == parked.DEAD:
            self.means.meters.dead.labels(self.name).inc()
            log.error("event.dead", **line)
        else:
            log.warning("event.parked", **line)

    def _line(self, event: Event) -> dict[str, str | None]:
        return {
            "consumer": self.name, "event_id": str(event.id), "type": event.type, "trace": event.traceparent,
        }  # fmt: skip


async def _judged(work: Awaitable[Done]) -> Done | Exception:
    """What `work` returns, or the failure that is its event's own; one that may pass, or of a lost lease, is raised."""
    try:
        return await work
    except Exception as failure:
        if isinstance(failure, Fenced) or is_infrastructure(failure):
            raise
        return failure
