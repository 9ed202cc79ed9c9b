"""First stage, normalise: two foldings of a text, as long as each other, and the way back to the text given.

Every later stage matches on `plain` or `bare` and gives its spans back through `Text.span`.
"""

import codecs
import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache

from services.tracker.domain.deadline import Span
from services.tracker.domain.folding import compose
from services.tracker.reading.quick import quick

_CLUSTER = re.compile("[^\u0300-\u036f][\u0300-\u036f]*|[\u0300-\u036f]+", re.DOTALL)
_MARKUP = re.compile(r"</?[A-Za-z][^<>\n]{0,80}>|\*\*|__+")
#: Signs that are written in several ways, each with the one that stands for them.
_SAME = {
    "-": "\u2010\u2011\u2012\u2013\u2014\u2212",
    "/": "\u2044\u2215",
    " ": "\t\v\f\u00a0\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u200b\u202f\u3000\ufeff",
}
#: Bullets of Word and of the web, read as dashes; quotes and dots that are not ASCII.
_ASCII = {
    "-": "\u2022\u00b7\u25cf\u25aa\u2666\uf02d\uf0b7\u2756",
    '"': "\u201c\u201d",
    "'": "\u2018\u2019",
    ".": "\u2026",
}
_OTHER = "~"
_AFTER_O = "\u00e0\u00e1\u1ea3\u00e3\u1ea1\u00e8\u00e9\u1ebb\u1ebd\u1eb9"
_AFTER_U = "\u1ef3\u00fd\u1ef7\u1ef9\u1ef5"
#: Begins with a set of letters, which a search runs through fast.
_OLD_TONES = re.compile(
    rf"[oOuU](?:(?<=[oO])[{_AFTER_O}{_AFTER_O.upper()}]|(?<=[uU])(?<![qQ].)[{_AFTER_U}{_AFTER_U.upper()}])"
    r"(?![^\W\d_])"
)
_LETTERS = [
    chr(code) for code in (*range(0x41, 0x7B), *range(0xC0, 0x1B1), *range(0x1EA0, 0x1EFA)) if chr(code).isalpha()
]
#: Vietnamese capital and small letters, for use inside the brackets of a pattern.
UPPER = "".join(letter for letter in _LETTERS if letter.isupper())
LOWER = "".join(letter for letter in _LETTERS if letter.islower())


@dataclass(frozen=True, slots=True)
class Name:
    """A name of an agency as written, and where (characters of the foldings)."""

    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Text:
    """A text with its foldings.

    `shown` is NFC with markup blanked out, `plain` the same in lower case, `bare` without marks (đ is d): the three
    have equal length. `origins[i]` is the code point of the source where character i of them began; None where the
    source is already of that form. `names` and `lists` keep what was found out about
    names of agencies: where the first words of one that begins at a character end, which ones a stretch lists.
    """

    source: str
    shown: str
    plain: str
    bare: str
    origins: Sequence[int] | None
    names: dict[int, int | None] = field(default_factory=dict, compare=False, repr=False)
    lists: dict[Span, tuple[Name, ...]] = field(default_factory=dict, compare=False, repr=False)

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
    shown = composed
    for sign, others in _SAME.items():
        for other in others:
            shown = shown.replace(other, sign)
    shown = _MARKUP.sub(_blank, shown) if "<" in shown or "*" in shown or "__" in shown else shown
    plain = _same_length(_OLD_TONES.sub(_newer_tone, shown), str.lower)
    return Text(source, shown, plain, without_marks(plain), origins)


def without_marks(text: str) -> str:
    """Lower-case Vietnamese letters without their marks (đ and ð are d), other signs as ASCII; as long as `text`."""
    coded, _ = codecs.charmap_encode(text, _ERRORS, _CODES)
    return coded.translate(_BARE).decode("ascii")


def any_of(entries: Iterable[str]) -> str:
    """An expression that matches any of the entries, longest first; a tree of letters, so that it is quick."""
    tree: dict[str, _Tree] = {}
    for entry in entries:
        node = tree
        for letter in entry:
            node = node.setdefault(letter, {})
        node[""] = {}
    return _branches(tree)


_Tree = dict[str, "_Tree"]


def _branches(tree: "_Tree") -> str:
    branches = [_letter(letter) + _branches(rest) for letter, rest in tree.items() if letter]
    if not branches:
        return ""
    joined = branches[0] if len(branches) == 1 else f"(?:{'|'.join(branches)})"
    return f"(?:{joined})?" if "" in tree else joined


def _letter(letter: str) -> str:
    return r"\s+" if letter == " " else re.escape(letter)


def squeeze(text: str) -> str:
    """One blank for every run of white space."""
    return " ".join(text.split())


@cache
def pattern(expression: str) -> re.Pattern[str]:
    """A compiled pattern in which a blank stands for a run of white space; ` ?` and ` *` for one that may lack."""
    return re.compile(quick(re.sub(r" ([?*]?)", lambda blank: r"\s*" if blank[1] else r"\s+", expression)))


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


def _newer_tone(found: re.Match[str]) -> str:
    return compose(found.group())


def _code_page() -> tuple[str, bytes]:
    """A code page of ASCII, the marked small letters and some signs, and what each code is without marks."""
    marked = [letter for letter in map(chr, (*range(0xE0, 0x1B1), *range(0x1EA0, 0x1EFA))) if _base(letter)]
    signs = [(other, sign) for sign, others in _ASCII.items() for other in others]
    page = "".join(map(chr, range(128))) + "".join(marked) + "".join(other for other, _ in signs)
    bare = "".join(map(chr, range(128))) + "".join(map(_base, marked)) + "".join(sign for _, sign in signs)
    return page.ljust(256, "\ufffe"), bare.ljust(256, _OTHER).encode("ascii")


def _base(letter: str) -> str:
    """The ASCII letter under the marks of a small letter; empty where it has none."""
    if letter in "đð":
        return "d"
    base = unicodedata.normalize("NFD", letter)[0]
    return base if base.isascii() and letter.islower() and base in _VOWELS_AND_Y else ""


_VOWELS_AND_Y = "aeiouyn"
_PAGE, _BARE = _code_page()
_CODES = codecs.charmap_build(_PAGE)
_ERRORS = "dondoc.bare"


def _unknown(error: UnicodeError) -> tuple[str, int]:
    """Signs outside the code page become one ASCII sign each."""
    assert isinstance(error, UnicodeEncodeError)
    return _OTHER * (error.end - error.start), error.end


codecs.register_error(_ERRORS, _unknown)


def _same_length(text: str, fold: Callable[[str], str]) -> str:
    """Fold the whole text at once; letter by letter where that would change its length (İ, lone marks)."""
    folded = fold(text)
    return folded if len(folded) == len(text) else "".join((fold(letter) or " ")[0] for letter in text)
