"""`/v1/figures`: the published figures, now or as they stood at any past instant, every rate with its formula."""

from datetime import date, datetime
from typing import Annotated, Any, Literal, Self

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.responses import Response

from services.tracker.api import documented, shapes
from services.tracker.api.answers import answer
from services.tracker.api.scope import READERS, seen_by
from services.tracker.api.values import InstantOf, one_of, read_day, wrong
from services.tracker.domain.classification import RegimeNames
from services.tracker.domain.figures import Figures
from services.tracker.store.figure_queries import Counted, GroupBy, count
from services.tracker.store.rows import AnyRow
from shared.auth import Principal, require
from shared.problems import FieldError, Problem
from shared.service import Context
from shared.urgency import called

Reader = Annotated[Principal, Depends(require(*READERS))]
Day = Annotated[date, BeforeValidator(read_day)]
Group = Annotated[GroupBy, BeforeValidator(one_of(*(by.value for by in GroupBy)))]
CountedRole = Annotated[Literal["lead", "coordinating", "all"], BeforeValidator(one_of("lead", "coordinating", "all"))]
COUNTS = ("done_on_time", "done_late", "open_in_time", "open_overdue", "withdrawn")
UNNAMED = "(chưa xác định)"


class FigureParams(BaseModel):
    """`from` and `to` select by issue date, both included; `role=all` counts coordinating agencies too."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    group_by: Group | None = None
    issued_from: Day | None = Field(default=None, alias="from")
    issued_to: Day | None = Field(default=None, alias="to")
    as_of: InstantOf | None = None
    role: CountedRole = "lead"

    @model_validator(mode="after")
    def _spans_some_days(self) -> Self:
        if self.issued_from and self.issued_to and self.issued_to < self.issued_from:
            raise wrong("from không được sau to; hãy đổi lại hai ngày")
        return self


def router(context: Context, names: RegimeNames) -> APIRouter:
    """The figures."""
    routes = APIRouter(tags=["figures"])

    @routes.get("/v1/figures", response_model=documented.Figures)
    async def get_figures(who: Reader, params: Annotated[FigureParams, Query()]) -> Response:
        """Lead assignments counted: done on time, done late, open in time, open overdue; their sum is the total."""
        counted = _counted(params, seen_by(who), context.clock.now())
        async with context.database.read() as conn:
            (total,) = await count(conn, counted, None)
            rows = await _rows(conn, counted, params.group_by, names) if params.group_by else []
        return answer(_answer(counted, params.group_by, total, rows))

    return routes


def _counted(params: FigureParams, mine: str | None, now: datetime) -> Counted:
    """What is counted. Raises Problem validation for an instant that has not come."""
    if params.as_of is not None and params.as_of > now:
        raise Problem("validation", errors=[FieldError("as_of", "thời điểm chưa đến; hãy ghi một thời điểm đã qua")])
    return Counted(
        as_of=params.as_of or now, past=params.as_of is not None, issued_from=params.issued_from,
        issued_to=params.issued_to, role=None if params.role == "all" else params.role, seen_by=mine,
    )  # fmt: skip


def _answer(counted: Counted, by: GroupBy | None, total: AnyRow, rows: list[shapes.Json]) -> shapes.Json:
    figures = _figures(total)
    return {
        "as_of": counted.as_of,
        "from": counted.issued_from,
        "to": counted.issued_to,
        "group_by": by,
        "total": _flat(figures),
        "rates": _rates(figures),
        "rows": rows,
    }


async def _rows(conn: AsyncConnection, counted: Counted, by: GroupBy, names: RegimeNames) -> list[shapes.Json]:
    return [_row(row, by, names) for row in sorted(await count(conn, counted, by), key=_place)]


def _place(row: AnyRow) -> tuple[bool, str]:
    """By name; what has none comes last."""
    return row.key_id is None, str(row.key_name or "")


def _row(row: AnyRow, by: GroupBy, names: RegimeNames) -> shapes.Json:
    figures = _figures(row)
    key = names.of(row.key_id) if by is GroupBy.REGIME else row.key_id
    return {"key": {"id": key, "name": _name(row, by, key)}, **_flat(figures), "rates": _rates(figures)}


def _name(row: AnyRow, by: GroupBy, key: Any) -> str:
    """What people call the group."""
    if row.key_id is None:
        return UNNAMED
    if by is GroupBy.MONTH:
        year, _, month = str(row.key_id).partition("-")
        return f"Tháng {month}/{year}"
    if by is GroupBy.REGIME:
        return str(key)
    return called(row.key_name) if by is GroupBy.URGENCY else str(row.key_name)


def _figures(row: AnyRow) -> Figures:
    return Figures(**{name: int(getattr(row, name)) for name in COUNTS})


def _flat(figures: Figures) -> shapes.Json:
    return {"total": figures.total, **{name: getattr(figures, name) for name in COUNTS}}


def _rates(figures: Figures) -> shapes.Json:
    return {name: {"value": rate.value, "formula": rate.formula} for name, rate in figures.rates().items()}
