"""Which of a document's new tasks are its old ones [CONTRACTS §2, "Known document"]."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from services.tracker.domain.folding import fold_content


@dataclass(frozen=True, slots=True)
class OldTask:
    """A registered task; `leads` in any form that both sides share (agency ids, folded names). One that is `withdrawn`
    comes back by its words alone."""

    id: UUID
    ordinal: int
    content: str
    leads: frozenset[str]
    done: bool = False
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class NewTask:
    """A task as the later delivery carries it; ordinals start at 1."""

    ordinal: int
    content: str
    leads: frozenset[str]


@dataclass(frozen=True, slots=True)
class Matching:
    """`matched` pairs (old, new); `registered` are new; `withdrawn` are gone; `kept` gone too, but done."""

    matched: tuple[tuple[OldTask, NewTask], ...]
    registered: tuple[NewTask, ...]
    withdrawn: tuple[OldTask, ...]
    kept: tuple[OldTask, ...]


def match_tasks(old: Sequence[OldTask], new: Sequence[NewTask]) -> Matching:
    """Pairs by (folded content, leads), then by ordinal where one is left on each side of it."""
    pairs = dict(_same_words(old, new))
    taken = {one.id for one in pairs.values()}
    left = {one.ordinal: one for one in old if not (one.withdrawn or one.id in taken)}
    for ordinal, later in ((one.ordinal, one) for one in new if one not in pairs):
        if ordinal in left:
            pairs[later] = left.pop(ordinal)
    matched = {one.id for one in pairs.values()}
    gone = [one for one in old if not (one.withdrawn or one.id in matched)]
    return Matching(
        matched=tuple((pairs[one], one) for one in new if one in pairs),
        registered=tuple(one for one in new if one not in pairs),
        withdrawn=tuple(one for one in gone if not one.done),
        kept=tuple(one for one in gone if one.done),
    )


def _same_words(old: Sequence[OldTask], new: Sequence[NewTask]) -> list[tuple[NewTask, OldTask]]:
    waiting: dict[tuple[str, frozenset[str]], list[OldTask]] = defaultdict(list)
    for earlier in sorted(old, key=lambda one: one.withdrawn):
        waiting[fold_content(earlier.content), earlier.leads].append(earlier)
    keys = ((later, waiting[fold_content(later.content), later.leads]) for later in new)
    return [(later, found.pop(0)) for later, found in keys if found]
