"""The published figures, now and at past instants, on both databases."""

from datetime import date
from typing import Any

import httpx
import pytest

from shared.service import Context
from tests.fakes import SettableClock
from tests.integration.tracker_api.lists import errors
from tests.integration.tracker_api.register import Register, days

FOUR = ("done_on_time", "done_late", "open_in_time", "open_overdue")


async def figures(api: httpx.AsyncClient, **params: Any) -> dict[str, Any]:
    answer = await api.get("/v1/figures", params=params)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


@pytest.fixture
async def counted(context: Context) -> Register:
    """Of H15.SYT one of each figure and one withdrawn; of H15.SNV two open ones; a coordinating one of H15.STC."""
    register = Register()
    october = register.document("1/UBND-NC", issued_on=date(2026, 10, 30), urgency="urgent")
    november = register.document("2/UBND-NC", issuer="Chủ tịch UBND tỉnh")
    standings: list[tuple[str, str | None, float | None]] = [
        ("done", "in_time", -1), ("done", "overdue", -2), ("in_progress", None, 3), ("not_started", None, -0.5),
        ("withdrawn", "none", 1),
    ]  # fmt: skip
    for state, settled, due in standings:
        task = register.task(november, due_at=None if due is None else days(due), field="Y tế",
                             monitoring=["Phòng Tổng hợp", "Phòng Nội chính"])  # fmt: skip
        register.assign(task, "H15.SYT", state=state, settled=settled)
    for state in ("submitted", "not_started"):
        task = register.task(october, category="c")
        register.assign(task, "H15.SNV", state=state, settled="in_time" if state == "submitted" else None)
        register.assign(task, "H15.STC", "coordinating")
    await register.save(context.database)
    return register


async def test_the_four_figures_sum_to_the_total(api: httpx.AsyncClient, counted: Register) -> None:
    assert counted.tasks
    found = await figures(api, group_by="agency")
    assert found["total"] == {
        "total": 6, "done_on_time": 1, "done_late": 1, "open_in_time": 3, "open_overdue": 1, "withdrawn": 1,
    }  # fmt: skip
    assert [(row["key"]["name"], row["total"]) for row in found["rows"]] == [
        ("Cơ quan H15.SNV", 2),
        ("Cơ quan H15.SYT", 4),
    ]
    for row in [found["total"], *found["rows"]]:
        assert sum(row[name] for name in FOUR) == row["total"]
    assert found["rates"]["on_time_of_done"] == {
        "value": 50.0, "formula": "đã thực hiện đúng hạn / đã thực hiện = 1 / 2 = 50,0 %",
    }  # fmt: skip
    assert found["rows"][0]["rates"]["on_time_of_done"]["value"] is None
    assert (found["from"], found["to"], found["group_by"]) == (None, None, "agency")


GROUPS = {
    "field": {"Y tế": 4, "(chưa xác định)": 2},
    "monitoring": {"Phòng Tổng hợp": 4, "Phòng Nội chính": 4, "(chưa xác định)": 2},
    "regime": {"QC45": 6},
    "category": {"a": 4, "c": 2},
    "urgency": {"Thường": 4, "Khẩn": 2},
    "issuer": {"Chủ tịch UBND tỉnh": 4, "UBND tỉnh Đắk Lắk": 2},
    "month": {"Tháng 10/2026": 2, "Tháng 11/2026": 4},
}


async def test_every_grouping_counts_the_same_assignments(api: httpx.AsyncClient, counted: Register) -> None:
    assert counted.tasks
    for by, expected in GROUPS.items():
        found = await figures(api, group_by=by)
        assert {row["key"]["name"]: row["total"] for row in found["rows"]} == expected, by
        assert found["total"]["total"] == 6, "a task of two monitoring units counts once in the total"


async def test_issue_dates_and_roles_select(api: httpx.AsyncClient, counted: Register) -> None:
    assert counted.tasks
    assert (await figures(api, **{"from": "2026-11-01"}))["total"]["total"] == 4
    assert (await figures(api, **{"from": "2026-10-30", "to": "2026-10-30"}))["total"]["total"] == 2
    assert (await figures(api, role="coordinating"))["total"]["total"] == 2
    assert (await figures(api, role="all"))["total"]["total"] == 8
    assert (await figures(api))["rows"] == []


async def test_an_agency_counts_its_own(as_agency: httpx.AsyncClient, counted: Register) -> None:
    assert counted.tasks
    assert (await figures(as_agency, group_by="agency", role="all"))["total"]["total"] == 4


async def test_any_past_instant_is_answered_from_what_was_stored(
    api: httpx.AsyncClient, context: Context, clock: SettableClock
) -> None:
    register = Register()
    task = register.task(created_at=days(0), due_at=days(20))
    register.deadline(task, 1, days(5), days(0), ended_at=days(8))
    register.deadline(task, 2, days(20), days(8))
    part = register.assign(task, "H15.SYT", state="done", settled="in_time", created_at=days(0), done_at=days(12))
    seen = {"assignment_id": part["id"]}
    register.change(task, "progressed", days(2), state="in_progress", **seen)
    register.change(task, "submitted", days(10), state="submitted", settled="in_time", **seen)
    register.change(task, "accepted", days(12), state="done", settled="in_time", **seen)
    await register.save(context.database)
    clock.set_now(days(30))
    stood = {
        -1: {}, 1: {"open_in_time": 1}, 4: {"open_in_time": 1}, 6: {"open_overdue": 1}, 9: {"open_in_time": 1},
        11: {"open_in_time": 1}, 13: {"done_on_time": 1},
    }  # fmt: skip
    for day, expected in stood.items():
        at = days(day).isoformat()
        total = (await figures(api, as_of=at, group_by="agency"))["total"]
        assert {name: total[name] for name in FOUR if total[name]} == expected, day


async def test_mistakes_are_named(api: httpx.AsyncClient) -> None:
    assert "as_of" in await errors(api, "/v1/figures", as_of="2030-01-01")
    assert set(await errors(api, "/v1/figures", group_by="head", role="x", **{"from": "đầu năm"})) == {
        "group_by", "role", "from",
    }  # fmt: skip
    assert await errors(api, "/v1/figures", **{"from": "2026-02-01", "to": "2026-01-01"}) is not None
