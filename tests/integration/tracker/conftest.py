"""A register with a directory, on both databases."""

from pathlib import Path

import pytest

from shared.db import Database
from tests.fakes import SettableClock
from tests.integration.tracker.desk import Register


@pytest.fixture
def clock() -> SettableClock:
    """Monday 16/11/2026, 08:00 in Viet Nam."""
    return SettableClock()


@pytest.fixture
async def register(database: Database, tmp_path: Path, clock: SettableClock) -> Register:
    """Six agencies and no documents."""
    made = Register(database, tmp_path, clock)
    await made.fill_directory()
    await made.forget()
    return made
