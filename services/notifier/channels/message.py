"""What a channel is handed and what it answers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from services.notifier.wording.render import Rendered


@dataclass(frozen=True, slots=True)
class Message:
    """One notice to one recipient. `data` gives the notice as `/v1/notices` shows it, for machines."""

    id: UUID
    reason: str
    task_id: UUID
    name: str | None
    address: str
    words: Rendered
    data: Callable[[], Mapping[str, object]]
    traceparent: str | None = None


@dataclass(frozen=True, slots=True)
class Sent:
    """The other side took it; `detail` is what it said."""

    detail: str = ""


@dataclass(frozen=True, slots=True)
class TryLater:
    """It certainly did not arrive, but may if tried again; `after` seconds if the other side asked for that."""

    reason: str
    after: float | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """It did not arrive and never will as it is."""

    reason: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """It may have arrived: the connection ended between the last byte and the answer."""

    reason: str


Outcome = Sent | TryLater | Refused | Unknown


class Channel(Protocol):
    """One configured channel.

    `slots`: sends under way at once. `longest`: seconds after which a send has certainly ended. `repeatable`: a
    message whose outcome is unknown may be sent again (the other side tells copies apart, or the policy says so).
    """

    slots: int
    longest: float
    repeatable: bool

    async def send(self, message: Message) -> Outcome:
        """Try once. Never raises for what the other side does; a Refused or TryLater says it in words."""
        ...

    async def close(self) -> None:
        """Give connections back."""
        ...
