"""[notices]: how the notifier sends, tries again and speaks."""

from datetime import time
from typing import Literal, Self

from pydantic import Field, model_validator

from shared.config.table import Setting, wrong
from shared.language import Words


class Notices(Setting):
    """A notice is tried `max_attempts` times, `backoff_first` seconds doubling up to `backoff_most` apart.

    `lease`: seconds for which a claimed notice belongs to its sender. `workers`: sends under way at once. `language`
    of the texts. `quiet_from`, `quiet_to` (Viet Nam): between them nothing but the urgent is sent; unset = never quiet.
    """

    max_attempts: int = Field(default=8, ge=1, le=100)
    backoff_first: float = Field(default=5, gt=0, le=3600)
    backoff_most: float = Field(default=1800, gt=0, le=86_400)
    lease: float = Field(default=60, ge=5, le=3600)
    workers: int = Field(default=48, ge=1, le=256)
    language: Literal["vi", "en"] = "vi"
    quiet_from: time | None = None
    quiet_to: time | None = None

    @model_validator(mode="after")
    def _quiet_has_both_ends(self) -> Self:
        if (self.quiet_from is None) != (self.quiet_to is None):
            raise wrong(Words("giờ yên lặng thiếu một đầu; hãy ghi cả quiet_from và quiet_to, hoặc bỏ cả hai",
                              "quiet time lacks an end; write both quiet_from and quiet_to, or neither"))  # fmt: skip
        return self
