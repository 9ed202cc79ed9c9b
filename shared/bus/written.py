"""How far the topics were written: who remembers it notices a topic that was made anew, or a broker come back empty."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

Place = tuple[str, int]  # topic and partition


@dataclass(frozen=True)
class Look:
    """What a look at the broker showed: topics that lost what had been written to them, and topics that are not there.

    A topic without a single record counts as `emptied` when it is seen first: nobody knows what it held before.
    """

    emptied: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


class Written:
    """What each partition of `topics` must hold at the least, as it was acknowledged or seen."""

    def __init__(self, topics: Sequence[str]) -> None:
        self.topics = tuple(topics)
        self._least: dict[Place, int] = {}
        self._seen: set[str] = set()
        self._emptied: set[str] = set()

    @property
    def doubtful(self) -> bool:
        """What was acknowledged last speaks of a topic that is not the one it was."""
        return bool(self._emptied)

    def acknowledged(self, place: Place, first: int | None, count: int) -> None:
        """So many records were written from offset `first` on (None or below 0: the broker did not say)."""
        if first is None or first < 0 or place[0] not in self.topics:
            return
        if place[0] not in self._seen or first < self._least.get(place, 0):
            self._emptied.add(place[0])
        self._least[place] = first + count

    def look(self, ends: Mapping[Place, int]) -> Look:
        """Where all the partitions there are end now; what was noticed since the last look."""
        there = {topic for topic, _ in ends}
        written = {topic for (topic, _), end in ends.items() if end}
        shrunk = {place[0] for place, end in ends.items() if end < self._least.get(place, 0)}
        emptied = self._emptied | (there - self._seen - written) | shrunk
        self._least, self._seen, self._emptied = dict(ends), there, set()
        return Look(_sorted(emptied & there), _sorted(set(self.topics) - there))


def _sorted(topics: Collection[str]) -> tuple[str, ...]:
    return tuple(sorted(topics))
