"""The sweep with many and with few open assignments, the same number of them due."""

import asyncio
import os
import time
from datetime import UTC, datetime

import asyncpg
from prometheus_client import CollectorRegistry

from services.tracker.calendar.working import builtin
from services.tracker.store.in_force import InForce
from services.tracker.sweep import Meters, Sweep
from shared.config import Config
from shared.db import Database, open_database
from tests.bench.figure import Figure
from tests.bench.large_register import FILL_OPEN, fill
from tests.bench.processes import database
from tests.fakes import SettableClock

FEW, MANY = 10_000, int(os.environ.get("BENCH_TASKS", "1000000"))
DUE = 2_000
ROUNDS = 5
NOW = datetime(2026, 11, 19, 2, tzinfo=UTC)
# Every open assignment waits; DUE of them reach a step of 25/11/2026, the others wait until later.
WAITING = """
INSERT INTO tracker_due (assignment_id, next_at, deadline_version, reached, overdue_told)
SELECT id, timestamptz '2030-01-01' + random() * interval '300 days', 1, NULL, false FROM tracker_assignments
WHERE state = 'in_progress'
"""
READY = f"""
UPDATE tracker_due SET next_at = '2026-11-19 01:00+00', reached = NULL WHERE assignment_id IN
(SELECT id FROM tracker_assignments WHERE state = 'in_progress' ORDER BY id LIMIT {DUE})
"""
DEADLINE = f"""
UPDATE tracker_assignments SET due_at = '2026-11-25 17:00+00' WHERE id IN
(SELECT id FROM tracker_assignments WHERE state = 'in_progress' ORDER BY id LIMIT {DUE})
"""


async def seconds(url: str, count: int) -> float:
    """The median time of telling DUE steps with about `count` open assignments."""
    await fill(url, count, FILL_OPEN)
    await _execute(url, WAITING, DEADLINE)
    base = open_database(url)
    sweep = Sweep(base, SettableClock(NOW), InForce(Config().policy, builtin()), "/bench", Meters(CollectorRegistry()))
    taken = []
    for _ in range(ROUNDS):
        await _execute(url, READY, "VACUUM ANALYZE tracker_due")
        taken.append(await _swept(base, sweep))
    await base.close()
    return sorted(taken)[ROUNDS // 2]


async def _swept(base: Database, sweep: Sweep) -> float:
    began, told = time.perf_counter(), 0
    while found := await sweep.round():
        told += found
    assert told == DUE, told
    return time.perf_counter() - began


async def _execute(url: str, *statements: str) -> None:
    conn = await asyncpg.connect(url)
    for statement in statements:
        await conn.execute(statement)
    await conn.close()


def run() -> list[Figure]:
    with database() as url:
        few = asyncio.run(seconds(url, FEW))
    with database() as url:
        many = asyncio.run(seconds(url, MANY))
    return [
        Figure(
            f"sweep with {MANY:,} open tasks ÷ with {FEW:,}, {DUE:,} due",
            f"{many / few:.2f}",
            "≤ 1.2",
            many / few <= 1.2,
            f"{DUE / few:.0f} and {DUE / many:.0f} steps/s",
        )
    ]
