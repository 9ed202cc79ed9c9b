"""Attempts: recorded before the send, completed after it; many at once, one statement each way on PostgreSQL."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from uuid import UUID

from sqlalchemy import bindparam, update

from services.notifier.domain.notice import Status
from services.notifier.models import attempts, notices
from shared.bulk import insert_rows, update_rows
from shared.db import Tx
from shared.postgres import fetch
from shared.tables import instant_text

N, A = notices.c, attempts.c
SENDER_STOPPED = "the sender stopped before it wrote the outcome"
BEGIN = """
WITH given AS (SELECT * FROM unnest($1::uuid[], $2::int4[]) AS given(id, number)),
begun AS (INSERT INTO notifier_attempts (notice_id, number, at) SELECT id, number, $3::timestamptz FROM given)
UPDATE notifier_notices SET attempt = given.number, owner = $4::text, due_at = $5::timestamptz
FROM given WHERE notifier_notices.id = given.id
"""
# An outcome is news where none is written yet (one given up for lost is none); its notice is locked before it is looked
# at, so that of two who say the same one finds it said.
END = """
WITH given AS (SELECT * FROM unnest(
  $1::uuid[], $2::int4[], $3::text[], $4::text[], $5::text[], $6::timestamptz[], $7::timestamptz[]
) AS given(id, number, status, outcome, detail, due_at, sent_at)),
news AS MATERIALIZED (
  SELECT given.* FROM given JOIN notifier_notices AS n ON n.id = given.id
  JOIN notifier_attempts AS a ON a.notice_id = given.id AND a.number = given.number
  WHERE a.outcome IS NULL OR a.detail = $8::text ORDER BY n.id FOR UPDATE OF n, a
),
ended AS (
  UPDATE notifier_attempts SET outcome = news.outcome, detail = news.detail
  FROM news WHERE notice_id = news.id AND notifier_attempts.number = news.number
),
moved AS (
  UPDATE notifier_notices
  SET status = news.status, due_at = news.due_at, sent_at = news.sent_at, tries_left = tries_left - 1, owner = NULL
  FROM news WHERE notifier_notices.id = news.id AND attempt = news.number
)
SELECT id, number FROM news
"""
# The same on SQLite, a row at a time.
END_ATTEMPT = "UPDATE notifier_attempts SET outcome = ?, detail = ? WHERE notice_id = ? AND number = ?"
END_NOTICE = (
    "UPDATE notifier_notices SET status = ?, due_at = ?, sent_at = ?, tries_left = tries_left - 1, owner = NULL "
    "WHERE id = ? AND attempt = ?"
)


async def begin_attempts(tx: Tx, ids: Sequence[tuple[UUID, int]], owner: str, times: tuple[datetime, datetime]) -> None:
    """Record attempt number n of each notice before it is sent; `times` = (domain now, end of the lease in real time).

    Until the outcome is written, the end of the lease is when somebody must look again.
    """
    if not ids:
        return
    at, lease = times
    if tx.conn.dialect.name == "postgresql":
        numbers = ([one for one, _ in ids], [number for _, number in ids])
        await fetch(tx.conn, BEGIN, *numbers, at, owner, lease)
        return
    await insert_rows(tx, attempts, [{"notice_id": one, "number": number, "at": at} for one, number in ids])
    rows = [{"id": one, "attempt": number, "owner": owner, "due_at": lease} for one, number in ids]
    await update_rows(tx, notices, rows)


@dataclass(frozen=True, slots=True)
class Ended:
    """What became of attempt `number`: the notice's new state, and the attempt's outcome in words."""

    id: UUID
    number: int
    status: Status
    outcome: str
    detail: str
    due_at: datetime | None = None
    sent_at: datetime | None = None


async def end_attempts(tx: Tx, ended: Sequence[Ended]) -> list[Ended]:
    """Write the outcomes and say which were news: what a commit whose answer was lost has written is left alone.

    A notice that was taken over meanwhile keeps its newer attempt's state.
    """
    if not ended:
        return []
    if tx.conn.dialect.name == "postgresql":
        rows = [(e.id, e.number, e.status.value, e.outcome, e.detail, e.due_at, e.sent_at) for e in ended]
        columns = map(list, zip(*rows, strict=True))
        written = {(row[0], row[1]) for row in await fetch(tx.conn, END, *columns, SENDER_STOPPED)}
        return [one for one in ended if (one.id, one.number) in written]
    news = await _not_known(tx, ended)
    if news:
        await _end_each(tx, news)
    return news


async def _not_known(tx: Tx, ended: Sequence[Ended]) -> list[Ended]:
    """Those whose outcome is not written yet."""
    asked = [one.id.bytes for one in ended]
    found = await tx.conn.exec_driver_sql(_unknown(len(asked)), (*asked, SENDER_STOPPED))
    unknown = {(row.notice_id, row.number) for row in found}
    return [one for one in ended if (one.id.bytes, one.number) in unknown]


@cache
def _unknown(number: int) -> str:
    places = ", ".join("?" * number)
    of_these = f"notice_id IN ({places})"
    return f"SELECT notice_id, number FROM notifier_attempts WHERE {of_these} AND (outcome IS NULL OR detail = ?)"  # noqa: S608 - no values


async def _end_each(tx: Tx, ended: Sequence[Ended]) -> None:
    words = [(e.outcome, e.detail, e.id.bytes, e.number) for e in ended]
    await tx.conn.exec_driver_sql(END_ATTEMPT, words)
    states = [(e.status.value, _text(e.due_at), _text(e.sent_at), e.id.bytes, e.number) for e in ended]
    await tx.conn.exec_driver_sql(END_NOTICE, states)


def _text(instant: datetime | None) -> str | None:
    return instant_text(instant) if instant else None


async def mark_lost(tx: Tx, lost: Sequence[tuple[UUID, int]]) -> None:
    """The attempts whose senders vanished: their outcome is not known."""
    if not lost:
        return
    statement = update(attempts).where(A.notice_id == bindparam("the_id"), A.number == bindparam("the_number"))
    rows = [{"the_id": one, "the_number": number} for one, number in lost]
    await tx.execute(
        statement.where(A.outcome.is_(None)).values(outcome=Status.UNKNOWN.value, detail=SENDER_STOPPED), rows
    )


async def release_the_dead(tx: Tx, now: datetime) -> int:
    """End every lease (a file of SQLite has one process: at its start whoever holds one is dead); how many."""
    statement = update(notices).where(N.owner.is_not(None), N.due_at > now).values(due_at=now)
    return (await tx.execute(statement)).rowcount
