"""Rate limits of sources: a bucket of tokens that refills evenly (real time)."""

from dataclasses import dataclass, field


@dataclass
class Bucket:
    """At most `count` in `seconds`, evenly refilled; a full bucket may be emptied at once."""

    count: int
    seconds: float
    _tokens: float = field(init=False)
    _at: float | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        self._tokens = float(self.count)

    def wait(self, now: float) -> float:
        """Take a token: 0, or the seconds until there is one. `now` is monotonic seconds."""
        rate = self.count / self.seconds
        passed = 0.0 if self._at is None else now - self._at
        self._tokens, self._at = min(self.count, self._tokens + passed * rate), now
        if self._tokens >= 1:
            self._tokens -= 1
            return 0.0
        return (1 - self._tokens) / rate
