"""Whatever the description of an interface allows, and much that it forbids, is answered without a 5xx."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.bench.office import write_office
from tests.bench.processes import TOKEN, database, dondoc

SERVICES = ("ingest", "tracker", "notifier")
pytestmark = [pytest.mark.slow, pytest.mark.postgres]


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory, postgres_server: str) -> Iterator[dict[str, int]]:
    """The three services on one PostgreSQL, the log followed in the table; the port of each."""
    folder = write_office(tmp_path_factory.mktemp("openapi"), '[channels.console]\nkind = "console"\n')
    with database() as url, ExitStack() as stack:
        settings = {"DONDOC_DATABASE_URL": url}
        yield {service: stack.enter_context(dondoc(service, folder, settings))[0] for service in SERVICES}


@pytest.mark.parametrize("service", SERVICES)
def test_no_call_is_answered_with_our_own_failure(running: dict[str, int], service: str, tmp_path: Path) -> None:
    words = [
        str(Path(sys.executable).parent / "schemathesis"), "run",
        f"http://127.0.0.1:{running[service]}/openapi.json",
        "--checks", "not_a_server_error",
        "--phases", "examples,coverage,fuzzing",
        "--max-examples", "25",
        "--seed", "1",
        "--generation-database", "none",
        "--no-color",
        "--request-timeout", "20",
        "--header", f"Authorization: Bearer {TOKEN}",
    ]  # fmt: skip
    done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, timeout=600, check=False)
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    assert "No issues found" in done.stdout or "passed" in done.stdout, done.stdout[-2000:]
