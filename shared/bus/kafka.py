"""Kafka: the relay's sender, the consumers' reader. Alone imports aiokafka (topics.py takes it from here)."""

import asyncio
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import lru_cache
from typing import Any

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, ConsumerRebalanceListener, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient as AIOKafkaAdminClient  # for shared.bus.topics
from aiokafka.admin import NewTopic as NewTopic
from aiokafka.errors import CommitFailedError, IllegalStateError, KafkaError
from aiokafka.errors import TopicAlreadyExistsError as TopicAlreadyExistsError
from aiokafka.errors import for_code as for_code
from aiokafka.partitioner import murmur2

from shared.bus.age import age_of
from shared.bus.cloudevents import event_of_record, headers_of
from shared.bus.failures import BrokerFailure
from shared.bus.fetched import Fetched
from shared.bus.followed import Gaps, Missed
from shared.bus.lease import forget
from shared.bus.log import Lag
from shared.bus.offsets import Offsets
from shared.bus.retiring import STOPPING, retire
from shared.bus.written import Look, Written
from shared.clock import Clock
from shared.db import Database, Tx
from shared.events import TOPIC_PREFIX, Event
from shared.logging import logger

log = logger("bus.kafka")
REQUEST_MS = 10_000
BATCH_BYTES = 900_000  # of a broker's usual limit of 1 MiB
EVENT_BYTES = 4 * 1024 * 1024
WAIT_MS = 1_000
LET_END = 20.0  # seconds that a rebalance waits for the batch under way
COMMIT_EVERY = 0.25  # seconds: what comes twice has its mark
COMPACTED = ("agencies",)  # topics in which records go missing as they should
LOOK_EVERY = 15.0  # seconds between looks whether the topics still hold what was written
Record = tuple[TopicPartition, int, Event]  # with its offset


@contextmanager
def broker() -> Iterator[None]:
    """Whatever aiokafka raises is a BrokerFailure."""
    try:
        yield
    except (KafkaError, OSError, TimeoutError) as failure:
        raise BrokerFailure(f"{type(failure).__name__}: {failure}") from failure


@lru_cache(20_000)
def _hash(key: str) -> int:
    hashed: int = murmur2(key.encode())
    return hashed & 0x7FFFFFFF


class KafkaSender:
    """An idempotent producer of the relay's rounds. After any failure close it and make another with the same
    `written`: what this one noticed of the topics is not lost with it."""

    def __init__(self, servers: str, written: Written) -> None:
        self.servers, self._written = servers, written
        self._producer: AIOKafkaProducer | None = None
        self._asker: AIOKafkaConsumer | None = None  # a producer cannot ask where a topic ends
        self._looked = float("-inf")

    async def open(self) -> None:
        self._producer = AIOKafkaProducer(
            bootstrap_servers=self.servers, client_id="dondoc-relay", enable_idempotence=True, acks="all",
            max_batch_size=BATCH_BYTES, max_request_size=EVENT_BYTES, request_timeout_ms=REQUEST_MS,
        )  # fmt: skip
        self._asker = AIOKafkaConsumer(bootstrap_servers=self.servers, request_timeout_ms=REQUEST_MS)
        with broker():
            await self._producer.start()
            await self._asker.start()

    async def look(self) -> Look | None:
        """See Relay's Sender; raises BrokerFailure."""
        now = asyncio.get_running_loop().time()
        if now - self._looked < LOOK_EVERY and not self._written.doubtful:
            return None
        assert self._asker
        with broker():
            there = await self._asker.topics()
            places = [place for topic in self._written.topics if topic in there for place in await self._places(topic)]
            ends = await self._asker.end_offsets(places) if places else {}
        self._looked = now
        return self._written.look(ends)

    async def send(self, events: Sequence[Event]) -> None:
        """Returns when every one is acknowledged by all replicas in sync.

        A partition has at most one batch under way: where it fails nothing later of the same key can have arrived.
        Raises BrokerFailure; any of the events may have arrived then.
        """
        with broker():
            while events:
                events = await self._round(events)

    async def _round(self, events: Sequence[Event]) -> Sequence[Event]:
        assert self._producer
        batches: dict[TopicPartition, Any] = {}
        places: dict[str, Sequence[TopicPartition]] = {}
        sent = 0
        for event in events:
            topic = places.get(event.topic)
            if topic is None:
                topic = places[event.topic] = await self._places(TOPIC_PREFIX + event.topic)
            place = topic[_hash(event.key) % len(topic)]
            batch = batches.get(place)
            if batch is None:
                batch = batches[place] = self._producer.create_batch()
            if not batch.append(key=event.key.encode(), value=event.data, timestamp=None, headers=headers_of(event)):
                break  # the partition's batch is full: the rest goes in the next round
            sent += 1
        await self._deliver(batches)
        return events[sent:]

    async def _deliver(self, batches: dict[TopicPartition, Any]) -> None:
        assert self._producer
        acks, filled = [], [(place, batch) for place, batch in batches.items() if batch.record_count()]
        for place, batch in filled:
            batch.close()
            acks.append(await self._producer.send_batch(batch, place.topic, partition=place.partition))
        for (place, batch), answer in zip(filled, await asyncio.gather(*acks, return_exceptions=True), strict=True):
            if isinstance(answer, BaseException):
                raise answer
            self._written.acknowledged(place, answer.offset, batch.record_count())

    async def _places(self, topic: str) -> Sequence[TopicPartition]:
        """The partitions of a topic, in their order."""
        assert self._producer
        partitions = self._producer.client.cluster.partitions_for_topic(topic)
        if not partitions:
            async with asyncio.timeout(REQUEST_MS / 1000):  # a missing topic: `dondoc migrate` makes it
                partitions = await self._producer.partitions_for(topic)
        return [TopicPartition(topic, number) for number in sorted(partitions)]

    async def close(self) -> None:
        asker, self._asker, producer, self._producer = self._asker, None, self._producer, None
        for client in (asker, producer):
            if client:
                await retire(client.stop())


class _Rebalance(ConsumerRebalanceListener):  # type: ignore[misc]  # aiokafka has no types
    """Lets the batch under way end before its partitions go to another instance."""

    def __init__(self, reader: "KafkaReader", consumer: AIOKafkaConsumer) -> None:
        self.reader, self.consumer = reader, consumer

    async def on_partitions_revoked(self, _revoked: Iterable[TopicPartition]) -> None:
        self.reader.fetched.drop()  # aiokafka hands out nothing more until partitions are assigned again
        try:
            async with asyncio.timeout(LET_END):
                await self.reader.idle.wait()
                await self.reader.offsets.ended()
        except TimeoutError:
            log.warning("kafka.rebalance_unfinished", consumer=self.reader.name)

    async def on_partitions_assigned(self, assigned: Iterable[TopicPartition]) -> None:
        places = list(assigned)
        log.info("kafka.assigned", consumer=self.reader.name, partitions=len(places))
        await self.reader.assigned(self.consumer, places)


class KafkaReader:
    """See `Reader`: the marks commit with the effects, the offsets beside what comes next; what comes twice has its
    mark."""

    def __init__(self, servers: str, name: str, topics: Sequence[str], clock: Clock, database: Database) -> None:
        self.servers, self.name, self.clock, self.database = servers, name, clock, database
        self.topics = [TOPIC_PREFIX + topic for topic in topics]
        self.idle = asyncio.Event()
        self.idle.set()
        self._consumer: AIOKafkaConsumer | None = None
        self.fetched = Fetched[Record](self._fetch)
        self._next: dict[TopicPartition, int] = {}
        self.offsets = Offsets[TopicPartition](self._commit, COMMIT_EVERY)
        self.gaps = Gaps(name, [TOPIC_PREFIX + topic for topic in COMPACTED], clock.monotonic)
        self._seen: Event | None = None
        self._caught_up: datetime | None = None  # when nothing was left to take, of these partitions

    @property
    def active(self) -> bool:
        return self._consumer is not None

    @property
    def missed(self) -> Missed | None:
        return self.gaps.missed

    async def open(self) -> None:
        await self.close()
        await forget(self.database, self.name)
        consumer = AIOKafkaConsumer(
            bootstrap_servers=self.servers, group_id=f"dondoc-{self.name}", client_id=f"dondoc-{self.name}",
            auto_offset_reset="earliest", enable_auto_commit=False, request_timeout_ms=REQUEST_MS,
            session_timeout_ms=10_000, heartbeat_interval_ms=2_000, rebalance_timeout_ms=30_000,
            metadata_max_age_ms=30_000, max_partition_fetch_bytes=EVENT_BYTES,
        )  # fmt: skip
        consumer.subscribe(self.topics, listener=_Rebalance(self, consumer))
        try:
            with broker():
                await consumer.start()
        except (BrokerFailure, asyncio.CancelledError):
            await retire(consumer.stop())
            raise
        self._consumer = consumer

    async def take(self, limit: int) -> Sequence[Event]:
        records = await self.fetched.take(limit, WAIT_MS / 1000)
        if not records:
            return ()
        self.idle.clear()
        self._next = {place: offset + 1 for place, offset, _ in records}
        self._seen = records[-1][-1]
        return [event for *_, event in records]

    async def _fetch(self, most: int) -> Sequence[Record]:
        assert self._consumer
        with broker():
            found = await self._consumer.getmany(timeout_ms=WAIT_MS, max_records=most)
        for place, records in found.items():
            self.gaps.read(place, records[0].offset, records[-1].offset)
        return [(place, one.offset, event_of_record(one)) for place, records in found.items() for one in records]

    async def ahead(self, limit: int) -> Sequence[Event]:
        return [event for *_, event in self.fetched.ahead(limit)]

    async def advance(self, tx: Tx, done: Sequence[Event]) -> None:
        """Nothing in the transaction: the offsets follow it."""

    async def guard(self, tx: Tx) -> None:
        """Every instance may retry what is parked; the key's lock keeps them apart."""

    async def settled(self) -> None:
        self.idle.set()
        self.offsets.settle(self._next)

    async def _commit(self, offsets: dict[TopicPartition, int]) -> None:
        if self._consumer is None:
            return
        try:
            with broker():
                async with asyncio.timeout(REQUEST_MS / 1000):
                    await self._consumer.commit(offsets)
        except BrokerFailure as failure:
            if not isinstance(failure.__cause__, CommitFailedError | IllegalStateError):
                raise
            log.info("kafka.commit_too_late", consumer=self.name)  # a rebalance: the next owner meets the marks

    def again(self) -> None:
        self.fetched.again()
        self.idle.set()

    async def lag(self) -> Lag:
        if self._consumer is None:
            return Lag(0, 0.0)
        behind = len(self.fetched)
        for place in self._consumer.assignment():
            end = self._consumer.highwater(place)
            if end is not None:
                with broker():
                    behind += max(0, end - await self._consumer.position(place))
        return Lag(behind, self._late(behind))

    def _late(self, behind: int) -> float:
        """The oldest not taken came after the last one taken, and after the last look that found nothing left."""
        now = self.clock.real()
        if not behind:
            self._caught_up = now
            return 0.0
        bounds = [age_of(self._seen.id, now)] if self._seen else []
        if self._caught_up:
            bounds.append((now - self._caught_up).total_seconds())
        return min(bounds, default=0.0)

    async def assigned(self, consumer: AIOKafkaConsumer, places: Sequence[TopicPartition]) -> None:
        """Other partitions may have waited for long, and may begin behind the place where their reading ended."""
        self._caught_up = None
        self.gaps.assigned()
        places = self.gaps.whole(places)
        try:
            with broker():
                ends = await asyncio.gather(*(consumer.committed(place) for place in places))
        except BrokerFailure as failure:
            log.warning("kafka.places_unknown", consumer=self.name, reason=str(failure)[:200])
        else:
            self.gaps.committed(dict(zip(places, ends, strict=True)))

    async def close(self) -> None:
        self.idle.set()
        await self.fetched.close()
        await self.offsets.close(STOPPING)
        if self._consumer:
            consumer, self._consumer = self._consumer, None
            await retire(consumer.stop())
