"""The words that stand before a date and say what it is: a limit (`chậm nhất`, `trước`), a start (`từ`) or nothing."""

import re
from dataclasses import dataclass

from services.tracker.reading.text import Text

#: Without marks → the spellings that count (OCR loses marks, so an empty set takes every spelling).
LEADS: dict[str, frozenset[str]] = {
    "truoc": frozenset(), "ruoc": frozenset(), "ngay": frozenset(), "cham": frozenset(), "nhat": frozenset(),
    "muon": frozenset(), "la": frozenset(), "vao": frozenset(), "den": frozenset(), "het": frozenset(),
    "han": frozenset(), "trong": frozenset({"trong"}), "thoi": frozenset(), "cuoi": frozenset(), "dau": frozenset({"đầu", "dau"}),
    "giua": frozenset(), "khoang": frozenset(), "tu": frozenset({"từ", "tu", "tử"}), "ke": frozenset({"kể", "ke"}),
    "toi": frozenset({"tới"}), "xong": frozenset(), "nay": frozenset({"nay"}), "qua": frozenset({"quá"}),
    "sau": frozenset({"sau"}), "luc": frozenset({"lúc"}), "hoi": frozenset({"hồi"}), "chot": frozenset({"chót"}), "diem": frozenset({"điểm"}),
    "mung": frozenset({"mùng"}), "mong": frozenset({"mồng", "mông"}),
}  # fmt: skip
LIMITS = frozenset({"truoc", "ruoc", "cham", "muon", "han", "het", "xong"})
WEAK = frozenset({"den", "trong", "vao", "toi", "cuoi"})
_OF_LIMIT = frozenset({"ngay", "thoi", "cuoi", "chot", "den", "la", "trong", "vao"})
_WORD = re.compile(r"[^\W_]+|[(:,]")
_REACH = 60
_NEAR = 28  # most runs are short: only so far is looked first


@dataclass(frozen=True, slots=True)
class Lead:
    """The lead words before a date, and where the first of them begins."""

    words: frozenset[str]
    start: int

    @property
    def excludes(self) -> bool:
        """`trước ngày D` does not include D."""
        return bool(self.words & {"truoc", "ruoc"})

    @property
    def limits(self) -> bool:
        """A bare `hạn` is no limit (`chống hạn năm 2009`): a day, an end or a time must be said."""
        return bool(self.words & LIMITS - {"han"}) or ("han" in self.words and bool(self.words & _OF_LIMIT))

    @property
    def weak(self) -> bool:
        return bool(self.words & WEAK) and not self.limits

    @property
    def starts(self) -> bool:
        """`từ ngày D`, `kể từ D`: a beginning, no end."""
        return bool(self.words & {"tu", "ke"}) and not self.words & {"den", "nay", "truoc"}


def lead_before(text: Text, start: int) -> Lead:
    """The unbroken run of lead words that ends at `start`."""
    lead, whole = _run(text, max(0, start - _NEAR), start)
    return lead if whole else _run(text, max(0, start - _REACH), start)[0]


def _run(text: Text, base: int, start: int) -> tuple[Lead, bool]:
    """The run as far back as `base`, and whether a word broke it that is not cut in two there."""
    words: set[str] = set()
    first = at = start
    for word in reversed(_WORD.findall(text.bare, base, start)):
        at = text.bare.rfind(word, base, at)
        if word in "(:,":
            if word == "(" or not words:
                return Lead(frozenset(words), first), at > base
            continue
        if word not in LEADS or not _spelt(text, at, word):
            return Lead(frozenset(words), first), at > base
        words.add(word)
        first = at
    return Lead(frozenset(words), first), False


def _spelt(text: Text, at: int, word: str) -> bool:
    if word == "diem" and text.bare[max(0, at - 5) : at].split() != ["thoi"]:
        return False  # `dứt điểm trong năm 2024`
    spellings = LEADS[word]
    return not spellings or text.plain[at : at + len(word)] in spellings
