"""The queue of due notices: claim what is due, end or put off what is not to be sent."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import BindParameter, CompoundSelect, bindparam, exists, func, literal, select, union_all
from sqlalchemy.ext.asyncio import AsyncConnection

from services.notifier.domain.notice import Reason, Status
from services.notifier.domain.standing import Due, Sibling, Silence, Standing
from services.notifier.models import assignments, facts, notices, silences
from services.notifier.store.taken import OF_NOTICE, Other, Taken
from shared.bulk import update_rows
from shared.db import Tx
from shared.postgres import fetch

N = notices.c
NOW: BindParameter[datetime] = bindparam("now")
LIVE = (Status.SCHEDULED.value, Status.SENT.value)
# The oldest due are found first, by the steps of their index, and joined then. A planner that takes a backlog for a
# few rows would join and sort the whole of it for each claim.
BY_INDEX = "SELECT set_config('enable_sort', 'off', true)"
OF_TAKEN = ", ".join(f"taken.{name}" for name in OF_NOTICE)
TAKE = f"""
WITH taken AS MATERIALIZED (
  SELECT * FROM notifier_notices WHERE {{}} AND due_at <= $2 ORDER BY due_at, id LIMIT $3 FOR UPDATE SKIP LOCKED
)
SELECT {OF_TAKEN}, fact, payload, traceparent, state, notifier_assignments.deadline_version AS version_now
FROM taken JOIN notifier_facts ON notifier_facts.id = fact_id
LEFT JOIN notifier_assignments ON notifier_assignments.id = assignment_id
"""  # noqa: S608 - our names
OF_CHANNEL, OF_NONE = TAKE.format("channel = $1"), TAKE.format("channel != ALL($1::text[])")
# The status is hidden from the planner: nearly every notice is sent, the subject tells them apart.
KIN = """
SELECT id, subject_id, recipient_key, channel, reason, status, deadline_version, due_at, owner
FROM notifier_notices WHERE subject_id = ANY($1::uuid[]) AND status || '' IN ('scheduled', 'sent')
  AND id != ALL($2::uuid[])
"""
# The same on SQLite. Made once, as all that every turn asks: to make a statement costs more than to answer it.
_DUE = (
    select(notices, facts.c.fact, facts.c.payload, facts.c.traceparent, assignments.c.state,
           assignments.c.deadline_version.label("version_now"))
    .join(facts, facts.c.id == N.fact_id)
    .outerjoin(assignments, assignments.c.id == N.assignment_id)
    .where(N.due_at <= NOW)
    .order_by(N.due_at, N.id)
    .limit(bindparam("most"))
)  # fmt: skip
DUE_OF_CHANNEL = _DUE.where(N.channel == bindparam("name"))
DUE_OF_NONE = _DUE.where(N.channel.not_in(bindparam("names", expanding=True)))
KIN_SQLITE = select(
    N.id, N.subject_id, N.recipient_key, N.channel, N.reason, N.status, N.deadline_version, N.due_at, N.owner
).where(
    N.subject_id.in_(bindparam("subjects", expanding=True)),
    N.status.concat("").in_(LIVE),
    N.id.not_in(bindparam("known", expanding=True)),
)
SILENCES = """
SELECT agency_id, task_id, recipient_key, reason FROM notifier_silences WHERE until > $1 AND ended_at IS NULL
"""
S = silences.c
SILENCES_SQLITE = select(S.agency_id, S.task_id, S.recipient_key, S.reason).where(S.until > NOW, S.ended_at.is_(None))


@dataclass(frozen=True, slots=True)
class Candidate:
    """A due notice as claimed: its row, the fact behind it, how its assignment stands.

    `lost` = an earlier sender took it and never wrote what became of it.
    """

    row: Taken
    standing: Standing | None

    @property
    def urgent(self) -> bool:
        """The directive was marked khẩn or above."""
        task = orjson.loads(self.row.payload)["task"]
        return bool(task.get("urgency", "normal") != "normal")

    @property
    def id(self) -> UUID:
        return self.row.id

    @property
    def lost(self) -> bool:
        return self.row.owner is not None

    @property
    def due(self) -> Due:
        r = self.row
        return Due(r.id, Reason(r.reason), r.deadline_version, r.task_id, r.agency_id, r.recipient_key)


async def with_due(conn: AsyncConnection, channels: Collection[str], now: datetime) -> set[str]:
    """Those of the channels ('' = no address yet) on which something is due; a step into an index for each."""
    if not channels:
        return set()
    return set((await conn.execute(_looks(tuple(channels)), {"now": now})).scalars())


@cache
def _looks(channels: tuple[str, ...]) -> CompoundSelect[Any]:
    looks = (
        select(literal(channel).label("channel")).where(exists().where(N.channel == channel, N.due_at <= NOW))
        for channel in channels
    )
    return union_all(*looks)


async def backlog(conn: AsyncConnection) -> tuple[int, datetime | None]:
    """How many notices are not sent yet, and since when the oldest of them is due."""
    row = (await conn.execute(select(func.count(), func.min(N.due_at)).where(N.due_at.is_not(None)))).one()
    return row[0], row[1]


async def take_due(tx: Tx, channel: str, now: datetime, limit: int) -> list[Candidate]:
    """Lock up to `limit` due notices of a channel, the oldest first; what others hold is skipped."""
    if tx.conn.dialect.name == "postgresql":
        await fetch(tx.conn, BY_INDEX)
        found: Iterable[Sequence[Any]] = await fetch(tx.conn, OF_CHANNEL, channel, now, limit)
    else:
        found = await tx.execute(DUE_OF_CHANNEL, {"name": channel, "now": now, "most": limit})
    return _candidates(found)


async def take_unreachable(tx: Tx, channels: Sequence[str], now: datetime, limit: int) -> list[Candidate]:
    """Lock due notices that belong to none of the configured channels: no address yet, or a channel that is gone."""
    if tx.conn.dialect.name == "postgresql":
        found: Iterable[Sequence[Any]] = await fetch(tx.conn, OF_NONE, list(channels), now, limit)
    else:
        found = await tx.execute(DUE_OF_NONE, {"names": list(channels), "now": now, "most": limit})
    return _candidates(found)


def _candidates(found: Iterable[Sequence[Any]]) -> list[Candidate]:
    return [Candidate(taken, _standing(taken)) for taken in map(Taken._make, found)]


def _standing(row: Taken) -> Standing | None:
    if row.state is None or row.version_now is None:
        return None
    return Standing(row.state, row.version_now)


Kin = tuple[UUID, str, str]


def kin_of(row: Taken | Other) -> Kin:
    """Whose siblings a notice has: the same subject, recipient and channel."""
    return (row.subject_id, row.recipient_key, row.channel)


async def siblings(tx: Tx, candidates: Sequence[Candidate]) -> dict[Kin, list[Sibling]]:
    """The notices about the same subjects that are sent or still to be sent, by kin, the candidates among them; where
    there is but one there is no entry."""
    if not candidates:
        return {}
    by_kin: dict[Kin, list[Taken | Other]] = defaultdict(list)
    rows: list[Taken | Other] = [candidate.row for candidate in candidates]
    for row in rows + await _others(tx, candidates):
        by_kin[kin_of(row)].append(row)
    return {kin: [_sibling(row) for row in rows] for kin, rows in by_kin.items() if len(rows) > 1}


def _sibling(row: Taken | Other) -> Sibling:
    due_at = None if row.owner else row.due_at  # what is being sent ends any moment, not with its lease
    return Sibling(row.id, Reason(row.reason), Status(row.status), row.deadline_version, due_at)


async def _others(tx: Tx, candidates: Sequence[Candidate]) -> list[Other]:
    """Not the candidates themselves, which are known (and scheduled, as they are due)."""
    subjects, known = list({c.row.subject_id for c in candidates}), [c.id for c in candidates]
    if tx.conn.dialect.name == "postgresql":
        found: Iterable[Sequence[Any]] = await fetch(tx.conn, KIN, subjects, known)
    else:
        found = await tx.execute(KIN_SQLITE, {"subjects": subjects, "known": known})
    return [Other._make(row) for row in found]


async def active_silences(tx: Tx, now: datetime) -> list[Silence]:
    """The silences in force at domain time `now`."""
    if tx.conn.dialect.name == "postgresql":
        found: Iterable[Sequence[Any]] = await fetch(tx.conn, SILENCES, now)
    else:
        found = await tx.execute(SILENCES_SQLITE, {"now": now})
    return [Silence(*row) for row in found]


@dataclass(frozen=True, slots=True)
class Closed:
    """A notice that ends without being sent."""

    id: UUID
    status: Status
    because: str


async def close(tx: Tx, closed: Sequence[Closed]) -> None:
    """End notices without a send; nobody looks at them again unless they are resent."""
    nobody = {"due_at": None, "waits_until": None, "owner": None}
    rows = [{"id": c.id, "status": c.status.value, "because": c.because, **nobody} for c in closed]
    await update_rows(tx, notices, rows)


async def look_again(tx: Tx, when: Sequence[tuple[UUID, datetime]]) -> None:
    """Put off notices that must wait, without counting an attempt."""
    await update_rows(tx, notices, [{"id": one, "due_at": at, "owner": None} for one, at in when])
