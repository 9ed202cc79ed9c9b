"""What a process runs of the bus: consumers on the log it was given, the relay where there is Kafka, and upkeep."""

from collections.abc import Callable, Sequence
from functools import partial

from shared.bus.consumer import ConsumerLoop, RetryLoop
from shared.bus.health import Health, Watched
from shared.bus.lease import Lease
from shared.bus.log import Consumer, Reader
from shared.bus.metrics import Meters
from shared.bus.parked import Patience
from shared.bus.relay import NAME, Relay
from shared.bus.retention import Retention
from shared.bus.retiring import retired
from shared.bus.table import TableReader
from shared.bus.wake import Bell, listen
from shared.bus.work import Means, Work
from shared.bus.written import Written
from shared.config.log import Log as LogSettings
from shared.events import TOPIC_PREFIX, TOPICS
from shared.service import Check, Context, Loop


class Bus:
    """One per process. `loops` and `checks` are to be asked with the same consumers."""

    def __init__(self, means: Means, settings: LogSettings, servers: str | None) -> None:
        self.means, self.settings, self.servers = means, settings, servers
        self.bell = Bell()
        means.database.on_commit.append(self.bell.ring)
        self._watched: dict[str, Watched] = {}
        self._relay = self._make_relay(servers) if servers else None

    def loops(self, consumers: Sequence[Consumer]) -> list[Loop]:
        """The loops of these consumers and of the process's share in the log's upkeep."""
        loops = [loop for consumer in consumers for loop in self._follow(consumer)]
        if self.means.database.dialect == "postgresql":
            loops.append(Loop("log.listen", partial(listen, self.means.database, self.bell)))
        if self._relay:
            loops.append(Loop("log.relay", self._relay.run))
        retention = Retention(
            self.means.database, self.means.clock, self.settings.retention_days, self.means.meters
        )  # fmt: skip
        return [*loops, Loop("log.retention", retention.run), Loop("log.figures", self._health().run)]

    def checks(self, consumers: Sequence[Consumer]) -> dict[str, Check]:
        """Ready: every consumer turns, none has too many dead letters, the relay gets through."""
        for consumer in consumers:
            self._watch(consumer)
        return self._health().checks()

    async def close(self) -> None:
        """After the loops have ended."""
        if self.bell.ring in self.means.database.on_commit:
            self.means.database.on_commit.remove(self.bell.ring)
        await retired()

    def _follow(self, consumer: Consumer) -> list[Loop]:
        watched = self._watch(consumer)
        retry = RetryLoop(watched.loop.work, watched.loop.reader)
        return [Loop(f"{consumer.name}.consumer", watched.loop.run), Loop(f"{consumer.name}.retry", retry.run)]

    def _watch(self, consumer: Consumer) -> Watched:
        if consumer.name not in self._watched:
            reader = self._reader(consumer)
            self._watched[consumer.name] = Watched(ConsumerLoop(Work(consumer, reader, self.means), reader))
        return self._watched[consumer.name]

    def _reader(self, consumer: Consumer) -> Reader:
        if self.servers:
            from shared.bus import kafka  # slow to import

            means = self.means
            return kafka.KafkaReader(self.servers, consumer.name, consumer.topics, means.clock, means.database)
        return TableReader(self._lease(consumer.name), consumer.topics, self.bell, self.means.clock)

    def _lease(self, name: str) -> Lease:
        return Lease(self.means.database, self.means.clock, name, self.settings.lease)

    def _make_relay(self, servers: str) -> Relay:
        from shared.bus import kafka  # slow to import

        written = Written([TOPIC_PREFIX + topic for topic in TOPICS])
        sender: Callable[[], kafka.KafkaSender] = partial(kafka.KafkaSender, servers, written)
        return Relay(self._lease(NAME), sender, self.bell, self.means.meters)

    def _health(self) -> Health:
        return Health(self.means, self.settings, self._watched, self._relay)


def open_bus(context: Context) -> Bus:
    """The bus of this process: on Kafka where DONDOC_KAFKA_SERVERS names it, else on the table."""
    settings = context.config.log
    patience = Patience(settings.max_attempts, settings.backoff_first, settings.backoff_most)
    means = Means(context.database, context.clock, Meters(context.metrics), patience, settings.batch)
    return Bus(means, settings, context.environment.kafka_servers)
