"""A first signal lets requests end, a second one ends the process at once."""

import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.core.test_command import CONFIG, environment

HALF = b"POST /webhooks/internal HTTP/1.1\r\nHost: x\r\nx-api-key: k\r\nContent-Length: 100\r\n\r\n{"


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    (tmp_path / "dondoc.toml").write_text(CONFIG, "utf-8")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    more = {"PYTHONPATH": str(Path.cwd()), "DONDOC_PORT": str(port)}
    command = [sys.executable, "-m", "services", "serve"]
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen(command, cwd=tmp_path, env=environment(tmp_path, more), stdout=log, stderr=log)
    yield process, port
    process.kill()
    process.wait()


def connected(port: int) -> socket.socket:
    for _ in range(300):
        try:
            return socket.create_connection(("127.0.0.1", port), timeout=1)
        except OSError:
            time.sleep(0.1)
    raise AssertionError("it does not listen")


def test_a_second_signal_does_not_wait_for_what_is_under_way(served: tuple[subprocess.Popen[bytes], int]) -> None:
    process, port = served
    with connected(port) as request:
        request.sendall(HALF)
        time.sleep(0.5)
        process.send_signal(signal.SIGTERM)
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(1.5)
        process.send_signal(signal.SIGTERM)
        assert process.wait(2) == 1
