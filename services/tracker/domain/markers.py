"""Class markers as drafters write them: `QC45_a`, `QC45a,b`, `QC45_{a,b}`, `QC 45-a`, any case [seed 002]."""

import re
from dataclasses import dataclass
from functools import lru_cache

from services.tracker.domain.classification import Category, Regime
from services.tracker.domain.deadline import Span

_LETTERS = r"[a-d](?:\s*(?:[,;/&+]|và)\s*[a-d])*(?![^\W_])"
_REGIME = r"(?<![^\W_])qc[\s._-]*(?P<regime>4[25])"
_MARKER = re.compile(
    rf"{_REGIME}[\s._-]*(?:\{{\s*(?P<braced>{_LETTERS})\s*\}}|\(\s*(?P<bracketed>{_LETTERS})\s*\)|(?P<plain>{_LETTERS}))",
    re.IGNORECASE,
)
_BARE_REGIME = re.compile(rf"{_REGIME}\s*", re.IGNORECASE)
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


def find_markers(text: str) -> tuple[CodeMarker, ...]:
    """Every class marker of a text, in order. A regime without a class (`QC45`) is no marker."""
    if "qc" not in text.lower():  # as most texts: the pattern is tried at every character
        return ()
    return tuple(_marker(found) for found in _MARKER.finditer(text))


@lru_cache(maxsize=1024)
def parse_code(text: str) -> tuple[Code, ...]:
    """What a `code` field says: one entry a regime; `()` where it is neither a regime nor a class."""
    markers = find_markers(text)
    if markers:
        return tuple(Code(regime=one.regime, categories=one.categories, text=text) for one in markers)
    bare = text.strip()
    if regime := _BARE_REGIME.fullmatch(bare):
        return (Code(regime=_regime(regime), categories=(), text=text),)
    if letters := _BARE_CLASS.fullmatch(bare):
        return (Code(regime=None, categories=_categories(letters["plain"]), text=text),)
    return ()


def _marker(found: re.Match[str]) -> CodeMarker:
    letters = found["braced"] or found["bracketed"] or found["plain"]
    return CodeMarker(
        regime=_regime(found), categories=_categories(letters), text=found.group(), span=(found.start(), found.end())
    )


def _regime(found: re.Match[str]) -> Regime:
    return Regime(f"QC{found['regime']}")


def _categories(letters: str) -> tuple[Category, ...]:
    found = re.findall(r"[a-d]", letters.lower().replace("và", ""))
    return tuple(dict.fromkeys(Category(letter) for letter in found))
