"""Questions of lists as statements that are built once for each shape and then only filled in.

Building a list's statement costs more than shaping its fifty rows; a register is asked the same few shapes all day.
"""

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import String, bindparam, select

from services.tracker.store.search import Sought, word_values
from services.tracker.store.wanted import Order, Wanted
from shared.tables import Id, Instant

STRUCTURAL = ("timeliness", "words")  # they decide what the statement looks like
STEADY = ("agency", "seen_by")


@dataclass(frozen=True, slots=True)
class Look:
    """Who looks at what: the filters, the order, the domain time by which timeliness is judged."""

    wanted: Wanted
    order: Order
    now: datetime


@dataclass(frozen=True, slots=True)
class Shape:
    """All that a statement depends on but the values: which filters there are, whether the agency is an id, the
    timeliness, how many words there are and how to look for them on this database, the order."""

    names: tuple[str, ...]
    by_id: bool
    timeliness: str | None
    words: Sought
    order: Order

    @property
    def steady(self) -> bool:
        """Whether one plan fits all values. Other filters than these have values that are common and values that are
        rare, and the way to the ones is not the way to the others."""
        return not self.words.count and all(name in STEADY for name in self.names)


def shape_of(look: Look, words: Sought) -> Shape:
    """The shape of a question whose words are looked for as `words` says."""
    wanted = look.wanted
    by_id = isinstance(wanted.agency, UUID)
    return Shape(tuple(_values(wanted)), by_id, wanted.timeliness, words, look.order)


def values_of(look: Look) -> dict[str, Any]:
    """What is filled in."""
    return {**_values(look.wanted), **word_values(look.wanted.words), "now": look.now}


def _values(wanted: Wanted) -> dict[str, Any]:
    given = ((one.name, getattr(wanted, one.name)) for one in fields(Wanted) if one.name not in STRUCTURAL)
    return {name: value for name, value in given if value is not None}


def blank(shape: Shape) -> Look:
    """The question with a place to fill in for every value but the words (see `search`)."""
    binds: dict[str, Any] = {name: bindparam(name, type_=_type(name, shape.by_id)) for name in shape.names}
    now: Any = bindparam("now", type_=Instant)
    if shape.steady:
        # A value that PostgreSQL looks up, not one that it plans for: else each page is planned anew.
        now = select(now).scalar_subquery()
    return Look(Wanted(**binds, timeliness=shape.timeliness), shape.order, now)


def _type(name: str, by_id: bool) -> Any:
    if name in ("due_before", "due_after"):
        return Instant
    return Id if name == "agency" and by_id else String
