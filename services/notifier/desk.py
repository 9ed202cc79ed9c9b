"""What everything that sends shares: the database, the clock, the texts, how long a claim lasts."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from services.notifier.domain.backoff import Backoff
from services.notifier.domain.notice import Lang
from services.notifier.domain.quiet_hours import QuietHours
from services.notifier.report import Metrics
from services.notifier.wording.phrases import VIETNAM
from services.notifier.wording.render import Wording
from shared.clock import Clock
from shared.db import Database

LONGEST_QUIET = timedelta(minutes=15)


@dataclass(frozen=True)
class Desk:
    """`owner` names this process, `lease` is how long a claim lasts (real time), `chance` spreads retries."""

    database: Database
    clock: Clock
    wording: Wording
    office: str
    source: str
    owner: str
    lease: timedelta
    backoff: Backoff
    quiet: QuietHours | None
    metrics: Metrics
    chance: Callable[[], float] = random.random

    @property
    def lang(self) -> Lang:
        return self.wording.lang

    def quiet_for(self) -> timedelta | None:
        """How long nothing but the urgent is sent, looked at again at least every quarter of an hour; None = now."""
        remaining = self.quiet.remaining(self.clock.now().astimezone(VIETNAM)) if self.quiet else None
        return min(remaining, LONGEST_QUIET) if remaining else None
