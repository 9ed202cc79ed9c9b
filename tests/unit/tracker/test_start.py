"""What the tracker imports before it runs."""

import subprocess
import sys

import pytest

LOADED = """
import sys
import {module}
print([name for name in sys.modules if name.startswith("services.tracker.reading.") and name.count(".") == 3])
"""


@pytest.mark.parametrize("module", ["services.tracker.app", "services.tracker.handlers.beside"])
def test_no_start_waits_for_the_patterns_of_the_reader(module: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", LOADED.format(module=module)], capture_output=True, text=True, check=True
    )
    assert "services.tracker.reading.result" in done.stdout
    assert "services.tracker.reading.reader" not in done.stdout
    assert "services.tracker.reading.deadlines" not in done.stdout


def test_the_reader_is_there_once_it_was_made_ready() -> None:
    made = "import services.tracker.reading as r; r.get_ready(); import sys; print('services.tracker.reading.reader' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", made], capture_output=True, text=True, check=True)
    assert done.stdout == "True\n"
