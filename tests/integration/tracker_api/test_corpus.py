"""Corrected documents become a corpus that readings are scored on, on both databases."""

import json
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from services.cli import main
from services.cli.corpus import _told, _write
from services.tracker.reading import read
from services.tracker.reading.contract import reading_json
from services.tracker.upkeep.corpus import Example, Textless, examples
from shared.service import Context
from tests import score
from tests.integration.tracker_api.desk import Json, entered, put_agencies

TEXT = (
    "UBND tỉnh yêu cầu:\n1. Sở Y tế kiểm tra các bệnh viện trên địa bàn tỉnh trước ngày 25/11/2026.\n"
    "2. Sở Nội vụ chủ trì, phối hợp với Sở Tài chính rà soát biên chế, báo cáo UBND tỉnh trước ngày 30/11/2026.\n"
    "Kinh phí do ngân sách bảo đảm; Sở Tài chính\ncân đối nguồn.\n"
)


@pytest.fixture
async def document(api: httpx.AsyncClient) -> Json:
    await put_agencies(api, H15__SYT="Sở Y tế", H15__SNV="Sở Nội vụ", H15__STC="Sở Tài chính")
    body = {
        "number": "812", "notation": "UBND-NC", "type": "công văn", "abstract": "Rà soát", "issuer": "UBND tỉnh Đắk Lắk",
        "issued_on": "2026-11-13", "text": TEXT,
    }  # fmt: skip
    return await entered(api, {"document": body})


async def change(api: httpx.AsyncClient, task: Json, **body: object) -> None:
    answer = await api.patch(
        f"/v1/tasks/{task['id']}",
        json={"reason": "đọc nhầm", **body},
        headers={"if-match": f'"{task["version"]}"', "idempotency-key": task["id"] + str(body)},
    )
    assert answer.status_code == 200, answer.text


async def exported(context: Context) -> list[Example | Textless]:
    return [one async for one in examples(context.database, context.blobs)]


async def test_what_no_person_corrected_is_no_example(context: Context, document: Json) -> None:
    assert document["tasks"]
    assert await exported(context) == []


async def test_a_corrected_class_and_deadline_are_the_annotation(
    context: Context, api: httpx.AsyncClient, document: Json
) -> None:
    first, second = sorted(document["tasks"], key=lambda task: int(task["ordinal"]))[:2]
    await change(api, first, code="QC45_a")
    await change(api, second, deadline="2026-12-05")
    (made,) = await exported(context)
    assert isinstance(made, Example)
    assert made.text == TEXT
    one, two = made.annotation["tasks"][:2]
    assert (one["lead"], one["category"], one["report_required"], one["decided_by"]) == (
        ["Sở Y tế"],
        "a",
        True,
        "person",
    )
    assert TEXT[slice(*one["span"])] == one["excerpt"]
    assert one["deadline"]["normalized"] == "2026-11-25"
    assert (two["deadline"]["normalized"], two["deadline"]["intended"]) == ("2026-12-05", "2026-11-30")
    assert two["coordinating"] == ["Sở Tài chính"]
    assert "extension" in two["why"]
    assert made.annotation["number"] == "812/UBND-NC"
    assert made.by_person == 2


async def test_an_added_task_is_placed_by_its_words_and_one_without_a_place_left_out(
    context: Context, api: httpx.AsyncClient, document: Json
) -> None:
    for number, content in enumerate(("Sở Tài chính cân đối nguồn", "Việc không có trong văn bản")):
        body = {"document_id": document["id"], "content": content, "lead": ["Sở Tài chính"]}
        answer = await api.post("/v1/tasks", json=body, headers={"idempotency-key": f"added-{number}"})
        assert answer.status_code == 201, answer.text
    (made,) = await exported(context)
    assert isinstance(made, Example)
    assert made.unplaced == 1
    added = [task for task in made.annotation["tasks"] if task["decided_by"] == "person"]
    assert [task["excerpt"] for task in added] == ["Sở Tài chính\ncân đối nguồn"]
    assert "left out" in made.annotation["notes"]


async def test_a_corrected_document_without_text_is_counted_only(context: Context, api: httpx.AsyncClient) -> None:
    await put_agencies(api, H15__SYT="Sở Y tế")
    bare = await entered(api)
    await change(api, bare["tasks"][0], code="QC45_b")
    assert await exported(context) == [Textless("812/UBND-NC")]


async def test_a_moved_assignment_is_no_correction(context: Context, api: httpx.AsyncClient, document: Json) -> None:
    part = document["tasks"][0]["assignments"][0]
    headers = {"if-match": f'"{part["version"]}"', "idempotency-key": "moved"}
    assert (
        await api.post(f"/v1/assignments/{part['id']}/progress", json={"percent": 10}, headers=headers)
    ).status_code == 200
    assert await exported(context) == []


@pytest.mark.skipif(not score.SCORER.exists(), reason="the scorer does not lie beside the project")
async def test_the_export_is_scored(context: Context, api: httpx.AsyncClient, document: Json, tmp_path: Path) -> None:
    await change(api, document["tasks"][0], code="QC45_a")
    (made,) = await exported(context)
    assert isinstance(made, Example)
    _write(tmp_path / "corpus", [made])
    text = tmp_path / "corpus" / f"{made.name}.txt"
    answer = json.dumps({"path": str(text), **reading_json(read(text.read_bytes().decode()), lambda _: None)})
    command = [sys.executable, str(score.SCORER), str(text.parent)]
    said = subprocess.run(command, input=answer, capture_output=True, text=True, check=True).stdout
    figures = dict(line.split() for line in said.splitlines())
    assert (figures["documents"], figures["task_f1"], figures["deadline_f1"], figures["lead_f1"]) == (
        "1",
        "1.000",
        "1.000",
        "1.000",
    )
    assert float(figures["category_acc"]) < 1, "the person's class is another one than the reader's"


async def test_the_command_says_what_it_left_out(context: Context, api: httpx.AsyncClient, document: Json) -> None:
    await change(api, document["tasks"][0], code="QC45_a")
    made = [one for one in await exported(context) if isinstance(one, Example)]
    assert _told(made, textless=3).vi.startswith("Đã xuất 1 văn bản, ")
    assert "3 văn bản không có toàn văn" in _told(made, textless=3).vi


def test_the_command_exports_from_the_database_of_its_settings(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DONDOC_DATABASE_URL", sqlite_url)
    monkeypatch.setenv("DONDOC_DATA", str(tmp_path))
    assert main(["corpus", "export", "out"]) == 0
    assert "Đã xuất 0 văn bản" in capfd.readouterr().out
    (tmp_path / "tep").write_text("")
    assert main(["corpus", "export", "tep"]) == 1
    assert "không ghi được" in capfd.readouterr().err
    assert main(["corpus", "export"]) == 2
