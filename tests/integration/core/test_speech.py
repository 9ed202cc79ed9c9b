"""The command speaks one language: the reader's."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from services.cli import VERBS
from services.cli.speech import half

VIETNAMESE = re.compile(r"[ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]", re.IGNORECASE)


def dondoc(folder: Path, lang: str, *words: str) -> subprocess.CompletedProcess[str]:
    around = {"PYTHONPATH": str(Path(__file__).parents[3]), "DONDOC_LANG": lang, "COLUMNS": "200", "NO_COLOR": "1",
              "PYTHONUTF8": "1"}  # fmt: skip
    command = [sys.executable, "-m", "services", *words]
    return subprocess.run(command, cwd=folder, env=around, capture_output=True, encoding="utf-8", timeout=60)


@pytest.mark.parametrize("verb", ["", *VERBS, "tokens create", "tokens revoke", "sources test", "calendar confirm"])
def test_help_is_in_one_language(tmp_path: Path, verb: str) -> None:
    words = [*verb.split(), "--help"]
    en, vi = dondoc(tmp_path, "en", *words), dondoc(tmp_path, "vi", *words)
    assert (en.returncode, vi.returncode) == (0, 0)
    assert VIETNAMESE.search(en.stdout) is None, en.stdout
    assert VIETNAMESE.search(vi.stdout)
    assert f"Cách dùng: {' '.join(['dondoc', *verb.split()])} [TÙY CHỌN]" in vi.stdout
    assert f"Usage: {' '.join(['dondoc', *verb.split()])} [OPTIONS]" in en.stdout
    for english in (
        "Usage",
        "Options",
        "OPTIONS",
        "COMMAND",
        "Show this",
        "<str>",
        "<int",
        "<bool>",
        "<path>",
        "<list",
    ):
        assert english not in vi.stdout, vi.stdout
    assert " / " not in en.stdout + vi.stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nonsense"], "Không có lệnh 'nonsense'"),
        (["tokens", "create"], "Thiếu"),
        (["tokens", "create", "x", "--role", "king"], "Giá trị của --role"),
        (["tokens", "create", "x", "--role", "agency"], "Giá trị của --agency không hợp lệ: vai trò agency cần"),
        (["tokens", "create", "x", "--role", "viewer", "--agency", "H15.SYT"], "Giá trị của --agency không hợp lệ"),
        (["tokens", "create", "x", "--role", "viewer", "--days", "99999999999"], "không được quá 36500"),
        (["tokens", "create", "x", "--role", "viewer", "--days", "0"], "Giá trị của --days không hợp lệ: phải từ 1"),
        (["calendar", "show", "nay"], "Giá trị của YEAR không hợp lệ: phải là số nguyên"),
        (["ingest", "--workers", "0"], "Giá trị của --workers, -w không hợp lệ: phải từ 1 trở lên"),
        (["tokens", "revoke", "x"], "phải là mã định danh"),
        (["serve", "extra"], "Sai cách dùng: thừa tham số extra"),
        (["serve", "--config"], "Sai cách dùng: tùy chọn --config cần một giá trị"),
        (["serve", "--quick"], "Không có tùy chọn --quick"),
        (["read"], "hãy ghi tên tệp"),
        (["replay"], "hãy ghi mã lượt gửi"),
    ],
)
def test_wrong_use_is_said_in_the_readers_language_and_is_2(tmp_path: Path, words: list[str], said: str) -> None:
    vi, en = dondoc(tmp_path, "vi", *words), dondoc(tmp_path, "en", *words)
    assert (vi.returncode, en.returncode) == (2, 2)
    assert said in vi.stderr
    assert "Xem hướng dẫn: dondoc" in vi.stderr
    assert VIETNAMESE.search(en.stderr) is None
    assert "Help: dondoc" in en.stderr


@pytest.mark.parametrize(
    "line", ["{", "3", '{"id": 1}', '{"id": 1, "text": 5}', '{"id": 1, "text": "x", "reference_date": "mai"}']
)
def test_a_file_of_phrases_that_cannot_be_read_is_refused_with_its_line(tmp_path: Path, line: str) -> None:
    (tmp_path / "p.jsonl").write_text('{"id": 0, "text": "trước ngày 25/11/2026"}\n\n' + line, "utf-8")
    done = dondoc(tmp_path, "en", "read", "--phrases", "p.jsonl")
    assert (done.returncode, done.stderr.startswith("p.jsonl:3: ")) == (1, True)
    assert '"2026-11-25"' in done.stdout
    assert dondoc(tmp_path, "en", "read", "--phrases", "none.jsonl").returncode == 1


def test_a_text_in_one_part_is_for_both() -> None:
    assert half("CSV: date,kind", "vi") == half("CSV: date,kind", "en") == "CSV: date,kind"
    assert (half("Lịch / the calendar.", "vi"), half("Lịch / the calendar.", "en")) == ("Lịch.", "The calendar.")
