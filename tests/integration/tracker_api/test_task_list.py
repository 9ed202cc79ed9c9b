"""`GET /v1/tasks`: shapes, filters, orders and pages, on both databases."""

from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

import httpx
import pytest

from services.tracker.domain.folding import search_words
from shared.service import Context
from tests.fakes import SettableClock
from tests.integration.tracker_api.lists import errors, items
from tests.integration.tracker_api.register import Register, days


async def test_a_task_has_the_shape_of_the_contract(api: httpx.AsyncClient, context: Context) -> None:
    register = Register()
    reading = {"kind": "absolute", "text": "trước ngày 25/11/2026", "on": "2026-11-25", "rule": "field"}
    task = register.task(
        register.document("812/UBND-NC"), monitoring=["Phòng Tổng hợp", "Phòng Nội chính"], deadline=reading,
        due_at=datetime(2026, 11, 25, 17, tzinfo=UTC), span_start=3, span_end=18, field="Y tế",
        evidence=[{"for": "category", "text": "QC45_a", "rule": "code", "span": None, "field": "code"}],
    )  # fmt: skip
    register.assign(task, "H15.STC", "coordinating")
    lead = register.assign(task, "H15.SYT", percent=40, state="in_progress")
    await register.save(context.database)

    (listed,) = await items(api, "/v1/tasks")
    assert "evidence" not in listed
    assert listed["document"] == {
        "id": str(register.documents[0]["id"]), "reference": "812/UBND-NC", "issued_on": "2026-11-13",
        "abstract": "Về việc thử nghiệm", "issuer": "UBND tỉnh Đắk Lắk",
    }  # fmt: skip
    assert (listed["span"], listed["code"], listed["monitoring"]) == (
        [3, 18], "QC45_a", ["Phòng Tổng hợp", "Phòng Nội chính"],
    )  # fmt: skip
    said = {**reading, "span": None, "at": None}
    assert listed["deadline"] == {**said, "due_at": "2026-11-25T17:00:00Z", "confirmed": True}
    assert [part["role"] for part in listed["assignments"]] == ["lead", "coordinating"]
    assert listed["assignments"][0] == {
        "id": str(lead["id"]), "task_id": str(task["id"]), "role": "lead", "state": "in_progress",
        "agency": {"id": str(register.agency("H15.SYT")), "code": "H15.SYT", "name": "Cơ quan H15.SYT"},
        "timeliness": "in_time", "due_at": "2026-11-25T17:00:00Z", "deadline_version": 1, "percent": 40,
        "done_at": None, "version": 1,
    }  # fmt: skip

    answer = await api.get(f"/v1/tasks/{task['id']}")
    assert answer.headers["etag"] == '"1"'
    assert answer.json() == {**listed, "evidence": task["evidence"]}


async def test_a_task_that_nobody_has_and_nobody_monitors_is_shown(api: httpx.AsyncClient, context: Context) -> None:
    register = Register()
    alone, done = register.task(), register.task()
    register.assign(done, "H15.SYT", state="done", settled="in_time", done_at=days(-0.25))
    await register.save(context.database)

    first, second = sorted(await items(api, "/v1/tasks"), key=lambda task: task["id"] != str(alone["id"]))
    assert (first["assignments"], first["monitoring"]) == ([], [])
    assert second["assignments"][0]["done_at"] == "2026-11-15T19:00:00Z"
    whole = (await api.get(f"/v1/documents/{second['document']['id']}")).json()
    assert whole["tasks"] == [second]


async def test_a_task_that_is_not_there_is_not_found(api: httpx.AsyncClient) -> None:
    answer = await api.get("/v1/tasks/00000000-0000-0000-0000-000000000000")
    assert (answer.status_code, answer.json()["type"]) == (404, "urn:dondoc:problem:not-found")


@pytest.fixture
async def mixed(context: Context) -> Register:
    """Tasks of two agencies in every timeliness, with and without deadline."""
    register = Register()
    for place in range(40):
        task = register.task(
            register.document(f"{place + 1}/UBND-NC", urgency="urgent" if place % 5 == 0 else "normal"),
            due_at=None if place % 4 == 0 else days(place % 7 - 3), created_at=days(place % 3 - 10),
            category="abcd"[place % 4], field="Y tế" if place % 3 else "Nội vụ", content=f"Việc số {place}",
        )  # fmt: skip
        register.assign(task, "H15.SYT" if place % 2 else "H15.SNV", **_standing(place))
        register.assign(task, "H15.STC", "coordinating")
    await register.save(context.database)
    return register


def _standing(place: int) -> dict[str, Any]:
    standings: tuple[dict[str, Any], ...] = (
        {"state": "not_started"},
        {"state": "done", "settled": "overdue", "done_at": days(-1)},
        {"state": "done", "settled": "in_time", "done_at": days(-1)},
        {"state": "submitted", "settled": "in_time"},
        {"state": "withdrawn", "settled": "none"},
    )
    return standings[place % 5]


FILTERS: list[dict[str, str]] = [
    {"agency": "H15.SYT"},
    {"agency": "H15.SYT", "timeliness": "overdue"},
    {"agency": "H15.SNV", "timeliness": "in_time"},
    {"agency": "H15.SNV", "timeliness": "none"},
    {"timeliness": "overdue"},
    {"state": "done", "role": "lead"},
    {"role": "coordinating", "timeliness": "overdue"},
    {"category": "b"},
    {"regime": "QC45", "urgency": "urgent"},
    {"field": "Nội vụ"},
    {"due_before": "2026-11-16"},
    {"due_after": "2026-11-16T08:00:00"},
    {"agency": "H15.SYT", "due_after": "2026-11-15", "due_before": "2026-11-18T08:00:00+07:00"},
    {"q": "viec so", "category": "b"},  # words that most tasks have
    {"q": "việc số", "agency": "H15.SYT", "timeliness": "overdue"},
    {"q": "VIỆC 7"},  # words that hardly any task has
    {"q": "việc 7", "agency": "H15.STC"},
]


@pytest.mark.parametrize("wanted", FILTERS, ids=str)
async def test_pages_of_every_filter_and_order_are_whole(
    api: httpx.AsyncClient, mixed: Register, wanted: dict[str, str]
) -> None:
    everything = await items(api, "/v1/tasks", limit=200)
    assert len(everything) == len(mixed.tasks)
    expected = {task["id"] for task in everything if _holds(task, wanted)}
    assert 0 < len(expected) < len(everything)
    for sort in ("due_at", "-due_at", "created_at", "-created_at"):
        found = await items(api, "/v1/tasks", sort=sort, limit=7, **wanted)
        assert len(found) == len(expected)
        assert {task["id"] for task in found} == expected
        assert _is_ordered(found, sort)


def _holds(task: dict[str, object], wanted: dict[str, str]) -> bool:
    """The filters said once more in plain words, over what the API itself shows."""
    document, parts = task, task["assignments"]
    assert isinstance(parts, list)
    whole = all(document[name] == wanted[name] for name in ("regime", "category", "field", "urgency") if name in wanted)
    said = search_words(f"{task['content']} {_reference_of(task)} Về việc thử nghiệm")
    found = set(search_words(wanted.get("q", ""))) <= set(said)
    return whole and found and any(_part_holds(part, wanted) for part in parts)


def _reference_of(task: dict[str, object]) -> object:
    document = task["document"]
    assert isinstance(document, dict)
    return document["reference"]


def _part_holds(part: dict[str, object], wanted: dict[str, str]) -> bool:
    agency, timeliness = part["agency"], part["timeliness"]
    assert isinstance(agency, dict)
    judged = {"overdue": timeliness == "overdue", "in_time": timeliness != "overdue", "none": timeliness == "none"}
    return (
        wanted.get("agency", agency["code"]) == agency["code"]
        and wanted.get("role", part["role"]) == part["role"]
        and wanted.get("state", part["state"]) == part["state"]
        and judged.get(wanted.get("timeliness", ""), True)
        and _due_holds(part["due_at"], wanted)
    )


def _due_holds(due: object, wanted: dict[str, str]) -> bool:
    instants = {"2026-11-16": "2026-11-15T17:00:00Z", "2026-11-16T08:00:00": "2026-11-16T01:00:00Z",
                "2026-11-15": "2026-11-14T17:00:00Z", "2026-11-18T08:00:00+07:00": "2026-11-18T01:00:00Z"}  # fmt: skip
    after, before = (instants.get(wanted.get(name, "")) for name in ("due_after", "due_before"))
    if after is None and before is None:
        return True
    return isinstance(due, str) and (after is None or due >= after) and (before is None or due < before)


def _is_ordered(found: list[dict[str, object]], sort: str) -> bool:
    if sort.endswith("created_at"):
        keys = [str(task["created_at"]) for task in found]
        return keys == sorted(keys, reverse=sort.startswith("-"))
    due = [_due_of(task) for task in found]
    dated = [one for one in due if one]
    return due == dated + [None] * (len(due) - len(dated)) and dated == sorted(dated, reverse=sort.startswith("-"))


def _due_of(task: dict[str, object]) -> str | None:
    parts = task["assignments"]
    assert isinstance(parts, list)
    due: str | None = parts[0]["due_at"]
    return due


async def test_rows_that_stay_appear_once_while_others_arrive(api: httpx.AsyncClient, context: Context) -> None:
    before = Register()
    for place in range(20):
        before.assign(before.task(due_at=days(place // 3)), "H15.SYT")
    await before.save(context.database)
    seen: list[str] = []
    after: dict[str, str] = {}
    for turn in range(100):
        page = (await api.get("/v1/tasks", params={"sort": "due_at", "limit": 4, **after})).json()
        seen += [task["id"] for task in page["items"]]
        if page["next"] is None:
            break
        after = {"after": page["next"]}
        later = Register(agencies={})
        later.task(due_at=days(turn - 2))
        await later.save(context.database)
    stayed = {str(task["id"]) for task in before.tasks}
    assert len(seen) == len(set(seen))
    assert stayed <= set(seen)


async def test_ties_are_broken_by_the_id(api: httpx.AsyncClient, context: Context) -> None:
    register = Register()
    for _ in range(9):
        register.assign(register.task(due_at=days(1)), "H15.SYT")
    await register.save(context.database)
    for sort in ("due_at", "-due_at"):
        found = [task["id"] for task in await items(api, "/v1/tasks", sort=sort, limit=2)]
        assert len(found) == len(set(found)) == 9
        assert all((a < b) == (sort == "due_at") for a, b in pairwise(found))


async def test_all_words_are_found_with_or_without_diacritics(api: httpx.AsyncClient, context: Context) -> None:
    register = Register()
    wanted = register.task(register.document("901/UBND-NC"), content="Báo cáo kết quả phòng, chống bão lũ")
    register.task(register.document("902/UBND-NC"), content="Báo cáo tình hình giáo dục")
    register.assign(wanted, "H15.SYT")
    await register.save(context.database)
    for words in ("bão lũ", "BAO LU", "lũ báo", "lu  kết", "901 bão", "901/UBND-NC"):
        assert [task["id"] for task in await items(api, "/v1/tasks", q=words)] == [str(wanted["id"])], words
        assert len(await items(api, "/v1/assignments", q=words)) == 1
        assert len(await items(api, "/v1/tasks", q=words, agency="H15.SYT")) == 1
    assert not await items(api, "/v1/tasks", q="lũ giáo dục")
    assert not await items(api, "/v1/tasks", q="b 90")


async def test_a_reference_is_found_however_it_is_written(api: httpx.AsyncClient, context: Context) -> None:
    register = Register()
    register.task(register.document("7/UBND-NC"))
    register.task(register.document("77/UBND-NC"))
    await register.save(context.database)
    for written in ("7/UBND-NC", "07/ubnd-nc", " 7 / UBND-NC"):
        (found,) = await items(api, "/v1/tasks", reference=written)
        assert found["document"]["reference"] == "7/UBND-NC"


async def test_timeliness_moves_with_the_clock(api: httpx.AsyncClient, context: Context, clock: SettableClock) -> None:
    register = Register()
    register.assign(register.task(due_at=days(1)), "H15.SYT")
    await register.save(context.database)
    assert not await items(api, "/v1/tasks", timeliness="overdue")
    clock.set_now(days(1))
    (task,) = await items(api, "/v1/tasks", timeliness="overdue")
    assert task["assignments"][0]["timeliness"] == "overdue"


async def test_an_agency_sees_its_own_alone(
    api: httpx.AsyncClient, as_agency: httpx.AsyncClient, mixed: Register
) -> None:
    own = await items(as_agency, "/v1/tasks", limit=200)
    assert len(own) == 20
    assert {part["agency"]["code"] for task in own for part in task["assignments"]} == {"H15.SYT"}
    assert not await items(as_agency, "/v1/tasks", agency="H15.SNV")
    other = (await items(api, "/v1/tasks", agency="H15.SNV"))[0]
    assert (await as_agency.get(f"/v1/tasks/{other['id']}")).status_code == 404
    assert (await as_agency.get(f"/v1/tasks/{other['id']}/history")).status_code == 404
    foreign = next(part for part in other["assignments"])
    assert (await as_agency.get(f"/v1/assignments/{foreign['id']}")).status_code == 404


async def test_mistakes_are_named_with_their_remedy(api: httpx.AsyncClient) -> None:
    found = await errors(api, "/v1/tasks", due_before="yesterday", sort="name", limit="0", state="open", q="?")
    assert set(found) == {"due_before", "sort", "limit", "state", "q"}
    assert "2026-11-25" in found["due_before"]
    assert "-created_at" in found["sort"]
    assert "no_such_filter" in await errors(api, "/v1/tasks", no_such_filter="1")


LISTS = ["/v1/tasks", "/v1/assignments", "/v1/documents", "/v1/agencies", "/v1/review"]


@pytest.mark.parametrize("path", LISTS)
async def test_every_list_gives_200_a_page_at_most_and_knows_its_parameters(api: httpx.AsyncClient, path: str) -> None:
    assert (await api.get(path, params={"limit": 200})).json() == {"items": [], "next": None}
    assert set(await errors(api, path, limit="201")) == {"limit"}
    assert set(await errors(api, path, no_such_filter="1")) == {"no_such_filter"}
    assert "after" in await errors(api, path, after="nonsense")


async def test_a_cursor_is_good_for_its_own_list_only(api: httpx.AsyncClient, mixed: Register) -> None:
    page = (await api.get("/v1/tasks", params={"agency": "H15.SYT", "limit": 3})).json()
    assert page["next"]
    again = {"after": page["next"], "agency": "H15.SYT"}
    assert (await api.get("/v1/tasks", params={**again, "limit": 7})).status_code == 200
    for other in ({"agency": "H15.SNV"}, {"sort": "due_at"}, {"state": "done"}):
        assert "after" in await errors(api, "/v1/tasks", **{**again, **other})
    assert "after" in await errors(api, "/v1/assignments", **again)
    assert "after" in await errors(api, "/v1/tasks", after="không-phải-con-trỏ")
