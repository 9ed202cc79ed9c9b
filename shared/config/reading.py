"""[reading]: how directive texts are read."""

from pydantic import Field

from shared.config.table import Setting


class Reading(Setting):
    """`workers`: processes that read long texts beside the event loop (0 = in the loop). `inline_chars`: texts up to
    this length are read in the loop. `timeout`: seconds for one text before it goes to review."""

    workers: int = Field(default=1, ge=0, le=32)
    inline_chars: int = Field(default=2000, ge=0)
    timeout: float = Field(default=20, gt=0, le=600)
