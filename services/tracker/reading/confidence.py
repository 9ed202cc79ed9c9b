"""Last stage, confidence: how likely a task is right in class and deadline, from what it was read on.

The figures are shares of right readings among annotated documents, by ground; the factors were set so that of tasks
at 0.9 and above at least 95 % are right (`./dev score` prints that share).
"""

from dataclasses import dataclass

from services.tracker.domain.deadline import Deadline
from services.tracker.reading.grounds import Ground

#: Share of tasks that are right, by the ground on which they were taken.
BY_GROUND = {
    Ground.HEADED: 0.85, Ground.ASSIGNED: 0.85, Ground.NAMED: 0.8, Ground.GENERAL: 0.78, Ground.LABELLED: 0.74,
    Ground.DUE: 0.7, Ground.DATED: 0.65,
}  # fmt: skip
WEAK_DEADLINES = frozenset({"deadline.horizon", "deadline.named"})
_SURE_LENGTH = range(100, 480)


@dataclass(frozen=True, slots=True)
class Signs:
    """What speaks for and against a reading: `length` in characters, `unread_date` a date taken for no deadline."""

    ground: Ground
    deadline: Deadline | None
    length: int
    named: bool
    unread_date: bool
    noisy: bool


def confidence_of(signs: Signs) -> float:
    """A probability between 0.3 and 0.98."""
    doubt = 1 - BY_GROUND[signs.ground]
    for factor, holds in _factors(signs):
        doubt *= factor if holds else 1
    return round(min(0.98, max(0.3, 1 - doubt)), 3)


def _factors(signs: Signs) -> tuple[tuple[float, bool], ...]:
    """Factors of the doubt, and whether each holds."""
    binding = signs.deadline is not None and signs.deadline.rule not in WEAK_DEADLINES
    return (
        (0.4, binding),
        (1.5, signs.deadline is not None and not binding),
        (0.7, not binding and signs.length in _SURE_LENGTH and not signs.unread_date),
        (1.6, not binding and signs.length < _SURE_LENGTH.start),
        (1.5, signs.length >= _SURE_LENGTH.stop),
        (2.0, signs.unread_date and signs.deadline is None),
        (2.0, not signs.named),
        (1.3, signs.noisy),
    )
