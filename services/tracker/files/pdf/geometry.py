"""What a page holds, in points from its upper left corner as it is shown."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

#: What the items of a list begin with.
LABEL = re.compile(r"\d{1,2}(?:\.\d{1,2})*[.)]|[a-zđ]\)|[-+–•*]|[IVX]{1,5}\.")


@dataclass(frozen=True, slots=True)
class Word:
    """A word: how far it reaches, the line it stands on, and the size of its font."""

    text: str
    x0: float
    x1: float
    base: float
    em: float

    @property
    def middle(self) -> float:
        return self.base - 0.3 * self.em


@dataclass(frozen=True, slots=True, order=True)
class Rule:
    """A ruled line, upright or level: the border of a table, or a line under words."""

    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def upright(self) -> bool:
        return self.y1 - self.y0 > self.x1 - self.x0


@dataclass(frozen=True, slots=True)
class Page:
    """A page's words and rules; `pictures` is how many images it shows."""

    width: float
    height: float
    words: tuple[Word, ...]
    rules: tuple[Rule, ...] = ()
    pictures: int = 0


Line = tuple[Word, ...]


def lines_of(words: Iterable[Word]) -> list[Line]:
    """Words that stand beside each other, from the top down, each line from the left."""
    lines: list[list[Word]] = []
    for word in sorted(words, key=lambda one: (one.base, one.x0)):
        if lines and word.base - lines[-1][0].base < 0.4 * max(word.em, lines[-1][0].em):
            lines[-1].append(word)
        else:
            lines.append([word])
    return [tuple(sorted(line, key=lambda one: one.x0)) for line in lines]


def words_of(line: Sequence[Word]) -> str:
    """The words of a line with a blank between them."""
    return " ".join(word.text for word in line)


def em_of(line: Sequence[Word]) -> float:
    """The size of a line's largest word."""
    return max(word.em for word in line)
