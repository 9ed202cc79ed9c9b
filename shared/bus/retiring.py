"""Clients of the broker that are being stopped: one whose broker is away needs longer and ends in the background."""

import asyncio
from collections.abc import Coroutine
from typing import Any

from shared.logging import logger

log = logger("bus.kafka")
STOPPING = 3.0
_retiring: set[asyncio.Task[None]] = set()


async def retire(stop: Coroutine[Any, Any, None]) -> None:
    """Stop a client; wait for it for a moment."""
    task = asyncio.ensure_future(stop)
    _retiring.add(task)
    task.add_done_callback(_retired)
    await asyncio.wait({task}, timeout=STOPPING)


def _retired(task: asyncio.Task[None]) -> None:
    _retiring.discard(task)
    if not task.cancelled() and task.exception():
        log.warning("kafka.stop_failed", reason=type(task.exception()).__name__)


async def retired() -> None:
    """Wait for clients that still end in the background."""
    if _retiring:
        await asyncio.wait(set(_retiring), timeout=STOPPING)
