"""What a channel answered becomes the notice's next state; one pure step between sending and writing."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from services.notifier.channels.message import Outcome, Refused, Sent, TryLater, Unknown
from services.notifier.domain.backoff import Backoff
from services.notifier.domain.notice import Status
from services.notifier.store.tries import Ended

AT_LAST = {"later": Status.FAILED, "unknown": Status.UNKNOWN}  # after the last try


@dataclass(frozen=True, slots=True)
class Try:
    """Attempt `number` of a notice; `left` counts the tries that remain, this one included."""

    id: UUID
    number: int
    left: int
    repeatable: bool


@dataclass(frozen=True, slots=True)
class Now:
    """Both times, and a number in [0, 1) that spreads retries."""

    domain: datetime
    real: datetime
    chance: float


def ended(attempt: Try, outcome: Outcome, backoff: Backoff, now: Now) -> Ended:
    """The rows' new values."""
    match outcome:
        case Sent(detail):
            return Ended(attempt.id, attempt.number, Status.SENT, "sent", detail, sent_at=now.domain)
        case Refused(reason):
            return Ended(attempt.id, attempt.number, Status.FAILED, "refused", reason)
        case TryLater(reason, after):
            return _again(attempt, ("later", reason), backoff.delay(attempt.number, now.chance, after), now)
        case Unknown(reason) if attempt.repeatable:
            return _again(attempt, ("unknown", reason), backoff.delay(attempt.number, now.chance), now)
        case Unknown(reason):
            return Ended(attempt.id, attempt.number, Status.UNKNOWN, "unknown", reason)


def _again(attempt: Try, said: tuple[str, str], delay: float, now: Now) -> Ended:
    if attempt.left <= 1:
        return Ended(attempt.id, attempt.number, AT_LAST[said[0]], *said)
    return Ended(attempt.id, attempt.number, Status.SCHEDULED, *said, due_at=now.real + timedelta(seconds=delay))
