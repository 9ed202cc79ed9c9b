"""What was decided goes to the database: the rows of the dossiers, the history, doubts, and the events."""

from collections.abc import Iterable

from services.tracker.models import tracker_changes, tracker_deadlines, tracker_review, tracker_waiting
from services.tracker.register.case import Wave
from services.tracker.store.agencies import Stamp, add_strangers
from services.tracker.store.records import Dossier
from services.tracker.store.writing import Writes, write
from shared.db import Tx


async def save(tx: Tx, work: Wave, dossiers: Iterable[Dossier]) -> None:
    """Write a wave; its events are published with the transaction's commit."""
    await add_strangers(tx, work.new_agencies, Stamp(work.at, work.source))
    writes = Writes(ended_deadlines=work.ended_deadlines, arrived=work.arrived)
    writes.collect(dossiers, work.at)
    writes.inserts[tracker_changes] = work.changes
    writes.inserts[tracker_deadlines] = work.deadlines
    writes.inserts[tracker_review] = work.reviews
    writes.inserts[tracker_waiting] = work.waiting
    await write(tx, writes)
    tx.append(*work.events)
