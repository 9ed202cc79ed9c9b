"""`dondoc read` for a clerk: files of every kind, the words in colours, the page for review."""

import io
import json
import os
import re
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest
from rich.console import Console

from services.cli import main
from services.cli.read_marks import marked
from services.cli.read_review import page
from services.cli.read_table import coloured
from services.cli.read_words import cycle_words, deadline_day, title
from services.tracker.domain.deadline import Deadline, Kind
from services.tracker.reading import read
from services.tracker.reading.result import Head
from tests import pdf_files, word_files

LETTER = (
    "ỦY BAN NHÂN DÂN\nTỈNH HOA LƯ\nSố: 012/UBND-TH\nHoa Lư, ngày 05 tháng 3 năm 2024\n\nUBND tỉnh yêu cầu:\n"
    "1. Sở Y tế chủ trì, phối hợp với Công an tỉnh kiểm tra, báo cáo UBND tỉnh trước ngày 30/11/2024.\n"
    "2. Sở Nội vụ rà soát biên chế <b>năm</b> & quỹ lương.\nNơi nhận:\n- Phòng: TH (QC45_a);\n"
)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working folder, with the letter in every kind."""
    (tmp_path / "thu.txt").write_text(LETTER, encoding="utf-8")
    (tmp_path / "thu.docx").write_bytes(word_files.from_text(LETTER))
    (tmp_path / "thu.pdf").write_bytes(pdf_files.from_text(LETTER))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_letter_gives_the_same_tasks_as_text_word_and_pdf(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["read", "--jsonl", "thu.txt", "thu.docx", "thu.pdf"]) == 0
    plain, word, pdf = (json.loads(line) for line in capfd.readouterr().out.splitlines())
    assert [task["lead"] for task in plain["tasks"]] == [["Sở Y tế"], ["Sở Nội vụ"]]
    for other in (word, pdf):
        assert [(task["content"], task["code"]) for task in other["tasks"]] == [
            (task["content"], task["code"]) for task in plain["tasks"]
        ]
        assert other["document"]["number"] == "12"


def test_a_file_comes_by_the_standard_input_as_well(
    folder: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    given = io.TextIOWrapper(io.BytesIO((folder / "thu.docx").read_bytes()))
    monkeypatch.setattr(sys, "stdin", given)
    assert main(["read", "--json", "-"]) == 0
    assert json.loads(capfd.readouterr().out)["document"]["number"] == "12"


@pytest.mark.parametrize(
    ("body", "remedy"),
    [(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", ".docx"), (b"%PDF-1.7", "hỏng"), (pdf_files.pdf_file([pdf_files.Canvas()], picture=True), "OCR"),
     (b"PK\x03\x04", "hỏng"), (b"a\0b", "loại tệp")],
)  # fmt: skip
def test_what_cannot_be_read_is_said_with_its_remedy_and_the_others_are_read(
    folder: Path, capfd: pytest.CaptureFixture[str], body: bytes, remedy: str
) -> None:
    (folder / "la").write_bytes(body)
    assert main(["read", "--jsonl", "la", "thu.txt"]) == 1
    captured = capfd.readouterr()
    assert len(captured.out.splitlines()) == 1
    assert captured.err.startswith("la: ")
    assert remedy in captured.err


def test_an_empty_file_has_no_tasks(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (folder / "trong.txt").write_bytes(b"")
    assert main(["read", "--jsonl", "trong.txt"]) == 0
    assert json.loads(capfd.readouterr().out)["tasks"] == []


@pytest.mark.parametrize(
    "words",
    [["--why", "--json", "thu.txt"], ["--review", "--why", "thu.txt"], ["-o", "x.html", "thu.txt"], ["--review", "-o", "x.html", "thu.txt", "thu.pdf"],
     ["--json", "thu.txt", "thu.pdf"]],
)  # fmt: skip
def test_options_that_do_not_go_together_are_wrong_use(folder: Path, words: list[str]) -> None:
    assert main(["read", *words]) == 2


def test_why_shows_the_text_and_the_grounds(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["read", "--why", "thu.docx"]) == 0
    shown = capfd.readouterr().out
    assert "[1]1. Sở Y tế chủ trì" in shown
    assert "Nơi nhận:" in shown
    assert "[actor." in shown


def test_the_words_of_each_fact_have_their_colour() -> None:
    console = Console(file=io.StringIO(), force_terminal=True, color_system="standard", width=200)
    console.print(coloured(LETTER, read(LETTER)), soft_wrap=True)
    said = console.file.getvalue()  # type: ignore[attr-defined]  # a StringIO
    assert "\x1b[1;32mSở Y tế\x1b[0m" in said
    assert "\x1b[1;31mtrước ngày 30/11/2024\x1b[0m" in said


def test_pieces_are_the_text_again_and_know_their_tasks_and_facts() -> None:
    pieces = list(marked(LETTER, read(LETTER)))
    assert "".join(piece.words for piece in pieces) == LETTER
    (deadline,) = [piece for piece in pieces if "deadline" in piece.facts]
    assert (deadline.words, deadline.tasks) == ("trước ngày 30/11/2024", (1,))
    assert [number for piece in pieces for number in piece.begins] == [1, 2]


class Page(HTMLParser):
    """What a page holds: its words, the names of its elements, where its links go."""

    def __init__(self, body: str) -> None:
        super().__init__()
        self.words, self.tags, self.links, self.names = "", set[str](), set[str](), set[str]()
        self.feed(body)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.links |= {value or "" for name, value in attrs if name in {"href", "src"}}
        self.names |= {value or "" for name, value in attrs if name == "id"}

    def handle_data(self, data: str) -> None:
        self.words += data


def test_the_page_shows_the_document_beside_its_entries(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["read", "--review", "thu.docx", "thu.pdf"]) == 0
    assert "thu.docx-ra-soat.html" in capfd.readouterr().out
    shown = Page((folder / "thu.docx-ra-soat.html").read_text(encoding="utf-8"))
    for words in (
        "12/UBND-TH",
        "Ủy ban nhân dân tỉnh Hoa Lư",
        "Sở Y tế",
        "Công an tỉnh",
        "trước ngày 30/11/2024",
        "không thời hạn",
        "QC45_a",
        "2 nhiệm vụ",
    ):
        assert words in shown.words
    assert (folder / "thu.pdf-ra-soat.html").exists()


def test_the_page_needs_nothing_from_elsewhere_and_its_links_lead_somewhere() -> None:
    shown = Page(page("thu.txt", LETTER, read(LETTER), lambda _: None))
    assert not shown.tags & {"script", "img", "link", "iframe", "object"}
    assert shown.links == {f"#{name}" for name in shown.names}


def test_words_of_the_document_are_no_markup_on_the_page() -> None:
    hostile = LETTER.replace("<b>năm</b>", "<script>alert(1)</script><img src=x onerror=alert(1)>")
    body = page("a<script>.txt", hostile, read(hostile), lambda _: None)
    assert not Page(body).tags & {"script", "img"}
    assert "<script>alert(1)</script>" in Page(body).words


def test_a_page_may_be_named_and_one_that_cannot_be_written_fails(
    folder: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert main(["read", "--review", "-o", "x.html", "thu.txt"]) == 0
    assert (folder / "x.html").exists()
    assert main(["read", "--review", "-o", f"khong-co{os.sep}x.html", "thu.txt"]) == 1
    assert "không ghi được" in capfd.readouterr().err


@pytest.mark.parametrize(
    ("rule", "inclusive", "words"),
    [("FREQ=MONTHLY;BYMONTHDAY=25", False, "hằng tháng, trước ngày 25"), ("FREQ=WEEKLY;BYDAY=FR", True, "hằng tuần, thứ Sáu"),
     ("FREQ=MONTHLY;INTERVAL=3", True, "hằng quý"), ("FREQ=MONTHLY;INTERVAL=6;BYMONTHDAY=-1", True, "6 tháng một lần, ngày cuối cùng"),
     ("FREQ=YEARLY;BYMONTH=11;BYMONTHDAY=10", True, "hằng năm, ngày 10/11"), ("FREQ=YEARLY;BYMONTH=1,6;BYMONTHDAY=-1", True, "hằng năm, tháng 1, 6"),
     ("FREQ=DAILY", True, "hằng ngày"), ("X", True, "định kỳ")],
)  # fmt: skip
def test_cycles_in_an_officials_words(rule: str, inclusive: bool, words: str) -> None:
    assert cycle_words(Deadline(kind=Kind.RECURRING, text="", rule="", rrule=rule, inclusive=inclusive)) == words


def test_deadlines_as_dates() -> None:
    texts = {
        "trước ngày 30/11/2024": "trước ngày 30/11/2024",
        "chậm nhất ngày 30/11/2024": "30/11/2024",
        "trước 15h ngày 30/11/2024": "15:00 30/11/2024",
    }
    for words, day in texts.items():
        (task,) = read(f"Giao Sở Y tế báo cáo UBND tỉnh {words}.").tasks
        assert deadline_day(task, lambda _: None) == day


def test_a_number_that_is_not_filled_in_is_not_told() -> None:
    assert title(Head(notation="UBND-TH", type="công văn")) == "Công văn ký hiệu UBND-TH"
    assert re.fullmatch("Văn bản", title(Head()))
