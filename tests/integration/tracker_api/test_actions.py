"""What agencies and the Office do with assignments, on both databases."""

import httpx
import pytest
from sqlalchemy import select

from shared.service import Context
from shared.tables import log_entries
from shared.tokens import Role
from tests.fakes import SettableClock
from tests.integration.tracker_api.conftest import Login
from tests.integration.tracker_api.desk import Json, act, directive, entered, put_agencies, slug
from tests.integration.tracker_api.lists import items


@pytest.fixture
async def part(api: httpx.AsyncClient) -> Json:
    """The assignment of Sở Y tế of a class a task, due on 25/11/2026."""
    await put_agencies(api, H15__SYT="Sở Y tế", H15__SNV="Sở Nội vụ")
    document = await entered(api)
    (found,) = document["tasks"][0]["assignments"]
    assert (found["agency"]["code"], found["state"], found["version"]) == ("H15.SYT", "not_started", 1)
    return dict(found)


async def test_a_result_is_submitted_returned_submitted_again_and_accepted(
    api: httpx.AsyncClient, as_agency: httpx.AsyncClient, part: Json, clock: SettableClock
) -> None:
    progressed = (await act(as_agency, part, "progress", {"percent": 60, "note": "đang lấy ý kiến"})).json()
    assert (progressed["state"], progressed["percent"], progressed["version"]) == ("in_progress", 60, 2)
    submitted = (await act(as_agency, progressed, "submit")).json()
    assert (submitted["state"], submitted["timeliness"]) == ("submitted", "in_time")
    returned = (await act(api, submitted, "return", {"reason": "thiếu tờ trình"})).json()
    assert returned["state"] == "in_progress"
    clock.advance(days=30)
    again = (await act(as_agency, returned, "complete")).json()
    assert (again["state"], again["timeliness"]) == ("submitted", "overdue"), "for class a done counts as submitted"
    accepted = await act(api, again, "accept", {"note": "đạt yêu cầu"})
    done = accepted.json()
    assert (done["state"], done["percent"], done["timeliness"]) == ("done", 100, "overdue")
    assert done["done_at"] == "2026-12-16T01:00:00Z"
    assert accepted.headers["etag"] == f'"{done["version"]}"'
    facts = [line["fact"] for line in await items(api, f"/v1/tasks/{part['task_id']}/history")]
    assert facts[-5:] == ["progressed", "submitted", "returned", "submitted", "accepted"]


async def test_history_says_who_why_and_what(api: httpx.AsyncClient, login: Login, part: Json) -> None:
    clerk = await login(Role.CLERK)
    answer = await act(clerk, part, "withdraw", {"reason": "nhầm thẩm quyền"})
    assert (answer.json()["state"], answer.json()["timeliness"]) == ("withdrawn", "none")
    withdrawn = next(
        line for line in await items(api, f"/v1/tasks/{part['task_id']}/history") if line["assignment_id"] == part["id"]
    )
    assert (withdrawn["by"], withdrawn["reason"]) == ("clerk:một clerk", "nhầm thẩm quyền")
    assert (withdrawn["old"], withdrawn["new"]) == ("not_started", "withdrawn")


async def test_a_move_is_published_with_its_commit(context: Context, as_agency: httpx.AsyncClient, part: Json) -> None:
    await act(as_agency, part, "progress", {"percent": 10})
    async with context.database.read() as conn:
        types = [row.type for row in await conn.execute(select(log_entries.c.type).order_by(log_entries.c.position))]
    assert types[-2:] == ["vn.dondoc.task.registered.v1", "vn.dondoc.task.progressed.v1"]


async def test_what_the_state_does_not_allow_is_a_conflict(api: httpx.AsyncClient, part: Json) -> None:
    answer = await act(api, part, "accept")
    assert (answer.status_code, slug(answer)) == (409, "conflict")
    assert "trình" in answer.json()["detail"]


async def test_a_reason_must_be_given(api: httpx.AsyncClient, part: Json) -> None:
    for body in ({}, {"reason": "  "}, {"reason": 7}, {"reason": "vì", "more": 1}):
        answer = await act(api, part, "withdraw", body)
        assert (answer.status_code, slug(answer)) == (422, "validation"), body
    assert (await act(api, part, "progress", {"percent": 101})).json()["errors"][0]["field"] == "percent"


async def test_a_change_needs_the_version_it_was_decided_upon(api: httpx.AsyncClient, part: Json) -> None:
    path = f"/v1/assignments/{part['id']}/progress"
    answer = await api.post(path, json={"percent": 1})
    assert (answer.status_code, slug(answer)) == (428, "precondition-required")
    assert (await act(api, part, "progress", {"percent": 1})).status_code == 200
    stale = await act(api, part, "progress", {"percent": 2})
    assert (stale.status_code, slug(stale)) == (412, "version-mismatch")


async def test_the_same_key_acts_once(api: httpx.AsyncClient, part: Json) -> None:
    key = {"idempotency-key": "một lần".encode().hex()}
    first = await act(api, part, "progress", {"percent": 5}, **key)
    again = await act(api, part, "progress", {"percent": 5}, **key)
    assert (first.status_code, again.status_code) == (200, 200)
    assert first.json() == again.json()
    assert (await act(api, part, "progress", {"percent": 6}, **key)).status_code == 409
    facts = [line["fact"] for line in await items(api, f"/v1/tasks/{part['task_id']}/history")]
    assert facts.count("progressed") == 1


async def test_an_agency_reports_on_its_own_work_and_decides_nothing(
    api: httpx.AsyncClient, as_agency: httpx.AsyncClient, part: Json
) -> None:
    for action, body in (("accept", {}), ("return", {"reason": "x"}), ("withdraw", {"reason": "x"})):
        assert (await act(as_agency, part, action, body)).status_code == 403
    other = await entered(api, directive("813", lead=["Sở Nội vụ"]))
    foreign = other["tasks"][0]["assignments"][0]
    assert (await act(as_agency, foreign, "progress", {"percent": 1})).status_code == 404


async def test_viewers_only_look(login: Login, part: Json) -> None:
    viewer = await login(Role.VIEWER)
    assert len(await items(viewer, "/v1/assignments")) == 1
    for action in ("progress", "accept"):
        assert (await act(viewer, part, action)).status_code == 403


async def test_sources_do_not_look(login: Login) -> None:
    source = await login(Role.SOURCE)
    for path in ("/v1/tasks", "/v1/assignments", "/v1/documents", "/v1/figures", "/v1/agencies", "/v1/review"):
        assert (await source.get(path)).status_code == 403


async def test_an_unknown_assignment_is_not_found(api: httpx.AsyncClient) -> None:
    nobody = {"id": "00000000-0000-0000-0000-000000000000", "version": 1}
    assert (await act(api, nobody, "progress")).status_code == 404
    assert (await api.get(f"/v1/assignments/{nobody['id']}")).status_code == 404


async def test_a_task_without_a_report_duty_is_completed_at_once(api: httpx.AsyncClient, part: Json) -> None:
    document = await entered(api, directive("814", code="QC45_b", lead=["Sở Nội vụ"], content="Chuẩn bị hội trường"))
    done = (await act(api, document["tasks"][0]["assignments"][0], "complete")).json()
    assert (done["state"], done["percent"], done["timeliness"]) == ("done", 100, "in_time")
    assert (await act(api, done, "withdraw", {"reason": "muộn"})).status_code == 409
