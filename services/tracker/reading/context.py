"""What a reader is told beside the text: dates it cannot know from the words, and names of agencies and regimes."""

from dataclasses import dataclass
from datetime import date, datetime

from services.tracker.domain.classification import BUILT_IN, RegimeNames


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadContext:
    """`issued_on` wins over the date of the letterhead; `names` are known names, aliases and heads' titles;
    `regimes` what markers call the regulations."""

    received_at: datetime | None = None
    issued_on: date | None = None
    names: tuple[str, ...] = ()
    regimes: RegimeNames = BUILT_IN
