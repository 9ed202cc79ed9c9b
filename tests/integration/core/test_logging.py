"""Log lines where they cannot be written."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

SAYS = """
import logging
from shared.logging import configure_logging, logger
configure_logging("{form}")
for _ in range(3):
    logger("core").info("disk.full", detail="x" * 9000)
    logging.getLogger("library").warning("the same")
print("it goes on", flush=True)
"""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device of Linux")
@pytest.mark.parametrize("form", ["json", "text"])
def test_a_line_that_finds_no_room_stops_nothing(form: str) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-c", SAYS.format(form=form)], env={**os.environ, "PYTHONPATH": str(Path.cwd())},
            stdout=subprocess.PIPE, stderr=full, check=False, timeout=60,
        )  # fmt: skip
    assert done.stdout == b"it goes on\n"
