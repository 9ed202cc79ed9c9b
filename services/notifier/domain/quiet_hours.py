"""Between two times of day nothing but the urgent is sent."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From `start` to `end`, times of day in Viet Nam; they may span midnight (21:00 to 06:30)."""

    start: time
    end: time

    def remaining(self, local: datetime) -> timedelta | None:
        """How long it stays quiet at `local` (an instant in Viet Nam's time); None outside the hours."""
        now = local.time()
        within = self.start <= now < self.end if self.start < self.end else now >= self.start or now < self.end
        if not within:
            return None
        end = local.replace(hour=self.end.hour, minute=self.end.minute, second=self.end.second, microsecond=0)
        return (end if end > local else end + timedelta(days=1)) - local
