"""One way to drive every log in tests: append, run instances of a consumer, look at the effects they committed."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from typing import Any
from uuid import UUID, uuid4

from prometheus_client import CollectorRegistry
from sqlalchemy import Column, MetaData, Table, Text, delete, insert, select, update

from shared.bus.consumer import ConsumerLoop, RetryLoop
from shared.bus.kafka import KafkaReader, KafkaSender
from shared.bus.lease import Lease
from shared.bus.log import Consumer, Handler, Prepare, Reader
from shared.bus.metrics import Meters
from shared.bus.parked import Patience
from shared.bus.relay import NAME, Relay
from shared.bus.retiring import retired
from shared.bus.table import TableReader, last_position
from shared.bus.topics import create_topics
from shared.bus.wake import Bell, listen
from shared.bus.work import Means, Work
from shared.bus.written import Written
from shared.clock import SystemClock
from shared.config.log import Log as LogSettings
from shared.db import Database, Tx
from shared.events import TOPIC_PREFIX, Event, Subject, event
from shared.tables import BigKey, Id, consumer_marks, consumer_parked, consumer_positions

AT = datetime(2026, 11, 16, 1, tzinfo=UTC)
TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
effects = Table(
    "test_effects",
    MetaData(),
    Column("seq", BigKey, primary_key=True, autoincrement=True),
    Column("event_id", Id, nullable=False),
    Column("key", Text, nullable=False),
    Column("said", Text, nullable=False),
    sqlite_autoincrement=True,
)


async def note(tx: Tx, wave: Sequence[Event]) -> None:
    """The plain handler: one row an event."""
    rows = [{"event_id": e.id, "key": e.key, "said": e.data.decode()} for e in wave]
    await tx.execute(insert(effects), rows)


@dataclass
class Instance:
    """One running instance of the consumer, as a process of its own would be."""

    consumer: ConsumerLoop
    tasks: list["asyncio.Task[None]"]
    means: Means

    @property
    def active(self) -> bool:
        return self.consumer.reader.active

    async def stop(self) -> None:
        """Gracefully; raises what a loop died of."""
        for task in self.tasks:
            task.cancel()
        for answer in await asyncio.gather(*self.tasks, return_exceptions=True):
            if isinstance(answer, BaseException) and not isinstance(answer, asyncio.CancelledError):
                raise answer


@dataclass
class Rig:
    """A log under test. `topic` and `name` are this test's own, so that a broker can be shared."""

    database: Database
    lease_seconds: float = 1.0
    patience: Patience = field(default_factory=lambda: Patience(3, 0.05, 0.1))
    topic: str = field(default_factory=lambda: f"t{uuid4().hex[:20]}")
    name: str = field(default_factory=lambda: f"c{uuid4().hex[:20]}")
    instances: list[Instance] = field(default_factory=list)
    bell: Bell = field(default_factory=Bell)
    kind: str = "table"

    async def open(self) -> None:
        async with self.database.writer.begin() as conn:
            await conn.run_sync(effects.create)
        self.database.on_commit.append(self.bell.ring)

    async def close(self) -> None:
        for instance in self.instances:
            await instance.stop()
        await retired()

    async def other(self) -> "Rig":
        """Another topic of the same log."""
        return Rig(self.database)

    def event(self, key: str, said: str) -> Event:
        return event(Subject(self.topic, key, "/dondoc/test", AT, TRACE), "task.registered", said.encode())

    async def append(self, *events: Event) -> None:
        async with self.database.write() as tx:
            tx.append(*events)

    async def say(self, *said: str) -> list[Event]:
        """One transaction of events written `key:words`."""
        made = [self.event(one.partition(":")[0], one) for one in said]
        await self.append(*made)
        return made

    def reader(self) -> Reader:
        lease = Lease(self.database, SystemClock(), self.name, self.lease_seconds)
        return TableReader(lease, (self.topic,), self.bell, SystemClock())

    def start(self, handle: Handler = note, prepare: Prepare | None = None, batch: int = 200) -> Instance:
        """Another instance of the consumer."""
        means = Means(self.database, SystemClock(), Meters(CollectorRegistry()), self.patience, batch)
        reader = self.reader()
        work = Work(Consumer(self.name, (self.topic,), handle, prepare), reader, means)
        loop = ConsumerLoop(work, reader)
        tasks = [asyncio.create_task(run()) for run in (loop.run, RetryLoop(work, reader).run)]
        if self.database.dialect == "postgresql":
            tasks.append(asyncio.create_task(listen(self.database, self.bell)))
        instance = Instance(loop, tasks, means)
        self.instances.append(instance)
        return instance

    async def stop(self, instance: Instance) -> None:
        self.instances.remove(instance)
        await instance.stop()

    async def said(self) -> list[str]:
        """What took effect, in the order in which it did."""
        async with self.database.read() as conn:
            return list((await conn.execute(select(effects.c.said).order_by(effects.c.seq))).scalars())

    async def heard(self, said: Iterable[str]) -> bool:
        """These took effect, each once, and nothing else."""
        return sorted(await self.said()) == sorted(said)

    async def said_of(self, key: str) -> list[str]:
        return [one for one in await self.said() if one.partition(":")[0] == key]

    async def parked(self) -> list[tuple[str, str, int]]:
        """(words, state, attempts) of what is parked, in order."""
        parked = consumer_parked.c
        query = select(parked.payload, parked.state, parked.attempts).where(parked.consumer == self.name)
        async with self.database.read() as conn:
            return [(p, s, a) for p, s, a in await conn.execute(query.order_by(parked.seq))]

    async def marks(self) -> set[UUID]:
        async with self.database.read() as conn:
            query = select(consumer_marks.c.event_id).where(consumer_marks.c.consumer == self.name)
            return set((await conn.execute(query)).scalars())

    async def deliver_again(self) -> None:
        """Everything from the beginning once more, as after a lost place."""
        await self._rewind(self.name)

    async def _rewind(self, reader: str) -> None:
        place = consumer_positions
        async with self.database.write() as tx:
            await tx.execute(
                update(place).where(place.c.consumer == reader).values(position=0, epoch=place.c.epoch + 1)
            )

    async def forget_effects(self) -> None:
        async with self.database.write() as tx:
            await tx.execute(delete(effects))


@dataclass
class KafkaRig(Rig):
    """The consumer on Kafka, behind the relay."""

    servers: str = ""
    relay: "asyncio.Task[None] | None" = None
    kind: str = "kafka"

    async def open(self) -> None:
        await super().open()
        await create_topics(self.servers, LogSettings(partitions=6), (self.topic,))
        self.run_relay()

    async def other(self) -> "Rig":
        made = KafkaRig(self.database, servers=self.servers)
        await create_topics(self.servers, LogSettings(partitions=6), (made.topic,))
        return made

    def run_relay(self) -> None:
        lease = Lease(self.database, SystemClock(), NAME, self.lease_seconds)
        meters = Meters(CollectorRegistry())
        sender = partial(KafkaSender, self.servers, Written([TOPIC_PREFIX + self.topic]))
        self.relay = asyncio.create_task(Relay(lease, sender, self.bell, meters).run())

    async def passed_on(self) -> bool:
        """Everything was sent, and the relay's place says so."""
        lease = Lease(self.database, SystemClock(), NAME, self.lease_seconds)
        async with self.database.read() as conn:
            return await lease.position() == await last_position(conn)

    async def stop_relay(self) -> None:
        if self.relay:
            self.relay.cancel()
            await asyncio.gather(self.relay, return_exceptions=True)
            self.relay = None

    async def close(self) -> None:
        await self.stop_relay()
        await super().close()

    def reader(self) -> Reader:
        return KafkaReader(self.servers, self.name, (self.topic,), SystemClock(), self.database)

    async def deliver_again(self) -> None:
        await self.stop_relay()
        await self._rewind(NAME)
        self.run_relay()


async def eventually(check: Callable[[], Awaitable[bool]], seconds: float = 20.0) -> bool:
    """Whether `check` came true in time."""
    try:
        async with asyncio.timeout(seconds):
            while not await check():
                await asyncio.sleep(0.02)
    except TimeoutError:
        return False
    return True


def failing_on(*words: str, error: Callable[[str], Exception] = ValueError) -> tuple[Handler, set[str]]:
    """A handler that raises on these events until their words are taken out of the set that is returned."""
    bad = set(words)

    async def handle(tx: Tx, wave: Sequence[Event]) -> None:
        await note(tx, wave)
        for one in wave:
            if one.data.decode() in bad:
                raise error(one.data.decode())

    return handle, bad


def moved(made: Event, **changes: Any) -> Event:
    """The event with some of its fields changed."""
    return replace(made, **changes)


async def wait_for(rig: Rig, count: int, seconds: float = 30) -> list[str]:
    """What was said, once there is so much of it (or time is up)."""

    async def enough() -> bool:
        return len(await rig.said()) >= count

    await eventually(enough, seconds)
    return await rig.said()


def by_key(said: Sequence[str]) -> dict[str, list[str]]:
    keys: dict[str, list[str]] = {}
    for one in said:
        keys.setdefault(one.partition(":")[0], []).append(one)
    return keys
