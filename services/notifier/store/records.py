"""What a handler writes: facts, how assignments stand, decided notices; and notices whose address became known."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, delete, select, tuple_, update

from services.notifier.domain.notice import Decided, Status, Target
from services.notifier.models import assignments, facts, notices
from shared.bulk import insert_new, upsert
from shared.db import Tx
from shared.events.envelope import Event
from shared.ids import new_id

Effect = tuple[UUID, str, str, str, str]  # subject, reason, occasion, recipient key, channel


FIRST_LOOK = timedelta(seconds=1)  # a contact that committed while its notice was being decided is found then


@dataclass(frozen=True, slots=True)
class Timing:
    """Real time of writing: sends may begin at `now`; an address is waited for until `waits_until`."""

    now: datetime
    waits_until: datetime
    tries: int


@dataclass(frozen=True, slots=True)
class Written:
    """A decided notice with what its row takes from the event behind it."""

    decided: Decided
    fact_id: UUID
    task_id: UUID
    reference: str | None
    trace_id: str | None


async def keep_facts(tx: Tx, events: Sequence[Event]) -> None:
    """Keep what was said; texts are made from it when a notice is sent or shown."""
    rows = [
        {"id": e.id, "fact": e.fact, "payload": e.data.decode(), "time": e.time, "traceparent": e.traceparent}
        for e in events
    ]
    await insert_new(tx, facts, rows)


async def keep_standings(tx: Tx, rows: Sequence[dict[str, Any]]) -> None:
    """How each assignment (id, task_id, state, deadline_version) stands now."""
    await upsert(tx, assignments, list({row["id"]: row for row in rows}.values()))


async def keep_notices(tx: Tx, written: Sequence[Written], timing: Timing) -> None:
    """Write the notices; one whose effect exists already is not written again."""
    await insert_new(tx, notices, [_notice_row(one, timing) for one in written])


def _notice_row(written: Written, timing: Timing) -> dict[str, Any]:
    decided, happening, target = written.decided, written.decided.happening, written.decided.target
    open_ = decided.status is Status.SCHEDULED
    return {
        "id": new_id(),
        "fact_id": written.fact_id,
        "subject_id": happening.subject_id,
        "task_id": written.task_id,
        "assignment_id": happening.assignment_id,
        "agency_id": happening.agency_id,
        "agency_name": happening.agency_name,
        "reference": written.reference,
        "reason": happening.reason.value,
        "step": happening.step,
        "deadline_version": happening.deadline_version,
        "occasion": happening.occasion,
        "audience": decided.audience.value,
        "status": decided.status.value,
        "because": decided.because,
        "scheduled_at": happening.at,
        "due_at": (timing.now if target else timing.now + FIRST_LOOK) if open_ else None,
        "waits_until": timing.waits_until if open_ and target is None else None,
        "attempt": 0,
        "tries_left": timing.tries,
        "trace_id": written.trace_id,
        **place_of(target, decided.waits_for),
    }


def place_of(target: Target | None, waits_for: str | None) -> dict[str, Any]:
    """The columns that say where a notice goes; an empty channel while that is not known."""
    if target is None:
        return {"recipient_key": waits_for or "", "recipient_name": None, "address": None, "channel": ""}
    return {
        "recipient_key": target.key,
        "recipient_name": target.name,
        "address": target.address or None,
        "channel": target.channel,
    }


@dataclass(frozen=True, slots=True)
class Waiting:
    """A notice without an address yet."""

    id: UUID
    subject_id: UUID
    reason: str
    occasion: str
    waits_for: str

    def effect(self, target: Target) -> Effect:
        """The effect it would have at `target`."""
        return (self.subject_id, self.reason, self.occasion, target.key, target.channel)


async def waiting_for(tx: Tx, keys: Sequence[str]) -> list[Waiting]:
    """The notices that wait for one of these."""
    c = notices.c
    if not keys:
        return []
    found = await tx.execute(
        select(c.id, c.subject_id, c.reason, c.occasion, c.recipient_key)
        .where(c.recipient_key.in_(keys), c.waits_until.is_not(None))
        .order_by(c.id)
    )
    return [Waiting(row.id, row.subject_id, row.reason, row.occasion, row.recipient_key) for row in found]


async def address_them(tx: Tx, found: Sequence[tuple[Waiting, Target]], now: datetime) -> None:
    """Give waiting notices their address; one whose effect exists already (same address twice) goes away."""
    if not found:
        return
    taken = await _effects(tx, [waiting.effect(target) for waiting, target in found])
    kept: list[tuple[Waiting, Target]] = []
    doubles: list[tuple[Waiting, Target]] = []
    for waiting, target in found:
        effect = waiting.effect(target)
        (doubles if effect in taken else kept).append((waiting, target))
        taken.add(effect)
    if doubles:
        await tx.execute(delete(notices).where(notices.c.id.in_([waiting.id for waiting, _ in doubles])))
    if kept:
        await _readdress(tx, kept, now)


async def _effects(tx: Tx, wanted: Sequence[Effect]) -> set[Effect]:
    c = notices.c
    columns = (c.subject_id, c.reason, c.occasion, c.recipient_key, c.channel)
    found = await tx.execute(select(*columns).where(tuple_(*columns).in_(list(wanted))))
    return {(row.subject_id, row.reason, row.occasion, row.recipient_key, row.channel) for row in found}


async def _readdress(tx: Tx, kept: Sequence[tuple[Waiting, Target]], now: datetime) -> None:
    rows = [{"the_id": waiting.id, **place_of(target, None)} for waiting, target in kept]
    statement = update(notices).where(notices.c.id == bindparam("the_id"))
    values: dict[str, Any] = {name: bindparam(name) for name in rows[0] if name != "the_id"}
    await tx.execute(statement.values(values | {"due_at": now, "waits_until": None}), rows)
