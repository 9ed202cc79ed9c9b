"""Documents without words of their own: the attachment that carries the letterhead is read, what cannot be is told."""

from pathlib import Path
from typing import Any

import pytest

from services.tracker.handlers.readers import LONGEST, Readers
from services.tracker.models import tracker_changes, tracker_documents, tracker_review
from shared.blobs import Blobs, open_blobs
from shared.config.reading import Reading
from shared.db import Database
from shared.events.documents import Attachment
from tests import pdf_files, word_files
from tests.fakes import SettableClock
from tests.integration.tracker.desk import Register, received, updated

LETTER = (
    "ỦY BAN NHÂN DÂN\nTỈNH ĐẮK LẮK\nSố: 812/UBND-NC\nV/v rà soát thủ tục\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n"
    "Độc lập - Tự do - Hạnh phúc\nĐắk Lắk, ngày 13 tháng 11 năm 2026\nKính gửi: Các sở, ban, ngành\n"
    "UBND tỉnh yêu cầu:\n1. Sở Nội vụ rà soát biên chế, báo cáo UBND tỉnh trước ngày 25/11/2026.\n2. Sở Y tế kiểm tra các bệnh viện.\n"
)
ANNEX = "Phụ lục\nDANH SÁCH CÁC XÃ\nXã A\nXã B\n"
OTHER = LETTER.replace("812/UBND-NC", "77/SYT-NVY").replace("ỦY BAN NHÂN DÂN", "SỞ Y TẾ")


@pytest.fixture
def blobs(database: Database, tmp_path: Path, clock: SettableClock) -> Blobs:
    return open_blobs(database, tmp_path, clock)


async def attached(blobs: Blobs, **files: bytes) -> tuple[Attachment, ...]:
    """Attachments in their order, kept as blobs; `van_ban__docx` is `van_ban.docx`."""
    named = [
        (name.replace("__", "."), await blobs.put(body, "application/octet-stream")) for name, body in files.items()
    ]
    return tuple(Attachment(name=name, sha256=blob.sha256, blob=blob) for name, blob in named)


async def arrives(register: Register, attachments: tuple[Attachment, ...], **more: Any) -> dict[str, Any]:
    await register.handle(received(**{"tasks": None, "text": None, "attachments": attachments, **more}))
    return await register.document()


async def reasons(register: Register) -> list[str]:
    return sorted(row["reason"] for row in await register.rows(tracker_review) if row["task_id"] is None)


@pytest.mark.parametrize("made", [word_files.from_text, pdf_files.from_text, str.encode], ids=["docx", "pdf", "txt"])
async def test_the_tasks_of_the_main_document_are_registered(register: Register, blobs: Blobs, made: Any) -> None:
    document = await arrives(
        register, await attached(blobs, phu_luc__docx=word_files.from_text(ANNEX), cong_van=made(LETTER))
    )
    assert document["tasks_from"] == "text"
    assert [task["content"][:14] for task in await register.tasks()] == ["Sở Nội vụ rà s", "Sở Y tế kiểm t"]
    task = (await register.tasks())[0]
    assert "Sở Nội vụ" in document["text"][task["span_start"] : task["span_end"]]
    assert str(task["last_day"]) == "2026-11-24"
    assert await reasons(register) == []


async def test_the_history_says_which_file_was_read(register: Register, blobs: Blobs) -> None:
    await arrives(register, await attached(blobs, cong_van__docx=word_files.from_text(LETTER)))
    (change,) = await register.rows(tracker_changes, fact="text_from_file")
    assert change["new"] == "cong_van.docx"


async def test_a_body_with_words_of_its_own_reads_no_file(register: Register, blobs: Blobs) -> None:
    files = await attached(blobs, cong_van__docx=word_files.from_text(LETTER))
    document = await arrives(register, files, text="Giao Sở Tài chính báo cáo.")
    assert document["text"] == "Giao Sở Tài chính báo cáo."
    assert await register.rows(tracker_changes, fact="text_from_file") == []


@pytest.mark.parametrize(
    ("body", "reason", "remedy"),
    [
        (pdf_files.pdf_file([pdf_files.Canvas()], picture=True), "file-scanned", "OCR"),
        (pdf_files.pdf_file([pdf_files.Canvas()], encrypted=True), "file-encrypted", "bỏ mật khẩu"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1W", "file-old-word", ".docx"),
        (word_files.from_text(LETTER)[:200], "file-broken", "lưu lại"),
        (b"\xff\xd8\xff\xe0", "file-kind-unknown", "PDF"),
    ],
)
async def test_a_file_that_cannot_be_read_waits_for_a_person_with_the_remedy(
    register: Register, blobs: Blobs, body: bytes, reason: str, remedy: str
) -> None:
    files = await attached(blobs, van_ban=body)
    document = await arrives(register, files)
    assert [one["name"] for one in document["attachments"]] == ["van_ban"]
    assert await reasons(register) == sorted([reason, "no-task"])
    (case,) = await register.rows(tracker_review, reason=reason)
    assert "van_ban" in case["text"]
    assert remedy in case["text"]


async def test_pictures_beside_a_scan_are_not_told_of(register: Register, blobs: Blobs) -> None:
    scan = pdf_files.pdf_file([pdf_files.Canvas()], picture=True)
    await arrives(register, await attached(blobs, anh=b"\xff\xd8\xff\xe0", cong_van=scan))
    assert await reasons(register) == ["file-scanned", "no-task"]


async def test_a_blob_that_is_gone_is_asked_for_again(register: Register, blobs: Blobs) -> None:
    (kept,) = await attached(blobs, cong_van=LETTER.encode())
    assert kept.blob is not None
    gone = kept.model_copy(update={"blob": kept.blob.model_copy(update={"sha256": "0" * 64})})
    await arrives(register, (gone,))
    assert await reasons(register) == ["file-missing", "no-task"]


async def test_a_letter_of_another_number_is_doubtful(register: Register, blobs: Blobs) -> None:
    await arrives(register, await attached(blobs, kem__txt=OTHER.encode()))
    assert await reasons(register) == ["attachment-differs"]


async def test_a_draft_whose_number_is_blank_is_the_document(register: Register, blobs: Blobs) -> None:
    draft = LETTER.replace("Số: 812/UBND-NC", "Số:      /UBND-NC")
    await arrives(register, await attached(blobs, kem__txt=OTHER.encode(), du_thao__txt=draft.encode()))
    assert await reasons(register) == []
    (change,) = await register.rows(tracker_changes, fact="text_from_file")
    assert change["new"] == "du_thao.txt"


async def test_files_without_any_letterhead_leave_a_doubt(register: Register, blobs: Blobs) -> None:
    bare = "Giao Sở Y tế báo cáo UBND tỉnh trước ngày 25/11/2026."
    await arrives(register, await attached(blobs, mot=bare.encode(), hai=ANNEX.encode()))
    assert await reasons(register) == ["main-document-unsure"]
    assert len(await register.tasks()) == 1


async def test_words_under_a_secrecy_stamp_are_kept_nowhere(register: Register, blobs: Blobs) -> None:
    secret = word_files.from_text("MẬT\n" + LETTER.replace("biên chế", "MARKER"))
    document = await arrives(register, await attached(blobs, a=secret, b=LETTER.encode()))
    assert document["text"] is None
    assert await register.tasks() == []
    assert await reasons(register) == ["attachment-secret", "no-task"]
    everything = [await register.rows(table) for table in (tracker_documents, tracker_changes, tracker_review)]
    assert "MARKER" not in str(everything)
    assert [(one["name"], "blob" in one) for one in document["attachments"]] == [("a", False), ("b", True)]


async def test_another_sources_file_does_not_replace_the_words_there_are(register: Register, blobs: Blobs) -> None:
    await register.handle(received(tasks=None, text=LETTER))
    files = await attached(blobs, cong_van__txt=LETTER.replace("biên chế", "tài sản").encode())
    await register.handle(received(origin="exchange", source_id="x-1", tasks=None, text=None, attachments=files))
    assert (await register.document())["text"] == LETTER
    assert "sources-differ" not in await reasons(register)


async def test_an_update_with_another_file_has_the_tasks_of_that_file(register: Register, blobs: Blobs) -> None:
    await arrives(register, await attached(blobs, cong_van__txt=LETTER.encode()))
    changed = LETTER.replace("2. Sở Y tế kiểm tra các bệnh viện.", "2. Sở Tài chính cân đối kinh phí.")
    files = await attached(blobs, cong_van__txt=changed.encode())
    await register.handle(updated(tasks=None, text=None, attachments=files))
    open_ = [task["content"][:12] for task in await register.tasks() if not task["withdrawn"]]
    assert open_ == ["Sở Nội vụ rà", "Sở Tài chính"]


async def test_the_same_delivery_again_changes_nothing(register: Register, blobs: Blobs) -> None:
    files = await attached(blobs, cong_van__docx=word_files.from_text(LETTER))
    before = await arrives(register, files)
    assert (await arrives(register, files))["version"] == before["version"]


async def test_a_long_text_of_a_file_is_kept_by_reference(register: Register, blobs: Blobs) -> None:
    long = LETTER + "Nội dung kèm theo.\n" * (LONGEST // 20)
    document = await arrives(register, await attached(blobs, cong_van__txt=long.encode()))
    assert document["text"] is None
    assert (await blobs.get(document["text_blob"]["sha256"])).decode() == long
    assert len(await register.tasks()) >= 2


async def test_files_are_held_to_the_limits_of_the_configuration(
    sqlite_database: Database, tmp_path: Path, clock: SettableClock
) -> None:
    blobs = open_blobs(sqlite_database, tmp_path, clock)
    readers = Readers(Reading(workers=0, file_mb=1), blobs, lambda: ())
    event = received(tasks=None, text=None, attachments=await attached(blobs, to=b"x" * (2 << 20)))
    await readers.prepare([event])
    taken = readers.take(event)
    assert taken is not None
    assert [doubt.reason for doubt in taken.doubts] == ["file-too-large"]
