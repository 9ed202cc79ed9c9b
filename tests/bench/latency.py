"""Production mode at a steady rate: from the webhook's first byte to the task's event on Kafka."""

import asyncio
import os
import tempfile
import threading
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

import orjson
from confluent_kafka import Consumer

from shared.bus.topics import create_topics
from shared.config import Config
from tests.bench.figure import Figure
from tests.bench.office import canonical, signed, write_office
from tests.bench.processes import database, dondoc
from tests.bench.register import percentile
from tests.servers import kafka

RATE = 200
SECONDS = int(os.environ.get("BENCH_SECONDS", "10"))
BROKER = "kafka-bench"
PATIENCE = 30.0


class Listener(threading.Thread):
    """Notes when the registered task of each document appears on `dondoc.tasks`."""

    def __init__(self, servers: str) -> None:
        super().__init__(daemon=True)
        self.arrived: dict[int, float] = {}
        self.ready, self.stopping = threading.Event(), threading.Event()
        self.consumer = Consumer({"bootstrap.servers": servers, "group.id": "bench", "auto.offset.reset": "earliest",
                                  "fetch.wait.max.ms": 5})  # fmt: skip
        self.consumer.subscribe(["dondoc.tasks"], on_assign=lambda *_: self.ready.set())

    def run(self) -> None:
        while not self.stopping.is_set():
            message = self.consumer.poll(0.1)
            if message is None or message.error():
                continue
            at = time.perf_counter()
            fact = orjson.loads(message.value() or b"")
            self.arrived.setdefault(int(fact["task"]["document"]["reference"].split("/")[0]), at)
        self.consumer.close()

    def await_all(self, sent: Collection[int]) -> None:
        """Until the task of every document has arrived."""
        end = time.monotonic() + PATIENCE
        while missing := [number for number in sent if number not in self.arrived]:
            assert time.monotonic() < end, f"{len(missing)} of {len(sent)} did not arrive within {PATIENCE} s"
            time.sleep(0.1)


@contextmanager
def broker() -> Iterator[str]:
    """A Kafka broker of this measurement's own, with the topics; gives its address."""
    try:
        servers = kafka.up(name=BROKER)
        asyncio.run(create_topics(servers, Config().log))
        yield servers
    finally:
        kafka.down(BROKER)


async def send(port: int, numbers: range) -> dict[int, float]:
    """Documents at RATE, each at its time whatever became of the earlier ones; when each was sent."""
    sent: dict[int, float] = {}
    began = time.perf_counter()
    connections = [await asyncio.open_connection("127.0.0.1", port) for _ in range(16)]
    locks = [asyncio.Lock() for _ in connections]

    async def one(number: int) -> None:
        (reader, writer), lock = connections[number % 16], locks[number % 16]
        body = signed("/webhooks/thu", orjson.dumps(canonical(number)))
        async with lock:
            sent[number] = time.perf_counter()
            writer.write(body)
            head = await reader.readuntil(b"\r\n\r\n")
            assert b" 202 " in head[:20], head
            at = head.lower().index(b"content-length:")
            await reader.readexactly(int(head[at + 15 :].split(b"\r\n", 1)[0]))

    tasks = []
    for place, number in enumerate(numbers):
        await asyncio.sleep(max(0.0, began + place / RATE - time.perf_counter()))
        tasks.append(asyncio.create_task(one(number)))
    await asyncio.gather(*tasks)
    return sent


def measure() -> list[float]:
    """Milliseconds of each document."""
    with broker() as servers, tempfile.TemporaryDirectory() as place, database() as url:
        folder = write_office(Path(place))
        settings = {"DONDOC_DATABASE_URL": url, "DONDOC_KAFKA_SERVERS": servers}
        with dondoc("ingest", folder, settings) as (port, _), dondoc("tracker", folder, settings):
            listener = Listener(servers)
            listener.start()
            listener.ready.wait(30)
            listener.await_all(asyncio.run(send(port, range(1, 2 * RATE))))
            sent = asyncio.run(send(port, range(10_000, 10_000 + RATE * SECONDS)))
            listener.await_all(sent)
            listener.stopping.set()
            listener.join()
    return [(listener.arrived[number] - at) * 1000 for number, at in sent.items()]


def run() -> list[Figure]:
    found = measure()
    half, most = percentile(found, 0.5), percentile(found, 0.99)
    return [
        Figure(
            f"webhook → task's event on Kafka at {RATE} documents/s",
            f"p50 {half:.0f} ms, p99 {most:.0f} ms",
            "≤ 50 / 150 ms",
            half <= 50 and most <= 150,
        )
    ]
