"""`--workers N`: one socket, several processes, one answer to a scrape."""

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.integration.core.test_command import CONFIG, environment, until

pytestmark = pytest.mark.postgres
WORKERS, SENT = 2, 40


@pytest.fixture
def served(tmp_path: Path, postgres_url: str) -> Iterator[tuple["subprocess.Popen[bytes]", str]]:
    (tmp_path / "dondoc.toml").write_text(CONFIG, "utf-8")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    more = {"PYTHONPATH": str(Path.cwd()), "DONDOC_PORT": str(port), "DONDOC_DATABASE_URL": postgres_url,
            "TMPDIR": str(tmp_path)}  # fmt: skip
    command = [sys.executable, "-m", "services", "ingest", "--workers", str(WORKERS)]
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen(command, cwd=tmp_path, env=environment(tmp_path, more), stdout=log, stderr=log)
    yield process, f"http://127.0.0.1:{port}"
    process.send_signal(signal.SIGTERM)
    process.wait(30)
    assert not list(tmp_path.glob("dondoc-metrics-*")), "nothing is left behind"


def scraped(base: str) -> str:
    return httpx.get(f"{base}/metrics", timeout=10).text


def accepted(base: str) -> float:
    lines = re.findall(r'^dondoc_webhooks_total\{.*outcome="accepted".*\} (\S+)$', scraped(base), re.MULTILINE)
    return sum(float(value) for value in lines)


def send(base: str, number: int) -> int:
    """On a connection of its own, so that any worker may take it."""
    body = {"document": {"number": str(number), "notation": "UBND-NC", "abstract": "Rà soát"}}
    return httpx.post(f"{base}/webhooks/internal", json=body, headers={"x-api-key": "k"}, timeout=10).status_code


def children(process: "subprocess.Popen[bytes]") -> list[int]:
    text = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text("ascii")
    return [int(word) for word in text.split()]


def test_a_scrape_counts_what_every_worker_received_also_one_that_died(
    served: tuple["subprocess.Popen[bytes]", str],
) -> None:
    process, base = served
    until(lambda: httpx.get(f"{base}/health/ready").status_code == 200)
    assert {send(base, number) for number in range(SENT)} == {202}
    assert [accepted(base) for _ in range(6)] == [SENT] * 6, "whichever worker is asked"
    before = children(process)
    assert len(before) == WORKERS
    os.kill(before[0], signal.SIGKILL)
    until(lambda: len(children(process)) == WORKERS and before[0] not in children(process))
    until(lambda: httpx.get(f"{base}/health/ready").status_code == 200)
    assert accepted(base) == SENT
    assert f'pid="{before[0]}"' not in scraped(base)
