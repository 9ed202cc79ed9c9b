"""Offsets that are committed beside the work: nobody waits for them, since what comes twice has its mark."""

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from contextlib import suppress
from typing import Any, Generic, TypeVar

from shared.logging import logger

log = logger("bus.offsets")
Place = TypeVar("Place")
Commit = Callable[[dict[Place, int]], Coroutine[Any, Any, None]]


class Offsets(Generic[Place]):
    """`commit` is called one time after the other, each with all that was settled by then; `every`: seconds between
    two of them, because each costs both sides as much as a small batch."""

    def __init__(self, commit: Commit[Place], every: float = 0.0) -> None:
        self._commit, self._every = commit, every
        self._hurry = asyncio.Event()
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
            if self._every and not self._hurry.is_set():
                await self._pause()

    async def _pause(self) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(self._every):
                await self._hurry.wait()

    async def ended(self) -> None:
        """Commit what was settled now, and wait until it is, or cannot be."""
        self._hurry.set()
        if self._committing:
            await asyncio.wait({self._committing})
        self._hurry.clear()

    async def close(self, patience: float) -> None:
        """Wait `patience` seconds at most, and forget the rest."""
        self._hurry.set()
        committing, self._committing = self._committing, None
        if committing:
            await asyncio.wait({committing}, timeout=patience)
            if not committing.cancel() and committing.exception():
                log.info("offsets.commit_failed", reason=type(committing.exception()).__name__)
        self._due.clear()
        self._hurry.clear()
