"""A document with its tasks in memory while a wave is decided; knows which of its rows are new and what changed."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID


class Record:
    """One row. `set` remembers what changed, so that an unchanged row is not written and raises no version."""

    __slots__ = ("changed", "new", "row")

    def __init__(self, row: dict[str, Any], *, new: bool = False) -> None:
        self.row, self.new = row, new
        self.changed: set[str] = set()

    def __getitem__(self, column: str) -> Any:
        return self.row[column]

    @property
    def id(self) -> UUID:
        found: UUID = self.row["id"]
        return found

    def set(self, **values: Any) -> bool:
        """Whether that changed anything."""
        differing = {column for column, value in values.items() if self.row[column] != value}
        self.row.update(values)
        self.changed |= differing
        return bool(differing)

    def touched(self, at: datetime) -> dict[str, Any] | None:
        """The update of a known row that changed, one version on; None where there is nothing to write."""
        if self.new or not self.changed:
            return None
        self.row.update(version=self.row["version"] + 1, updated_at=at)
        return {column: self.row[column] for column in ("id", *sorted(self.changed), "version", "updated_at")}


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """By whom an assignment was withdrawn, and up to when (domain time) its steps had been told: until then, or until
    it was submitted, which pauses them."""

    told_until: datetime
    by: str

    @property
    def by_person(self) -> bool:
        """A decision of the Office; a delivery's word otherwise."""
        return not self.by.startswith("source:")


@dataclass(slots=True)
class Part:
    """An assignment, its row of due instants (None where nothing is to be told), how it was withdrawn if it is."""

    assignment: Record
    withdrawal: Withdrawal | None = None
    due: dict[str, Any] | None = None
    due_known: bool = False
    due_changed: bool = False

    def schedule(self, row: dict[str, Any] | None) -> None:
        """Put, change or (None) take away the due row."""
        self.due, self.due_changed = row, True


@dataclass(slots=True)
class TaskFile:
    """A task, its assignments and its monitoring units (name, agency where the directory knows it) in their order."""

    task: Record
    parts: list[Part] = field(default_factory=list)
    monitoring: list[tuple[str, UUID | None]] = field(default_factory=list)
    monitoring_changed: bool = False


@dataclass(slots=True)
class Dossier:
    """A document and its tasks; `keys` are its opaque keys (origin, key), `told` the differences already in review."""

    document: Record
    tasks: list[TaskFile] = field(default_factory=list)
    keys: set[tuple[str, str]] = field(default_factory=set)
    new_keys: set[tuple[str, str]] = field(default_factory=set)
    told: set[tuple[str, str, UUID | None]] = field(default_factory=set)

    @property
    def id(self) -> UUID:
        return self.document.id
