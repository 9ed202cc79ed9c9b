"""[[recipients]]: who hears of things beside the agencies' own contacts."""

from typing import Self

from pydantic import Field, model_validator

from shared.config.policy import Audience
from shared.config.table import Setting, wrong
from shared.language import Words


class Recipient(Setting):
    """A recipient of an audience; `unit` narrows a monitor to its unit.

    Without `channel` the first channel that fits the contact is used; a channel alone (a webhook) needs no contact.
    """

    audience: Audience
    unit: str | None = None
    name: str | None = None
    email: str | None = Field(default=None, pattern=r"^[^@\s,;<>]+@[^@\s,;<>]+$")
    phone: str | None = Field(default=None, pattern=r"^\+?[0-9 .()-]{6,20}$")
    channel: str | None = None

    @model_validator(mode="after")
    def _can_be_reached(self) -> Self:
        if not (self.email or self.phone or self.channel):
            raise wrong(Words("chưa có cách liên hệ; hãy ghi email, phone hoặc channel",
                              "cannot be reached; write email, phone or channel"))  # fmt: skip
        return self
