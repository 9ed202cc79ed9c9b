"""`/v1/assignments`: each agency's part of the tasks."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.responses import Response

from services.tracker.api import documented, shapes
from services.tracker.api.answers import answer, missing, versioned
from services.tracker.api.cursors import next_of, slice_of
from services.tracker.api.naming import with_filters
from services.tracker.api.params import RegisterParams
from services.tracker.api.scope import READERS, seen_by
from services.tracker.api.values import IdOf
from services.tracker.domain.classification import RegimeNames
from services.tracker.store.assignment_queries import assignment_page, assignment_row
from services.tracker.store.questions import Look
from services.tracker.store.wanted import Order
from shared.auth import Principal, require
from shared.paging import page
from shared.service import Context

Reader = Annotated[Principal, Depends(require(*READERS))]


def router(context: Context, names: RegimeNames) -> APIRouter:
    """Reading assignments."""
    routes = APIRouter(tags=["assignments"])

    @routes.get("/v1/assignments", response_model=documented.AssignmentPage)
    @with_filters(names)
    async def list_assignments(who: Reader, params: Annotated[RegisterParams, Query()]) -> Response:
        """Assignments one page at a time, each with its task's content, code and reference."""
        return await _list(context, names, params, seen_by(who))

    @routes.get("/v1/assignments/{assignment_id}", response_model=documented.ListedAssignment)
    async def get_assignment(who: Reader, assignment_id: IdOf) -> Response:
        """One assignment."""
        async with context.database.read() as conn:
            return versioned(await whole(conn, assignment_id, shapes.Seen(seen_by(who), context.clock.now(), names)))

    return routes


async def _list(context: Context, names: RegimeNames, params: RegisterParams, mine: str | None) -> Response:
    look = Look(params.wanted(mine), Order(params.sort), context.clock.now())
    filters = {"list": "assignments", "seen_by": mine, **params.filters()}
    part = slice_of(params.after, params.limit, filters, look.order.descending)
    async with context.database.read() as conn:
        found = await assignment_page(conn, look, part)
    items = [shapes.listed_assignment(row, look.now, names) for row in found.rows]
    return answer(page(items, next_of(found, filters)))


async def whole(conn: AsyncConnection, assignment_id: UUID, seen: shapes.Seen) -> shapes.Json:
    """One assignment. Raises Problem not-found, also where it is not the caller's to see."""
    row = await assignment_row(conn, assignment_id, seen.mine)
    if row is None:
        raise missing("việc giao nhiệm vụ này")
    return shapes.listed_assignment(row, seen.now, seen.names)
