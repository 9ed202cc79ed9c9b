"""[office]: whose register this is."""

from pathlib import Path

from pydantic import Field

from shared.config.table import Setting


class Office(Setting):
    """`code` is the Office's identifier in events (`/dondoc/<code>/<service>`).

    `agencies` (CSV) fills an empty directory at the first start, `calendar` (CSV) adds days beside the built-in
    calendar; both are resolved relative to the file.
    """

    name: str = "Văn phòng UBND tỉnh"
    code: str = Field(default="local", pattern=r"^[A-Za-z0-9._-]{1,60}$")
    agencies: Path | None = None
    calendar: Path | None = None
