"""Directives registered by hand, tasks added and decided by a person, on both databases."""

from typing import Any

import httpx
import pytest
from sqlalchemy import func, select

from services.tracker.models import tracker_documents
from shared.service import Context
from shared.tables import log_entries
from tests.integration.tracker_api.desk import Json, directive, entered, put_agencies, slug
from tests.integration.tracker_api.lists import errors, items


@pytest.fixture(autouse=True)
async def agencies(api: httpx.AsyncClient) -> None:
    await put_agencies(api, H15__SYT="Sở Y tế", H15__STC="Sở Tài chính")


async def test_a_document_entered_by_hand_becomes_its_tasks(api: httpx.AsyncClient) -> None:
    document = await entered(api, directive("812", coordinating=["Sở Tài chính"], monitoring=["Phòng Tổng hợp"]))
    assert (document["reference"], document["issued_on"], document["status"]) == ("812/UBND-NC", "2026-11-13", "active")
    (task,) = document["tasks"]
    assert (task["code"], task["origin"], task["monitoring"]) == ("QC45_a", "structured", ["Phòng Tổng hợp"])
    assert [(part["agency"]["code"], part["due_at"]) for part in task["assignments"]] == [
        ("H15.SYT", "2026-11-25T17:00:00Z"),
        ("H15.STC", "2026-11-25T17:00:00Z"),
    ]
    assert (await api.get(f"/v1/documents/{document['id']}")).json() == document
    (listed,) = await items(api, "/v1/documents", reference="0812/ubnd-nc")
    assert "tasks" not in listed
    assert listed["id"] == document["id"]


async def test_what_a_field_of_the_body_says_is_its_own_evidence(api: httpx.AsyncClient) -> None:
    (task,) = (await entered(api, directive(code="QC45_b", report_required=False)))["tasks"]
    whole = (await api.get(f"/v1/tasks/{task['id']}")).json()
    assert [(proof["for"], proof["field"], proof["text"], proof["span"]) for proof in whole["evidence"]] == [
        ("category", "code", "QC45_b", None),
        ("deadline", "deadline", "2026-11-25", None),
        ("report_required", "report_required", "false", None),
    ]
    (listed,) = await items(api, "/v1/tasks")
    assert not {"evidence", "history"} & set(listed)


async def test_the_same_document_again_amends_it(api: httpx.AsyncClient) -> None:
    first = await entered(api)
    answer = await api.post("/v1/documents", json=directive(deadline="2026-12-04"))
    assert answer.status_code == 200
    again = answer.json()
    assert (again["id"], len(again["tasks"])) == (first["id"], 1)
    assert again["tasks"][0]["deadline"]["on"] == "2026-12-04"
    assert again["tasks"][0]["version"] == 2


async def test_a_text_is_read(api: httpx.AsyncClient) -> None:
    body = directive()
    del body["document"]["tasks"]
    body["document"]["text"] = "Giao Sở Y tế chủ trì, báo cáo UBND tỉnh trước ngày 25/11/2026."
    (task,) = (await entered(api, body))["tasks"]
    assert [part["agency"]["code"] for part in task["assignments"]] == ["H15.SYT"]
    assert task["span"] is not None


SECRETS: list[Json] = [
    {"secrecy": "Mật"},
    {"text": "UBND TỈNH\n  TUYỆT MẬT \nSố: 1/UBND"},
    {"attachments": [{"name": "MẬT"}]},
]


@pytest.mark.parametrize("secret", SECRETS, ids=str)
async def test_a_state_secret_leaves_nothing(api: httpx.AsyncClient, context: Context, secret: Json) -> None:
    body = directive()
    body["document"] |= secret
    answer = await api.post("/v1/documents", json=body)
    assert (answer.status_code, slug(answer)) == (422, "state-secret-refused")
    async with context.database.read() as conn:
        assert (await conn.execute(select(func.count()).select_from(tracker_documents))).scalar() == 0


async def test_an_open_document_may_say_so(api: httpx.AsyncClient) -> None:
    body = directive()
    body["document"]["secrecy"] = "Thường"
    document = await entered(api, body)
    assert (document["status"], len(document["tasks"])) == ("active", 1)
    assert "Thường" not in str(document), "an open value says nothing that need be kept"


async def test_what_cannot_be_understood_is_refused(api: httpx.AsyncClient) -> None:
    for wrong in ({"number": None}, {"tasks": None, "abstract": None}, {"issued_on": "hôm qua"}, {"no_such": 1}):
        body = directive()
        body["document"] |= wrong
        answer = await api.post("/v1/documents", json=body)
        assert (answer.status_code, slug(answer)) == (422, "validation"), wrong
    assert (await api.post("/v1/documents", content=b"{")).status_code in (400, 422)


async def test_a_task_is_added_behind_the_others(api: httpx.AsyncClient) -> None:
    document = await entered(api)
    body = {
        "document_id": document["id"],
        "content": "Tổng hợp kinh phí",
        "lead": ["Sở Tài chính"],
        "deadline": "30/11/2026",
    }
    answer = await api.post("/v1/tasks", json=body)
    assert answer.status_code == 201, answer.text
    task = answer.json()
    assert (task["ordinal"], task["assignments"][0]["due_at"]) == (2, "2026-11-30T17:00:00Z")
    assert answer.headers["location"] == f"/v1/tasks/{task['id']}"
    assert [line["by"] for line in await items(api, f"/v1/tasks/{task['id']}/history")] == ["operator:bootstrap"]


async def test_a_task_needs_a_document_and_a_content(api: httpx.AsyncClient) -> None:
    answer = await api.post("/v1/tasks", json={"lead": "Sở Y tế"})
    assert {error["field"] for error in answer.json()["errors"]} == {"document_id", "content", "lead"}
    nobody = {"document_id": "00000000-0000-0000-0000-000000000000", "content": "x"}
    assert (await api.post("/v1/tasks", json=nobody)).status_code == 404
    document = await entered(api)
    unreadable = {"document_id": document["id"], "content": "x", "deadline": "khi nào cũng được"}
    assert (await api.post("/v1/tasks", json=unreadable)).json()["errors"][0]["field"] == "deadline"


async def change(api: httpx.AsyncClient, task: Json, body: Json, version: int | None = None) -> httpx.Response:
    """A person's decision on a task."""
    headers = {"if-match": f'"{version or task["version"]}"'}
    return await api.patch(f"/v1/tasks/{task['id']}", json=body, headers=headers)


async def test_a_person_decides_the_class(api: httpx.AsyncClient, context: Context) -> None:
    (task,) = (await entered(api))["tasks"]
    answer = await change(api, task, {"code": "qc42 b", "reason": "thực hiện văn bản của Chính phủ"})
    decided = answer.json()
    assert (decided["code"], decided["origin"], decided["confidence"]) == ("QC42_b", "person", 1.0)
    assert decided["evidence"][0]["text"] == "thực hiện văn bản của Chính phủ"
    assert [part["id"] for part in await items(api, "/v1/assignments", regime="QC42", category="b")]
    line = (await items(api, f"/v1/tasks/{task['id']}/history"))[-1]
    assert (line["fact"], line["old"], line["new"]) == ("reclassified", "QC45_a", "QC42_b")
    async with context.database.read() as conn:
        types = [row.type for row in await conn.execute(select(log_entries.c.type).order_by(log_entries.c.position))]
    assert types[-1] == "vn.dondoc.task.reclassified.v1"


async def test_a_later_delivery_does_not_overrule_a_person(api: httpx.AsyncClient) -> None:
    (task,) = (await entered(api))["tasks"]
    await change(api, task, {"code": "QC45_c", "reason": "không có hạn"})
    (again,) = (await api.post("/v1/documents", json=directive(field="Y tế"))).json()["tasks"]
    assert (again["code"], again["field"]) == ("QC45_c", "Y tế")


async def test_a_person_moves_the_deadline_and_the_old_one_stays(api: httpx.AsyncClient) -> None:
    (task,) = (await entered(api))["tasks"]
    moved = (await change(api, task, {"deadline": "2026-12-04", "reason": "gia hạn theo đề nghị"})).json()
    assert (moved["deadline"]["on"], moved["assignments"][0]["due_at"]) == ("2026-12-04", "2026-12-04T17:00:00Z")
    assert moved["assignments"][0]["deadline_version"] == 2
    line = (await items(api, f"/v1/tasks/{task['id']}/history"))[-1]
    assert (line["old"], line["new"], line["reason"]) == ("2026-11-25", "2026-12-04", "gia hạn theo đề nghị")
    without = (await change(api, moved, {"deadline": None, "reason": "bỏ hạn"})).json()
    assert (without["deadline"], without["assignments"][0]["due_at"]) == (None, None)


async def test_a_change_of_a_task_needs_version_reason_and_something_to_change(api: httpx.AsyncClient) -> None:
    (task,) = (await entered(api))["tasks"]
    assert (await api.patch(f"/v1/tasks/{task['id']}", json={"field": "x", "reason": "y"})).status_code == 428
    assert (await change(api, task, {"field": "x", "reason": "y"}, 9)).status_code == 412
    wrong: list[dict[str, Any]] = [
        {"code": "QC45_a"}, {"reason": "x"}, {"code": "QC99", "reason": "x"}, {"deadline": "mai", "reason": "x"},
        {"inclusive": "no", "reason": "x", "field": "y"},
    ]  # fmt: skip
    for body in wrong:
        assert (await change(api, task, body)).status_code == 422, body
    renamed = (await change(api, task, {"field": "Y tế", "reason": "bổ sung"})).json()
    assert (renamed["field"], renamed["version"]) == ("Y tế", 2)
    assert await items(api, "/v1/assignments", field="Y tế")


async def test_documents_are_filtered(api: httpx.AsyncClient, as_agency: httpx.AsyncClient) -> None:
    await entered(api, directive("1"))
    await entered(api, directive("2", lead=["Sở Tài chính"]))
    assert len(await items(api, "/v1/documents", limit=1)) == 2
    assert not await items(api, "/v1/documents", **{"from": "2026-11-14"})
    assert len(await items(api, "/v1/documents", **{"from": "2026-11-13", "to": "2026-11-13"}, status="active")) == 2
    assert [one["number"] for one in await items(as_agency, "/v1/documents")] == ["1"]
    assert "status" in await errors(api, "/v1/documents", status="gone")
