"""Stand-ins for what a test must be able to turn by hand."""

from datetime import UTC, datetime, timedelta

MONDAY = datetime(2026, 11, 16, 1, 0, tzinfo=UTC)  # 08:00 in Viet Nam


class SettableClock:
    """A clock that stands still until it is moved; domain and real time may be moved apart."""

    def __init__(self, now: datetime = MONDAY, real: datetime | None = None) -> None:
        self._now, self._real, self._monotonic = now, real or now, 0.0

    def now(self) -> datetime:
        return self._now

    def real(self) -> datetime:
        return self._real

    def monotonic(self) -> float:
        return self._monotonic

    def advance(self, seconds: float = 0, **more: float) -> None:
        """Move both times forward: `advance(30)`, `advance(days=2)`."""
        step = timedelta(seconds=seconds, **more)
        self._now += step
        self._real += step
        self._monotonic += step.total_seconds()

    def set_now(self, now: datetime) -> None:
        """Set domain time alone."""
        self._now = now
