"""When to try again: exponential, with jitter, never sooner than the other side asked for."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Backoff:
    """Seconds: `first`, doubling up to `most`."""

    first: float
    most: float

    def delay(self, attempt: int, chance: float, asked: float | None = None) -> float:
        """Seconds after failed attempt number `attempt` (from 1). `chance` in [0, 1) spreads it over the upper half.

        `asked` is what Retry-After said; it may lengthen the wait up to `most`, never shorten it.
        """
        full = min(self.most, self.first * 2.0 ** min(attempt - 1, 32))
        spread = full * (0.5 + chance / 2)
        return max(spread, min(asked or 0.0, self.most))
