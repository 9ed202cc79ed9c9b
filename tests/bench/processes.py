"""Processes under measurement: start them, wait until they are ready, read their CPU time and memory from /proc."""

import asyncio
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.servers.place import free_port, home
from tests.servers.sql import administer_now

TICKS = os.sysconf("SC_CLK_TCK")
TOKEN = "bench-operator-token"


@contextmanager
def python(
    words: Sequence[str], ready: str, env: Mapping[str, str] | None = None, cwd: Path | None = None
) -> Iterator[int]:
    """`python WORDS` until the block ends; entered when the URL `ready` answers 200. Gives its process number."""
    clean = {k: v for k, v in os.environ.items() if not k.startswith("DONDOC_")}
    with open(home() / f"bench-{words[-1].replace('/', '_')[:20]}.log", "ab") as log:
        process = subprocess.Popen(
            [sys.executable, *words], env=clean | dict(env or {}), cwd=cwd, stdout=log, stderr=log
        )
    try:
        await_ok(ready, process)
        yield process.pid
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()


@contextmanager
def echo() -> Iterator[tuple[int, int]]:
    """The bare FastAPI echo; gives (port, process number)."""
    port = free_port()
    words = ["-m", "uvicorn", "tests.bench.echo:app", "--port", str(port), "--no-access-log", "--log-level", "warning",
             "--loop", "uvloop", "--http", "httptools"]  # fmt: skip
    with python(words, f"http://127.0.0.1:{port}/echo", cwd=Path(__file__).parents[2]) as pid:
        yield port, pid


@contextmanager
def dondoc(verb: str, folder: Path, settings: Mapping[str, str]) -> Iterator[tuple[int, int]]:
    """`dondoc VERB` in `folder` (holds dondoc.toml); gives (port, process number)."""
    port = free_port()
    env = {"DONDOC_PORT": str(port), "DONDOC_DATA": str(folder / "data"), "DONDOC_BOOTSTRAP_TOKEN": TOKEN,
           "DONDOC_LOG_FORMAT": "json", **settings}  # fmt: skip
    with python(["-m", "services", verb], f"http://127.0.0.1:{port}/health/ready", env, folder) as pid:
        yield port, pid


def await_ok(url: str, process: subprocess.Popen[bytes], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        assert process.poll() is None, f"ended with {process.returncode} before {url} answered"
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except urllib.error.HTTPError as answer:
            if answer.code == 405:
                return
        except OSError:
            pass
        time.sleep(0.02)
    raise TimeoutError(f"{url} did not answer 200")


def cpu_seconds(*pids: int) -> float:
    """CPU time that these processes and their waited-for children have used."""
    total = 0.0
    for pid in pids:
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except FileNotFoundError:
            continue
        total += sum(int(f) for f in fields[11:15]) / TICKS
    return total


def family(pid: int) -> list[int]:
    """The process and its present children (a PostgreSQL server and its backends)."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *map(int, children)]


def postgres_pids() -> list[int]:
    """The test cluster's processes, where the project started it on this machine."""
    path = home() / "postgres.pid"
    return family(int(path.read_text())) if path.exists() else []


def memory_mb(pid: int) -> float:
    """Resident memory (VmRSS) in MB."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0


@contextmanager
def database() -> Iterator[str]:
    """An empty PostgreSQL database of the test cluster, migrated."""
    server = os.environ["DONDOC_TEST_POSTGRES"]
    name = f"bench_{os.getpid()}_{time.time_ns() % 10**9}"
    administer_now(server, f"CREATE DATABASE {name}")
    url = server.rpartition("/")[0] + "/" + name
    try:
        import migrations

        asyncio.run(migrations.upgrade(url))
        yield url
    finally:
        administer_now(server, f"DROP DATABASE {name} WITH (FORCE)")
