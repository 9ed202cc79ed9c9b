"""`POST /v1/read`: what the reader makes of a text; nothing is stored."""

import asyncio
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import Response

from services.tracker.api import documented
from services.tracker.api.answers import answer
from services.tracker.api.bodies import ReadBody
from services.tracker.api.desk import Desk
from services.tracker.api.scope import READERS
from services.tracker.api.values import read_instant
from services.tracker.register.read_answer import read_answer
from shared.auth import Principal, require
from shared.problems import FieldError, Problem

Reader = Annotated[Principal, Depends(require(*READERS))]


def router(desk: Desk) -> APIRouter:
    """Reading a text."""
    routes = APIRouter(tags=["read"])

    @routes.post("/v1/read", response_model=documented.ReadAnswer)
    async def read_text(_who: Reader, body: ReadBody) -> Response:
        """The head of the document and its tasks, each fact with its words."""
        received_at = _received_at(body.received_at)
        async with desk.context.database.read() as conn:
            terms = await desk.in_force.at(conn)
        # Beside the loop: a long text takes seconds.
        return answer(await asyncio.to_thread(read_answer, body.text, received_at, terms, desk.context.clock.now()))

    return routes


def _received_at(text: str | None) -> datetime | None:
    try:
        return read_instant(text) if text else None
    except ValueError as wrong:
        raise Problem("validation", errors=[FieldError("received_at", str(wrong))]) from None
