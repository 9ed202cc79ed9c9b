"""Files are read in a process of their own: what a hostile one does ends there, with a reason."""

import io
import json
import os
import subprocess
import sys
import zipfile
import zlib
from pathlib import Path

import pytest

from services.tracker.files import reading
from services.tracker.files.limits import MEGABYTE, Limits
from services.tracker.files.reading import read_file
from services.tracker.files.unreadable import Unreadable, Why
from tests import pdf_files, word_files
from tests.word_files import NAMESPACES

SMALL = Limits(seconds=3, memory=512 * MEGABYTE, unpacked=20 * MEGABYTE)


async def refusal(body: bytes, limits: Limits = SMALL) -> Why:
    with pytest.raises(Unreadable) as refused:
        await read_file(body, limits)
    return refused.value.why


def with_document(document: bytes) -> bytes:
    """A Word file with this main part."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("word/document.xml", document)
    return made.getvalue()


def document(inner: str, doctype: str = "") -> bytes:
    return f"{doctype}<w:document {NAMESPACES}><w:body>{inner}</w:body></w:document>".encode()


async def test_each_kind_is_read() -> None:
    assert await read_file("Giao Sở Y tế báo cáo.".encode()) == "Giao Sở Y tế báo cáo."
    assert await read_file(word_files.from_text("1. Sở Y tế")) == "1. Sở Y tế"
    assert await read_file(pdf_files.from_text("Giao Sở Y tế báo cáo.")) == "Giao Sở Y tế báo cáo."


async def test_a_file_without_words_is_empty() -> None:
    assert await refusal(word_files.word_file([])) is Why.EMPTY
    assert await refusal(pdf_files.pdf_file([pdf_files.Canvas()])) is Why.EMPTY


async def test_a_file_in_an_old_font_is_told_apart() -> None:
    old = "ñy ban nh©n d©n tØnh §¾k L¾k yªu cÇu Së Y tÕ b¸o c¸o tr­íc ngµy 25/11/2026"
    assert await refusal(word_files.from_text(old)) is Why.GARBLED


async def test_a_zip_bomb_unpacks_no_further_than_it_may() -> None:
    assert await refusal(with_document(document(" " * (64 * MEGABYTE)))) is Why.TOO_LARGE


async def test_a_zip_that_lies_about_its_sizes_is_bounded_all_the_same() -> None:
    body = bytearray(with_document(document("<w:p/>" * 5_000_000)))
    place = body.index(b"PK\x01\x02")
    body[place + 24 : place + 28] = (100).to_bytes(4, "little")
    assert await refusal(bytes(body)) in {Why.TOO_LARGE, Why.BROKEN}


async def test_many_entries_are_too_many() -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as file:
        for number in range(20_001):
            file.writestr(str(number), b"")
    assert await refusal(made.getvalue()) is Why.TOO_LARGE


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE a [<!ENTITY x "y"><!ENTITY z "&x;&x;&x;&x;&x;&x;&x;&x;">]>',
        '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE a SYSTEM "http://127.0.0.1:1/a.dtd">',
    ],
)
async def test_entities_are_refused_as_no_word_program_writes_them(doctype: str) -> None:
    words = "<w:p><w:r><w:t>&x;</w:t></w:r></w:p>" if "ENTITY" in doctype else ""
    assert await refusal(with_document(document(words, doctype))) is Why.BROKEN


async def test_deep_nesting_is_refused() -> None:
    deep = 100_000
    assert await refusal(with_document(document("<w:ins>" * deep + "</w:ins>" * deep))) is Why.BROKEN


async def test_tables_in_tables_as_deep_as_xml_may_be_are_read() -> None:
    deep = 60
    nested = "<w:tbl><w:tr><w:tc>" * deep + "<w:p><w:r><w:t>sâu</w:t></w:r></w:p>" + "</w:tc></w:tr></w:tbl>" * deep
    assert await read_file(with_document(document(nested)), SMALL) == "sâu"


async def test_broken_and_foreign_zips_are_told_apart() -> None:
    whole = word_files.from_text("Giao Sở Y tế báo cáo.")
    assert await refusal(whole[: len(whole) // 2]) is Why.BROKEN
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as file:
        file.writestr("xl/workbook.xml", "<workbook/>")
    assert await refusal(made.getvalue()) is Why.OTHER_KIND


async def test_a_file_over_its_size_is_not_looked_into() -> None:
    assert await refusal(b"x" * 2000, Limits(size=1000)) is Why.TOO_LARGE


async def test_a_text_over_its_length_is_refused() -> None:
    assert await refusal(word_files.from_text("x" * 2000), Limits(chars=1000)) is Why.TOO_LARGE
    assert await refusal(b"x" * 2000, Limits(chars=1000)) is Why.TOO_LARGE


async def test_a_pdf_whose_stream_unpacks_without_end_is_stopped() -> None:
    packed = zlib.compress(b"BT /F 9 Tf (a) Tj ET\n" * 30_000_000, 1)
    body = pdf_files.from_text("Giao Sở Y tế").replace(b"/Rotate 0", b"/Rotate 0 /X 1")
    start = body.rindex(b"stream\n", 0, body.rindex(b"endstream"))
    bomb = body[:start] + b"stream\n" + packed + b"\nendstream\nendobj\n%%EOF"
    assert await refusal(bomb) in {Why.TOO_LARGE, Why.TOO_HEAVY, Why.TOO_LONG, Why.BROKEN, Why.EMPTY}


async def test_a_page_tree_that_points_to_itself_is_refused_and_a_false_count_believed_by_nobody() -> None:
    whole = pdf_files.from_text("Giao Sở Y tế")
    assert await refusal(whole.replace(b"/Kids [7 0 R]", b"/Kids [2 0 R]")) in {Why.BROKEN, Why.EMPTY}
    assert await read_file(whole.replace(b"/Count 1 ", b"/Count 999999999 "), SMALL) == "Giao Sở Y tế"


def child(code: str, limits: Limits) -> subprocess.CompletedProcess[bytes]:
    """A process under the limits of files that does something else."""
    script = f"from services.tracker.files.child import confine\nfrom services.tracker.files.limits import Limits\nimport json, sys\nconfine(Limits(**json.loads(sys.argv[1])))\n{code}"
    asked = json.dumps({"seconds": limits.seconds, "memory": limits.memory})
    return subprocess.run([sys.executable, "-c", script, asked], capture_output=True, timeout=60, check=False)


def test_a_process_that_takes_more_memory_or_time_than_it_may_ends() -> None:
    assert b"MemoryError" in child("x = bytearray(1 << 30)", Limits(memory=256 * MEGABYTE)).stderr
    assert child("while True: pass", Limits(seconds=0.1)).returncode < 0


def test_a_process_that_reads_files_writes_none(tmp_path: object) -> None:
    ended = child(f"open({str(tmp_path)!r} + '/x', 'wb', buffering=0).write(b'x')", Limits())
    assert ended.returncode != 0


@pytest.mark.parametrize(
    ("said", "code", "why"),
    [(b"", -24, Why.TOO_LONG), (b"", -9, Why.TOO_HEAVY), (b"", -6, Why.TOO_HEAVY), (b"", -11, Why.BROKEN), (b"{", 0, Why.BROKEN),
     (b'{"text": 5}', 0, Why.BROKEN), (b"[]", 0, Why.BROKEN), (b'{"refused": "sudo"}', 0, Why.BROKEN)],
)  # fmt: skip
def test_what_a_process_leaves_when_it_dies_is_told_as_a_reason(said: bytes, code: int, why: Why) -> None:
    with pytest.raises(Unreadable) as refused:
        reading._text(said, code)
    assert refused.value.why is why


async def test_a_file_that_takes_too_long_leaves_no_process(tmp_path: Path) -> None:
    said = tmp_path / "pid"
    sleeper = f"import os, pathlib, time; pathlib.Path({str(said)!r}).write_text(str(os.getpid())); time.sleep(60)"
    with pytest.raises(Unreadable) as refused:
        await read_file(word_files.from_text("x"), Limits(seconds=2, starting=0), (sys.executable, "-c", sleeper))
    assert refused.value.why is Why.TOO_LONG
    with pytest.raises(ProcessLookupError):
        os.kill(int(said.read_text()), 0)


async def test_the_process_knows_nothing_of_our_environment() -> None:
    told = "import json, os; print(json.dumps({'text': ' '.join(sorted(os.environ))}))"
    assert await read_file(word_files.from_text("x"), SMALL, (sys.executable, "-c", told)) == "LC_ALL PYTHONPATH"
