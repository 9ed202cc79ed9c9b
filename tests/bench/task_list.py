"""The task list over a large register: fills a database, measures pages alone and under load, prints the plans.

    python -m tests.bench.task_list --postgres postgresql://…/postgres [--tasks 1000000] [--users 16]

Goal: 50 rows, agency and timeliness filtered, over 1 M tasks: p50 ≤ 20 ms alone, ≤ 60 ms with 16 users
in a closed loop.
"""

import argparse
import asyncio
import multiprocessing
import socket
import statistics
import time
from collections.abc import Sequence
from pathlib import Path
from tempfile import mkdtemp
from uuid import uuid4

import asyncpg
import httpx
import uvicorn
from fastapi import FastAPI
from sqlalchemy.engine import make_url

import migrations
from services.tracker.api import assignments, tasks
from shared.auth import Authenticator
from shared.db import open_database
from shared.problems import answer_with_problems
from tests.builders import a_context
from tests.fakes import SettableClock

TOKEN = "bench"
AGENCIES = 60
QUERIES = (
    "agency=B.7&timeliness=overdue",
    "agency=B.7&timeliness=in_time",
    "agency=B.7&timeliness=overdue&sort=due_at",
    "agency=B.7&timeliness=overdue&sort=-due_at",
    "agency=B.7&timeliness=in_time&sort=-created_at",
    "agency=B.7&state=submitted&sort=due_at",
    "agency=B.0&timeliness=overdue&sort=-due_at",
    "agency=B.59&timeliness=overdue&sort=due_at",
    "timeliness=overdue",
    "timeliness=overdue&sort=due_at",
    "timeliness=overdue&sort=-due_at",
    "sort=due_at",
    "sort=-due_at",
    "category=c&sort=due_at",
    "q=nhiem vu 4711",
    "q=bao cao",
    "agency=B.7&q=bao cao&sort=-created_at",
    "reference=1234/UBND-KT",
)

# Three years of documents, two tasks each; an assignment a lead (skewed: the first agencies get most) and every third
# task a coordinating one. Nine tenths are done, an eighth of them late; a sixth has no deadline.
FILL = """
INSERT INTO tracker_agencies (id, code, name, aliases, provisional, created_at, updated_at, version, changed)
SELECT md5('a' || n)::uuid, 'B.' || n, 'Sở thứ ' || n, '[]', false, now(), now(), 1, 1
FROM generate_series(0, {agencies} - 1) n;
INSERT INTO tracker_documents (id, identity, key, origin, filled, status, number, notation, reference, reference_folded,
  type, abstract, issuer, issuer_folded, issued_on, accepted_at, urgency, regime, recipients, tasks_from, attachments,
  as_written, search_text, created_at, updated_at, version)
SELECT md5('d' || n)::uuid, 'i' || n, n || '/UBND-KT', 'bench', '{{}}', 'active', n::text, 'UBND-KT', n || '/UBND-KT',
  n || '/UBND-KT', 'công văn', 'Về việc triển khai nhiệm vụ phát triển kinh tế - xã hội số ' || n, 'UBND tỉnh Đắk Lắk',
  'ubnd tỉnh đắk lắk', (timestamptz '2026-11-16' - n * {gap})::date, timestamptz '2026-11-16' - n * {gap}, 'normal',
  'QC45', '[]', 'body', '[]', '{{}}', 've viec trien khai nhiem vu ' || n, timestamptz '2026-11-16' - n * {gap},
  now(), 1
FROM generate_series(1, {tasks} / 2) n;
INSERT INTO tracker_tasks (id, document_id, ordinal, content, regime, category, origin, confidence, needs_review,
  evidence, field, urgency, report_required, deadline, due_at, confirmed, deadline_version, withdrawn, reference_folded,
  search_text, issued_on, created_at, updated_at, version)
SELECT md5('t' || n)::uuid, md5('d' || (n / 2 + 1))::uuid, n % 2 + 1,
  'Chủ trì, phối hợp với các đơn vị liên quan báo cáo kết quả thực hiện nhiệm vụ ' || n || ' theo quy định',
  'QC45', substr('abcd', n % 4 + 1, 1), 'structured', 1, false, '[]', 'Kinh tế', 'normal', true,
  '{{"kind": "absolute", "text": "trước ngày 25/11/2026", "on": "2026-11-25", "rule": "field", "inclusive": true}}',
  CASE WHEN n % 6 = 0 THEN NULL ELSE timestamptz '2026-11-16' - (n / 2) * {gap} + n % 45 * interval '1 day' END,
  true, 1, false, (n / 2 + 1) || '/UBND-KT',
  'chu tri phoi hop voi cac don vi lien quan bao cao ket qua thuc hien nhiem vu ' || n || ' theo quy dinh '
  || (n / 2 + 1) || ' ubnd kt ve viec trien khai phat trien kinh te xa hoi',
  (timestamptz '2026-11-16' - (n / 2) * {gap})::date, timestamptz '2026-11-16' - (n / 2) * {gap}, now(), 1
FROM generate_series(0, {tasks} - 3) n;
INSERT INTO tracker_assignments (id, task_id, document_id, agency_id, role, as_written, state, settled, due_at,
  deadline_version, regime, category, field, urgency, issuer, reference_folded, issued_on, created_at, updated_at,
  version)
SELECT md5(role || t.id)::uuid, t.id, t.document_id,
  md5('a' || (floor({agencies} * power(hashtext(t.id::text || role)::bigint & 1023, 2) / 1048576)::int))::uuid, role,
  'x', s.state, s.settled, t.due_at, 1, t.regime, t.category, t.field, t.urgency, 'UBND tỉnh Đắk Lắk',
  t.reference_folded, t.issued_on, t.created_at, now(), 1
FROM tracker_tasks t, unnest(ARRAY['lead', 'coordinating']) role,
  LATERAL (SELECT hashtext(role || t.id)::bigint & 255 AS dice) d,
  LATERAL (SELECT CASE WHEN t.due_at > '2026-11-16' OR dice < 25 THEN 'in_progress' WHEN dice < 30 THEN 'submitted'
    ELSE 'done' END AS state) x,
  LATERAL (SELECT x.state, CASE WHEN x.state = 'in_progress' THEN NULL WHEN dice > 225 AND t.due_at IS NOT NULL
    THEN 'overdue' ELSE 'in_time' END AS settled) s
WHERE (role = 'lead' OR t.ordinal = 1 AND hashtext(t.id::text) % 3 = 0)
ON CONFLICT DO NOTHING;
INSERT INTO tracker_task_monitoring (task_id, ordinal, name, folded)
SELECT id, 0, 'Phòng Tổng hợp', 'phòng tổng hợp' FROM tracker_tasks;
"""


async def fill(url: str, count: int) -> None:
    """About `count` tasks over three years, analysed."""
    conn = await asyncpg.connect(url)
    gap = f"interval '{3 * 365 * 86400 / (count / 2):.3f} seconds'"
    for statement in FILL.format(agencies=AGENCIES, tasks=count, gap=gap).split(";\n"):
        if statement.strip():
            began = time.perf_counter()
            await conn.execute(statement)
            print(f"  {statement.split('(')[0].strip()}: {time.perf_counter() - began:.1f} s", flush=True)
    await conn.execute("VACUUM ANALYZE")
    await conn.close()


def application(url: str) -> FastAPI:
    """The tracker's lists with authentication, nothing else."""
    context = a_context(open_database(url), Path(mkdtemp()), clock=SettableClock())
    app = FastAPI()
    app.state.authenticator = Authenticator(context.database, context.clock, TOKEN)
    answer_with_problems(app)
    for router in (tasks.router(context), assignments.router(context)):
        app.include_router(router)
    return app


def serve(url: str, port: int) -> None:
    """One uvicorn worker."""
    uvicorn.run(application(url), port=port, log_level="warning", loop="uvloop", http="httptools")


async def pages(base: str, query: str, count: int) -> list[float]:
    """Milliseconds of `count` first pages, one after another."""
    async with httpx.AsyncClient(base_url=base, headers={"authorization": f"Bearer {TOKEN}"}, timeout=120) as client:
        taken: list[float] = []
        for _ in range(count):
            began = time.perf_counter()
            answer = await client.get(f"/v1/tasks?{query}")
            taken.append((time.perf_counter() - began) * 1000)
            assert answer.status_code == 200, answer.text
        print(f"    {len(answer.json()['items'])} rows, {len(answer.content) / 1000:.0f} kB", end="  ")
        return taken


def user(base: str, queries: Sequence[str], seconds: float, pipe: "multiprocessing.Queue[list[float]]") -> None:
    """Several users in a process of their own: each asks again as soon as it has its answer."""

    async def one(place: int) -> list[float]:
        taken: list[float] = []
        end = time.perf_counter() + seconds
        async with httpx.AsyncClient(base_url=base, headers={"authorization": f"Bearer {TOKEN}"}) as client:
            while time.perf_counter() < end:
                began = time.perf_counter()
                (await client.get(f"/v1/tasks?{queries[(place + len(taken)) % len(queries)]}")).raise_for_status()
                taken.append((time.perf_counter() - began) * 1000)
        return taken

    async def several() -> list[float]:
        return [one_time for taken in await asyncio.gather(*(one(place) for place in range(16))) for one_time in taken]

    pipe.put(asyncio.run(several()))


def said(name: str, taken: Sequence[float]) -> None:
    cuts = statistics.quantiles(taken, n=100)
    print(f"{name}: p50 {statistics.median(taken):.1f} ms, p99 {cuts[98]:.1f} ms, n {len(taken)}", flush=True)


async def alone(base: str) -> None:
    """Every query by itself."""
    for query in QUERIES:
        await pages(base, query, 3)
        said(query, await pages(base, query, 25))


def together(base: str, seconds: float) -> None:
    """Sixteen users on pages of agencies with a timeliness filter."""
    queries = [f"agency=B.{place % AGENCIES}&timeliness={t}" for place in range(16) for t in ("overdue", "in_time")]
    pipe: multiprocessing.Queue[list[float]] = multiprocessing.get_context("spawn").Queue()
    process = multiprocessing.get_context("spawn").Process(target=user, args=(base, queries, seconds, pipe))
    process.start()
    taken = pipe.get(timeout=seconds + 60)
    process.join()
    said("16 users", taken)
    print(f"  {len(taken) / seconds:.0f} pages/s")


def free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        found: int = listening.getsockname()[1]
        return found


async def prepared(server: str, count: int, keep: str | None) -> str:
    """The URL of a filled database, made where `keep` does not name one that exists."""
    name = keep or f"bench_{uuid4().hex[:8]}"
    conn = await asyncpg.connect(server)
    exists = await conn.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", name)
    url = make_url(server).set(database=name).render_as_string(hide_password=False)
    if not exists:
        await conn.execute(f"CREATE DATABASE {name}")
        await migrations.upgrade(url)
        await fill(url, count)
    await conn.close()
    return url


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--postgres", required=True)
    parser.add_argument("--tasks", type=int, default=1_000_000)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--keep", help="name of a database to keep and use again")
    given = parser.parse_args()
    url = asyncio.run(prepared(given.postgres, given.tasks, given.keep))
    port = free_port()
    server = multiprocessing.get_context("spawn").Process(target=serve, args=(url, port), daemon=True)
    server.start()
    base = f"http://127.0.0.1:{port}"
    try:
        _wait(base)
        asyncio.run(alone(base))
        together(base, given.seconds)
    finally:
        server.terminate()
        if not given.keep:
            asyncio.run(dropped(given.postgres, make_url(url).database or ""))


def _wait(base: str) -> None:
    for _ in range(200):
        try:
            httpx.get(base + "/v1/tasks")
            return
        except httpx.TransportError:
            time.sleep(0.1)


async def dropped(server: str, name: str) -> None:
    conn = await asyncpg.connect(server)
    await conn.execute(f"DROP DATABASE {name} WITH (FORCE)")
    await conn.close()


if __name__ == "__main__":
    main()
