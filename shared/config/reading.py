"""[reading]: how directive texts are read."""

from pydantic import Field

from shared.config.table import Setting


class Reading(Setting):
    """`workers`: processes that read long texts beside the event loop (0 = in the loop). `inline_chars`: texts up to
    this length are read in the loop. `timeout`: seconds for one text before it goes to review. `file_…`: what
    an attached file may cost in the process that reads it (seconds, memory), and how large it may be."""

    workers: int = Field(default=1, ge=0, le=32)
    inline_chars: int = Field(default=2000, ge=0)
    timeout: float = Field(default=20, gt=0, le=600)
    file_timeout: float = Field(default=20, gt=0, le=600)
    file_memory_mb: int = Field(default=1024, ge=256, le=65_536)
    file_mb: int = Field(default=50, ge=1, le=1024)
    file_pages: int = Field(default=1000, ge=1)
