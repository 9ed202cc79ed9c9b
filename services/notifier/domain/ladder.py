"""Who hears of a step: the audiences of its rung, also where a rung repeats (+10wd by the rung +5wd, repeat 5wd)."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.notifier.domain.notice import Audience


@dataclass(frozen=True, slots=True)
class Rung:
    """`days` working days from the last day (negative before it); `repeat` every so many working days."""

    days: int
    audience: tuple[Audience, ...]
    repeat: int | None = None

    def covers(self, days: int) -> bool:
        if days == self.days:
            return True
        return self.repeat is not None and days > self.days and (days - self.days) % self.repeat == 0


def working_days(step: str) -> int:
    """`-5wd` → -5, `0` → 0, `+1wd` → 1."""
    return int(step.removesuffix("wd"))


def rung_of(step: str, ladder: Sequence[Rung]) -> Rung | None:
    """The rung that the step belongs to: one written so before one that repeats, else None."""
    days = working_days(step)
    exact = [rung for rung in ladder if rung.days == days]
    repeated = [rung for rung in ladder if rung.covers(days)]
    return next(iter(exact or repeated), None)
