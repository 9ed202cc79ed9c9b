r"""Patterns of words rewritten so that they are found fast; they match what they matched.

A search tries a pattern at every character, unless the pattern begins with letters. `\b(?:thay the|bai bo)` becomes
`(?:t(?<!\wt)(?:hay the)|b(?<!\wb)(?:ai bo))`: the letter comes first, and what stands before it is looked at only then.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

#: What may not stand before the first letter: a boundary, or one sign of a set.
_BOUNDARY = re.compile(r"\\b(?=[^\W\d_]|\(\?:)|\(\?<!(?P<sign>\\w|\[[^\[\]]+\])\)(?=[^\W\d_]|\(\?:)")
_SIGN = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|[()|]|[^\\\[()|]+", re.DOTALL)
_LETTERS = re.compile(r"[^\W\d_]+(?![?*+{])")
_QUANTIFIERS = ("?", "*", "+", "{")


@dataclass(frozen=True, slots=True)
class _Opening:
    """A branch taken apart: the set that may not stand before it, how it may begin, what follows."""

    before: str
    words: list[str]
    rest: str

    def letters_first(self) -> Iterator[str]:
        by_letter: dict[str, list[str]] = {}
        for word in self.words:
            by_letter.setdefault(word[0], []).append(word)
        for words in by_letter.values():
            shared = _shared([_letters(word) for word in words])
            ends = "|".join(word[len(shared) :] for word in words)
            yield rf"{shared}(?<!{self.before}{shared})(?:{ends})"


def quick(expression: str) -> str:
    """The same expression, letters first; itself where it does not begin with a boundary and plain letters."""
    branches = _branches(expression)
    openings = [opening for opening in map(_opening, branches) if opening]
    if len(openings) < len(branches) or (len(branches) > 1 and "(?P<" in expression):
        return expression
    if len(openings) == 1:
        return f"(?:{'|'.join(openings[0].letters_first())}){openings[0].rest}"
    return "|".join(word + opening.rest for opening in openings for word in opening.letters_first())


def _opening(branch: str) -> _Opening | None:
    boundary = _BOUNDARY.match(branch)
    if boundary is None:
        return None
    words, rest = _words(branch[boundary.end() :])
    return _Opening(boundary["sign"] or r"\w", words, rest) if all(map(_letters, words)) else None


def _letters(word: str) -> str:
    """The letters that a word begins with for certain."""
    found = _LETTERS.match(word)
    return found.group() if found else ""


def _shared(letters: list[str]) -> str:
    """What all begin with."""
    first, last = min(letters), max(letters)
    differ = (place for place, (one, other) in enumerate(zip(first, last, strict=False)) if one != other)
    return first[: next(differ, len(first))]


def _words(expression: str) -> tuple[list[str], str]:
    """The words of a group that opens an expression, and what follows it; its letters where there is no group."""
    if not expression.startswith("(?:"):
        word = _letters(expression)
        return [word], expression[len(word) :]
    end = _group_end(expression)
    if expression[end:].startswith(_QUANTIFIERS):
        return [""], expression
    words = _branches(expression[3 : end - 1])
    inner, rest = _words(words[0]) if len(words) == 1 and words[0].startswith("(?:") else (words, "")
    return (inner, expression[end:]) if not rest else (words, expression[end:])


def _group_end(expression: str) -> int:
    """Where the group that opens the expression is closed."""
    depth = 0
    for sign in _SIGN.finditer(expression):
        depth += {"(": 1, ")": -1}.get(sign.group(), 0)
        if depth == 0:
            return sign.end()
    raise ValueError(expression)


def _branches(expression: str) -> list[str]:
    """The parts between bars that stand in no brackets."""
    branches, depth = [""], 0
    for sign in _SIGN.finditer(expression):
        depth += {"(": 1, ")": -1}.get(sign.group(), 0)
        if sign.group() == "|" and depth == 0:
            branches.append("")
        else:
            branches[-1] += sign.group()
    return branches
