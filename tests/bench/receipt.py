"""Receipt: durable webhooks a second beside a bare FastAPI echo, and the CPU that one of them costs.

The bodies are usual ones: the fields give one task with one lead and a deadline, the text only describes (see `office`).
On SQLite the drain of what a run left is measured, too, and that of documents whose text assigns every agency.
"""

import asyncio
import itertools
import os
import sqlite3
import tempfile
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import asyncpg

from shared.bus.topics import create_topics
from shared.config import Config
from tests.bench.client import Load, drive, request
from tests.bench.figure import Figure
from tests.bench.office import idesk, idesk_requests, write_office
from tests.bench.processes import cpu_seconds, database, dondoc, echo, postgres_pids

SECONDS = float(os.environ.get("BENCH_SECONDS", "8"))
COUNT = int(os.environ.get("BENCH_COUNT", "120000"))
ACCEPTED = "SELECT count(*) FROM ingest_deliveries"
WAITING = "SELECT (SELECT max(position) FROM log_entries) > (SELECT position FROM consumer_positions WHERE consumer = 'relay')"
TOLD = "SELECT count(DISTINCT reference) FROM notifier_notices WHERE status = 'sent'"  # each document has its own


def baseline() -> float:
    """Answers a second of the bare echo with a 2 kB body."""
    with echo() as (port, _):
        drive(port, itertools.repeat(request("/echo", idesk(1))), seconds=1)
        return drive(port, itertools.repeat(request("/echo", idesk(1))), seconds=SECONDS).rate


def on_postgres() -> list[Figure]:
    bare = baseline()
    with tempfile.TemporaryDirectory() as place, database() as url:
        folder = write_office(Path(place))
        settings = {"DONDOC_DATABASE_URL": url}
        if broker := os.environ.get("DONDOC_TEST_KAFKA"):
            settings["DONDOC_KAFKA_SERVERS"] = broker
            asyncio.run(create_topics(broker, Config().log))  # without them the relay only says that they lack
        with dondoc("ingest", folder, settings) as (port, pid):
            drive(port, idesk_requests(2000), seconds=3)
            requests = idesk_requests(COUNT, 10_000)
            used = cpu_seconds(pid, *postgres_pids())
            load = drive(port, requests, seconds=SECONDS)
            passed_on = relayed(url, 10) if broker else 0.0
            cost = (cpu_seconds(pid, *postgres_pids()) - used) / max(1, load.statuses[202])
    relay = f"relay {passed_on:.1f} s behind at the end" if broker else "no Kafka, no relay"
    return [
        accepted(load, bare, f"PostgreSQL, {relay}", 0.7),
        Figure("CPU a webhook, PostgreSQL's included", f"{cost * 1e6:.0f} µs", "≤ 300 µs", cost <= 300e-6),
    ]


def relayed(url: str, patience: float) -> float:
    """Seconds until the relay has passed on all that is on the log (it notes its place every half second)."""
    began = time.monotonic()
    while asyncio.run(_one(url, WAITING)):
        assert time.monotonic() < began + patience, "the relay does not pass on what is accepted"
        time.sleep(0.1)
    return time.monotonic() - began


async def _one(url: str, query: str) -> Any:
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetchval(query)
    finally:
        await connection.close()


def on_sqlite() -> list[Figure]:
    bare = baseline()
    with tempfile.TemporaryDirectory() as place:
        folder = write_office(Path(place), '[channels.console]\nkind = "console"\n')
        with dondoc("serve", folder, {}) as (port, _):
            drive(port, idesk_requests(500), seconds=2)
            until_drained(folder, 10)
            load = drive(port, idesk_requests(COUNT, 10_000), seconds=SECONDS)
            drained = until_drained(folder, 10 * SECONDS)
    ratio, pace = drained / load.seconds, load.statuses[202] / drained
    return [
        accepted(load, bare, "SQLite, all in one process", 0.4),
        Figure("its backlog drained afterwards, in units of the run", f"{ratio:.1f} ({pace:.0f}/s)", "≤ 3", ratio <= 3),
        grouped(),
    ]


def grouped(count: int = 300) -> Figure:
    """Documents that assign all agencies, seven times over: how many a second are registered and told."""
    with tempfile.TemporaryDirectory() as place:
        folder = write_office(Path(place), '[channels.console]\nkind = "console"\n')
        with dondoc("serve", folder, {}) as (port, _):
            began = time.monotonic()
            drive(port, idesk_requests(count, 10_000, group=True), seconds=60)
            until_drained(folder, 60)
            pace = count / (time.monotonic() - began)
    return Figure("documents whose text assigns every agency, SQLite", f"{pace:.0f}/s")


def accepted(load: Load, bare: float, where: str, goal: float) -> Figure:
    assert set(load.statuses) == {202}, load.statuses
    ratio = load.rate / bare
    latency = f"p50 {load.percentile(0.5):.1f} ms, p99 {load.percentile(0.99):.1f} ms"
    value = f"{load.rate:.0f}/s = {ratio:.2f} × echo ({latency})"
    return Figure(f"durable webhooks, {where}", value, f"≥ {goal}", ratio >= goal, f"echo {bare:.0f}/s")


def until_drained(folder: Path, patience: float) -> float:
    """Seconds until every accepted document is registered and its agency told."""
    began = time.monotonic()
    while undone(folder) and time.monotonic() < began + patience:
        time.sleep(0.2)
    return time.monotonic() - began


def undone(folder: Path) -> int:
    """Documents of which no notice has been sent yet."""
    with closing(sqlite3.connect(f"file:{folder / 'data' / 'dondoc.db'}?mode=ro", uri=True)) as conn:
        accepted, told = (conn.execute(query).fetchone()[0] for query in (ACCEPTED, TOLD))
    return int(accepted) - int(told)


def run() -> list[Figure]:
    return [*on_postgres(), *on_sqlite()]
