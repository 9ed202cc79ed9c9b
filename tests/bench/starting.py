"""The first seconds and the memory of `dondoc serve`."""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.bench.client import drive
from tests.bench.figure import Figure
from tests.bench.office import idesk_requests, write_office
from tests.bench.processes import TOKEN, dondoc, memory_mb
from tests.bench.receipt import until_drained
from tests.servers.place import free_port

WEBHOOKS = int(os.environ.get("BENCH_WEBHOOKS", "100000"))


def first_webhook() -> float:
    """Seconds from the start of the process on an empty folder to the first 202."""
    with tempfile.TemporaryDirectory() as place:
        folder, port = write_office(Path(place)), free_port()
        env = {k: v for k, v in os.environ.items() if not k.startswith("DONDOC_")}
        env |= {"DONDOC_PORT": str(port), "DONDOC_BOOTSTRAP_TOKEN": TOKEN}
        began = time.perf_counter()
        process = subprocess.Popen([sys.executable, "-m", "services", "serve"], cwd=folder, env=env,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # fmt: skip
        try:
            while time.perf_counter() < began + 30:
                try:
                    if drive(port, idesk_requests(1), 1, 5).statuses[202]:
                        return time.perf_counter() - began
                except OSError:
                    time.sleep(0.01)
        finally:
            process.terminate()
            process.wait(30)
    raise TimeoutError("no webhook was accepted within 30 s")


def memory() -> tuple[float, float]:
    """Resident memory in MB: idle, and after WEBHOOKS webhooks."""
    more = '[channels.console]\nkind = "console"\n'
    with tempfile.TemporaryDirectory() as place, dondoc("serve", write_office(Path(place), more), {}) as (port, pid):
        time.sleep(2)
        idle = memory_mb(pid)
        for part in range(10):
            load = drive(port, idesk_requests(WEBHOOKS // 10, part * WEBHOOKS), seconds=600)
            assert set(load.statuses) == {202}, load.statuses
        until_drained(Path(place), 600)
        return idle, memory_mb(pid)


def run() -> list[Figure]:
    started = sorted(first_webhook() for _ in range(3))[1]
    idle, after = memory()
    return [
        Figure("start on an empty folder to the first accepted webhook", f"{started:.2f} s", "≤ 2 s", started <= 2),
        Figure("memory of `dondoc serve`, idle", f"{idle:.0f} MB", "≤ 120 MB", idle <= 120),
        Figure(f"memory after {WEBHOOKS} webhooks", f"{after:.0f} MB", "≤ 200 MB", after <= 200),
    ]
