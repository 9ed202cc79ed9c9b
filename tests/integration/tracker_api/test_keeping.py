"""Directory, calendar, review queue and reading, on both databases."""

import httpx
import orjson
import pytest

from services.tracker.reading import read
from services.tracker.reading.contract import reading_json
from shared.tokens import Role
from tests.integration.tracker_api.conftest import Login
from tests.integration.tracker_api.desk import directive, entered, put_agencies, slug
from tests.integration.tracker_api.lists import errors, items


async def test_an_agency_is_made_found_and_replaced(api: httpx.AsyncClient) -> None:
    record = {"name": "Sở Y tế", "aliases": ["SYT"], "email": "vt@syt.example", "valid_from": "2025-07-01"}
    made = await api.put("/v1/agencies/H15.SYT", json=record)
    assert (made.status_code, made.headers["etag"]) == (201, '"1"')
    for name in ("H15.SYT", made.json()["id"]):
        assert (await api.get(f"/v1/agencies/{name}")).json() == made.json()
    blind = await api.put("/v1/agencies/H15.SYT", json=record)
    assert (blind.status_code, slug(blind)) == (428, "precondition-required")
    seen = {"if-match": '"1"'}
    same = await api.put("/v1/agencies/H15.SYT", json=record, headers=seen)
    assert (same.status_code, same.json()["version"]) == (200, 1), "nothing changed"
    changed = await api.put("/v1/agencies/H15.SYT", json={"name": "Sở Y tế tỉnh"}, headers=seen)
    assert (changed.json()["version"], changed.json()["email"], changed.json()["aliases"]) == (2, None, [])
    assert [one["code"] for one in await items(api, "/v1/agencies")] == ["H15.SYT"]


async def test_a_provisional_agency_becomes_the_one_of_its_name(api: httpx.AsyncClient) -> None:
    (part,) = (await entered(api, directive(lead=["Sở Mới"])))["tasks"][0]["assignments"]
    (provisional,) = await items(api, "/v1/agencies", provisional="true")
    assert provisional["name"] == "Sở Mới"
    await put_agencies(api, H15__SM="Sở Mới")
    (known,) = await items(api, "/v1/agencies", provisional="false")
    assert (known["id"], known["code"]) == (part["agency"]["id"], "H15.SM")
    assert (await api.get(f"/v1/assignments/{part['id']}")).json()["agency"]["code"] == "H15.SM"


async def test_mistakes_in_an_agency_are_named(api: httpx.AsyncClient) -> None:
    for record in ({}, {"name": "x", "email": "không có"}, {"name": "x", "valid_from": "2026-02-30"},
                   {"name": "x", "valid_from": "2026-02-01", "valid_to": "2026-01-01"}):  # fmt: skip
        assert (await api.put("/v1/agencies/H15.X", json=record)).status_code == 422, record
    assert (await api.get("/v1/agencies/H15.KHONG")).status_code == 404


async def test_the_calendar_shows_a_year(api: httpx.AsyncClient) -> None:
    year = (await api.get("/v1/calendar", params={"year": "2026"})).json()
    assert (year["year"], year["confirmed"]) == (2026, False)
    assert {"date": "2026-11-24", "kind": "off"}.items() <= next(
        day for day in year["days"] if day["date"] == "2026-11-24"
    ).items()
    assert (await api.get("/v1/calendar")).json()["year"] == 2026
    assert "year" in await errors(api, "/v1/calendar", year="26")


async def test_a_day_off_moves_the_deadlines_that_count_it(api: httpx.AsyncClient) -> None:
    await put_agencies(api, H15__SYT="Sở Y tế")
    relative = "trong thời hạn 03 ngày làm việc kể từ ngày nhận được văn bản"
    (task,) = (await entered(api, directive(deadline=relative)))["tasks"]
    assert task["assignments"][0]["due_at"] == "2026-11-19T17:00:00Z"
    answer = await api.put("/v1/calendar/2026-11-18", json={"kind": "off", "name": "Bão", "decision": "99/UBND"})
    assert (answer.status_code, answer.json()["working"], answer.json()["own"]) == (200, False, True)
    assert answer.json()["moved"] == [{"task_id": task["id"], "reference": "812/UBND-NC", "last_day": "2026-11-20"}]
    moved = (await api.get(f"/v1/tasks/{task['id']}")).json()
    assert moved["assignments"][0]["due_at"] == "2026-11-20T17:00:00Z"
    back = (await api.delete("/v1/calendar/2026-11-18")).json()
    assert (back["working"], back["own"], len(back["moved"])) == (True, False, 1)
    facts = [line["fact"] for line in await items(api, f"/v1/tasks/{task['id']}/history")]
    assert facts.count("deadline_changed") == 2


async def test_only_an_operator_keeps_the_calendar(login: Login) -> None:
    clerk = await login(Role.CLERK)
    assert (await clerk.put("/v1/calendar/2026-11-18", json={"kind": "off"})).status_code == 403


async def test_a_confirmed_year_is_said_of_its_open_deadlines(api: httpx.AsyncClient) -> None:
    await put_agencies(api, H15__SYT="Sở Y tế")
    relative = "trong thời hạn 03 ngày làm việc kể từ ngày nhận được văn bản"
    (task,) = (await entered(api, directive(deadline=relative)))["tasks"]
    assert task["deadline"]["confirmed"] is False
    for confirmed in (True, False):
        said = {"confirmed": confirmed, "decision": "6150/TB-BNV"}
        year = (await api.put("/v1/calendar/years/2026", json=said)).json()
        assert (year["year"], year["confirmed"]) == (2026, confirmed)
        assert (year["marked"]["decision"], year["marked"]["by"]) == ("6150/TB-BNV", "operator:bootstrap")
        assert (await api.get("/v1/calendar", params={"year": "2026"})).json() == year
        now = (await api.get(f"/v1/tasks/{task['id']}")).json()
        assert now["deadline"]["confirmed"] is confirmed
        assert now["assignments"][0]["due_at"] == task["assignments"][0]["due_at"]
        assert now["assignments"][0]["deadline_version"] == 1, "the same instant is no other deadline"


async def test_a_built_in_year_may_be_opened_and_one_without_data_confirmed(api: httpx.AsyncClient) -> None:
    assert (await api.get("/v1/calendar", params={"year": "2025"})).json()["marked"] is None
    assert not (await api.put("/v1/calendar/years/2025", json={"confirmed": False})).json()["confirmed"]
    far = (await api.put("/v1/calendar/years/2045", json={"confirmed": True})).json()
    assert (far["confirmed"], far["days"][0]["date"]) == (True, "2045-01-01"), "its fixed holidays stay"


async def test_mistakes_about_a_year_are_named(api: httpx.AsyncClient, login: Login) -> None:
    for year, body in (("2026", {}), ("2026", {"confirmed": "yes"}), ("2026", {"confirmed": None}), ("26", {"confirmed": True}),
                       ("2026", {"confirmed": True, "decision": ""}), ("2026", {"confirmed": True, "x": 1})):  # fmt: skip
        answer = await api.put(f"/v1/calendar/years/{year}", json=body)
        assert (answer.status_code, slug(answer)) == (422, "validation"), (year, body)
        assert answer.json()["errors"][0]["message"]
    clerk = await login(Role.CLERK)
    assert (await clerk.put("/v1/calendar/years/2026", json={"confirmed": True})).status_code == 403
    assert (await clerk.get("/v1/calendar", params={"year": "2026"})).json()["confirmed"] is False


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("PUT", "/v1/calendar/years/2026", b'{"confirmed": true, "decision": "\\ud800"}'),
        ("PUT", "/v1/calendar/2026-11-18", b'{"kind": "off", "decision": "\\ud800"}'),
        ("PUT", "/v1/agencies/H15.X", b'{"name": "a", "aliases": ["\\ud800"]}'),
        ("POST", "/v1/documents", b'{"document": {"number": "1", "notation": "X", "abstract": "\\ud800"}}'),
    ],
)
async def test_half_a_character_is_refused_by_its_field(
    api: httpx.AsyncClient, method: str, path: str, body: bytes
) -> None:
    answer = await api.request(method, path, content=body, headers={"content-type": "application/json"})
    assert (answer.status_code, slug(answer)) == (422, "validation")
    (error,) = answer.json()["errors"]
    assert error["field"].rpartition(".")[2] in {"decision", "0", "abstract"}
    assert "surrogate" in error["message"]


async def test_a_day_needs_a_kind(api: httpx.AsyncClient) -> None:
    for body in ({}, {"kind": "half"}, {"kind": "off", "more": 1}):
        assert (await api.put("/v1/calendar/2026-11-18", json=body)).status_code == 422, body
    assert (await api.put("/v1/calendar/18-11", json={"kind": "off"})).status_code == 422


async def test_what_is_doubtful_waits_for_a_person(api: httpx.AsyncClient) -> None:
    (task,) = (await entered(api, directive(lead=["Ban Chưa Biết"])))["tasks"]
    assert task["needs_review"]
    cases = await items(api, "/v1/review", reason="agency-unknown", limit=1)
    assert [(case["task_id"], case["reference"]) for case in cases] == [(task["id"], "812/UBND-NC")]
    for case in await items(api, "/v1/review"):
        resolved = await api.post(f"/v1/review/{case['id']}/resolve", json={"resolution": "đã bổ sung danh mục"})
        assert resolved.json()["resolved_by"] == "operator:bootstrap"
        assert (await api.post(f"/v1/review/{case['id']}/resolve", json={"resolution": "x"})).status_code == 409
    assert not await items(api, "/v1/review")
    assert await items(api, "/v1/review", resolved="true")
    after = (await api.get(f"/v1/tasks/{task['id']}")).json()
    assert (after["needs_review"], after["version"]) == (False, task["version"] + 1)


async def test_a_resolution_needs_words_and_a_case(api: httpx.AsyncClient) -> None:
    nobody = "/v1/review/00000000-0000-0000-0000-000000000000/resolve"
    assert (await api.post(nobody, json={"resolution": "x"})).status_code == 404
    assert (await api.post(nobody, json={})).status_code == 422


async def test_agencies_do_not_see_the_review_queue(as_agency: httpx.AsyncClient) -> None:
    assert (await as_agency.get("/v1/review")).status_code == 403


TEXT = """UBND TỈNH ĐẮK LẮK
Số: 812/UBND-NC
Đắk Lắk, ngày 16 tháng 11 năm 2026

Giao Sở Y tế chủ trì, báo cáo UBND tỉnh trước ngày 25/11/2026.

Nơi nhận:
- Phòng: TH (QC45_a).
"""


async def test_a_text_is_read_and_nothing_stored(api: httpx.AsyncClient) -> None:
    answer = await api.post("/v1/read", json={"text": TEXT, "received_at": "2026-11-16T09:00:00+07:00"})
    assert answer.status_code == 200, answer.text
    read = answer.json()
    assert (read["document"]["number"], read["document"]["notation"]) == ("812", "UBND-NC")
    (task,) = read["tasks"]
    assert (task["code"], task["lead"], task["deadline"]["due_at"]) == ("QC45_a", ["Sở Y tế"], "2026-11-24T17:00:00Z")
    begin, end = task["deadline"]["span"]
    assert TEXT[begin:end] == task["deadline"]["text"]
    assert not await items(api, "/v1/documents")


async def test_a_text_is_answered_in_the_form_of_the_read_command(api: httpx.AsyncClient) -> None:
    weekly = (
        "Giao Sở Y tế báo cáo trong 03 ngày làm việc kể từ ngày nhận; báo cáo trước 15h thứ 6 hàng tuần.\n\nNơi nhận:"
    )
    text = TEXT.replace("(QC45_a)", "(QC45_a,b)").replace("Nơi nhận:", weekly)
    answered = (await api.post("/v1/read", json={"text": text})).json()
    commanded = orjson.loads(orjson.dumps(reading_json(read(text), lambda _: None)))
    assert answered["document"] == commanded["document"]
    assert [(set(task) - {"field"}, set(task["deadline"])) for task in answered["tasks"]] == [
        (set(task), set(task["deadline"])) for task in commanded["tasks"]
    ]
    assert [task["deadline"]["at"] for task in answered["tasks"]] == [
        task["deadline"]["at"] for task in commanded["tasks"]
    ]
    assert {task["deadline"]["kind"] for task in answered["tasks"]} == {"absolute", "relative", "recurring"}


@pytest.mark.parametrize(
    "body", [{}, {"text": ""}, {"text": 3}, {"text": "x", "received_at": "mai"}, {"text": "x", "y": 1}]
)
async def test_a_text_must_be_one(api: httpx.AsyncClient, body: dict[str, object]) -> None:
    answer = await api.post("/v1/read", json=body)
    assert (answer.status_code, slug(answer)) == (422, "validation")
