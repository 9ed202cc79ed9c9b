"""An agency (cơ quan, đơn vị) of the directory."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Agency:
    """One agency as the directory has it; `head` is the head's title, `valid_to` its last day."""

    id: UUID
    code: str
    name: str
    aliases: tuple[str, ...] = ()
    kind: str | None = None
    parent: str | None = None
    head: str | None = None
    head_email: str | None = None
    email: str | None = None
    phone: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    provisional: bool = False
    version: int = 1

    def valid_on(self, day: date | None) -> bool:
        """Whether it existed on `day`; an unknown day counts as today, that is, as not yet closed."""
        if day is None:
            return self.valid_to is None
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)

    def names(self) -> tuple[str, ...]:
        """Everything that names it: name, aliases, the head's title."""
        return (self.name, *self.aliases, *((self.head,) if self.head else ()))
