"""A known document delivered again: the same source amends, another fills what is empty [CONTRACTS §2]."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from services.tracker.domain.folding import fold


class Mode(StrEnum):
    """amend: the same source, or an update · fill: another source says it is the same document."""

    AMEND = "amend"
    FILL = "fill"


@dataclass(frozen=True, slots=True)
class Change:
    """A field's value before and after (or, as a difference, here and there)."""

    field: str
    old: object
    new: object


@dataclass(frozen=True, slots=True)
class Amendment:
    """`changes` are to be written; `differences` were left as they are and go to review."""

    changes: tuple[Change, ...] = ()
    differences: tuple[Change, ...] = ()


def amend(current: Mapping[str, object], incoming: Mapping[str, object], mode: Mode) -> Amendment:
    """What a later delivery changes; a field that it leaves out or empty stays as it is."""
    stated = [Change(name, current.get(name), value) for name, value in incoming.items() if not _is_empty(value)]
    news = [change for change in stated if change.old != change.new]
    if mode is Mode.AMEND:
        return Amendment(tuple(news))
    fills = tuple(change for change in news if _is_empty(change.old))
    return Amendment(fills, tuple(one for one in news if one not in fills and not _says_the_same(one.old, one.new)))


def _is_empty(value: object) -> bool:
    return value is None or value in ("", (), [], {}) or (isinstance(value, str) and not value.strip())


def _says_the_same(old: object, new: object) -> bool:
    """Another way of writing the same words is no difference."""
    if isinstance(old, str) and isinstance(new, str):
        return fold(old) == fold(new)
    if isinstance(old, tuple | list) and isinstance(new, tuple | list):
        return len(old) == len(new) and all(_says_the_same(one, other) for one, other in zip(old, new, strict=True))
    return old == new
