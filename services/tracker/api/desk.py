"""Changes by people: one transaction that gathers a document, decides, writes and answers, once per Idempotency-Key."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from services.tracker.api.answers import missing
from services.tracker.api.scope import signature
from services.tracker.api.shapes import Seen
from services.tracker.register.by_person import PersonCase
from services.tracker.register.case import DESK, Wave
from services.tracker.register.saving import save
from services.tracker.register.strangers import Strangers
from services.tracker.store.gathering import dossiers
from services.tracker.store.in_force import InForce
from services.tracker.store.records import Dossier
from shared.auth import Principal
from shared.db import Tx
from shared.events import Event
from shared.idempotency import Once
from shared.service import Context
from shared.tracing import new_traceparent


class Handle(Protocol):
    """What handles document events in a transaction."""

    async def __call__(self, tx: Tx, wave: Sequence[Event]) -> None: ...


class Moved(Protocol):
    """A task whose deadline the calendar moved: `new` is its last day now."""

    @property
    def task_id(self) -> UUID: ...

    @property
    def reference(self) -> str | None: ...

    @property
    def new(self) -> str | None: ...


async def _nothing_moves() -> Sequence[Moved]:
    return ()


@dataclass(frozen=True)
class Desk:
    """What the writing routes need. `prepare` and `handle` are the document handler's; `nearer` wakes the sweep;
    `recompute` brings open deadlines in line with the calendar."""

    context: Context
    in_force: InForce
    prepare: Callable[[Sequence[Event]], Awaitable[None]]
    handle: Handle
    nearer: Callable[[], None]
    recompute: Callable[[], Awaitable[Sequence[Moved]]] = _nothing_moves

    @property
    def source(self) -> str:
        """The tracker's name in events."""
        return self.context.source("tracker")

    @property
    def once(self) -> Once:
        """Writes at most once per key."""
        return Once(self.context.database, self.context.clock)

    def seen(self, mine: str | None = None) -> Seen:
        """How what was changed is shown, now."""
        return Seen(mine, self.context.clock.now(), self.in_force.regimes)

    async def wave(self, tx: Tx) -> Wave:
        """A fresh wave at this instant."""
        return Wave(await self.in_force.at(tx.conn), self.context.clock.now(), self.source, Strangers())

    async def open(self, tx: Tx, document_id: UUID, who: Principal) -> tuple[PersonCase, Dossier]:
        """A document with all that hangs on it, locked, and the case of the person. Raises Problem not-found."""
        found = await dossiers(tx, [document_id])
        if not found:
            raise missing("văn bản này")
        work = await self.wave(tx)
        return PersonCase(work, DESK, work.at, new_traceparent(), signature(who)), found[0]

    async def save(self, tx: Tx, case: PersonCase, dossier: Dossier) -> None:
        """Write what was decided."""
        await save(tx, case.wave, [dossier])
        tx.after_commit(self.nearer)
