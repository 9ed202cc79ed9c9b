"""Names of agencies in a stretch of text: where a list of names ends, and which names it holds."""

import re
from collections.abc import Iterator
from functools import lru_cache

from services.tracker.reading.actors import lexicon
from services.tracker.reading.quick import quick
from services.tracker.reading.text import Name, Text, any_of, squeeze, without_marks

_LONGEST = 700
_BOARD = re.compile(
    rf"(?:cac\s+)?(?:{any_of(lexicon.BOARDS)})\s[^.;:,]{{0,70}}?\b(?:cac\s+cap|tinh(?!\s+hinh|\s+toan)|thanh\s+pho|huyen|"
    rf"quan(?!\s+l|\s+t)|xa(?!\s+hoi)|phuong(?!\s+an|\s+t)|quoc\s+gia|trung\s+uong|truong(?!\s+hop))\b"
)

#: `Ban Quản lý dự án đầu tư xây dựng công trình giao thông` names no work that it is to do.
_PROJECTS = re.compile(
    r"(?:ban\s+quan\s+ly|ban\s+qlda|bql)\s+(?:(?:cac\s+)?du\s+an\s+)?(?:dau\s+tu\s+xay\s+dung(?:\s+cong\s+trinh)?|"
    r"xay\s+dung\s+cong\s+trinh|dau\s+tu(?:\s+va)?\s+phat\s+trien)"
)


def _head(entries: tuple[str, ...], openers: tuple[str, ...], others: tuple[str, ...]) -> re.Pattern[str]:
    opener = rf"(?:(?:{any_of(openers)})\s+){{0,2}}"
    return re.compile(rf"{opener}(?!(?:{any_of(others)})(?!\w))(?:{any_of(entries)})(?!\w)")


def _unmarked(entries: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(without_marks(entry) for entry in entries)


_HEAD = _head(lexicon.HEADS, lexicon.OPENERS, lexicon.NOT_HEADS)
_HEAD_ANY = re.compile(r"(?:vụ|cục|sở|ban|bộ|hội|viện)(?=\s\w)")
#: What OCR has robbed of marks is still a name where it is of several words.
_HEAD_BARE = _head(
    tuple(entry for entry in _unmarked(lexicon.HEADS) if " " in entry),
    _unmarked(lexicon.OPENERS), _unmarked(lexicon.NOT_HEADS),
)  # fmt: skip
_FIELDS = any_of(lexicon.SECTORS)
_SECTOR = re.compile(quick(rf"\b(?:{_FIELDS})(?!\w)"))
#: The first two letters of names: most words have others.
_HEAD_LETTERS = frozenset(entry[:2] for entry in lexicon.HEADS + lexicon.OPENERS)
_BARE_LETTERS = frozenset(map(without_marks, _HEAD_LETTERS))
#: Words after which a verb may be part of a noun.
_BEFORE_NOUNS = (
    lexicon.HEAD_NOUNS | lexicon.BEFORE_TRINH | {noun.split()[-1] for noun in lexicon.AGENCY_NOUNS} | {"được"}
)
_GOING_ON = frozenset(word.rpartition(" ")[0] for word in lexicon.GOES_ON)
#: Words at which a field's name goes on: only there may a verb stand inside one.
_WITHIN_SECTORS = frozenset(word for entry in lexicon.SECTORS for word in re.findall(r"\w+", entry)[1:])
_VERB = re.compile(rf"(?<![\w/])(?:{any_of(lexicon.VERBS)})(?![\w/])")
_SHORT_VERB = re.compile(rf"(?<![\w/])(?:{any_of(lexicon.SHORT_VERBS)})(?![\w/])")
_OPENING = re.compile(rf"(?:{any_of(lexicon.OPENING_VERBS)})(?![\w/])")
#: A comma, or `và` between blanks; begins with a set of signs, which a search runs through fast.
_SPLIT = re.compile(r"[\s;,](?:(?<=[;,])\s*(?:va\s|cung\s)?|(?<=\s)\s*(?:[;,]\s*(?:va\s|cung\s)?|(?:va|cung|&)\s))\s*")
_BARE_HEAD = re.compile(
    r"(?:cac\s+)?(?:vu|cuc|so|bo|ban|nganh|thu\s+truong|lanh\s+dao|giam\s+doc|truong|chu\s+tich|phong)"
)
_COMPLETES = re.compile(
    r"(?:cac\s+)?(?:vu|cuc|ban|nganh|don\s+vi|co\s+quan|lanh\s+dao|thu\s+truong|giam\s+doc|phong|truong)\b"
)
_ADVERBS = frozenset(
    ("không", "cần", "phải", "đã", "sẽ", "chưa", "đang", "đều", "cũng", "tự", "vẫn", "hàng", "thường", "trong", "và", "có",
     "để", "do", "theo", "khi", "nếu", "cùng", "phối", "chủ", "định")
)  # fmt: skip
_LIST_OPENS = re.compile(r"\b(?:so|bo|nganh|ban|vu|cuc)\s*:\s$")
_NEEDS_FIELD = re.compile(r"\b(?:cục|vụ|sở|viện|phòng|ban|đội|tổng\s+cục|chi\s+cục|trung\s+tâm|khoa|bộ)\s+$")
#: Places and kinds of agencies that go on with the group before them (`UBND các huyện, thành phố`, `các sở, ban, ngành`).
_PLACES = re.compile(r"(?:cac\s+)?(?:quan|huyen|thi\s+xa|thi\s+tran|thanh\s+pho|xa|phuong|tinh|dac\s+khu|thanh\s+uy)\b")
_OF_PLACES = re.compile(
    r"\b(?:ubnd|uy\s+ban\s+nhan\s+dan|huyen|quan|thi\s+xa|chu\s+tich|xa|phuong|phong|huyen\s+uy|thi)\b"
)
_KINDS = re.compile(r"(?:cac\s+)?(?:nganh|ban|dia\s+phuong|don\s+vi|co\s+quan|doan\s+the|to\s+chuc|hoi|truong)\b")
_OF_KINDS = re.compile(
    r"(?:(?:thu\s+truong|lanh\s+dao|giam\s+doc|nguoi\s+dung\s+dau)\s+)?(?:cac\s+|nhung\s+)?"
    r"(?:so|bo|nganh|ban|co\s+quan|don\s+vi|vu|phong|huyen|cap|dia\s+phuong)\b(?![^,;]*\b(?:va|ubnd)\b)"
)
#: One agency and no group: `Sở Tài chính, các địa phương` are two.
_NAMED_FIELD = re.compile(rf"(?:giam\s+doc\s+|thu\s+truong\s+)?(?:so|bo|ban|phong)\s+(?:{_FIELDS})(?!\w)")
_OFFICE_OF = re.compile(r"(?:chanh\s+)?(?:van\s+phong|vp)\s+(?:doan|hoi\s+dong|hdnd)")
_COUNCIL = re.compile(r"\s*(?:va|,|&)\s*(?:hoi\s+dong\s+nhan\s+dan|hdnd|uy\s+ban\s+nhan\s+dan|ubnd)\b")
_SHARED = re.compile(
    r"(?:cac\s+|doi\s+voi\s+|nhung\s+)*(?P<head>so|bo|vu|cuc|phong|ban|nganh|truong|thu\s+truong|hoi|to\s+chuc\s+hoi)"
    r"(?:\s*,\s*(?:ban|nganh|cuc|vu|uy\s+ban|don\s+vi))*(?P<colon>\s*:\s*|\s+)"
)


def name_starts(text: Text, start: int) -> bool:
    """Whether the name of an agency (or group of agencies) begins here."""
    if start not in text.names:
        text.names[start] = _head_end(text, start)
    return text.names[start] is not None


def _head_end(text: Text, start: int) -> int | None:
    """Where the first words of a name end; `start` where only their letters say so; None where there are none."""
    found = _HEAD.match(text.plain, start) if text.plain[start : start + 2] in _HEAD_LETTERS else None
    if found:
        return found.end()
    if text.bare[start : start + 2] not in _BARE_LETTERS:
        return None
    return start if _HEAD_BARE.match(text.bare, start) or _capital_name(text, start) else None


def _capital_name(text: Text, start: int) -> bool:
    """`Vụ Nuôi trồng thủy sản` is a name by its capitals, `vụ nuôi` is none."""
    found = _HEAD_ANY.match(text.plain, start) if text.shown[start : start + 1].isupper() else None
    return found is not None and text.shown[found.end() + 1 : found.end() + 2].isupper()


def first_verb(text: Text, start: int, end: int) -> int | None:
    """Where the first duty verb after a name begins; verbs inside names of fields and after nouns do not count."""
    end = min(end, start + _LONGEST)
    start = max(_past_board(text, start), _past_head(text, start))
    long = _first(text, _VERB.finditer(text.bare, start, end), start, end)
    if long == start:
        return long
    short = _first(text, _SHORT_VERB.finditer(text.plain, start, end if long is None else long), start, end)
    return short if short is not None else long


def plain_verb(text: Text, at: int) -> bool:
    """Whether a verb of two syllables or more stands here, which is hardly taken for anything else."""
    return _VERB.match(text.bare, at) is not None


def opens_duty(text: Text, start: int, end: int) -> bool:
    """Whether words begin with what is to be done."""
    if start >= end:
        return False
    verb = first_verb(text, start, min(end, start + 30))
    return (verb is not None and verb - start < 2) or bool(_OPENING.match(text.bare, start, end))


def _past_head(text: Text, start: int) -> int:
    """Past the first words of a name, which may hold a verb themselves (`chủ đầu tư`, `Thanh tra tỉnh`)."""
    return (text.names[start] or start) if name_starts(text, start) else start


def _past_board(text: Text, start: int) -> int:
    """Past what a board is for (`Ban Chỉ đạo chuyển đổi số cấp huyện`), so that it is not read as its duty."""
    found = _BOARD.match(text.bare, start) or _PROJECTS.match(text.bare, start)
    return found.end() if found else start


def _first(text: Text, verbs: Iterator[re.Match[str]], start: int, end: int) -> int | None:
    sectors: _Sectors | None = None
    for found in verbs:
        at = found.start()
        if _may_stand_within(found.group()):
            sectors = sectors or _Sectors(text, start, end)
            if sectors.hold(at):
                continue
        if _is_noun(text, found, start):
            continue
        if not _in_brackets(text, start, at):
            return at
    return None


@lru_cache(maxsize=4096)
def _may_stand_within(verb: str) -> bool:
    """Whether a verb may stand inside the name of a field: only one that begins like a later word of such a name."""
    return without_marks(verb).split(None, 1)[0].rstrip(",") in _WITHIN_SECTORS


class _Sectors:
    """Names of fields in a stretch, sought only as far as they are asked for, in order of place."""

    def __init__(self, text: Text, start: int, end: int) -> None:
        self._found = _SECTOR.finditer(text.bare, start, end)
        self._span = (-1, -1)

    def hold(self, at: int) -> bool:
        """Whether a field's name holds this place, and does not begin with it."""
        while self._span[1] <= at and (found := next(self._found, None)):
            self._span = found.span()
        return self._span[0] < at < self._span[1]


def _is_noun(text: Text, found: re.Match[str], start: int) -> bool:
    if found.start() > start and text.shown[found.start()].isupper():
        opened = text.bare[max(0, found.start() - 12) : found.start()]
        return not opened.endswith(": ") or bool(_LIST_OPENS.search(opened))
    words = text.shown[found.start() + 1 : found.end()]
    if not words.islower() and any(map(str.isupper, words)):
        return found.start() > start
    before = text.plain[max(start, found.start() - 12) : found.start()].split()
    if _in_compound(text, found, before[-1] if before else ""):
        return True
    if before and before[-1] not in _BEFORE_NOUNS:
        return False
    verb = squeeze(text.bare[found.start() : found.end()])
    if not before:
        return verb in lexicon.SOFT and _names_field(text, found.start())
    if verb == "trinh" and before[-1] in lexicon.BEFORE_TRINH:
        return True
    if " ".join(before[-2:]) in lexicon.AGENCY_NOUNS:
        return verb in lexicon.AGENCY_VERBS
    return before[-1] == "được" or (
        verb in lexicon.SOFT and before[-1] in lexicon.HEAD_NOUNS and not _after_field(text, start, found.start())
    )


def _after_field(text: Text, start: int, at: int) -> bool:
    """Whether a field's whole name stands before the verb (`… Thông tin và Truyền thông | xây dựng`)."""
    return any(found.end() >= at - 2 for found in _SECTOR.finditer(text.bare, max(start, at - 60), at))


def _in_compound(text: Text, found: re.Match[str], before: str) -> bool:
    """Whether the syllable is part of a longer word (`địa bàn`, `cấp tỉnh`)."""
    word = text.plain[found.start() : found.end()]
    if f"{before} {word}" in lexicon.COMPOUNDS:
        return True
    after = text.plain[found.end() : found.end() + 9].split() if word in _GOING_ON else []
    return bool(after) and f"{word} {after[0]}" in lexicon.GOES_ON


def _names_field(text: Text, start: int) -> bool:
    """Whether the word just before only begins a name (`Cục Quản lý …`): what follows says which one it is."""
    return bool(_NEEDS_FIELD.search(text.plain, max(0, start - 12), start))


def _in_brackets(text: Text, start: int, at: int) -> bool:
    return text.bare.count("(", start, at) > text.bare.count(")", start, at)


def names_in(text: Text, start: int, end: int) -> tuple[Name, ...]:
    """The names of a list such as `Sở A, Sở B và UBND các huyện, thành phố`, as written."""
    known = text.lists.get((start, end))
    if known is None:
        known = text.lists[start, end] = tuple(name for name in _names(text, start, end) if name.text)
    return known


def _names(text: Text, start: int, end: int) -> Iterator[Name]:
    shared = ""
    for first, last in _pieces(text, start, end):
        opened = _SHARED.match(text.bare, first, last)
        if opened and (":" in opened["colon"] or _lists_fields(text, opened, last)):
            shared = text.words(*opened.span("head"))
            first = opened.end()
        elif name_starts(text, first):
            shared = ""
        last = first + len(text.shown[first:last].rstrip(" \n,;:.-"))
        words = squeeze(text.words(first, last)).strip(" ,;:.-")
        name, _, ending = words.rpartition(" ")
        words = name if name and ending in _ADVERBS else words
        yield Name(f"{shared} {words}".strip(), (first, last))


def _lists_fields(text: Text, opened: re.Match[str], last: int) -> bool:
    """`các Sở Nội vụ` is one name; with `các` before it, fields may follow that share its first word."""
    return text.bare.startswith("cac ", opened.start()) and bool(_SECTOR.match(text.bare, opened.end(), last))


def _glued(text: Text, first: int, cut: re.Match[str]) -> bool:
    """A bare title or plural (`Các Vụ`, `Thủ trưởng`) that what follows the comma completes."""
    return bool(_BARE_HEAD.fullmatch(text.bare, first, cut.start()) and _COMPLETES.match(text.bare, cut.end()))


def _pieces(text: Text, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Cut at commas and `và` where the next word begins a name; elsewhere they belong to the name."""
    first = start
    listing = bool(_SHARED.match(text.bare, start, end))
    for cut in _SPLIT.finditer(text.bare, start, end):
        if cut.start() <= first or _in_brackets(text, first, cut.start()):
            continue
        if "," in cut.group() and _glued(text, first, cut):
            continue
        if _new_name(text, first, cut) or (listing and _new_field(text, first, cut, end)):
            yield first, cut.start()
            first = cut.end()
    if first < end:
        yield first, end


def _new_field(text: Text, first: int, cut: re.Match[str], end: int) -> bool:
    """A field of government that stands for an agency in a list (`các Sở: Nội vụ, Tài chính`)."""
    field = _SECTOR.match(text.bare, cut.end(), end)
    around = _SECTOR.search(text.bare, max(first, cut.start() - 40), end)
    return bool(field and not (around and around.start() < cut.start() and around.end() > cut.end()))


def _new_name(text: Text, first: int, cut: re.Match[str]) -> bool:
    if not name_starts(text, cut.end()):
        return False
    sector = _SECTOR.search(text.bare, max(first, cut.start() - 40), cut.end() + 24)
    if sector and sector.start() < cut.start() and sector.end() > cut.end():
        return False
    places = _PLACES.match(text.bare, cut.end()) and _OF_PLACES.search(text.bare, first, cut.start())
    kinds = (
        _KINDS.match(text.bare, cut.end())
        and _OF_KINDS.match(text.bare, first, cut.start())
        and not _NAMED_FIELD.match(text.bare, first, cut.start())
    )
    if _OFFICE_OF.match(text.bare, first, cut.start()) and _COUNCIL.match(text.bare, cut.start()):
        return False
    return not (places or kinds) or ";" in cut.group()
