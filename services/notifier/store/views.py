"""Looking at notices, recipients and silences: what the API shows."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.notifier.domain.notice import Audience, fold_address
from services.notifier.models import agencies, attempts, facts, notices, silences

N = notices.c
OWN = (Audience.AGENCY.value, Audience.HEAD.value)  # what an agency sees: what was meant for itself


@dataclass(frozen=True, slots=True)
class Wanted:
    """Filters of the list of notices; None = any. `agency` (a code) confines to that agency's own notices."""

    task: UUID | None = None
    assignment: UUID | None = None
    recipient: str | None = None
    status: str | None = None
    reason: str | None = None
    agency: str | None = None


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    pairs = ((N.task_id, wanted.task), (N.assignment_id, wanted.assignment), (N.status, wanted.status),
             (N.reason, wanted.reason))  # fmt: skip
    found: list[ColumnElement[bool]] = [column == value for column, value in pairs if value is not None]
    if wanted.recipient is not None:
        key = fold_address(wanted.recipient)
        whole = (N.channel == wanted.recipient) & (N.recipient_key == "")
        found.append(or_(N.recipient_key == key, N.recipient_name == wanted.recipient, whole))
    if wanted.agency is not None:
        mine = select(agencies.c.id).where(agencies.c.code == wanted.agency)
        found += [N.agency_id.in_(mine), N.audience.in_(OWN)]
    return found


async def notice_page(conn: AsyncConnection, wanted: Wanted, before: UUID | None, limit: int) -> list[Row[Any]]:
    """The newest notices first, those older than `before`."""
    conditions = _conditions(wanted)
    if before is not None:
        conditions.append(N.id < before)
    found = await conn.execute(select(notices).where(*conditions).order_by(N.id.desc()).limit(limit))
    return list(found.all())


def notice_with_fact(identity: UUID, agency: str | None) -> Select[Any]:
    """One notice with the fact behind it, if the caller may see it."""
    return (
        select(notices, facts.c.fact, facts.c.payload)
        .join(facts, facts.c.id == N.fact_id)
        .where(N.id == identity, *_conditions(Wanted(agency=agency)))
    )


async def attempts_of(conn: AsyncConnection, ids: Sequence[UUID]) -> dict[UUID, list[Row[Any]]]:
    """The attempts of each notice, in order."""
    by_notice: dict[UUID, list[Row[Any]]] = defaultdict(list)
    if ids:
        c = attempts.c
        for row in await conn.execute(select(attempts).where(c.notice_id.in_(ids)).order_by(c.notice_id, c.number)):
            by_notice[row.notice_id].append(row)
    return by_notice


async def directory(conn: AsyncConnection) -> list[Row[Any]]:
    """Every agency's contacts (some hundreds to a few thousand rows)."""
    return list((await conn.execute(select(agencies).order_by(agencies.c.code, agencies.c.id))).all())


async def agency_named(conn: AsyncConnection, name: str) -> Row[Any] | None:
    """The agency with this code or id."""
    try:
        condition = agencies.c.id == UUID(name)
    except ValueError:
        condition = agencies.c.code == name
    found: Row[Any] | None = (await conn.execute(select(agencies).where(condition))).first()
    return found


def _silences() -> Select[Any]:
    named = agencies.c
    return select(silences, named.code.label("agency_code"), named.name.label("agency_name")).outerjoin(
        agencies, named.id == silences.c.agency_id
    )


async def silence_page(conn: AsyncConnection, before: UUID | None, limit: int) -> list[Row[Any]]:
    """Silences, the newest first, ended ones included."""
    statement = _silences().order_by(silences.c.id.desc()).limit(limit)
    if before is not None:
        statement = statement.where(silences.c.id < before)
    return list((await conn.execute(statement)).all())


async def silence_row(conn: AsyncConnection, identity: UUID) -> Row[Any] | None:
    """One silence."""
    found: Row[Any] | None = (await conn.execute(_silences().where(silences.c.id == identity))).first()
    return found
