"""The only place that reads the clock.

Two times: *domain* time rules deadlines, steps and event times and may be simulated; *real* time rules leases,
retries, timeouts, rate limits, signatures and tokens.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


class Clock(Protocol):
    """Where every part of the system takes its time from; all instants are aware and in UTC."""

    def now(self) -> datetime:
        """Domain time."""
        ...

    def real(self) -> datetime:
        """Real time."""
        ...

    def monotonic(self) -> float:
        """Seconds of real time from an arbitrary origin, never going back."""
        ...


class SystemClock:
    """Domain time is real time."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def real(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return time.monotonic()


class BadClock(ValueError):
    """The text of a simulated clock cannot be read."""


@dataclass(frozen=True)
class SimulatedClock:
    """Domain time starts at `start` and runs `rate` times as fast as real time (DONDOC_CLOCK)."""

    start: datetime
    rate: float
    monotonic_source: Callable[[], float] = time.monotonic
    began: float = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "began", self.monotonic_source())

    def now(self) -> datetime:
        return self.start + timedelta(seconds=(self.monotonic_source() - self.began) * self.rate)

    def real(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return self.monotonic_source()


def parse_clock(text: str) -> SimulatedClock:
    """`2026-11-16T08:00:00+07:00 x7200` as a clock; a start without offset is Viet Nam's. Raises BadClock."""
    at, _, rate = text.strip().partition(" ")
    try:
        start = datetime.fromisoformat(at)
        factor = float(rate.strip().removeprefix("x")) if rate.strip() else 1.0
    except ValueError as wrong:
        raise BadClock(f"cannot read {text!r}; write it like 2026-11-16T08:00:00+07:00 x7200") from wrong
    if not 0 <= factor <= 1_000_000:
        raise BadClock(f"the rate in {text!r} must lie between x0 and x1000000")
    try:
        return SimulatedClock((start if start.tzinfo else start.replace(tzinfo=VIETNAM)).astimezone(UTC), factor)
    except OverflowError as wrong:
        raise BadClock(f"{at!r} lies before the first or behind the last instant there is") from wrong


def clock_from(text: str | None) -> Clock:
    """The clock that DONDOC_CLOCK asks for; the system's where it is unset."""
    return parse_clock(text) if text else SystemClock()
