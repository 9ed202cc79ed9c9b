"""Where the reading of each partition goes on: records that went before they were read leave a gap behind."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from shared.logging import logger

log = logger("bus.kafka")
Place = tuple[str, int]  # topic and partition
SomePlace = TypeVar("SomePlace", bound=tuple[str, int])


@dataclass(frozen=True)
class Missed:
    """So many events were gone before they were read; `at` is when that was noticed last (monotonic seconds)."""

    events: int
    at: float


class Followed:
    """For topics whose records stand side by side (none compacted). Counts what lies between two reads."""

    def __init__(self) -> None:
        self._first: dict[Place, int] = {}
        self._next: dict[Place, int] = {}

    def assigned(self) -> None:
        """Other partitions, or the same after somebody else."""
        self._first.clear()
        self._next.clear()

    def committed(self, offsets: Mapping[Place, int | None]) -> int:
        """Where the group's reading went on when the partitions were assigned (None: it never began); how many went
        unread before what has been read since."""
        gone = 0
        for place, offset in offsets.items():
            if offset is not None:
                gone += max(0, self._first.get(place, offset) - offset)
                self._next.setdefault(place, offset)
        return gone

    def read(self, place: Place, first: int, last: int) -> int:
        """The records from `first` to `last` were read; how many before them were not and are gone."""
        gone = max(0, first - self._next.get(place, first))
        self._first.setdefault(place, first)
        self._next[place] = last + 1
        return gone


class Gaps:
    """What a consumer missed of its topics, said loudly: it went by the topic's retention, or by hand."""

    def __init__(self, consumer: str, compacted: Collection[str], monotonic: Callable[[], float]) -> None:
        self.consumer, self.compacted, self.monotonic = consumer, compacted, monotonic
        self.missed: Missed | None = None
        self._followed = Followed()

    def whole(self, places: Iterable[SomePlace]) -> list[SomePlace]:
        """Those in which nothing goes missing as it should."""
        return [place for place in places if place[0] not in self.compacted]

    def assigned(self) -> None:
        self._followed.assigned()

    def committed(self, offsets: Mapping[SomePlace, int | None]) -> None:
        """See Followed."""
        self._tell(self._followed.committed({(place[0], place[1]): offset for place, offset in offsets.items()}))

    def read(self, place: Place, first: int, last: int) -> None:
        """See Followed."""
        if self.whole([place]):
            self._tell(self._followed.read(place, first, last))

    def _tell(self, events: int) -> None:
        if events:
            self.missed = Missed(events + (self.missed.events if self.missed else 0), self.monotonic())
            log.error("kafka.events_missed", consumer=self.consumer, events=events, remedy="dondoc resend")
