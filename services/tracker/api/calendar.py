"""`/v1/calendar`: the days of a year; an operator sets or takes back a day, confirms a year; open deadlines follow."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, BeforeValidator, ConfigDict
from starlette.responses import Response

from services.tracker.api import documented, shapes
from services.tracker.api.answers import answer
from services.tracker.api.bodies import DayBody, YearBody
from services.tracker.api.desk import Desk
from services.tracker.api.scope import READERS, signature
from services.tracker.api.values import read_day, whole_number
from services.tracker.calendar.days import CalendarDay, DayKind
from services.tracker.store.calendar_days import Mark, days_on, mark_year, put_days, take_days
from services.tracker.store.directory_queries import own_days, own_mark
from services.tracker.store.in_force import CALENDAR, raise_version
from shared.auth import Principal, require
from shared.clock import VIETNAM
from shared.db import Tx
from shared.idempotency import WriteKey, write_key
from shared.problems import FieldError, Problem

Reader = Annotated[Principal, Depends(require(*READERS))]
Operator = Annotated[Principal, Depends(require())]
Key = Annotated[WriteKey, Depends(write_key)]
Day = Annotated[date, BeforeValidator(read_day)]
Year = Annotated[int, BeforeValidator(whole_number(1990, 2199))]
KINDS = {"off": DayKind.OFF, "work": DayKind.WORK}


class CalendarParams(BaseModel):
    """The year; this year where none is asked for."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    year: Year | None = None


def router(desk: Desk) -> APIRouter:
    """Reading and keeping the calendar."""
    routes = APIRouter(tags=["calendar"])
    _years(routes, desk)
    _days(routes, desk)
    return routes


def _years(routes: APIRouter, desk: Desk) -> None:
    @routes.get("/v1/calendar", response_model=documented.CalendarYear)
    async def get_year(_who: Reader, params: Annotated[CalendarParams, Query()]) -> Response:
        """The days of a year that are not as their weekday is, and whether the year is confirmed."""
        return answer(await _year(desk, params.year or desk.context.clock.now().astimezone(VIETNAM).year))

    @routes.put("/v1/calendar/years/{year}", response_model=documented.CalendarYear)
    async def put_year(who: Operator, year: Year, body: YearBody, write: Key) -> Response:
        """Say that all decisions about a year are known and entered, or not (yet); open deadlines say so at once."""

        async def work(tx: Tx) -> Response:
            mark = Mark(year, body.confirmed, body.decision)
            await mark_year(tx, mark, desk.context.clock.now(), signature(who))
            return answer({})

        await desk.once.run(who.key, write, work)
        await desk.recompute()
        return answer(await _year(desk, year))


def _days(routes: APIRouter, desk: Desk) -> None:
    @routes.put("/v1/calendar/{day}", response_model=documented.ChangedDay)
    async def put_day(who: Operator, day: Day, body: DayBody, write: Key) -> Response:
        """Set a day (kind off or work) with its decision; answers with the deadlines that moved."""
        wanted = _wanted(day, body)

        async def work(tx: Tx) -> Response:
            await put_days(tx, [wanted], desk.context.clock.now(), signature(who))
            return answer({})

        await desk.once.run(who.key, write, work)
        return await _followed(desk, day)

    @routes.delete("/v1/calendar/{day}", response_model=documented.ChangedDay)
    async def delete_day(who: Operator, day: Day, write: Key) -> Response:
        """Take back a day that an operator set; the built-in calendar holds there again."""

        async def work(tx: Tx) -> Response:
            if await days_on(tx, [day]):
                await raise_version(tx, CALENDAR)
                await take_days(tx, [day])
            return answer({})

        await desk.once.run(who.key, write, work)
        return await _followed(desk, day)


async def _followed(desk: Desk, day: date) -> Response:
    """The day as it is now, and the deadlines that moved with it; the history of each says so too."""
    moved = await desk.recompute()
    async with desk.context.database.read() as conn:
        terms = await desk.in_force.at(conn)
        own = {row.day for row in await own_days(conn, day.year)}
    special = terms.calendar.day(day)
    return answer({
        "date": day, "working": terms.calendar.is_working(day), "own": day in own,
        "name": special.name if special else None, "decision": special.decision if special else None,
        "moved": [{"task_id": one.task_id, "reference": one.reference, "last_day": one.new} for one in moved],
    })  # fmt: skip


async def _year(desk: Desk, year: int) -> shapes.Json:
    async with desk.context.database.read() as conn:
        terms = await desk.in_force.at(conn)
        own = {row.day for row in await own_days(conn, year)}
        mark = await own_mark(conn, year)
    return {
        "year": year,
        "confirmed": terms.calendar.confirmed(year),
        "marked": mark and {"decision": mark.decision, "at": mark.updated_at, "by": mark.updated_by},
        "days": [shape(day, day.on in own) for day in terms.calendar.days(year)],
    }


def shape(day: CalendarDay, own: bool) -> shapes.Json:
    """A day; `own` = set or loaded by an operator."""
    return {"date": day.on, "kind": day.kind, "name": day.name, "decision": day.decision, "own": own}


def _wanted(day: date, body: DayBody) -> CalendarDay:
    kind = KINDS.get(body.kind)
    if kind is None:
        raise Problem("validation", errors=[FieldError("kind", "hãy ghi off (ngày nghỉ) hoặc work (ngày làm việc)")])
    return CalendarDay(day, kind, body.name or "", body.decision)
