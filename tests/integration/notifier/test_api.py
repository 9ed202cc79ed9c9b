"""`/v1/notices`, `/v1/recipients`, `/v1/silences` over HTTP."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from services.notifier.app import Notifier
from services.notifier.channels.message import Refused
from shared.auth import Authenticator
from shared.db import Database
from shared.problems import answer_with_problems
from shared.tokens import NewToken, Role, create
from tests.builders_notifier import (
    Kept,
    a_fact,
    a_notifier,
    a_step,
    a_task,
    an_agency,
    an_assignment,
    identity,
    tell,
)
from tests.fakes import MONDAY, SettableClock
from tests.integration.notifier.running import rows, running, until

BOOT = "an-operator-token-of-tests"


@asynccontextmanager
async def client(notifier: Notifier, token: str = BOOT) -> AsyncIterator[httpx.AsyncClient]:
    """The notifier's routes, served as the frame serves them."""
    from fastapi import FastAPI

    context = notifier.context
    api = FastAPI()
    api.state.authenticator = Authenticator(context.database, context.clock, BOOT)
    answer_with_problems(api)
    for router in notifier.routers():
        api.include_router(router)
    headers = {"authorization": f"Bearer {token}"}
    async with httpx.AsyncClient(transport=httpx.ASGITransport(api), base_url="http://x", headers=headers) as made:
        yield made


@pytest.fixture
def mail() -> Kept:
    return Kept()


@pytest.fixture
def clock() -> SettableClock:
    return SettableClock()


@pytest.fixture
def notifier(database: Database, tmp_path: Path, clock: SettableClock, mail: Kept) -> Notifier:
    return a_notifier(database, tmp_path, clock, email=mail)


async def test_a_notice_shows_why_to_whom_and_every_attempt(notifier: Notifier) -> None:
    async with running(notifier):
        await tell(notifier, an_agency(), a_step("-3wd", working_days=3))
        await until(lambda: rows(notifier.context.database, status="sent", audience="monitor"))
        await until(lambda: rows(notifier.context.database, status="sent", audience="agency"))
    async with client(notifier) as http:
        page = (await http.get("/v1/notices", params={"recipient": "VT@snv.example"})).json()
        (one,) = page["items"]
        whole = (await http.get(f"/v1/notices/{one['id']}")).json()
    assert page["next"] is None
    assert (one["reason"], one["step"], one["audience"], one["status"]) == ("upcoming", "-3wd", "agency", "sent")
    assert one["recipient"] == {"name": "Sở Nội vụ", "address": "vt@snv.example"}
    assert one["because"].endswith("(mốc -3wd).")
    assert one["attempts"] == [{"at": "2026-11-16T01:00:00.000000Z", "outcome": "sent", "detail": "kept"}]
    assert {key: whole[key] for key in one} == one
    assert whole["subject"].startswith("[Nhắc việc] Còn 03 ngày làm việc – ")
    assert "Kính gửi: Sở Nội vụ" in whole["text"]


async def test_lists_are_filtered(notifier: Notifier) -> None:
    other = an_assignment("Sở Tài chính", task="other")
    await tell(notifier, an_agency(), an_agency("Sở Tài chính", "stc"), a_step("0"), a_step("-1wd", superseded=True))
    await tell(notifier, a_fact("registered", other, task=a_task("other")))
    cases: list[tuple[dict[str, str], int]] = [
        ({}, 6), ({"task": str(identity("other"))}, 1), ({"assignment": str(other.id)}, 1), ({"status": "superseded"}, 3),
        ({"status": "sent"}, 0), ({"reason": "due"}, 2), ({"recipient": "gd@snv.example"}, 2),
        ({"recipient": "Phòng Tổng hợp"}, 1), ({"recipient": "nobody@x.example"}, 0),
        ({"reason": "due", "recipient": "vt@snv.example"}, 1),
    ]  # fmt: skip
    async with client(notifier) as http:
        for params, count in cases:
            found = (await http.get("/v1/notices", params=params)).json()["items"]
            assert len(found) == count, params


async def test_pages_neither_skip_nor_repeat_while_notices_arrive(notifier: Notifier) -> None:
    await tell(notifier, an_agency())
    for number in range(7):
        await tell(notifier, a_fact("registered", an_assignment(task=str(number)), task=a_task(str(number))))
    there = {str(row.id) for row in await rows(notifier.context.database)}
    seen: list[str] = []
    async with client(notifier) as http:
        after: dict[str, str] = {}
        while True:
            page = (await http.get("/v1/notices", params={"limit": "3", **after})).json()
            seen += [one["id"] for one in page["items"]]
            await tell(notifier, a_fact("returned"))
            if page["next"] is None:
                break
            after = {"after": page["next"]}
        wrong = await http.get("/v1/notices", params={"limit": "3", "status": "sent", **after})
    assert len(seen) == len(set(seen)) == 7
    assert set(seen) == there
    assert wrong.status_code == 422, "a cursor is bound to its filters"


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/v1/notices?nobody=1", 422), ("/v1/notices?status=lost", 422), ("/v1/notices?reason=x", 422),
        ("/v1/notices?task=x", 422), ("/v1/notices?limit=0", 422), ("/v1/notices?limit=201", 422),
        ("/v1/notices?after=x", 422), ("/v1/notices?recipient=%00", 422), ("/v1/notices/x", 422),
        ("/v1/notices/00000000-0000-0000-0000-000000000000", 404), ("/v1/recipients?after=zzz", 422),
        ("/v1/silences?x=1", 422),
    ],
)  # fmt: skip
async def test_what_makes_no_sense_is_refused_in_words(notifier: Notifier, path: str, status: int) -> None:
    async with client(notifier) as http:
        answer = await http.get(path)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"


# sending again


async def test_a_failed_notice_is_sent_again_with_the_same_id(notifier: Notifier, mail: Kept) -> None:
    database = notifier.context.database
    mail.answers = [Refused("550 no such mailbox")]
    async with running(notifier), client(notifier) as http:
        await tell(notifier, an_agency(), a_fact("registered"))
        (failed,) = await until(lambda: rows(database, status="failed"))
        answer = await http.post(f"/v1/notices/{failed.id}/resend")
        assert (answer.status_code, answer.json()["status"]) == (202, "scheduled")
        (sent,) = await until(lambda: rows(database, status="sent"))
        again = await http.post(f"/v1/notices/{failed.id}/resend")
        shown = (await http.get(f"/v1/notices/{failed.id}")).json()
    assert sent.id == failed.id
    assert [one["outcome"] for one in shown["attempts"]] == ["refused", "sent"]
    assert "Gửi lại theo yêu cầu của bootstrap" in shown["because"]
    assert again.status_code == 409


async def test_what_had_no_address_is_sent_once_it_has_one(
    notifier: Notifier, clock: SettableClock, mail: Kept
) -> None:
    database = notifier.context.database
    await tell(notifier, an_agency(email=None), a_fact("registered"))
    clock.advance(31)
    await notifier.dispatch.unreachable.look()
    async with running(notifier), client(notifier) as http:
        (failed,) = await rows(database, status="failed")
        shown = (await http.get(f"/v1/notices/{failed.id}")).json()
        assert shown["because"] == "no-address"
        assert "bổ sung vào danh bạ" in shown["attempts"][0]["detail"]
        await tell(notifier, an_agency())
        await http.post(f"/v1/notices/{failed.id}/resend")
        await until(lambda: rows(database, status="sent"))
    assert mail.addresses() == ["vt@snv.example"]


async def test_the_same_resend_twice_under_one_key_is_one(notifier: Notifier, clock: SettableClock) -> None:
    await tell(notifier, an_agency(email=None), a_fact("registered"))
    clock.advance(31)
    await notifier.dispatch.unreachable.look()
    (failed,) = await rows(notifier.context.database)
    async with client(notifier) as http:
        answers = [
            await http.post(f"/v1/notices/{failed.id}/resend", headers={"idempotency-key": "k"}) for _ in range(2)
        ]
    assert [answer.status_code for answer in answers] == [202, 202]
    assert answers[0].json() == answers[1].json()


# silences


async def test_a_silence_holds_back_what_matches_until_it_ends(notifier: Notifier, mail: Kept) -> None:
    database = notifier.context.database
    await tell(notifier, an_agency(), an_agency("Sở Tài chính", "stc"))
    until_when = (MONDAY + timedelta(days=2)).isoformat()
    async with running(notifier), client(notifier) as http:
        asked = {"agency": "H15.SNV", "until": until_when, "reason": "Đang kiểm kê"}
        made = await http.post("/v1/silences", json=asked)
        assert made.status_code == 201, made.text
        assert made.json()["agency"]["name"] == "Sở Nội vụ"
        stc = an_assignment("Sở Tài chính", task="b")
        await tell(notifier, a_fact("registered"), a_fact("registered", stc, task=a_task("b")))
        (quiet,) = await until(lambda: rows(database, status="suppressed"))
        await until(lambda: rows(database, status="sent"))
        ended = await http.delete(f"/v1/silences/{made.json()['id']}")
        await http.post(f"/v1/notices/{quiet.id}/resend")
        await until(lambda: several(database, 2))
        listed = (await http.get("/v1/silences")).json()["items"]
    assert "Đang kiểm kê" in quiet.because
    assert mail.addresses() == ["vt@stc.example", "vt@snv.example"]
    assert ended.json()["ended_at"]
    assert [one["id"] for one in listed] == [made.json()["id"]]


async def several(database: Database, count: int) -> bool:
    return len(await rows(database, status="sent")) >= count


async def test_a_silence_is_over_at_its_time(notifier: Notifier, clock: SettableClock, mail: Kept) -> None:
    async with client(notifier) as http:
        asked = {"recipient": "VT@snv.example", "until": (MONDAY + timedelta(hours=1)).isoformat(), "reason": "họp"}
        assert (await http.post("/v1/silences", json=asked)).status_code == 201
    clock.advance(hours=2)
    async with running(notifier):
        await tell(notifier, an_agency(), a_fact("registered"))
        await until(lambda: rows(notifier.context.database, status="sent"))
    assert len(mail.messages) == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"until": "2026-11-17T00:00:00+07:00", "reason": "x"},
        {"agency": "H15.KHONGCO", "until": "2026-11-17T00:00:00+07:00", "reason": "x"},
        {"recipient": "a@b.example", "until": "2020-01-01T00:00:00+07:00", "reason": "x"},
        {"recipient": "a@b.example", "until": "9999-12-31T23:59:59-14:00", "reason": "x"},
        {"recipient": "a@b.example", "until": "0001-01-01T00:00:00+14:00", "reason": "x"},
        {"recipient": "a@b.example", "until": "2026-11-17T00:00:00+07:00", "reason": ""},
        {"recipient": "a\0b", "until": "2026-11-17T00:00:00+07:00", "reason": "x"},
        {"recipient": "a@b.example", "until": "2026-11-17T00:00:00+07:00", "reason": "x", "more": 1},
    ],
)
async def test_a_silence_that_makes_no_sense_is_refused(notifier: Notifier, wrong: dict[str, Any]) -> None:
    async with client(notifier) as http:
        answer = await http.post("/v1/silences", json=wrong)
    assert answer.status_code == 422, answer.text


# recipients and roles


async def test_recipients_are_the_configured_ones_and_the_agencies_contacts(notifier: Notifier) -> None:
    await tell(notifier, an_agency(), an_agency("Sở Tài chính", "stc", head_email=None))
    async with client(notifier) as http:
        first = (await http.get("/v1/recipients", params={"limit": "3"})).json()
        rest = (await http.get("/v1/recipients", params={"limit": "3", "after": first["next"]})).json()
    found = [*first["items"], *rest["items"]]
    assert [(one["source"], one["audience"], one["address"]) for one in found] == [
        ("config", "monitor", "th@vp.example"), ("config", "office", "vanphong@vp.example"),
        ("directory", "agency", "vt@snv.example"), ("directory", "head", "gd@snv.example"),
        ("directory", "agency", "vt@stc.example"),
    ]  # fmt: skip


async def a_token(notifier: Notifier, role: Role, agency: str | None = None) -> str:
    context = notifier.context
    async with context.database.write() as tx:
        _, token = await create(tx, NewToken("thử", role, agency), context.clock)
    return token


async def test_an_agency_sees_its_own_notices_alone(notifier: Notifier) -> None:
    await tell(notifier, an_agency(), an_agency("Sở Tài chính", "stc"), a_step("-3wd"))
    await tell(notifier, a_fact("registered", an_assignment("Sở Tài chính", task="b"), task=a_task("b")))
    token = await a_token(notifier, Role.AGENCY, "H15.SNV")
    foreign = (await rows(notifier.context.database, address="vt@stc.example"))[0]
    async with client(notifier, token) as http:
        found = (await http.get("/v1/notices")).json()["items"]
        assert [one["recipient"]["address"] for one in found] == ["vt@snv.example"], "not the monitoring unit's"
        assert (await http.get(f"/v1/notices/{foreign.id}")).status_code == 404
        assert (await http.get("/v1/recipients")).status_code == 403
        assert (await http.post(f"/v1/notices/{foreign.id}/resend")).status_code == 403


async def test_nobody_is_refused(notifier: Notifier) -> None:
    async with client(notifier, "wrong") as http:
        assert (await http.get("/v1/notices")).status_code == 401
