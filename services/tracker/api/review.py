"""`/v1/review`: what a person should look at, with the reason, and what was done about it."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from pydantic import BeforeValidator
from sqlalchemy import func, select, update
from starlette.responses import Response

from services.tracker.api import documented, shapes
from services.tracker.api.answers import answer, missing
from services.tracker.api.bodies import ResolutionBody
from services.tracker.api.cursors import next_of, slice_of
from services.tracker.api.desk import Desk
from services.tracker.api.params import PageParams
from services.tracker.api.scope import CLERKS, OFFICE, signature
from services.tracker.api.values import IdOf, WordsOf, one_of
from services.tracker.models import tracker_review, tracker_tasks
from services.tracker.store.journal_queries import review_page, review_row
from services.tracker.store.rows import AnyRow
from shared.auth import Principal, require
from shared.db import Tx
from shared.idempotency import WriteKey, write_key
from shared.paging import page
from shared.problems import Problem

Office = Annotated[Principal, Depends(require(*OFFICE))]
Clerk = Annotated[Principal, Depends(require(*CLERKS))]
SHOWN = ("id", "at", "reason", "text", "data", "document_id", "task_id", "reference", "content", "resolved_at",
         "resolved_by", "resolution")  # fmt: skip


class ReviewParams(PageParams):
    """Open cases unless `resolved=true`; `reason` is a slug such as agency-unknown."""

    reason: WordsOf | None = None
    resolved: Annotated[str, BeforeValidator(one_of("true", "false"))] = "false"


def router(desk: Desk) -> APIRouter:
    """The review queue."""
    routes, context = APIRouter(tags=["review"]), desk.context

    @routes.get("/v1/review", response_model=documented.ReviewPage)
    async def list_cases(_who: Office, params: Annotated[ReviewParams, Query()]) -> Response:
        """What waits for a person, oldest first."""
        filters = {"list": "review", **params.filters()}
        part = slice_of(params.after, params.limit, filters)
        async with context.database.read() as conn:
            found = await review_page(conn, params.reason, params.resolved == "true", part)
        return answer(page([shape(row) for row in found.rows], next_of(found, filters)))

    @routes.post("/v1/review/{case_id}/resolve", response_model=documented.ReviewCase)
    async def resolve_case(
        who: Clerk, case_id: IdOf, body: ResolutionBody, write: Annotated[WriteKey, Depends(write_key)]
    ) -> Response:
        """Say what was done; a task without further open cases no longer needs review."""

        async def work(tx: Tx) -> Response:
            return await _resolve(desk, tx, case_id, (signature(who), body.resolution))

        return await desk.once.run(who.key, write, work)

    return routes


def shape(row: AnyRow) -> shapes.Json:
    """A case with its document and task as people name them."""
    return {name: getattr(row, name) for name in SHOWN}


async def _resolve(desk: Desk, tx: Tx, case_id: UUID, said: tuple[str, str]) -> Response:
    review, now = tracker_review.c, desk.context.clock.now()
    by, resolution = said
    settled = {"resolved_at": now, "resolved_by": by, "resolution": resolution}
    mine = update(tracker_review).where(review.id == case_id, review.resolved_at.is_(None)).values(settled)
    changed = (await tx.execute(mine)).rowcount
    row = await review_row(tx.conn, case_id)
    if row is None:
        raise missing("việc cần xem xét này")
    if not changed:
        raise Problem("conflict", "Việc này đã được giải quyết.")
    if row.task_id:
        await _settle_task(tx, row.task_id)
    return answer(shape(row))


async def _settle_task(tx: Tx, task_id: UUID) -> None:
    review, tasks = tracker_review.c, tracker_tasks.c
    others = select(func.count()).where(review.task_id == task_id, review.resolved_at.is_(None))
    if not (await tx.execute(others)).scalar():
        mine = update(tracker_tasks).where(tasks.id == task_id, tasks.needs_review.is_(True))
        await tx.execute(mine.values(needs_review=False, version=tasks.version + 1))
