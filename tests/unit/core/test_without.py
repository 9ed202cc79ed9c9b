"""Imports without a library that nobody of ours uses."""

import importlib
import subprocess
import sys

import pytest

from shared.without import without


def test_a_library_is_not_there_within_the_block_and_is_there_again_after_it() -> None:
    with without("antigravity"), pytest.raises(ImportError):
        importlib.import_module("antigravity")
    assert "antigravity" not in sys.modules


def test_a_library_that_is_imported_already_stays_as_it_is() -> None:
    before = sys.modules["importlib"]
    with without("importlib"):
        assert importlib.import_module("importlib") is before
    assert sys.modules["importlib"] is before


def test_an_exception_within_the_block_leaves_nothing_behind() -> None:
    with pytest.raises(RuntimeError), without("antigravity"):
        raise RuntimeError
    assert "antigravity" not in sys.modules


HEAVY = ("rich", "pygments", "aiokafka", "alembic", "lxml", "httpx", "aiosmtplib", "asyncpg", "openpyxl")


def test_a_start_imports_no_library_that_a_plain_installation_does_not_use() -> None:
    code = (
        "import sys, services.embedded, services.ingest.app, services.tracker.app, services.notifier.app\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=120)
    assert found.stdout.strip() == "[]"
