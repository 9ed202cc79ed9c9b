"""A text cut where something that was read begins or ends: every piece knows its tasks and facts."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from services.tracker.domain.deadline import Span
    from services.tracker.reading.result import Reading


@dataclass(frozen=True, slots=True)
class Piece:
    """Words with the numbers of the tasks (from 1) that they belong to, those that begin here, and the facts that
    they prove (`lead`, `deadline` …)."""

    words: str
    tasks: tuple[int, ...]
    begins: tuple[int, ...]
    facts: tuple[str, ...]


def marked(text: str, reading: "Reading") -> Iterator[Piece]:
    """The whole text in pieces, in order."""
    tasks = [(task.span, number) for number, task in enumerate(reading.tasks, start=1)]
    facts = sorted(set(_facts(reading)))
    cuts = sorted({0, len(text), *(place for span, _ in (*tasks, *facts) for place in span if place <= len(text))})
    for start, end in pairwise(cuts):
        yield Piece(
            text[start:end], tuple(number for span, number in tasks if _holds(span, start, end)),
            tuple(number for span, number in tasks if span[0] == start),
            tuple(dict.fromkeys(fact for span, fact in facts if _holds(span, start, end))),
        )  # fmt: skip


def _facts(reading: "Reading") -> Iterator[tuple["Span", str]]:
    """Where the words of each fact stand; the letterhead as a whole is no words of one."""
    for proof in (*reading.head.evidence, *(proof for task in reading.tasks for proof in task.evidence)):
        if proof.span and proof.fact != "issuer":
            yield proof.span, proof.fact


def _holds(span: "Span", start: int, end: int) -> bool:
    return span[0] <= start and end <= span[1]
