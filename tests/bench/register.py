"""The tracker alone: a backlog of documents on the log, one process on PostgreSQL, until it has dealt with all."""

import asyncio
import os
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import uuid4

import asyncpg

from shared.db import Database, open_database
from shared.events import Event, Subject, event
from shared.events.documents import Document, DocumentFact, GivenTask
from tests.bench.figure import Figure
from tests.bench.office import AGENCIES, directive, write_office
from tests.bench.processes import cpu_seconds, database, dondoc, postgres_pids
from tests.bench.receipt import baseline

NOW = datetime(2026, 11, 16, 2, tzinfo=UTC)
DOCUMENTS = int(os.environ.get("BENCH_DOCUMENTS", "20000"))
TEXTS = int(os.environ.get("BENCH_TEXTS", "1500"))
ECHO = 12_500  # the echo's rate on the machine that the goal was set on


def canonical(number: int) -> Document:
    """A document with one task and no text."""
    task = GivenTask(content=f"Báo cáo kết quả số {number}", lead=(AGENCIES[number % 20],), code="QC45_a",
                     deadline="2030-12-25")  # fmt: skip
    return Document(source_id=f"D{number}", number=str(number), notation="UBND-TH", type="công văn",
                    abstract="V/v thực hiện nhiệm vụ", issuer="UBND tỉnh Mẫu", issued_on=date(2026, 11, 16),
                    tasks=(task,))  # fmt: skip


def written(number: int) -> Document:
    """A document of 14 kB of text, eight tasks in it."""
    return Document(source_id=f"T{number}", number=str(number), notation="CT-UBND", issuer="UBND tỉnh Mẫu",
                    issued_on=date(2026, 11, 16), text=directive(number))  # fmt: skip


def received(document: Document) -> Event:
    fact = DocumentFact(delivery_id=uuid4(), origin="bench", accepted_at=NOW, document=document)
    subject = Subject("documents", f"{document.number}/{document.notation}", "/dondoc/H00/ingest", NOW)
    return event(subject, "document.received", fact)


async def fill(url: str, events: Iterator[Event]) -> None:
    """Put `events` on the log, 1,000 a transaction."""
    base: Database = open_database(url)
    chunk: list[Event] = []
    for one in events:
        chunk.append(one)
        if len(chunk) == 1000:
            await _append(base, chunk)
            chunk = []
    await _append(base, chunk)
    await base.close()


async def _append(base: Database, chunk: list[Event]) -> None:
    async with base.write() as tx:
        tx.append(*chunk)


def rate(events: Iterator[Event], count: int, more: str = "") -> tuple[float, float, list[float]]:
    """Events a second, CPU seconds of each, and the milliseconds that /health/live took meanwhile."""
    with tempfile.TemporaryDirectory() as place, database() as url:
        folder = write_office(Path(place), more)
        asyncio.run(fill(url, events))
        used = cpu_seconds(*postgres_pids())
        with dondoc("tracker", folder, {"DONDOC_DATABASE_URL": url}) as (port, pid):
            answers = Pulse(port)
            answers.start()
            seconds, done = asyncio.run(registered(url, count))
            answers.stopping.set()
            answers.join()
            cost = cpu_seconds(pid, *postgres_pids()) - used
            return done / seconds, cost / count, answers.milliseconds


async def registered(url: str, count: int, patience: float = 300) -> tuple[float, int]:
    """Wait until `count` documents stand in the register: seconds, and how many came in them."""
    conn = await asyncpg.connect(url)
    began, first = time.monotonic(), -1
    while (now := await conn.fetchval("SELECT count(*) FROM tracker_documents")) < count:
        if first < 0 < now:
            began, first = time.monotonic(), now
        assert time.monotonic() < began + patience, f"{now} of {count} documents"
        await asyncio.sleep(0.05)
    await conn.close()
    return time.monotonic() - began, count - max(first, 0)


class Pulse(threading.Thread):
    """Asks /health/live again and again: how long it takes is how long the loop was busy."""

    def __init__(self, port: int) -> None:
        super().__init__(daemon=True)
        self.url = f"http://127.0.0.1:{port}/health/live"
        self.milliseconds: list[float] = []
        self.stopping = threading.Event()

    def run(self) -> None:
        while not self.stopping.wait(0.02):
            began = time.perf_counter()
            with urllib.request.urlopen(self.url, timeout=30):
                self.milliseconds.append((time.perf_counter() - began) * 1000)


def percentile(values: list[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)] if ordered else 0.0


def run() -> list[Figure]:
    bare = baseline()
    goal = 1500 * bare / ECHO
    plain, cost, _ = rate((received(canonical(n)) for n in range(1, DOCUMENTS + 1)), DOCUMENTS)
    texts, _, pulse = rate((received(written(n)) for n in range(1, TEXTS + 1)), TEXTS, "[reading]\nworkers = 1\n")
    lag = percentile(pulse, 0.99)
    return [
        Figure("tracker: canonical bodies with one task", f"{plain:.0f}/s, {cost * 1e6:.0f} µs CPU each with PostgreSQL",
               f"≥ {goal:.0f}/s here", plain >= goal, f"echo {bare:.0f}/s"),
        Figure("tracker: 14 kB texts, reading in a worker process", f"{texts:.0f}/s", "≥ 100/s", texts >= 100),
        Figure("the loop's lag meanwhile (answers of /health/live)",
               f"p50 {percentile(pulse, 0.5):.0f} ms, p99 {lag:.0f} ms", "p99 ≤ 50 ms", lag <= 50),
    ]  # fmt: skip
