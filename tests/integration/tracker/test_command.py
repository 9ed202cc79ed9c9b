"""`dondoc agencies import` and `dondoc calendar import`, as a person runs them."""

import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest

from shared.clock import VIETNAM

AGENCIES = "code,name,aliases\nH15.SNV,Sở Nội vụ,SNV\nH15.SYT,Sở Y tế,\n"


@pytest.fixture
def folder(tmp_path: Path, sqlite_url: str) -> Path:
    """A folder with a migrated database; the database's file lies in it."""
    assert str(tmp_path) in sqlite_url
    return tmp_path


def dondoc(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    around = {name: value for name, value in os.environ.items() if not name.startswith("DONDOC_")}
    around |= {
        "DONDOC_DATABASE_URL": f"sqlite:///{folder / 'dondoc.db'}",
        "DONDOC_LANG": "en",
        "DONDOC_DATA": str(folder),
    }
    root = Path(__file__).parents[3]
    around["PYTHONPATH"] = str(root)
    return subprocess.run(
        [sys.executable, "-m", "services", *words],
        cwd=folder,
        env=around,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
    )


def test_agencies_are_loaded_once_and_updated_after(folder: Path) -> None:
    file = folder / "list.csv"
    file.write_text(AGENCIES, "utf-8")
    assert "2 new, 0 changed, 0 the same" in dondoc(folder, "agencies", "import", str(file)).stdout
    file.write_text(AGENCIES.replace("SNV\n", "SNV|Sở NV\n"), "utf-8")
    assert "0 new, 1 changed, 1 the same" in dondoc(folder, "agencies", "import", str(file)).stdout


@pytest.mark.parametrize(
    ("verb", "content", "words"),
    [
        ("agencies", "code,name\nA,Một\nA,Hai\n", "line 3, column code: A stands on line 2; keep one"),
        ("agencies", "name\nMột\n", "line 1, column code: the column is missing"),
        ("calendar", "date,kind\n2026-11-24,nghỉ\n", ":2: kind"),
        ("calendar", "date,kind\n24/13/2026,off\n", ":2: date"),
    ],
)
def test_a_mistake_is_named_and_nothing_is_loaded(folder: Path, verb: str, content: str, words: str) -> None:
    file = folder / "list.csv"
    file.write_text(content, "utf-8")
    done = dondoc(folder, verb, "import", str(file))
    assert done.returncode == 1
    assert words in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("verb", ["agencies", "calendar"])
def test_a_file_that_is_not_there_or_not_utf8_is_refused(folder: Path, verb: str) -> None:
    assert dondoc(folder, verb, "import", str(folder / "none.csv")).returncode == 1
    (folder / "list.csv").write_bytes("code,name\nA,Sở Nội vụ\n".encode("utf-16"))
    done = dondoc(folder, verb, "import", str(folder / "list.csv"))
    assert (done.returncode, "UTF-8" in done.stderr) == (1, True)


def test_days_are_loaded_and_may_be_loaded_again(folder: Path) -> None:
    file = folder / "days.csv"
    file.write_text("date,kind,name,decision\n2026-11-23,off,Hoán đổi,1/QĐ\n28/11/2026,work,Làm bù,1/QĐ\n", "utf-8")
    for _ in range(2):
        done = dondoc(folder, "calendar", "import", str(file))
        assert done.returncode == 0, done.stderr
        assert "2 days loaded; 0 deadlines moved" in done.stdout


def test_a_year_is_shown_confirmed_and_opened_again(folder: Path) -> None:
    shown = dondoc(folder, "calendar", "show", "2026").stdout
    assert "2026-11-24  off " in shown
    assert "2026 is not confirmed" in shown
    assert "is confirmed" in dondoc(folder, "calendar", "confirm", "2026", "--decision", "1/QĐ").stdout
    assert "2026 is confirmed" in dondoc(folder, "calendar", "show", "2026").stdout
    assert (
        "+ calendar: 2026 confirmed"
        in dondoc(
            folder,
            "doctor",
        ).stdout
    )
    assert "is not confirmed" in dondoc(folder, "calendar", "confirm", "2026", "--open").stdout
    assert "2026 is not confirmed" in dondoc(folder, "calendar", "show", "2026").stdout
    assert dondoc(folder, "calendar", "confirm", "26").returncode == 2


def test_the_doctor_goes_by_what_the_operator_says_of_the_year(folder: Path) -> None:
    year = str(datetime.now(VIETNAM).year)
    for said, seen in ((("--open",), f"x calendar: {year} unconfirmed"), ((), f"+ calendar: {year} confirmed")):
        assert dondoc(folder, "calendar", "confirm", year, *said).returncode == 0
        assert seen in dondoc(folder, "doctor").stdout


def test_wrong_use_is_two(folder: Path) -> None:
    assert dondoc(folder, "agencies", "import").returncode == 2


def test_a_quote_that_never_ends_swallows_no_lines(folder: Path) -> None:
    (folder / "list.csv").write_text('code,name\nA,"Một\nB,Hai\n', "utf-8")
    done = dondoc(folder, "agencies", "import", str(folder / "list.csv"))
    assert (done.returncode, "check the quotes" in done.stderr) == (1, True)


def test_what_is_said_beside_the_answer_does_not_stand_in_it(folder: Path) -> None:
    (folder / "days.csv").write_text("date,kind\n2026-12-31,off\n", "utf-8")
    done = dondoc(folder, "calendar", "import", str(folder / "days.csv"))
    assert done.stdout == "1 days loaded; 0 deadlines moved.\n"


def test_only_a_source_of_the_configuration_can_be_replayed(folder: Path) -> None:
    done = dondoc(folder, "replay", "--source", "nosuch")
    assert (done.returncode, "--source" in done.stderr) == (2, True)
