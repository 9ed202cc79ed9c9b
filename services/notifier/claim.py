"""One claim: lock what is due on a channel, decide, record the attempts; all in the caller's transaction."""

from dataclasses import dataclass
from datetime import timedelta

from services.notifier.desk import Desk
from services.notifier.domain.notice import Status
from services.notifier.plan import Circumstances, Plan, plan
from services.notifier.report import Reported, notice_event
from services.notifier.store.queue import (
    Candidate,
    Closed,
    active_silences,
    close,
    look_again,
    siblings,
    take_due,
)
from services.notifier.store.tries import begin_attempts, mark_lost
from shared.db import Tx


@dataclass(frozen=True, slots=True)
class Terms:
    """Of which channel, for how long, and whether what is lost may be sent again."""

    channel: str
    lease: timedelta
    repeatable: bool


async def claim(tx: Tx, desk: Desk, terms: Terms, limit: int) -> tuple[int, Plan]:
    """How many were looked at, and what becomes of them; those to be sent have their attempt recorded."""
    found = await take_due(tx, terms.channel, desk.clock.real(), limit) if limit else []
    if not found:
        return 0, Plan()
    kin, silences = await siblings(tx, found), await active_silences(tx, desk.clock.now())
    around = Circumstances(kin, silences, terms.repeatable, desk.clock.real(), desk.quiet_for(), desk.lang)
    made = plan(found, around)
    await mark_lost(tx, [(c.id, c.row.attempt) for c in found if c.lost])
    begun = [(candidate.id, candidate.row.attempt + 1) for candidate in made.send]
    await begin_attempts(tx, begun, desk.owner, (desk.clock.now(), desk.clock.real() + terms.lease))
    await look_again(tx, [(candidate.id, at) for candidate, at in made.later])
    await close(tx, [closed for _, closed in made.closed])
    lost = [closed_report(*one) for one in made.closed if one[1].status is Status.UNKNOWN]
    tx.append(*(notice_event(one, desk.source, desk.clock.now()) for one in lost))
    return len(found), made


def closed_report(candidate: Candidate, closed: Closed) -> Reported:
    """What is told of a notice that ends without another send."""
    return Reported(candidate.row, closed.status, closed.status.value, candidate.row.attempt, closed.because)
