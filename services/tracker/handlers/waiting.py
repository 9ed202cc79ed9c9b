"""What waits for its document is looked at again: the two may have come in transactions that did not see each other."""

import asyncio
from collections.abc import Sequence
from uuid import UUID

from services.tracker.handlers.handler import DocumentHandler, asked_of, waited
from services.tracker.store.gathering import Row, known_keys, waiting_after
from shared.db import Database
from shared.logging import logger

log = logger("tracker.waiting")
LOOK_EVERY = 60.0  # seconds of real time
PORTION = 200


class Waiting:
    """One process's share; whoever comes second finds the row gone behind its document's lock."""

    def __init__(self, database: Database, handler: DocumentHandler) -> None:
        self._database, self._handler = database, handler

    async def run(self) -> None:
        """At the start and every minute; until cancelled."""
        while True:
            await self.look()
            await asyncio.sleep(LOOK_EVERY)

    async def look(self) -> int:
        """Apply everything whose document is there by now; how many rows may have had theirs."""
        after: UUID | None = None
        found = 0
        while rows := await self._portion(after):
            after = rows[-1]["id"]
            found += await self._apply(rows)
        return found

    async def _portion(self, after: UUID | None) -> Sequence[Row]:
        async with self._database.read() as conn:
            return await waiting_after(conn, after, PORTION)

    async def _apply(self, rows: Sequence[Row]) -> int:
        asked = asked_of([waited(row) for row in rows])
        async with self._database.read() as conn:
            known = await known_keys(conn, asked)
        if not known:
            return 0
        async with self._database.write() as tx:
            await self._handler.look_again(tx, known)
        log.info("waiting.looked_again", rows=len(rows))
        return len(rows)
