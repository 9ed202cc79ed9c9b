"""A wave of document events: gather the rows it names, decide in memory, write once."""

import asyncio
from collections.abc import MutableMapping, Sequence
from dataclasses import replace
from weakref import WeakKeyDictionary

from services.tracker.handlers.deciding import Decider
from services.tracker.handlers.delivered import Delivered, parse
from services.tracker.handlers.readers import Readers
from services.tracker.register.case import Wave
from services.tracker.register.finding import Named, Shelf
from services.tracker.register.saving import save
from services.tracker.register.strangers import Strangers
from services.tracker.store.gathering import Asked, Row, known_and_waiting
from services.tracker.store.in_force import InForce, Terms
from shared.clock import Clock
from shared.db import Tx
from shared.events import Event
from shared.events.documents import DocumentFact, EarlierDocument


class DocumentHandler:
    """Follows the documents' topic; `source` is the tracker's name in events."""

    def __init__(self, in_force: InForce, readers: Readers, clock: Clock, source: str) -> None:
        self._in_force, self._readers, self._clock, self._source = in_force, readers, clock, source
        # By transaction: retries and people's writes run beside the stream of events.
        self._now: MutableMapping[Tx, tuple[Terms, Strangers]] = WeakKeyDictionary()
        self.nearer = _nothing

    async def __call__(self, tx: Tx, wave: Sequence[Event]) -> None:
        """Handle one wave in `tx`."""
        delivered = [one for one in map(self._readers.take, wave) if one is not None]
        await self._decide(tx, asked_of(delivered), delivered)

    async def look_again(self, tx: Tx, asked: Asked) -> None:
        """Apply what waits under these keys to the documents that are there by now; idempotent."""
        await self._decide(tx, asked, ())

    async def _decide(self, tx: Tx, asked: Asked, delivered: Sequence[Delivered]) -> None:
        terms, strangers = await self._terms(tx)
        known, waiting = await known_and_waiting(tx, asked)
        work = Wave(terms, self._clock.now(), self._source, strangers)
        shelf = Shelf(work, known)
        decider = Decider(work, shelf, [waited(row) for row in waiting])
        decider.apply_waiting()
        alone = tx.conn.dialect.name == "sqlite"  # whoever holds the one writer is not held up by others
        for one in delivered:
            decider.decide(one)
            if not alone:
                await asyncio.sleep(0)  # no I/O: the loop goes on between documents
        await save(tx, work, shelf.dossiers)
        tx.after_commit(self.nearer)

    async def _terms(self, tx: Tx) -> tuple[Terms, Strangers]:
        """The terms of this transaction: asked for once, for what it changes itself must not outlive a rollback."""
        if tx not in self._now:
            self._now[tx] = (await self._in_force.at(tx.conn), Strangers())
        return self._now[tx]


def _nothing() -> None:
    """Nobody waits for new due rows."""


def asked_of(delivered: Sequence[Delivered]) -> Asked:
    """Every key under which the documents of these facts may be known."""
    asked = Asked()
    for one in delivered:
        one.named.ask(asked)
        if isinstance(one.said, DocumentFact):
            for earlier in one.said.replaces:
                _named_earlier(one.said.origin, earlier).ask(asked)
    return asked


def _named_earlier(origin: str, earlier: EarlierDocument) -> Named:
    return Named(
        origin=origin, key=earlier.source_id or "", number=earlier.number, notation=earlier.notation,
        issuer=earlier.issuer, issued_on=earlier.issued_on, source_id=earlier.source_id, keys=earlier.keys,
    )  # fmt: skip


def waited(row: Row) -> Delivered:
    """A row that waits, as it was delivered."""
    event = Event(
        row["id"], "documents", row["key"], f"vn.dondoc.{row['fact']}.v1", "", row["time"], row["payload"].encode(),
        row["traceparent"],
    )  # fmt: skip
    found = parse(event)
    assert found is not None, "only facts that the tracker follows are kept waiting"
    return replace(found, waited=row["id"])
