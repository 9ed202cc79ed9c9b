"""A document whose tasks were read from its text is delivered again, with its text or without."""

from services.tracker.models import tracker_review
from shared.events.documents import BlobRef
from tests.integration.tracker.desk import Register, a_document, a_fact, delivered, received, updated

TEXT = """ỦY BAN NHÂN DÂN
TỈNH ĐẮK LẮK

1. Giao Sở Y tế chủ trì rà soát các thủ tục hành chính, báo cáo UBND tỉnh trước ngày 25/12/2026.
2. Giao Sở Tư pháp chủ trì kiểm tra việc thực hiện và tham mưu UBND tỉnh ban hành kế hoạch.
"""


async def contents(register: Register) -> list[str]:
    return [row["content"] for row in await register.tasks() if not row["withdrawn"]]


async def reasons(register: Register) -> set[str]:
    return {row["reason"] for row in await register.rows(tracker_review)}


async def test_a_deadline_of_the_whole_document_fills_what_the_known_text_leaves_open(register: Register) -> None:
    await register.handle(received(tasks=None, text=TEXT))
    before = await contents(register)
    await register.handle(updated(tasks=None, text=None, deadline="2026-12-31"))
    assert await contents(register) == before
    assert len(before) == 2
    assert [row["due_at"] is None for row in await register.tasks()] == [False, False]


async def test_a_text_that_could_not_be_read_withdraws_nothing_and_is_looked_at(register: Register) -> None:
    await register.handle(received(tasks=None, text=TEXT))
    before = await contents(register)
    lost = BlobRef(sha256="0" * 64, size=300_000, media_type="text/plain")
    await register.handle(updated(tasks=None, text=None, text_blob=lost))
    assert await contents(register) == before
    assert {"text-missing", "tasks-not-reread"} <= await reasons(register)


async def test_a_recall_and_its_document_in_one_wave_meet(register: Register) -> None:
    bare = a_fact(a_document(None, notation=None, source_id="id-812", tasks=None, abstract=None), reason="nhầm")
    await register.wave(delivered(bare, "document.recalled"), received())
    assert {row["state"] for row in await register.assignments()} == {"withdrawn"}
