"""Who can be reached and how: the agencies' own contacts, the configured recipients, the channel that fits."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from services.notifier.domain.names import fold_name
from services.notifier.domain.notice import Audience, Target


@dataclass(frozen=True, slots=True)
class Contact:
    """An agency's contacts as its record gives them; `names` are its name and aliases, folded."""

    agency_id: UUID
    name: str
    head: str | None = None
    head_email: str | None = None
    email: str | None = None
    names: frozenset[str] = frozenset()

    def goes_by(self, name: str) -> bool:
        return fold_name(name) in self.names or fold_name(name) == fold_name(self.name)


@dataclass(frozen=True, slots=True)
class Post:
    """A configured recipient. `unit` narrows it to one agency or monitoring unit; None hears all."""

    audience: Audience
    target: Target
    unit: str | None = None

    @property
    def personal(self) -> bool:
        """It has an address of its own; a channel alone only carries a copy."""
        return bool(self.target.address)


@dataclass(frozen=True, slots=True)
class Means:
    """The first configured channel that fits: `mail` for an e-mail address, else `plain` (the console)."""

    mail: str | None
    plain: str

    def for_email(self) -> str:
        return self.mail or self.plain


@dataclass(frozen=True, slots=True)
class Book:
    """The contacts that a decision may look into: of the agencies by id, of monitoring units by folded name."""

    agencies: Mapping[UUID, Contact] = field(default_factory=dict)
    units: Mapping[str, Contact] = field(default_factory=dict)


def agency_target(contact: Contact | None, means: Means) -> Target | None:
    """Where the agency itself is reached; None where its address is not known."""
    if contact is None or not contact.email:
        return None
    return Target(contact.name, contact.email, means.for_email())


def head_target(contact: Contact | None, means: Means) -> Target | None:
    """Where the agency's head is reached."""
    if contact is None or not contact.head_email:
        return None
    return Target(contact.head or contact.name, contact.head_email, means.for_email())
