"""`dondoc read`: one object a line, the contract's fields, exit codes; nothing is stored."""

import json
from pathlib import Path

import pytest

from services.cli import main
from services.tracker.domain.deadline import Deadline
from services.tracker.reading import read
from services.tracker.reading.contract import reading_json

LETTER = (
    "ỦY BAN NHÂN DÂN\nTỈNH HOA LƯ\nSố: 012/UBND-TH\nHoa Lư, ngày 05 tháng 3 năm 2024\n\n"
    "Giao Sở Y tế chủ trì, phối hợp với Công an tỉnh kiểm tra, báo cáo UBND tỉnh trước ngày 30/11/2024.\n"
    "Nơi nhận:\n- Phòng: TH (QC45_a);\n"
)


def written(folder: Path, text: str = LETTER) -> str:
    path = folder / "thu.txt"
    path.write_bytes(text.encode())
    return str(path)


def test_a_line_of_json_has_the_fields_of_the_contract(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["read", "--jsonl", written(tmp_path)]) == 0
    answer = json.loads(capfd.readouterr().out)
    assert answer["path"].endswith("thu.txt")
    assert answer["document"]["number"] == "12"
    assert (answer["document"]["regime"], answer["document"]["markers"]) == ("QC45", ["QC45_a"])
    (task,) = answer["tasks"]
    assert (task["lead"], task["coordinating"], task["code"]) == (["Sở Y tế"], ["Công an tỉnh"], "QC45_a")
    assert task["deadline"]["due_at"] == "2024-11-29T17:00:00Z"
    assert LETTER[slice(*task["deadline"]["span"])] == "trước ngày 30/11/2024"
    assert task["report_required"] is True


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_spans_count_code_points_a_mark_is_none_and_line_ends_stay(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], mark: str, end: str
) -> None:
    decoded = ("\U0001f4c4\n" + LETTER).replace("\n", end)
    assert main(["read", "--jsonl", written(tmp_path, mark + decoded)]) == 0
    (task,) = json.loads(capfd.readouterr().out)["tasks"]
    assert decoded[slice(*task["deadline"]["span"])] == "trước ngày 30/11/2024"
    assert decoded[slice(*task["span"])].startswith("Giao Sở Y tế")


def test_people_see_a_table(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["read", written(tmp_path)]) == 0
    shown = capfd.readouterr().out
    assert "Sở Y tế" in shown
    assert "QC45_a" in shown


def test_a_missing_file_fails_and_the_others_are_read(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["read", "--jsonl", str(tmp_path / "none.txt"), written(tmp_path)]) == 1
    captured = capfd.readouterr()
    assert len(captured.out.splitlines()) == 1
    assert "none.txt" in captured.err


def test_no_file_is_wrong_use() -> None:
    assert main(["read"]) == 2


def test_phrases_are_answered_one_a_line(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    rows = tmp_path / "phrases.jsonl"
    row = {"id": 7, "text": "báo cáo trước ngày 15 tháng 8", "reference_date": "2024-03-05"}
    rows.write_text(json.dumps(row, ensure_ascii=False) + "\n\n", encoding="utf-8")
    assert main(["read", "--phrases", str(rows)]) == 0
    answer = json.loads(capfd.readouterr().out)
    assert answer["id"] == 7
    assert answer["deadlines"][0]["on"] == "2024-08-15"


def test_each_kind_of_deadline_has_its_own_fields() -> None:
    def no_due(_: Deadline) -> None:
        return None

    texts = {
        "absolute": ("Giao Sở Y tế hoàn thành đề án trước ngày 30/11/2024.", "on"),
        "relative": (
            "Giao Sở Y tế hoàn thành đề án trong thời hạn 05 ngày làm việc kể từ ngày nhận văn bản.",
            "duration",
        ),
        "recurring": ("Giao Sở Y tế báo cáo UBND tỉnh trước ngày 25 hàng tháng.", "rrule"),
    }
    for kind, (text, wanted) in texts.items():
        deadline = json.loads(json.dumps(reading_json(read(text), no_due)))["tasks"][0]["deadline"]
        assert deadline["kind"] == kind
        assert deadline[wanted]
        assert deadline["due_at"] is None
