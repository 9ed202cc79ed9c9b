"""Held deliveries are listed, shown, and read again after the mapping was mended."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI

from services.ingest.accept import StateSecret
from services.ingest.delivery import Status
from services.ingest.replay import NoSuchDelivery, NotReplayable
from services.ingest.upkeep import Upkeep
from shared.auth import Authenticator
from shared.db import Database
from shared.ids import new_id
from shared.problems import answer_with_problems
from tests.integration.ingest.desk import Driven, open_desk
from tests.samples.pushed import CONFIG, canonical, vendor

BODY = {"meta": {"id": "m-1"}, "van_ban": {"so_hieu": "77/UBND-X", "ve_viec": "Tiêm chủng"}}
MENDED = CONFIG.replace('"vb.', '"van_ban.')
OPERATOR = {"authorization": "Bearer operator"}


@pytest.fixture
async def desk(database: Database, tmp_path: Path) -> AsyncIterator[Driven]:
    async with open_desk(database, tmp_path) as opened:
        yield opened


async def held(desk: Driven) -> UUID:
    answer = await desk.push("mapped", BODY)
    assert answer.json()["status"] == "held"
    return UUID(answer.json()["delivery_id"])


async def test_a_held_delivery_is_accepted_after_the_mapping_is_mended(desk: Driven, tmp_path: Path) -> None:
    delivery_id = await held(desk)
    assert (await desk.ingest.replayer.replay(delivery_id)).status is Status.HELD
    async with open_desk(desk.context.database, tmp_path, MENDED) as mended:
        mended.clock.advance(days=3)
        first, second = [await mended.ingest.replayer.replay(delivery_id) for _ in range(2)]
    assert (first.status, first.delivery_id) == (second.status, second.delivery_id) == (Status.ACCEPTED, delivery_id)
    (event,) = await desk.events()
    assert event["key"] == "77/UBND-X"
    assert event["data"]["accepted_at"].startswith("2026-11-16T01:00:00"), "received when it came, not when it was read"
    (row,) = await desk.rows()
    assert (row.status, row.reason) == ("accepted", None)


async def test_an_accepted_delivery_goes_out_again_only_if_it_reads_differently(desk: Driven, tmp_path: Path) -> None:
    answer = await desk.push("mapped", {"meta": {"id": "m"}, "vb": {"so_hieu": "7/X", "ve_viec": "a"}, "ten": "b"})
    delivery_id = UUID(answer.json()["delivery_id"])
    await desk.ingest.replayer.replay(delivery_id)
    assert len(await desk.events()) == 1
    async with open_desk(desk.context.database, tmp_path, CONFIG.replace("vb.ve_viec", "ten")) as changed:
        for _ in range(2):
            await changed.ingest.replayer.replay(delivery_id)
    assert [e["data"]["document"]["abstract"] for e in await desk.events()] == ["a", "b"]


async def test_a_key_that_was_reused_may_be_accepted_by_hand(desk: Driven) -> None:
    await desk.push("canonical", canonical("k"))
    answer = await desk.push("canonical", canonical("k", abstract="khác"))
    receipt = await desk.ingest.replayer.replay(UUID(answer.json()["delivery_id"]))
    assert receipt.status is Status.ACCEPTED
    assert len(await desk.events()) == 2


async def test_what_turns_out_to_be_secret_is_erased(desk: Driven, tmp_path: Path) -> None:
    answer = await desk.push("mapped", {"meta": {"id": "m"}, "ghi": "B", "vb": {"so_hieu": "7/X", "ve_viec": "a"}})
    delivery_id = UUID(answer.json()["delivery_id"])
    stricter = CONFIG.replace("vb.do_bao_mat", "ghi")
    async with open_desk(desk.context.database, tmp_path, stricter) as strict:
        with pytest.raises(StateSecret):
            await strict.ingest.replayer.replay(delivery_id)
    assert await desk.rows() == []


async def test_what_cannot_be_read_again_says_why(desk: Driven, tmp_path: Path) -> None:
    delivery_id = await held(desk)
    with pytest.raises(NoSuchDelivery):
        await desk.ingest.replayer.replay(new_id())
    async with open_desk(desk.context.database, tmp_path, CONFIG.replace("sources.mapped", "sources.renamed")) as other:
        with pytest.raises(NotReplayable, match="unknown-source"):
            await other.ingest.replayer.replay(delivery_id)


async def test_bodies_are_let_go_after_their_retention_and_held_ones_stay(desk: Driven) -> None:
    await held(desk)
    answer = await desk.push("vendor", vendor())
    upkeep = Upkeep(desk.context.database, desk.clock, 90)
    assert await upkeep.let_go() == 0
    written = (await desk.rows())[0].id.int >> 80
    ahead = written / 1000 - desk.clock.real().timestamp()
    desk.clock.advance(ahead + timedelta(days=91).total_seconds())
    assert await upkeep.let_go() == 1
    assert {row.status: row.body is None for row in await desk.rows()} == {"held": False, "accepted": True}
    with pytest.raises(NotReplayable, match="body-gone"):
        await desk.ingest.replayer.replay(UUID(answer.json()["delivery_id"]))
    assert (await desk.push("vendor", vendor())).json()["status"] == "duplicate", "the key outlives the body"


@pytest.fixture
async def api(desk: Driven) -> AsyncIterator[httpx.AsyncClient]:
    app = FastAPI()
    app.state.authenticator = Authenticator(desk.context.database, desk.clock, "operator")
    answer_with_problems(app)
    for router in desk.ingest.routers():
        app.include_router(router)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://api", headers=OPERATOR) as client:
        yield client


async def test_deliveries_are_listed_by_source_and_status(desk: Driven, api: httpx.AsyncClient) -> None:
    delivery_id = await held(desk)
    await desk.push("vendor", vendor())
    everything = (await api.get("/v1/deliveries")).json()
    assert [d["source"] for d in everything["items"]] == ["vendor", "mapped"]
    assert everything["next"] is None
    (only,) = (await api.get("/v1/deliveries", params={"status": "held"})).json()["items"]
    assert only == {"id": str(delivery_id), "source": "mapped", "status": "held", "reason": "not-understood", "key": only["key"],
                    "received_at": "2026-11-16T01:00:00Z"}  # fmt: skip
    assert (await api.get("/v1/deliveries", params={"source": "vendor", "status": "held"})).json()["items"] == []
    assert (await api.get("/v1/deliveries", params={"status": "lost"})).status_code == 422
    assert (await api.get("/v1/deliveries", params={"nonsense": "1"})).status_code == 422


async def test_pages_never_skip_nor_repeat_while_deliveries_arrive(desk: Driven, api: httpx.AsyncClient) -> None:
    there = {(await desk.push("canonical", canonical(f"p{n}"))).json()["delivery_id"] for n in range(12)}
    found: list[str] = []
    cursor: dict[str, str] = {}
    while True:
        page = (await api.get("/v1/deliveries", params={"limit": 5, **cursor})).json()
        found += [d["id"] for d in page["items"]]
        await desk.push("canonical", canonical(f"new{len(found)}"))
        if not page["next"]:
            break
        cursor = {"after": page["next"]}
    assert len(found) == len(set(found))
    assert there <= set(found)
    other = await api.get("/v1/deliveries", params={"source": "vendor", **cursor})
    assert other.status_code == 422, "a cursor is bound to its filters"


async def test_one_delivery_is_shown_with_its_body_and_replayed(desk: Driven, api: httpx.AsyncClient) -> None:
    delivery_id = await held(desk)
    shown = (await api.get(f"/v1/deliveries/{delivery_id}")).json()
    assert '"van_ban"' in shown["body"] and len(shown["sha256"]) == 64
    answer = await api.post(f"/v1/deliveries/{delivery_id}/replay")
    assert (answer.status_code, answer.json()) == (
        200,
        {"delivery_id": str(delivery_id), "status": "held", "reason": "not-understood"},
    )
    assert (await api.get(f"/v1/deliveries/{new_id()}")).status_code == 404
    assert (await api.post(f"/v1/deliveries/{new_id()}/replay")).status_code == 404
    assert (await api.get("/v1/deliveries", headers={"authorization": "Bearer x"})).status_code == 401
