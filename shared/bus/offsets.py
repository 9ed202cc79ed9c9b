"""Offsets that are committed beside the work: nobody waits for them, since what comes twice has its mark."""

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from typing import Any, Generic, TypeVar

from shared.logging import logger

log = logger("bus.offsets")
Place = TypeVar("Place")
Commit = Callable[[dict[Place, int]], Coroutine[Any, Any, None]]


class Offsets(Generic[Place]):
    """`commit` is called one time after the other, each with all that was settled by then."""

    def __init__(self, commit: Commit[Place]) -> None:
        self._commit = commit
        self._due: dict[Place, int] = {}
        self._committing: asyncio.Task[None] | None = None

    def settle(self, offsets: Mapping[Place, int]) -> None:
        """These are next to be read. Raises what an earlier commit raised."""
        self._due |= offsets
        if self._committing is None or self._committing.done():
            ended, self._committing = self._committing, asyncio.ensure_future(self._run())
            if ended:
                ended.result()

    async def _run(self) -> None:
        while self._due:
            due, self._due = self._due, {}
            await self._commit(due)

    async def ended(self) -> None:
        """Wait until what was settled is committed, or cannot be."""
        if self._committing:
            await asyncio.wait({self._committing})

    async def close(self, patience: float) -> None:
        """Wait `patience` seconds at most, and forget the rest."""
        committing, self._committing = self._committing, None
        if committing:
            await asyncio.wait({committing}, timeout=patience)
            if not committing.cancel() and committing.exception():
                log.info("offsets.commit_failed", reason=type(committing.exception()).__name__)
        self._due.clear()
