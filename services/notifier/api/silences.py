"""`/v1/silences`: leave an agency, a task or a recipient alone until a time, with a reason."""

from datetime import datetime, timedelta
from typing import Annotated, Any, Self
from uuid import UUID

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, field_validator, model_validator
from sqlalchemy import insert, update
from starlette.responses import Response

from services.notifier.api import shapes
from services.notifier.api.params import DEFAULT_LIMIT, INSIDERS, After, Limit, Words, Writer
from services.notifier.domain.notice import fold_address
from services.notifier.models import silences
from services.notifier.store.views import agency_named, silence_page, silence_row
from services.notifier.wording.phrases import VIETNAM
from shared.auth import Principal
from shared.db import Tx
from shared.idempotency import Once, WriteKey, write_key
from shared.ids import new_id
from shared.paging import cursor, page, place
from shared.problems import FieldError, Problem
from shared.service import Context

FILTERS = {"list": "silences"}
LONGEST = timedelta(days=366)


class NewSilence(BaseModel):
    """`agency` is a code or an id; an `until` without offset is Viet Nam's. What is left out matches everything."""

    model_config = ConfigDict(extra="forbid")

    agency: Words | None = None
    task_id: UUID | None = None
    recipient: Words | None = None
    until: datetime
    reason: Words

    @field_validator("until")
    @classmethod
    def _with_offset(cls, value: datetime) -> datetime:
        return value if value.tzinfo else value.replace(tzinfo=VIETNAM)

    @model_validator(mode="after")
    def _says_whom(self) -> Self:
        if not (self.agency or self.task_id or self.recipient):
            raise ValueError("hãy ghi ít nhất một trong agency, task_id, recipient")
        return self


def router(context: Context) -> APIRouter:
    """Making, listing and ending silences."""
    routes = APIRouter(tags=["silences"])
    once = Once(context.database, context.clock)

    @routes.get("/v1/silences", response_model=shapes.SilencePage, dependencies=[INSIDERS])
    async def list_silences(after: After = None, limit: Limit = DEFAULT_LIMIT) -> Response:
        """Silences, the newest first; those that have ended too."""
        start = place(after, FILTERS)
        async with context.database.read() as conn:
            rows = await silence_page(conn, UUID(start[0]) if start else None, limit + 1)
        following = cursor([rows[limit - 1].id], FILTERS) if len(rows) > limit else None
        return shapes.answer(page([shapes.silence_json(row) for row in rows[:limit]], following))

    @routes.post("/v1/silences", status_code=201, response_model=shapes.Silence)
    async def make(who: Writer, asked: NewSilence, write: Annotated[WriteKey, Depends(write_key)]) -> Response:
        """Notices that match and are not sent yet become suppressed, with the reason given here."""

        async def work(tx: Tx) -> Response:
            return await _make(tx, asked, who, context)

        return await once.run(who.key, write, work)

    @routes.delete("/v1/silences/{silence_id}", response_model=shapes.Silence)
    async def end(who: Writer, silence_id: UUID, write: Annotated[WriteKey, Depends(write_key)]) -> Response:
        """End a silence now; ending it twice changes nothing."""

        async def work(tx: Tx) -> Response:
            return await _end(tx, silence_id, context)

        return await once.run(who.key, write, work)

    return routes


async def _make(tx: Tx, asked: NewSilence, who: Principal, context: Context) -> Response:
    now = context.clock.now()
    if not now < asked.until <= now + LONGEST:
        raise Problem("validation", errors=[FieldError("until", "phải ở tương lai, trong vòng một năm")])
    row: dict[str, Any] = {
        "id": new_id(),
        "agency_id": await _agency(tx, asked.agency),
        "task_id": asked.task_id,
        "recipient_key": fold_address(asked.recipient) if asked.recipient else None,
        "until": asked.until,
        "reason": asked.reason,
        "made_by": who.name,
        "created_at": now,
    }
    await tx.execute(insert(silences).values(row))
    return shapes.answer(shapes.silence_json(await _silence(tx, row["id"])), 201)


async def _agency(tx: Tx, name: str | None) -> UUID | None:
    if name is None:
        return None
    found = await agency_named(tx.conn, name)
    if found is None:
        raise Problem("validation", errors=[FieldError("agency", "không có cơ quan này; hãy ghi mã hoặc id")])
    identity: UUID = found.id
    return identity


async def _silence(tx: Tx, silence_id: UUID) -> Any:
    row = await silence_row(tx.conn, silence_id)
    if row is None:
        raise Problem("not-found", "Không có lệnh tạm dừng này; hãy kiểm tra mã định danh.")
    return row


async def _end(tx: Tx, silence_id: UUID, context: Context) -> Response:
    ended = update(silences).where(silences.c.id == silence_id, silences.c.ended_at.is_(None))
    await tx.execute(ended.values(ended_at=context.clock.now()))
    return shapes.answer(shapes.silence_json(await _silence(tx, silence_id)))
