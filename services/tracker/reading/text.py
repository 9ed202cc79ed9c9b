"""First stage, normalise: two foldings of a text, as long as each other, and the way back to the text given.

Every later stage matches on `plain` or `bare` and gives its spans back through `Text.span`.
"""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

from services.tracker.domain.deadline import Span
from services.tracker.domain.folding import compose

_MARKS = re.compile("[\u0300-\u036f]+")
_CLUSTER = re.compile("[^\u0300-\u036f][\u0300-\u036f]*|[\u0300-\u036f]+", re.DOTALL)
_MARKUP = re.compile(r"</?[A-Za-z][^<>\n]{0,80}>|\*\*|__+")
_DASHES = re.compile("[‐‑‒–—−]")  # all kinds of dash are one
_SLASHES = re.compile("[\u2044\u2215]")
_SPACES = re.compile("[\t\v\f\u00a0\u2002-\u200b\u202f\u3000\ufeff]")


_LETTERS = [chr(code) for code in (*range(0x41, 0x7B), *range(0xC0, 0x1B1), *range(0x1EA0, 0x1EFA)) if chr(code).isalpha()]
#: Vietnamese capital and small letters, for use inside the brackets of a pattern.
UPPER = "".join(letter for letter in _LETTERS if letter.isupper())
LOWER = "".join(letter for letter in _LETTERS if letter.islower())


@dataclass(frozen=True, slots=True)
class Text:
    """A text with its foldings.

    `shown` is NFC with markup blanked out, `plain` the same in lower case, `bare` without marks (đ is d): the three
    have equal length. `origins[i]` is the code point of the source where character i of them began; None where the
    source is already of that form.
    """

    source: str
    shown: str
    plain: str
    bare: str
    origins: Sequence[int] | None

    def span(self, start: int, end: int) -> Span:
        """Code points of the source that the characters start … end (exclusive) of the foldings came from."""
        if self.origins is None:
            return start, end
        last = self.origins[end] if end < len(self.origins) else len(self.source)
        return (self.origins[start] if start < len(self.origins) else len(self.source)), last

    def words(self, start: int, end: int) -> str:
        """The source between two characters of the foldings."""
        first, last = self.span(start, end)
        return self.source[first:last]


def normalise(source: str) -> Text:
    """Fold a text of any form (NFC, NFD, markdown, html tags, odd spaces and dashes) in linear time."""
    composed, origins = _compose(source)
    shown = _SPACES.sub(" ", _SLASHES.sub("/", _DASHES.sub("-", composed)))
    shown = _MARKUP.sub(_blank, shown) if "<" in shown or "*" in shown or "__" in shown else shown
    plain = _same_length(compose(shown), str.lower)
    bare = _same_length(plain, without_marks)
    return Text(source, shown, plain, bare, origins)


def without_marks(text: str) -> str:
    """Vietnamese letters without their marks; đ (and ð, which OCR reads for it) is d."""
    return _MARKS.sub("", unicodedata.normalize("NFD", text)).replace("đ", "d").replace("ð", "d")


def squeeze(text: str) -> str:
    """One blank for every run of white space."""
    return " ".join(text.split())


@cache
def pattern(expression: str) -> re.Pattern[str]:
    """A compiled pattern in which a blank stands for a run of white space; ` ?` and ` *` for one that may lack."""
    return re.compile(re.sub(r" ([?*]?)", lambda blank: r"\s*" if blank[1] else r"\s+", expression))


def _compose(source: str) -> tuple[str, Sequence[int] | None]:
    if unicodedata.is_normalized("NFC", source):
        return source, None
    letters: list[str] = []
    origins: list[int] = []
    for cluster in _CLUSTER.finditer(source):
        for letter in unicodedata.normalize("NFC", cluster.group()):
            letters.append(letter)
            origins.append(cluster.start())
    return "".join(letters), origins


def _blank(found: re.Match[str]) -> str:
    return " " * len(found.group())


def _same_length(text: str, fold: Callable[[str], str]) -> str:
    """Fold the whole text at once; letter by letter where that would change its length (İ, lone marks)."""
    folded = fold(text)
    return folded if len(folded) == len(text) else "".join((fold(letter) or " ")[0] for letter in text)
