"""Long texts are read in worker processes beside the event loop: bounded in time, gone with their parent."""

import asyncio
import os
import signal
from collections.abc import Callable, Sequence
from types import FrameType
from typing import TYPE_CHECKING

from services.tracker.reading import ReadContext, read
from services.tracker.reading.result import Reading

if TYPE_CHECKING:
    from concurrent.futures import Executor

Reader = Callable[[str, ReadContext], Reading]
Asked = tuple[str, ReadContext]


class TooLong(Exception):
    """The reading of one text took longer than it may."""


class Beside:
    """`workers` processes, started with the first text. `seconds` for one text, its wait for a worker not counted.

    A text that takes longer ends with TooLong and leaves its worker to the next one; `reader` is what reads.
    """

    def __init__(self, workers: int, seconds: float, reader: Reader = read) -> None:
        self._workers, self._seconds, self._reader = workers, seconds, reader
        self._pool: Executor | None = None
        self._closed = False

    async def read(self, text: str, context: ReadContext) -> Reading:
        """Raises TooLong, or BrokenExecutor where the worker died (the next text gets new ones).

        Behind `close` a text is cancelled as those that waited were: its delivery is not handled and comes again.
        """
        [found] = await self.read_all([(text, context)])
        if found is None:
            raise TooLong
        return found

    async def read_all(self, texts: Sequence[Asked]) -> list[Reading | None]:
        """Short texts, one worker's job together: handing one over costs a good part of reading it. None where one
        took too long. Raises BrokenExecutor for all of them."""
        from concurrent.futures import BrokenExecutor  # slow to import

        if self._closed:
            raise asyncio.CancelledError
        pool = self._pool = self._pool or self._started()
        try:
            return await asyncio.get_running_loop().run_in_executor(
                pool, all_bounded, self._reader, texts, self._seconds
            )
        except BrokenExecutor:
            if self._pool is pool:
                self._let_go()
            raise

    def close(self) -> None:
        """End the worker processes for good; what waits is cancelled."""
        self._closed = True
        self._let_go()

    def _let_go(self) -> None:
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)
            self._pool = None

    def _started(self) -> "Executor":
        from concurrent.futures import ProcessPoolExecutor  # slow to import
        from multiprocessing import get_context  # slow to import

        # forkserver: a fork of a process with threads and an event loop may deadlock.
        return ProcessPoolExecutor(self._workers, mp_context=get_context("forkserver"), initializer=end_with_parent)


def bounded(reader: Reader, text: str, context: ReadContext, seconds: float) -> Reading:
    """In a worker: read within `seconds`. Raises TooLong (a pattern that runs away is interrupted as well)."""
    signal.signal(signal.SIGALRM, _too_long)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        return reader(text, context)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def all_bounded(reader: Reader, texts: Sequence[Asked], seconds: float) -> list[Reading | None]:
    """In a worker: each text within `seconds`, None where it took longer."""
    return [_bounded_or_none(reader, text, context, seconds) for text, context in texts]


def _bounded_or_none(reader: Reader, text: str, context: ReadContext, seconds: float) -> Reading | None:
    try:
        return bounded(reader, text, context, seconds)
    except TooLong:
        return None


def _too_long(_signal: int, _frame: FrameType | None) -> None:
    raise TooLong


def end_with_parent() -> None:
    """In a worker: a service that was killed leaves no process behind; its signals are the service's affair."""
    from multiprocessing import connection, parent_process
    from threading import Thread

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = parent_process()
    assert parent is not None

    def watch() -> None:
        connection.wait([parent.sentinel])
        os._exit(0)

    Thread(target=watch, daemon=True).start()
