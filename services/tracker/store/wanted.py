"""What a list of tasks or assignments is asked for: filters, order, place; said without SQL."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class Order(StrEnum):
    """The orders of a list; rows without the sort key come last in both directions."""

    DUE = "due_at"
    DUE_LAST = "-due_at"
    CREATED = "created_at"
    CREATED_LAST = "-created_at"

    @property
    def column(self) -> str:
        return self.value.removeprefix("-")

    @property
    def descending(self) -> bool:
        return self.value.startswith("-")

    @property
    def is_nullable(self) -> bool:
        """Not everything has a deadline."""
        return self.column == "due_at"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Filters of tasks and assignments; None = not asked.

    `agency` is a code or an id; `seen_by` the code of the agency that asks and sees nothing but its own. `due_after`
    includes, `due_before` excludes. `reference` is folded, `words` are folded words that must all occur.
    """

    agency: str | UUID | None = None
    seen_by: str | None = None
    role: str | None = None
    regime: str | None = None
    category: str | None = None
    state: str | None = None
    timeliness: str | None = None
    due_before: datetime | None = None
    due_after: datetime | None = None
    field: str | None = None
    urgency: str | None = None
    reference: str | None = None
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """The last row of a page: its sort key (None: it has none) and its id."""

    key: datetime | None
    id: UUID


@dataclass(frozen=True, slots=True)
class Slice:
    """How much of a list: `limit` rows behind `after`, upwards or downwards."""

    limit: int
    after: Place | None = None
    descending: bool = False
