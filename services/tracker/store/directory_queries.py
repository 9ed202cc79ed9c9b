"""Reading the directory of agencies and the operator's own calendar days."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, FromClause, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.tracker.models import tracker_agencies, tracker_calendar_days, tracker_calendar_years
from services.tracker.store.pages import Listing, Page, page
from services.tracker.store.rows import AnyRow, AnySelect
from services.tracker.store.wanted import Slice

agencies, days = tracker_agencies.c, tracker_calendar_days.c


async def agency_page(conn: AsyncConnection, provisional: bool | None, part: Slice) -> Page:
    """Agencies in the order of their making; the provisional ones alone, or the others, where asked."""
    keys = select(agencies.id.label("agency_id"), agencies.created_at.label("page_key"), agencies.id.label("page_id"))
    if provisional is not None:
        keys = keys.where(agencies.provisional.is_(provisional))
    return await page(conn, Listing(keys, _details, nullable=False), part)


def _details(keys: FromClause) -> AnySelect:
    return select(tracker_agencies).select_from(keys.join(tracker_agencies, agencies.id == keys.c.agency_id))


async def agency_row(conn: AsyncConnection, agency: str | UUID) -> AnyRow | None:
    """The agency of an id or a code."""
    named: ColumnElement[bool] = agencies.id == agency if isinstance(agency, UUID) else agencies.code == agency
    return (await conn.execute(select(tracker_agencies).where(named))).one_or_none()


async def own_days(conn: AsyncConnection, year: int) -> Sequence[AnyRow]:
    """The days of a year that an operator set or loaded."""
    mine = days.day.between(date(year, 1, 1), date(year, 12, 31))
    found: Sequence[AnyRow] = (await conn.execute(select(tracker_calendar_days).where(mine).order_by(days.day))).all()
    return found


async def own_mark(conn: AsyncConnection, year: int) -> AnyRow | None:
    """What an operator said of a year; None where the built-in calendar's word holds."""
    return (
        await conn.execute(select(tracker_calendar_years).where(tracker_calendar_years.c.year == year))
    ).one_or_none()
