"""Worker processes that read: bounded in time, replaced when they die, gone with their parent."""

import asyncio
import signal
import subprocess
import sys
import time
from concurrent.futures import BrokenExecutor
from pathlib import Path

import pytest

from services.tracker.handlers.beside import Beside, TooLong
from services.tracker.reading import ReadContext
from tests.odd_reader import EMPTY, odd


async def test_a_text_that_runs_away_is_interrupted_and_the_next_one_is_read() -> None:
    beside = Beside(1, 0.5, odd)
    try:
        with pytest.raises(TooLong):
            await beside.read("runs away", ReadContext())
        assert await beside.read("fine", ReadContext()) == EMPTY
    finally:
        beside.close()


async def test_of_texts_read_together_only_the_one_that_runs_away_is_unread() -> None:
    beside = Beside(1, 0.5, odd)
    try:
        texts = [(text, ReadContext()) for text in ("fine", "runs away", "fine")]
        assert await beside.read_all(texts) == [EMPTY, None, EMPTY]
    finally:
        beside.close()


async def test_a_worker_that_dies_is_replaced() -> None:
    beside = Beside(1, 5, odd)
    try:
        with pytest.raises(BrokenExecutor):
            await beside.read("kills", ReadContext())
        assert await beside.read("fine", ReadContext()) == EMPTY
    finally:
        beside.close()


async def test_behind_the_end_no_new_worker_is_started() -> None:
    beside = Beside(1, 5, odd)
    assert await beside.read("fine", ReadContext()) == EMPTY
    beside.close()
    with pytest.raises(asyncio.CancelledError):
        await beside.read("fine", ReadContext())
    assert beside._pool is None


PARENT = """
import asyncio, os, signal
from services.tracker.handlers.beside import Beside
from services.tracker.reading import ReadContext

async def main():
    beside = Beside(1, 60)
    await beside.read("Giao Sở Nội vụ báo cáo.", ReadContext())
    print(*beside._pool._processes, flush=True)
    os.kill(os.getpid(), signal.SIGKILL)

if __name__ == "__main__":
    asyncio.run(main())
"""


def test_no_worker_outlives_a_service_that_was_killed(tmp_path: Path) -> None:
    script = tmp_path / "parent.py"
    script.write_text(PARENT)
    done = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr
    worker = Path(f"/proc/{int(done.stdout)}")
    end = time.monotonic() + 10
    while worker.exists() and time.monotonic() < end:
        time.sleep(0.05)
    assert not worker.exists()
