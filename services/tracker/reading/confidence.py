"""Last stage, confidence: how likely a task is right in class and deadline, from what it was read on.

A logistic model of few signs. Its weights were fitted to the annotated documents of the development parts and checked
by leaving one document out (`python -m tests.fit_confidence` prints both). Documents that the rules were not written
for go wrong more often than those: the doubt is raised by as much (`UNSEEN`). The last three weights are judgement: the
documents hold too few such tasks. `./dev score` prints what the confidence is worth, also on the documents set aside.
"""

import math
from dataclasses import dataclass

from services.tracker.domain.deadline import Deadline
from services.tracker.reading.grounds import Ground

#: Weights of the signs (logits).
WEIGHTS = {
    "base": 2.5, "deadline": 1.2, "weak_deadline": 0.3, "mid_line": -0.6, "listed": 1.7, "general": -1.0,
    "sentences": -1.2, "short": -1.0, "long": -0.4, "sent": -1.4, "reported": 0.5, "unread_report": -0.2,
    "unread_date": -0.7, "unnamed": -0.7, "noisy": -0.3,
}  # fmt: skip
#: How much oftener tasks of unseen documents are wrong than the model says of those it was fitted to.
UNSEEN = 2.5
_WEAK_RULES = frozenset(("deadline.horizon", "deadline.named", "deadline.period", "deadline.label", "deadline.day"))
_SENT_RULES = frozenset(("duty.send", "duty.propose", "duty.advise", "duty.hand_in", "duty.notify"))
_GENERAL = frozenset((Ground.GENERAL, Ground.DUE, Ground.DATED))
_SHORT, _LONG = 90, 450
_MOST_SENTENCES = 4
_LEAST, _MOST = 0.3, 0.98


@dataclass(frozen=True, slots=True)
class Signs:
    """What speaks for and against a reading.

    `length` in characters; `sentences` that end inside it; `listed`: it has a marker of a list; `mid_line`: it begins
    inside a line; `report` is the rule that read a report duty; `unread_…` are words that were taken for nothing.
    """

    ground: Ground
    deadline: Deadline | None
    length: int
    sentences: int
    named: bool
    listed: bool
    mid_line: bool
    report: str | None
    unread_report: bool
    unread_date: bool
    noisy: bool


def confidence_of(signs: Signs) -> float:
    """A probability between 0.3 and 0.98."""
    logit = sum(WEIGHTS[name] * value for name, value in features(signs).items())
    doubt = UNSEEN / (1 + math.exp(logit))
    return round(min(_MOST, max(_LEAST, 1 - doubt)), 3)


def features(signs: Signs) -> dict[str, float]:
    """The signs as numbers, by the names of their weights."""
    rule = signs.deadline.rule if signs.deadline else None
    return {
        "base": 1.0,
        "deadline": float(rule is not None and rule not in _WEAK_RULES),
        "weak_deadline": float(rule in _WEAK_RULES),
        "mid_line": float(signs.mid_line),
        "listed": float(signs.listed and not signs.mid_line),
        "general": float(signs.ground in _GENERAL),
        "sentences": min(signs.sentences, _MOST_SENTENCES) / 2,
        "short": float(signs.length < _SHORT),
        "long": float(signs.length >= _LONG),
        "sent": float(signs.report in _SENT_RULES),
        "reported": float(signs.report is not None and signs.report not in _SENT_RULES),
        "unread_report": float(signs.report is None and signs.unread_report),
        "unread_date": float(signs.deadline is None and signs.unread_date),
        "unnamed": float(not signs.named),
        "noisy": float(signs.noisy),
    }
