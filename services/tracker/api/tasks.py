"""`/v1/tasks`: the register as people ask for it."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.responses import Response

from services.tracker.api import documented, shapes
from services.tracker.api.answers import answer, missing, versioned
from services.tracker.api.cursors import next_of, slice_of
from services.tracker.api.naming import with_filters
from services.tracker.api.params import PageParams, RegisterParams
from services.tracker.api.scope import READERS, seen_by
from services.tracker.api.values import IdOf
from services.tracker.domain.classification import RegimeNames
from services.tracker.store import task_queries
from services.tracker.store.journal_queries import history_page
from services.tracker.store.questions import Look
from services.tracker.store.wanted import Order
from shared.auth import Principal, require
from shared.paging import page
from shared.service import Context

Reader = Annotated[Principal, Depends(require(*READERS))]


def router(context: Context, names: RegimeNames) -> APIRouter:
    """Reading tasks."""
    routes = APIRouter(tags=["tasks"])

    @routes.get("/v1/tasks", response_model=documented.TaskPage)
    @with_filters(names)
    async def list_tasks(who: Reader, params: Annotated[RegisterParams, Query()]) -> Response:
        """Tasks one page at a time, without evidence and history."""
        return await _list(context, names, params, seen_by(who))

    @routes.get("/v1/tasks/{task_id}", response_model=documented.Task)
    async def get_task(who: Reader, task_id: IdOf) -> Response:
        """One task with its evidence."""
        async with context.database.read() as conn:
            return versioned(await whole(conn, task_id, shapes.Seen(seen_by(who), context.clock.now(), names)))

    @routes.get("/v1/tasks/{task_id}/history", response_model=documented.HistoryPage)
    async def get_history(who: Reader, task_id: IdOf, params: Annotated[PageParams, Query()]) -> Response:
        """What happened to a task, oldest first."""
        return await _history(context, task_id, params, seen_by(who))

    return routes


async def _list(context: Context, names: RegimeNames, params: RegisterParams, mine: str | None) -> Response:
    order, now = Order(params.sort), context.clock.now()
    filters = {"list": "tasks", "seen_by": mine, **params.filters()}
    part = slice_of(params.after, params.limit, filters, order.descending)
    async with context.database.read() as conn:
        found = await task_queries.task_page(conn, Look(params.wanted(mine), order, now), part)
    return answer(page([shapes.task(row, now, names) for row in found.rows], next_of(found, filters)))


async def whole(conn: AsyncConnection, task_id: UUID, seen: shapes.Seen) -> shapes.Json:
    """One task by itself. Raises Problem not-found, also where it is not the caller's to see."""
    row = await task_queries.task_row(conn, task_id, seen.mine)
    if row is None:
        raise missing("nhiệm vụ này")
    return shapes.whole_task(row, seen.now, seen.names)


async def _history(context: Context, task_id: UUID, params: PageParams, mine: str | None) -> Response:
    filters = {"list": "history", "task": str(task_id), "seen_by": mine}
    part = slice_of(params.after, params.limit, filters)
    async with context.database.read() as conn:
        if await task_queries.task_row(conn, task_id, mine) is None:
            raise missing("nhiệm vụ này")
        found = await history_page(conn, task_id, mine, part)
    return answer(page([shapes.change(row) for row in found.rows], next_of(found, filters)))
