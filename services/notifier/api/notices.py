"""`/v1/notices`: what was told to whom, why, with every attempt; and sending again."""

from collections.abc import Callable
from datetime import timedelta
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from sqlalchemy import Row, select, update
from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.responses import Response

from services.notifier.api import shapes
from services.notifier.api.params import (
    DEFAULT_LIMIT,
    After,
    AskedReason,
    AskedStatus,
    Limit,
    Reader,
    Words,
    Writer,
    only_of,
)
from services.notifier.domain.notice import Status
from services.notifier.handlers import CONTACT_GRACE
from services.notifier.letters import letter, read_fact
from services.notifier.models import notices
from services.notifier.shapes import notice_json
from services.notifier.store.views import Wanted, attempts_of, notice_page, notice_with_fact
from services.notifier.wording.render import Wording
from shared.auth import Principal
from shared.db import Tx
from shared.idempotency import Once, WriteKey, write_key
from shared.paging import cursor, page, place
from shared.problems import Problem
from shared.service import Context

RESENDABLE = frozenset({Status.FAILED.value, Status.UNKNOWN.value, Status.SUPPRESSED.value})
AGAIN = (" Gửi lại theo yêu cầu của {who}.", " Sent again at the request of {who}.")


class Filters:
    """The query parameters of the list, as a dependency."""

    def __init__(
        self,
        task: UUID | None = None,
        assignment: UUID | None = None,
        recipient: Annotated[Words | None, Query(description="an address, a name or a webhook channel")] = None,
        status: AskedStatus = None,
        reason: AskedReason = None,
    ) -> None:  # fmt: skip
        self.wanted = (task, assignment, recipient, status and status.value, reason and reason.value)


def router(context: Context, wording: Wording, wake: Callable[[], None]) -> APIRouter:
    """Reading and resending notices."""
    routes = APIRouter(tags=["notices"])
    once = Once(context.database, context.clock)

    @routes.get("/v1/notices", response_model=shapes.NoticePage)
    async def list_notices(
        who: Reader, asked: Annotated[Filters, Depends()], after: After = None, limit: Limit = DEFAULT_LIMIT
    ) -> Response:
        """Notices, the newest first."""
        wanted = Wanted(*asked.wanted, agency=only_of(who))
        async with context.database.read() as conn:
            return shapes.answer(await _page(conn, wanted, after, limit))

    @routes.get("/v1/notices/{notice_id}", response_model=shapes.WholeNotice)
    async def get_notice(who: Reader, notice_id: UUID) -> Response:
        """One notice: every attempt, why, to whom, and its text."""
        async with context.database.read() as conn:
            row = await _one(conn, notice_id, only_of(who))
            body = await _whole(conn, row)
        words = wording.render(letter(row, read_fact(row.fact, row.payload), context.config.office.name))
        return shapes.answer({**body, "subject": words.subject, "text": words.text})

    @routes.post("/v1/notices/{notice_id}/resend", status_code=202, response_model=shapes.Notice)
    async def resend(who: Writer, notice_id: UUID, write: Annotated[WriteKey, Depends(write_key)]) -> Response:
        """Send a failed, unknown or suppressed notice again, with the same id. Anything else is a conflict."""

        async def work(tx: Tx) -> Response:
            await _again(tx, notice_id, who, context)
            tx.after_commit(wake)
            return shapes.answer(await _whole(tx.conn, await _one(tx.conn, notice_id, None)), 202)

        return await once.run(who.key, write, work)

    return routes


async def _page(conn: AsyncConnection, wanted: Wanted, after: str | None, limit: int) -> shapes.Json:
    filters = {"list": "notices", "wanted": repr(wanted)}
    start = place(after, filters)
    rows = await notice_page(conn, wanted, UUID(start[0]) if start else None, limit + 1)
    tried = await attempts_of(conn, [row.id for row in rows[:limit]])
    items = [_with_attempts(row, tried.get(row.id, [])) for row in rows[:limit]]
    return page(items, cursor([rows[limit - 1].id], filters) if len(rows) > limit else None)


async def _one(conn: AsyncConnection, notice_id: UUID, agency: str | None) -> Row[Any]:
    row: Row[Any] | None = (await conn.execute(notice_with_fact(notice_id, agency))).first()
    if row is None:
        raise Problem("not-found", "Không có thông báo này; hãy kiểm tra mã định danh.")
    return row


async def _whole(conn: AsyncConnection, row: Row[Any]) -> shapes.Json:
    tried = await attempts_of(conn, [row.id])
    return _with_attempts(row, tried.get(row.id, []))


def _with_attempts(row: Row[Any], tried: list[Row[Any]]) -> shapes.Json:
    return {**notice_json(row), "attempts": [shapes.attempt_json(one) for one in tried]}


async def _again(tx: Tx, notice_id: UUID, who: Principal, context: Context) -> None:
    found = await tx.execute(select(notices).where(notices.c.id == notice_id).with_for_update())
    row = found.first()
    if row is None:
        raise Problem("not-found", "Không có thông báo này; hãy kiểm tra mã định danh.")
    if row.status not in RESENDABLE:
        raise Problem("conflict", "Chỉ gửi lại được thông báo không gửi được, chưa rõ kết quả hoặc đang tạm dừng.")
    now, asked = context.clock.real(), AGAIN[0 if context.config.notices.language == "vi" else 1].format(who=who.name)
    grace: timedelta = CONTACT_GRACE
    values = {
        "status": Status.SCHEDULED.value, "due_at": now, "owner": None, "because": row.because + asked,
        "tries_left": context.config.notices.max_attempts, "waits_until": None if row.channel else now + grace,
    }  # fmt: skip
    await tx.execute(update(notices).where(notices.c.id == notice_id).values(values))
