"""`/v1/dead-letters`: what a consumer gave up on, for operators to look at, replay or discard."""

from typing import Annotated, Any
from uuid import UUID

import orjson
from fastapi import APIRouter, Depends, Query
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field
from starlette.responses import Response

from shared.auth import Principal, require
from shared.bus import dead
from shared.logging import logger
from shared.paging import LIMIT, MOST, cursor, page, place
from shared.problems import Problem
from shared.service import Context

log = logger("bus.dead_letters")
Operator = Annotated[Principal, Depends(require("operator"))]


class DeadLetter(BaseModel):
    """An event that failed at every attempt; `waiting` later events of its key stand behind it."""

    id: UUID
    consumer: str
    event_id: UUID
    topic: str
    type: str
    key: str
    source: str
    time: AwareDatetime
    trace_id: str | None
    attempts: int
    reason: str | None
    parked_at: AwareDatetime
    died_at: AwareDatetime | None
    waiting: int


class WholeDeadLetter(DeadLetter):
    """The same with where it failed and the event's data."""

    traceback: str | None
    data: Any


class DeadLetterPage(BaseModel):
    items: list[DeadLetter]
    next: str | None


class Decision(BaseModel):
    """What became of a dead letter."""

    id: UUID
    status: str


class DeadLetterParams(BaseModel):
    """Filters and page of the list."""

    model_config = ConfigDict(extra="forbid")
    consumer: str | None = None
    type: str | None = None
    key: str | None = None
    after: str | None = None
    limit: Annotated[int, Field(ge=1, le=MOST)] = LIMIT


def dead_letters_router(context: Context) -> APIRouter:
    """The dead letters of this process's database; only operators."""
    routes = APIRouter(tags=["dead letters"])

    @routes.get("/v1/dead-letters", response_model=DeadLetterPage)
    async def list_dead_letters(_who: Operator, params: Annotated[DeadLetterParams, Query()]) -> Response:
        """Oldest first."""
        return await _list(context, params)

    @routes.get("/v1/dead-letters/{number}", response_model=WholeDeadLetter)
    async def get_dead_letter(_who: Operator, number: UUID) -> Response:
        """One with its traceback and data."""
        async with context.database.read() as conn:
            found = await dead.whole(conn, number)
        if found is None:
            raise Problem("not-found", "Không có sự kiện lỗi (dead letter) này; hãy kiểm tra mã định danh.")
        return _answer(dead.shape(found))

    @routes.post("/v1/dead-letters/{number}/replay", response_model=Decision)
    async def replay_dead_letter(who: Operator, number: UUID) -> Response:
        """Try it again at once; the later events of its key follow."""
        return _decided(await dead.replay(context.database, number, context.clock.real()), number, "replayed", who)

    @routes.post("/v1/dead-letters/{number}/discard", response_model=Decision)
    async def discard_dead_letter(who: Operator, number: UUID) -> Response:
        """Give it up; the later events of its key follow."""
        return _decided(await dead.discard(context.database, number, context.clock.real()), number, "discarded", who)

    return routes


async def _list(context: Context, params: DeadLetterParams) -> Response:
    asked = {"consumer": params.consumer, "type": params.type, "key": params.key}
    filters = {"list": "dead-letters", **asked}
    begin = place(params.after, filters)
    async with context.database.read() as conn:
        found = await dead.listed(conn, dead.Filters(**asked), begin[0] if begin else 0, params.limit + 1)
    shown = found[: params.limit]
    following = cursor([shown[-1].seq], filters) if len(found) > params.limit else None
    return _answer(page([dead.shape(one) for one in shown], following))


def _decided(outcome: dead.Outcome, number: UUID, status: str, who: Principal) -> Response:
    if outcome == "missing":
        raise Problem("not-found", "Không có sự kiện lỗi (dead letter) này; hãy kiểm tra mã định danh.")
    if outcome == "not-dead":
        raise Problem("conflict", "Sự kiện này không còn trong danh sách lỗi: đang được thử lại hoặc chờ đến lượt.")
    log.info(f"dead_letter.{status}", dead_letter=str(number), by=who.name)
    return _answer({"id": number, "status": status})


def _answer(body: dict[str, Any]) -> Response:
    return Response(orjson.dumps(body, option=orjson.OPT_UTC_Z), media_type="application/json")
