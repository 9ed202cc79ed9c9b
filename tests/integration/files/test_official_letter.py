"""A whole official letter, as a Word file and, where LibreOffice is there to lay it out, as its PDF."""

import shutil
import subprocess
from pathlib import Path

import pytest

from services.tracker.files.limits import Limits
from services.tracker.files.pdf import pdf_text
from services.tracker.files.word import word_text
from services.tracker.reading import read
from services.tracker.reading.result import Reading
from tests.official_letter import ROWS, letter


def known(text: str) -> Reading:
    """The reading, once it has been seen to be that of the letter."""
    found = read(text)
    head = found.head
    assert (head.number, head.notation, head.issuer, str(head.issued_on)) == (
        "12",
        "UBND-TH",
        "Ủy ban nhân dân tỉnh Hoa Lư",
        "2026-11-16",
    )
    assert (head.abstract, head.signer_name) == ("triển khai nhiệm vụ cải cách hành chính năm 2026", "Nguyễn Văn An")
    assert head.recipients == ("Như trên", "Thường trực Tỉnh ủy (báo cáo)", "Lưu: VT, TH (QC45_a)")
    assert head.addressees == ("Các sở, ban, ngành thuộc tỉnh", "UBND các xã, phường")
    return found


def shown(reading: Reading) -> list[tuple[object, ...]]:
    return [
        (task.content, task.lead, task.coordinating, task.deadline and task.deadline.text) for task in reading.tasks
    ]


def test_the_word_file_has_its_items_and_every_row_of_its_table() -> None:
    tasks = shown(known(word_text(letter(), Limits())))
    assert [task[1] for task in tasks[:4]] == [("Sở Nội vụ",), ("Sở Nội vụ",), ("Sở Y tế",), ("Văn phòng UBND tỉnh",)]
    assert tasks[4:] == [
        (content, (lead,), tuple(coordinating.split("; ")) if coordinating else (), deadline) for _, content, lead, coordinating, deadline in ROWS
    ] * 6  # fmt: skip


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not here to make a PDF")
def test_its_pdf_has_the_same_tasks(tmp_path: Path) -> None:
    (tmp_path / "thu.docx").write_bytes(letter())
    command = [
        "soffice",
        f"-env:UserInstallation=file://{tmp_path}/profile",
        "--headless",
        "--convert-to",
        "pdf",
        "--outdir",
        str(tmp_path),
        str(tmp_path / "thu.docx"),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    made = known(pdf_text((tmp_path / "thu.pdf").read_bytes(), Limits()))
    assert shown(made) == shown(known(word_text(letter(), Limits())))
