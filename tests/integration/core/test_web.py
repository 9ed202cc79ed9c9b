"""The frame around the services, asked over HTTP."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import httpx
import pytest
from fastapi import APIRouter, Body, Depends, Query
from pydantic import BaseModel
from sqlalchemy.exc import DBAPIError, OperationalError
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from shared import tokens
from shared.auth import Principal, require
from shared.clock import parse_clock
from shared.config import Config
from shared.config.api import Api
from shared.db import Database, open_database
from shared.idempotency import Once, WriteKey, write_key
from shared.preconditions import expect_version, if_match
from shared.problems import BY_STATUS
from shared.service import CheckResult, Context, Loop
from shared.tokens import NewToken, Role
from shared.web import Problem, build_app
from tests.builders import a_context, an_event
from tests.builders_web import PlainService, QuietBus

BOOTSTRAP = "a-first-token"


class Filters(BaseModel):
    state: str | None = None
    limit: int = 50


def a_router(database: Database, context: Context, done: list[str]) -> APIRouter:
    router = APIRouter()
    once = Once(database, context.clock)

    @router.get("/v1/things")
    async def things(
        who: Annotated[Principal, Depends(require("viewer"))], filters: Annotated[Filters, Query()]
    ) -> dict[str, Any]:
        return {"who": who.name, "state": filters.state}

    @router.post("/v1/things")
    async def make(
        who: Annotated[Principal, Depends(require("clerk"))],
        write: Annotated[WriteKey, Depends(write_key)],
        name: Annotated[str, Body(embed=True)],
    ) -> Response:
        async def work(_tx: object) -> Response:
            done.append(name)
            if name == "refused":
                raise Problem("conflict", "không được")
            return Response(f'{{"name":"{name}"}}', 201, media_type="application/json")

        return await once.run(who.key, write, work)

    @router.put("/v1/things/{number}")
    async def change(
        number: int, who: Annotated[Principal, Depends(require("clerk"))], version: Annotated[int, Depends(if_match)]
    ) -> dict[str, int]:
        expect_version(version, 3)
        return {"version": version + 1}

    @router.get("/v1/broken")
    async def broken() -> None:
        raise RuntimeError("nobody foresaw this")

    @router.get("/v1/away")
    async def away() -> None:
        raise OperationalError("SELECT 1", {}, ConnectionRefusedError())

    return router


async def receiver(scope: Scope, receive: Receive, send: Send) -> None:
    await Response(b"received", 202)(scope, receive, send)


@asynccontextmanager
async def asked(app: Any) -> AsyncIterator[httpx.AsyncClient]:
    """A client of `app`, whose lifespan is open for as long."""
    messages: asyncio.Queue[dict[str, str]] = asyncio.Queue()
    answers: asyncio.Queue[Any] = asyncio.Queue()
    lifespan = asyncio.create_task(app({"type": "lifespan", "state": {}}, messages.get, answers.put))
    await messages.put({"type": "lifespan.startup"})
    assert (await answers.get())["type"] == "lifespan.startup.complete"
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://dondoc.test") as client:
        yield client
    await messages.put({"type": "lifespan.shutdown"})
    assert (await answers.get())["type"] == "lifespan.shutdown.complete"
    await lifespan


@pytest.fixture
def context(sqlite_database: Database, tmp_path: Path) -> Context:
    made = a_context(sqlite_database, tmp_path)
    return replace(made, environment=replace(made.environment, bootstrap_token=BOOTSTRAP))


@pytest.fixture
def done() -> list[str]:
    """The writes that were really done."""
    return []


@pytest.fixture
def service(context: Context, done: list[str]) -> PlainService:
    described = {"/in/{source}": {"post": {"summary": "Receives.", "responses": {"202": {"description": "Kept."}}}}}
    return PlainService(router=a_router(context.database, context, done), asgi={"/in/": receiver}, described=described)


@pytest.fixture
async def client(context: Context, service: PlainService) -> AsyncIterator[httpx.AsyncClient]:
    async with asked(build_app([service], context, QuietBus())) as opened:
        yield opened


def operator() -> dict[str, str]:
    return {"authorization": f"Bearer {BOOTSTRAP}"}


def slug(answer: httpx.Response) -> tuple[int, str]:
    assert answer.headers["content-type"] == "application/problem+json"
    said = answer.json()
    assert said["status"] == answer.status_code
    assert said["instance"] == answer.request.url.path
    assert said["detail"]
    return answer.status_code, said["type"].removeprefix("urn:dondoc:problem:")


async def test_every_error_is_a_problem(client: httpx.AsyncClient) -> None:
    asks = {**operator(), "content-type": "application/json"}
    assert slug(await client.get("/nowhere")) == (404, "not-found")
    assert slug(await client.delete("/v1/things")) == (405, "method-not-allowed")
    assert slug(await client.get("/v1/broken")) == (500, "internal")
    assert slug(await client.get("/v1/things", headers=asks, params={"limit": "x"})) == (422, "validation")
    bodies = {b"{": 400, b"[" * 100_000: 400, b"x" * 3_000_000: 413, b"{}": 422}
    for body, status in bodies.items():
        found, name = slug(await client.post("/v1/things", headers=asks, content=body))
        assert (found, name) == (status, BY_STATUS[status]), body[:10]


async def test_a_body_that_does_not_end_in_time_is_refused(context: Context, service: PlainService) -> None:
    async def begun() -> AsyncIterator[bytes]:
        yield b'{"name":'
        await asyncio.get_running_loop().create_future()

    hurried = replace(context, config=context.config.model_copy(update={"api": Api(body_timeout=0.05)}))
    async with asked(build_app([service], hurried, QuietBus())) as client:
        answer = await client.post("/v1/things", headers=operator(), content=begun())
    assert slug(answer) == (400, "payload-unparsable")
    assert answer.headers["connection"] == "close"


async def test_a_database_that_is_away_asks_to_come_again(client: httpx.AsyncClient) -> None:
    answer = await client.get("/v1/away")
    assert slug(answer) == (503, "unavailable")
    assert int(answer.headers["retry-after"]) > 0


async def test_a_wrong_field_is_named(client: httpx.AsyncClient) -> None:
    answer = await client.get("/v1/things", headers=operator(), params={"limit": "x"})
    assert [error["field"] for error in answer.json()["errors"]] == ["limit"]


async def test_an_unknown_parameter_is_refused_but_only_to_whom_may_ask(client: httpx.AsyncClient) -> None:
    assert slug(await client.get("/v1/things", params={"nonsense": "1"})) == (401, "unauthenticated")
    answer = await client.get("/v1/things", params={"nonsense": "1"}, headers=operator())
    assert slug(answer) == (422, "validation")
    assert answer.json()["errors"][0]["field"] == "nonsense"
    assert (await client.get("/v1/things", params={"state": "done"}, headers=operator())).json()["state"] == "done"


async def test_tokens_open_what_their_role_may(client: httpx.AsyncClient, context: Context) -> None:
    async with context.database.write() as tx:
        _, viewer = await tokens.create(tx, NewToken("người xem", Role.VIEWER), context.clock)
    headers = {"authorization": f"Bearer {viewer}"}
    assert (await client.get("/v1/things", headers=headers)).json()["who"] == "người xem"
    assert slug(await client.post("/v1/things", headers=headers, json={"name": "x"})) == (403, "forbidden")
    assert slug(await client.get("/v1/things", headers={"authorization": "Bearer wrong"})) == (401, "unauthenticated")
    assert slug(await client.get("/v1/things", headers={"authorization": "Basic eDp5"})) == (401, "unauthenticated")


async def test_the_same_write_twice_is_done_once(client: httpx.AsyncClient, done: list[str]) -> None:
    headers = {**operator(), "idempotency-key": "k-1"}
    first = await client.post("/v1/things", headers=headers, json={"name": "one"})
    second = await client.post("/v1/things", headers=headers, json={"name": "one"})
    assert (first.status_code, first.content) == (second.status_code, second.content) == (201, b'{"name":"one"}')
    assert second.headers["content-type"] == "application/json"
    assert done == ["one"]
    assert slug(await client.post("/v1/things", headers=headers, json={"name": "two"})) == (409, "conflict")
    assert done == ["one"]


async def test_a_key_of_one_token_is_nothing_to_another(
    client: httpx.AsyncClient, context: Context, done: list[str]
) -> None:
    async with context.database.write() as tx:
        _, clerk = await tokens.create(tx, NewToken("văn thư", Role.CLERK), context.clock)
    for who, name in ((BOOTSTRAP, "one"), (clerk, "two")):
        headers = {"authorization": f"Bearer {who}", "idempotency-key": "k-3"}
        assert (await client.post("/v1/things", headers=headers, json={"name": name})).status_code == 201
    assert done == ["one", "two"]


async def test_a_refused_write_may_be_tried_again_under_its_key(client: httpx.AsyncClient, done: list[str]) -> None:
    headers = {**operator(), "idempotency-key": "k-2"}
    for _ in range(2):
        assert slug(await client.post("/v1/things", headers=headers, json={"name": "refused"})) == (409, "conflict")
    assert done == ["refused", "refused"]


async def test_a_change_names_its_version(client: httpx.AsyncClient) -> None:
    put = client.put
    assert slug(await put("/v1/things/1", headers=operator())) == (428, "precondition-required")
    assert slug(await put("/v1/things/1", headers={**operator(), "if-match": '"2"'})) == (412, "version-mismatch")
    assert (await put("/v1/things/1", headers={**operator(), "if-match": '"3"'})).json() == {"version": 4}


async def test_receivers_answer_before_the_api(client: httpx.AsyncClient) -> None:
    assert (await client.post("/in/somebody", content=b"anything")).status_code == 202


async def test_it_describes_itself_with_the_receivers(client: httpx.AsyncClient) -> None:
    found = (await client.get("/openapi.json")).json()
    assert found["openapi"].startswith("3.")
    assert {"/in/{source}", "/v1/things"} <= set(found["paths"])
    assert "/health/ready" not in found["paths"]


async def test_the_docs_ask_nothing_from_elsewhere(client: httpx.AsyncClient) -> None:
    answer = await client.get("/docs")
    assert answer.status_code == 200
    assert "http://" not in answer.text
    assert "https://" not in answer.text


async def test_it_is_ready_and_says_why(client: httpx.AsyncClient) -> None:
    assert (await client.get("/health/live")).status_code == 200
    answer = await client.get("/health/ready")
    checks = answer.json()["checks"]
    assert answer.status_code == 200, answer.text
    assert checks["durability"]["detail"]["synchronous"] == "2"
    assert {"start", "schema", "durability", "bus"} <= set(checks)
    assert answer.json()["clock"] == {"simulated": False}


async def test_metrics_count_by_route(client: httpx.AsyncClient) -> None:
    await client.get("/v1/things", headers=operator())
    text = (await client.get("/metrics")).text
    assert 'dondoc_http_seconds_count{method="GET",route="/v1/things",status="200"} 1.0' in text


async def test_a_failing_check_makes_it_not_ready(context: Context) -> None:
    async def fails() -> CheckResult:
        raise ConnectionRefusedError

    async with asked(build_app([PlainService(own_checks={"peer": fails})], context, QuietBus())) as client:
        answer = await client.get("/health/ready")
        assert answer.status_code == 503
        assert answer.json()["checks"]["plain.peer"] == {"ok": False, "detail": "ConnectionRefusedError"}


async def test_where_writes_fail_it_is_not_ready_and_says_why_until_one_succeeds(context: Context) -> None:
    database = context.database
    full = OperationalError("COMMIT", None, sqlite3.OperationalError("database or disk is full"))
    async with asked(build_app([PlainService()], context, QuietBus())) as client:
        with pytest.raises(OperationalError):
            async with database.write():
                raise full
        answer = await client.get("/health/ready")
        assert answer.status_code == 503
        assert (
            answer.json()["checks"]["durability"]["detail"]["failing"]
            == "đĩa đã đầy – OperationalError: database or disk is full"
        )
        async with database.write():
            pass
        assert (await client.get("/health/ready")).status_code == 200


async def impatiently(database: Database) -> None:
    async with database.write() as tx:
        await tx.conn.exec_driver_sql("SET LOCAL lock_timeout = '50ms'")
        tx.append(an_event("waits"))


@pytest.mark.postgres
async def test_a_lock_that_somebody_forgot_is_not_waited_for_without_end(postgres_database: Database) -> None:
    async with postgres_database.read() as conn:
        assert (await conn.exec_driver_sql("SHOW lock_timeout")).scalar() == "30s"
    async with postgres_database.writer.begin() as forgotten:
        await forgotten.exec_driver_sql("LOCK TABLE log_entries IN ACCESS EXCLUSIVE MODE")
        with pytest.raises(DBAPIError):
            await impatiently(postgres_database)
        assert postgres_database.trouble == "LockNotAvailableError"
    async with postgres_database.write() as tx:
        tx.append(an_event("goes"))
    assert not postgres_database.trouble


async def test_a_database_that_was_taken_away_makes_it_not_ready(context: Context, tmp_path: Path) -> None:
    async with asked(build_app([PlainService()], context, QuietBus())) as client:
        assert (await client.get("/health/ready")).status_code == 200
        (tmp_path / "dondoc.db").unlink()
        answer = await client.get("/health/ready")
        assert answer.status_code == 503
        assert "put it back" in answer.json()["checks"]["durability"]["detail"]


async def test_closed_metrics_need_an_operator(context: Context) -> None:
    from dataclasses import replace

    closed = replace(context, config=Config.model_validate({"api": {"open_metrics": False}}))
    async with asked(build_app([PlainService()], closed, QuietBus())) as client:
        assert slug(await client.get("/metrics")) == (401, "unauthenticated")
        assert (await client.get("/metrics", headers=operator())).status_code == 200


async def test_a_simulated_clock_is_said_loudly(context: Context) -> None:
    from dataclasses import replace

    fast = replace(context, clock=parse_clock("2026-11-16T08:00:00+07:00 x7200"))
    async with asked(build_app([PlainService()], fast, QuietBus())) as client:
        said = (await client.get("/health/ready")).json()["clock"]
        assert said["simulated"] is True
        assert said["rate"] == 7200


async def test_without_its_schema_it_lives_but_serves_nothing(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path / 'empty.db'}")
    service = PlainService(asgi={"/in/": receiver})
    from shared import lifecycle

    app = build_app([service], a_context(database, tmp_path), QuietBus())
    assert lifecycle.PATIENCE <= 5
    async with asked(app) as client:
        assert (await client.get("/health/live")).status_code == 200
        assert (await client.get("/health/ready")).json()["checks"]["schema"]["ok"] is False
        assert slug(await client.post("/in/x")) == (503, "unavailable")
        assert slug(await client.get("/v1/things")) == (503, "unavailable")
    assert service.told == []
    await database.close()


async def test_the_frame_starts_runs_and_stops_a_service(context: Context) -> None:
    ran: list[str] = []

    async def runs() -> None:
        ran.append("began")
        await asyncio.Event().wait()

    service, bus = PlainService(own_loops=[Loop("own", runs)]), QuietBus()
    async with asked(build_app([service], context, bus)):
        await asyncio.sleep(0.01)
        assert service.told == ["started"]
        assert ran == ["began"]
    assert service.told == ["started", "stopped"]
    assert bus.told == ["bus closed"]
