"""Class markers as drafters write them: `QC45_a`, `QC45a,b`, `QC45_{a,b}`, `QC 45-a`, any case [seed 002]."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from services.tracker.domain.classification import BUILT_IN, Category, Regime, RegimeNames
from services.tracker.domain.deadline import Span
from services.tracker.domain.folding import without_diacritics

_LETTERS = r"[a-d](?:\s*(?:[,;/&+]|và)\s*[a-d])*(?![^\W_])"
_CLASSES = rf"[\s._-]*(?:\{{\s*(?P<braced>{_LETTERS})\s*\}}|\(\s*(?P<bracketed>{_LETTERS})\s*\)|(?P<plain>{_LETTERS}))"
_NAME = re.compile(r"(?P<letters>\D+)(?P<number>\d+)")
_BARE_CLASS = re.compile(rf"(?:(?:loại|lớp|nhóm|mức)\s+)?(?P<plain>{_LETTERS})\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeMarker:
    """A marker in a text; `categories` may be several, in the order written; `span` in code points."""

    regime: Regime
    categories: tuple[Category, ...]
    text: str
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """What a body's own `code` says; a regime or a class alone is possible, both absent is not."""

    regime: Regime | None
    categories: tuple[Category, ...]
    text: str


def find_markers(text: str, names: RegimeNames = BUILT_IN) -> tuple[CodeMarker, ...]:
    """Every class marker of a text, in order. A regime without a class (`QC45`) is no marker, nor is a marker of a
    regulation that has no name here."""
    shapes, lowered = _shapes(names), text.lower()
    if not any(letters in lowered for letters in shapes.letters):  # as most: the pattern is tried at every character
        return ()
    return tuple(_marker(found) for found in shapes.marker.finditer(text))


@lru_cache(maxsize=64)
def letters_of(names: RegimeNames) -> frozenset[str]:
    """The letters that markers begin with, folded: a text without any of them has no marker."""
    return frozenset(without_diacritics(letters) for letters in _shapes(names).letters)


@lru_cache(maxsize=1024)
def parse_code(text: str, names: RegimeNames = BUILT_IN) -> tuple[Code, ...]:
    """What a `code` field says: one entry a regime; `()` where it is neither a regime nor a class."""
    markers = find_markers(text, names)
    if markers:
        return tuple(Code(regime=one.regime, categories=one.categories, text=text) for one in markers)
    bare = text.strip()
    if regime := _shapes(names).regime.fullmatch(bare):
        return (Code(regime=_regime(regime), categories=(), text=text),)
    if letters := _BARE_CLASS.fullmatch(bare):
        return (Code(regime=None, categories=_categories(letters["plain"]), text=text),)
    return ()


@dataclass(frozen=True, slots=True)
class _Shapes:
    """What markers look like under these names; `letters` in lower case."""

    letters: frozenset[str]
    regime: re.Pattern[str]
    marker: re.Pattern[str]


@lru_cache(maxsize=64)
def _shapes(names: RegimeNames) -> _Shapes:
    known = names.recognised()
    government = _any_of(name for name, regime in known.items() if regime is Regime.QC42)
    province = _any_of(name for name, regime in known.items() if regime is Regime.QC45)
    regime = rf"(?<![^\W_])(?:(?P<government>{government})|(?P<province>{province}))"
    letters = frozenset(_parts(name)["letters"].lower() for name in known)
    marker = re.compile(regime + _CLASSES, re.IGNORECASE)
    return _Shapes(letters, re.compile(rf"{regime}\s*", re.IGNORECASE), marker)


def _any_of(names: Iterable[str]) -> str:
    """`QC12` also as `qc 12` and `QC-12`."""
    found = [_parts(name) for name in names]
    return "|".join(rf"{re.escape(name['letters'])}[\s._-]*{name['number']}" for name in found)


def _parts(name: str) -> re.Match[str]:
    found = _NAME.fullmatch(name)
    if found is None:
        raise ValueError(f"{name!r} is not letters and a number")
    return found


def _marker(found: re.Match[str]) -> CodeMarker:
    letters = found["braced"] or found["bracketed"] or found["plain"]
    return CodeMarker(
        regime=_regime(found), categories=_categories(letters), text=found.group(), span=(found.start(), found.end())
    )


def _regime(found: re.Match[str]) -> Regime:
    return Regime.QC42 if found["government"] else Regime.QC45


def _categories(letters: str) -> tuple[Category, ...]:
    found = re.findall(r"[a-d]", letters.lower().replace("và", ""))
    return tuple(dict.fromkeys(Category(letter) for letter in found))
