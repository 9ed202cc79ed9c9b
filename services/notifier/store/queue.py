"""The queue of due notices: claim with a lease, record the attempt before the send, the outcome after it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import Row, Select, and_, bindparam, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from services.notifier.domain.notice import Reason, Status
from services.notifier.domain.standing import Due, Sibling, Silence, Standing
from services.notifier.models import assignments, attempts, facts, notices, silences
from shared.db import Tx

N = notices.c
SENDER_STOPPED = "the sender stopped before it wrote the outcome"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A due notice as claimed: its row, the fact behind it, how its assignment stands.

    `lost` = an earlier sender took it and never wrote what became of it.
    """

    row: Row[Any]
    standing: Standing | None

    @property
    def urgent(self) -> bool:
        """The directive was marked khẩn or above."""
        task = orjson.loads(self.row.payload)["task"]
        return bool(task.get("urgency", "normal") != "normal")

    @property
    def id(self) -> UUID:
        identity: UUID = self.row.id
        return identity

    @property
    def lost(self) -> bool:
        return self.row.owner is not None

    @property
    def due(self) -> Due:
        r = self.row
        return Due(r.id, Reason(r.reason), r.deadline_version, r.task_id, r.agency_id, r.recipient_key)


async def is_due(conn: AsyncConnection, channel: str, now: datetime) -> bool:
    """Is anything due on this channel ('' = no address yet)? One step into an index, however long the queue."""
    found = await conn.execute(select(N.id).where(N.channel == channel, N.due_at <= now).limit(1))
    return found.first() is not None


async def backlog(conn: AsyncConnection) -> tuple[int, datetime | None]:
    """How many notices are not sent yet, and since when the oldest of them is due."""
    row = (await conn.execute(select(func.count(), func.min(N.due_at)).where(N.due_at.is_not(None)))).one()
    return row[0], row[1]


async def take_due(tx: Tx, channel: str, now: datetime, limit: int) -> list[Candidate]:
    """Lock up to `limit` due notices of a channel, the oldest first; what others hold is skipped."""
    found = await tx.execute(_due(now).where(N.channel == channel).order_by(N.due_at, N.id).limit(limit))
    return [Candidate(row, _standing(row)) for row in found]


async def take_unreachable(tx: Tx, channels: Sequence[str], now: datetime, limit: int) -> list[Candidate]:
    """Lock due notices that belong to none of the configured channels: no address yet, or a channel that is gone."""
    found = await tx.execute(_due(now).where(N.channel.not_in(channels)).order_by(N.due_at, N.id).limit(limit))
    return [Candidate(row, _standing(row)) for row in found]


def _due(now: datetime) -> Select[Any]:
    return (
        select(notices, facts.c.fact, facts.c.payload, facts.c.traceparent, assignments.c.state,
               assignments.c.deadline_version.label("version_now"))
        .join(facts, facts.c.id == N.fact_id)
        .outerjoin(assignments, assignments.c.id == N.assignment_id)
        .where(N.due_at <= now)
        .with_for_update(of=notices, skip_locked=True)
    )  # fmt: skip


def _standing(row: Row[Any]) -> Standing | None:
    return Standing(row.state, row.version_now) if row.state is not None else None


Kin = tuple[UUID, str, str]


def kin_of(row: Row[Any]) -> Kin:
    """Whose siblings a notice has: the same subject, recipient and channel."""
    return (row.subject_id, row.recipient_key, row.channel)


async def siblings(tx: Tx, candidates: Sequence[Candidate]) -> dict[Kin, list[Sibling]]:
    """The other notices about the same subjects that are sent or still to be sent, by kin."""
    if not candidates:
        return {}
    subjects = {candidate.row.subject_id for candidate in candidates}
    found = await tx.execute(
        select(
            N.id, N.subject_id, N.recipient_key, N.channel, N.reason, N.status, N.deadline_version, N.due_at, N.owner
        ).where(N.subject_id.in_(subjects), N.status.in_((Status.SCHEDULED.value, Status.SENT.value)))
    )
    by_kin: dict[Kin, list[Sibling]] = defaultdict(list)
    for row in found:
        due_at = None if row.owner else row.due_at  # what is being sent ends any moment, not with its lease
        sibling = Sibling(row.id, Reason(row.reason), Status(row.status), row.deadline_version, due_at)
        by_kin[kin_of(row)].append(sibling)
    return by_kin


async def active_silences(tx: Tx, now: datetime) -> list[Silence]:
    """The silences in force at domain time `now`."""
    c = silences.c
    found = await tx.execute(
        select(c.agency_id, c.task_id, c.recipient_key, c.reason).where(c.until > now, c.ended_at.is_(None))
    )
    return [Silence(row.agency_id, row.task_id, row.recipient_key, row.reason) for row in found]


async def begin_attempts(tx: Tx, ids: Sequence[tuple[UUID, int]], owner: str, times: tuple[datetime, datetime]) -> None:
    """Record attempt number n of each notice before it is sent; `times` = (domain now, end of the lease in real time).

    Until the outcome is written, the end of the lease is when somebody must look again.
    """
    if not ids:
        return
    at, lease = times
    await tx.execute(insert(attempts), [{"notice_id": one, "number": number, "at": at} for one, number in ids])
    statement = update(notices).where(N.id == bindparam("the_id"))
    rows = [{"the_id": one, "attempt": number} for one, number in ids]
    await tx.execute(statement.values(attempt=bindparam("attempt"), owner=owner, due_at=lease), rows)


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
    news = await _not_known(tx, ended)
    if not news:
        return []
    a = attempts.c
    done = update(attempts).where(and_(a.notice_id == bindparam("the_id"), a.number == bindparam("the_number")))
    rows = [{"the_id": e.id, "the_number": e.number, "outcome": e.outcome, "detail": e.detail} for e in news]
    await tx.execute(done.values(outcome=bindparam("outcome"), detail=bindparam("detail")), rows)
    statement = update(notices).where(and_(N.id == bindparam("the_id"), N.attempt == bindparam("the_number")))
    values = _named("status", "due_at", "sent_at")
    states = [
        {"the_id": e.id, "the_number": e.number, "status": e.status.value, "due_at": e.due_at, "sent_at": e.sent_at}
        for e in news
    ]
    await tx.execute(statement.values(values | {"tries_left": N.tries_left - 1, "owner": None}), states)
    return news


async def _not_known(tx: Tx, ended: Sequence[Ended]) -> list[Ended]:
    """Those whose outcome is not written yet, their notices locked; one given up for lost is no outcome."""
    if not ended:
        return []
    a = attempts.c
    query = (
        select(N.id, a.number)
        .join(attempts, a.notice_id == N.id)
        .where(N.id.in_([one.id for one in ended]), or_(a.outcome.is_(None), a.detail == SENDER_STOPPED))
        .order_by(N.id)
        .with_for_update()
    )
    unknown = {(row.id, row.number) for row in await tx.execute(query)}
    return [one for one in ended if (one.id, one.number) in unknown]


def _named(*columns: str) -> dict[str, Any]:
    return {name: bindparam(name) for name in columns}


async def mark_lost(tx: Tx, lost: Sequence[tuple[UUID, int]]) -> None:
    """The attempts whose senders vanished: their outcome is not known."""
    if not lost:
        return
    a = attempts.c
    statement = update(attempts).where(a.notice_id == bindparam("the_id"), a.number == bindparam("the_number"))
    rows = [{"the_id": one, "the_number": number} for one, number in lost]
    await tx.execute(
        statement.where(a.outcome.is_(None)).values(outcome=Status.UNKNOWN.value, detail=SENDER_STOPPED), rows
    )


@dataclass(frozen=True, slots=True)
class Closed:
    """A notice that ends without being sent."""

    id: UUID
    status: Status
    because: str


async def close(tx: Tx, closed: Sequence[Closed]) -> None:
    """End notices without a send; nobody looks at them again unless they are resent."""
    if not closed:
        return
    statement = update(notices).where(N.id == bindparam("the_id"))
    values = _named("status", "because")
    rows = [{"the_id": c.id, "status": c.status.value, "because": c.because} for c in closed]
    await tx.execute(statement.values(values | {"due_at": None, "waits_until": None, "owner": None}), rows)


async def look_again(tx: Tx, when: Sequence[tuple[UUID, datetime]]) -> None:
    """Put off notices that must wait, without counting an attempt."""
    if not when:
        return
    statement = update(notices).where(N.id == bindparam("the_id")).values(due_at=bindparam("due_at"), owner=None)
    await tx.execute(statement, [{"the_id": one, "due_at": at} for one, at in when])
