"""Every table has a stated retention, or a reason why it is kept."""

import importlib
import re
from pathlib import Path

from shared.tables import metadata

OPERATE = Path(__file__).parents[3] / "docs" / "operate.md"
for name in ("ingest", "tracker", "notifier"):
    importlib.import_module(f"services.{name}.models")


def stated() -> set[str]:
    """The tables named under "What is kept", in the first column."""
    section = OPERATE.read_text("utf-8").partition("## What is kept")[2].partition("\n## ")[0]
    rows = [line.split("|")[1] for line in section.splitlines() if line.startswith("| `")]
    return {table for row in rows for table in re.findall(r"`([a-z_]+)`", row)}


def test_every_table_says_how_long_its_rows_are_kept() -> None:
    assert set(metadata.tables) - stated() == set()


def test_nothing_is_said_of_tables_that_are_not_there() -> None:
    assert stated() - set(metadata.tables) == set()
