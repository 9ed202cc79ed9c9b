"""What a consumer asks of a log, whichever it is, and what a service hands over to be run on it."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from shared.bus.followed import Missed
from shared.db import Tx
from shared.events import Event

Prepare = Callable[[Sequence[Event]], Awaitable[None]]


class Handler(Protocol):
    """Takes one wave: events of which no two have the same key, each for the first time.

    It touches nothing but `tx`. Raising undoes the transaction; the guilty event is found and its key parked.
    """

    async def __call__(self, tx: Tx, wave: Sequence[Event], /) -> None: ...


@dataclass(frozen=True)
class Consumer:
    """A service's part on the log. `prepare` sees the events before their transaction begins (slow work: reading)."""

    name: str
    topics: tuple[str, ...]
    handle: Handler
    prepare: Prepare | None = None


class Fenced(Exception):
    """Another instance has taken this reader's place; whatever was under way is undone."""


@dataclass(frozen=True)
class Lag:
    """How far a reader is behind: entries it has not taken, and the age of the oldest of them in real seconds."""

    events: int
    seconds: float


class Reader(Protocol):
    """One consumer's place on a log. Calls come one after another: take, advance (once or more), settled, take …"""

    @property
    def active(self) -> bool:
        """Whether this instance is the one, or one of those, that read; False = it stands by."""
        ...

    @property
    def missed(self) -> Missed | None:
        """What was gone from the log before this instance could read it, if anything."""
        ...

    async def open(self) -> None: ...

    async def take(self, limit: int) -> Sequence[Event]:
        """At most `limit` further events in order; none where none came within a second or this instance stands by."""
        ...

    async def ahead(self, limit: int) -> Sequence[Event]:
        """What will probably be taken next, to be prepared meanwhile; none where looking ahead costs too much."""
        ...

    async def advance(self, tx: Tx, done: Sequence[Event]) -> None:
        """With `tx` everything up to the last of `done` is dealt with; raises Fenced. Comes first in `tx`."""
        ...

    async def guard(self, tx: Tx) -> None:
        """Raises Fenced where another instance has taken over; keeps it from doing so until `tx` ends."""
        ...

    async def settled(self) -> None:
        """All that was taken is dealt with and committed."""
        ...

    def again(self) -> None:
        """What was taken and is not settled will be taken once more."""
        ...

    async def lag(self) -> Lag: ...

    async def close(self) -> None: ...
