"""Pages of the task list over a large register: one user, and sixteen in a closed loop; the real service answers."""

import asyncio
import itertools
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.bench.client import Load, drive, request
from tests.bench.figure import Figure
from tests.bench.large_register import AGENCIES, fill
from tests.bench.office import write_office
from tests.bench.processes import TOKEN, database, dondoc

TASKS = int(os.environ.get("BENCH_TASKS", "1000000"))
SECONDS = float(os.environ.get("BENCH_SECONDS", "8"))
# What a desk looks at: an agency's tasks by timeliness, in each order.
PAGES = [
    f"agency=B.{agency}&timeliness={timeliness}{sort}"
    for agency, timeliness, sort in itertools.product(
        range(0, AGENCIES, 7), ("overdue", "in_time"), ("", "&sort=due_at", "&sort=-due_at", "&sort=-created_at")
    )
]
# Rarer questions, told beside.
RARER = ("timeliness=overdue&sort=-due_at", "sort=due_at", "category=c&sort=due_at", "q=nhiem vu 4711", "q=bao cao",
         "reference=1234/UBND-KT")  # fmt: skip


def asked(port: int, queries: Sequence[str], users: int, seconds: float) -> Load:
    """Pages of 50 rows, `users` at a time, each asking again as soon as it is answered."""
    headers = [("authorization", f"Bearer {TOKEN}")]
    built = [request(f"/v1/tasks?limit=50&{query}".replace(" ", "%20"), b"", headers, "GET") for query in queries]
    load = drive(port, itertools.cycle(built), users, seconds)
    assert set(load.statuses) == {200}, load.statuses
    return load


def run() -> list[Figure]:
    with tempfile.TemporaryDirectory() as place, database() as url:
        asyncio.run(fill(url, TASKS))
        with dondoc("tracker", write_office(Path(place)), {"DONDOC_DATABASE_URL": url}) as (port, _):
            asked(port, PAGES, 1, 4)
            alone, together = asked(port, PAGES, 1, SECONDS), asked(port, PAGES, 16, SECONDS)
            rarer = [(query, asked(port, [query], 1, 2).percentile(0.5)) for query in RARER]
    one, many = alone.percentile(0.5), together.percentile(0.5)
    others = "; ".join(f"{query} {took:.0f} ms" for query, took in rarer)
    return [
        Figure(f"task list page over {TASKS:,} tasks, alone", f"p50 {one:.1f} ms, p99 {alone.percentile(0.99):.0f} ms",
               "p50 ≤ 20 ms", one <= 20, f"p50 of {others}"),
        Figure("the same, 16 users in a closed loop",
               f"p50 {many:.1f} ms, p99 {together.percentile(0.99):.0f} ms, {together.rate:.0f} pages/s",
               "p50 ≤ 60 ms", many <= 60),
    ]  # fmt: skip
