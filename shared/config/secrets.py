"""Secrets of sources and channels; several at once for rotation, each with an optional end."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, field_validator

from shared.clock import VIETNAM
from shared.config.table import Setting


class Secret(Setting):
    """`value` is never shown; after `until` (real time; without offset Viet Nam's) it is not accepted any more."""

    value: str = Field(min_length=1, repr=False)
    until: datetime | None = None

    @field_validator("until")
    @classmethod
    def _aware(cls, value: datetime | None) -> datetime | None:
        return value.replace(tzinfo=VIETNAM) if value and value.tzinfo is None else value

    def valid_at(self, real_now: datetime) -> bool:
        return self.until is None or real_now < self.until


def _plain(value: Any) -> Any:
    return {"value": value} if isinstance(value, str) else value


Secrets = Annotated[
    tuple[Annotated[Secret, BeforeValidator(_plain)], ...],
    Field(min_length=1, repr=False),
]
