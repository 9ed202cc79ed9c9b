"""From the log to rows: gather contacts, decide who is told, write notices; one wave at a time."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from services.notifier.domain.names import fold_name
from services.notifier.domain.notice import Audience, Happening, Role
from services.notifier.domain.routing import Rules, awaited, decide, unit_key, waiting_key
from services.notifier.happenings import Told, told
from services.notifier.store.contacts import keep_agencies, look_up, names_of
from services.notifier.store.records import (
    Timing,
    Written,
    address_them,
    keep_facts,
    keep_notices,
    keep_standings,
    waiting_for,
)
from shared.clock import Clock
from shared.db import Tx
from shared.events.agencies import AgencyFact
from shared.events.envelope import Event
from shared.tracing import trace_id

CONTACT_GRACE = timedelta(seconds=30)  # agencies travel on a topic of their own: a contact may come after its task


@dataclass(frozen=True)
class Handler:
    """The notifier's consumer. `tries`: sends of a notice; `wake` runs once new notices have committed."""

    rules: Rules
    clock: Clock
    tries: int
    wake: Callable[[], None]
    grace: timedelta = CONTACT_GRACE

    async def __call__(self, tx: Tx, wave: Sequence[Event]) -> None:
        """Take one wave in: each agency and each task occurs once in it."""
        changed: list[AgencyFact] = [event.read(AgencyFact) for event in wave if event.topic == "agencies"]
        heard = [one for one in (told(event) for event in wave if event.topic == "tasks") if one is not None]
        if changed:
            await keep_agencies(tx, changed)
            await self._reach(tx, changed)
        if heard:
            await self._tell(tx, heard)
        tx.after_commit(self.wake)

    async def _tell(self, tx: Tx, heard: Sequence[Told]) -> None:
        book = await look_up(tx.conn, *_sought(heard))
        written = [
            Written(decided, one.event.id, one.task.id, one.task.document.reference, trace_id(one.event.traceparent))
            for one in heard
            for happening in one.happenings
            for decided in decide(happening, book, self.rules)
        ]
        await keep_standings(tx, [row for one in heard for row in _standings(one)])
        if written:
            now = self.clock.real()
            needed = {one.fact_id for one in written}
            await keep_facts(tx, [one.event for one in heard if one.event.id in needed])
            await keep_notices(tx, written, Timing(now, now + self.grace, self.tries))

    async def _reach(self, tx: Tx, changed: Sequence[AgencyFact]) -> None:
        """Notices that came before the contact they need get their address now."""
        names = {name for fact in changed for name in names_of(fact)}
        waiting = await waiting_for(tx, [*_keys(changed), *(unit_key(name) for name in names)])
        if not waiting:
            return
        book = await look_up(tx.conn, [fact.id for fact in changed], names)
        found = [(one, awaited(one.waits_for, book, self.rules.means)) for one in waiting]
        await address_them(tx, [(one, target) for one, target in found if target], self.clock.real())


def _keys(changed: Sequence[AgencyFact]) -> list[str]:
    return [waiting_key(audience, fact.id) for fact in changed for audience in (Audience.AGENCY, Audience.HEAD)]


def _sought(heard: Sequence[Told]) -> tuple[set[UUID], set[str]]:
    happenings: list[Happening] = [happening for one in heard for happening in one.happenings]
    leads = [happening for happening in happenings if happening.role is Role.LEAD and happening.step is not None]
    return (
        {happening.agency_id for happening in happenings},
        {fold_name(name) for happening in leads for name in happening.monitoring},
    )


def _standings(one: Told) -> list[dict[str, object]]:
    return [
        {"id": a.id, "task_id": one.task.id, "state": a.state, "deadline_version": a.deadline_version}
        for a in one.assignments
    ]
