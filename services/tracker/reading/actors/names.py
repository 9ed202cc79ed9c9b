"""Names of agencies in a stretch of text: where a list of names ends, and which names it holds."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from services.tracker.domain.deadline import Span
from services.tracker.reading.actors import lexicon
from services.tracker.reading.text import Text, squeeze


def _words(entries: tuple[str, ...]) -> str:
    ordered = sorted(set(entries), key=len, reverse=True)
    return "|".join(re.escape(entry).replace("\\ ", r"\s+") for entry in ordered)


_HEAD = re.compile(rf"(?:(?:{_words(lexicon.OPENERS)})\s+){{0,2}}(?:{_words(lexicon.HEADS)})(?![\w])")
_SECTOR = re.compile(rf"\b(?:{_words(lexicon.SECTORS)})(?!\w)")
_VERB = re.compile(rf"(?<![\w/])(?:{_words(lexicon.VERBS)})(?![\w/])")
_SPLIT = re.compile(r"\s*(?:[;,]\s*(?:va\s|cung\s)?|\s(?:va|cung|&)\s)\s*")
_LISTED = re.compile(r"(?:(?:cac|nhung|doi voi)\s+){0,2}(?P<head>so|bo|vu|cuc|phong|ban|nganh|hoi|truong|to chuc hoi|co quan|don vi)[\w\s]{0,24}?\s*:\s*")
_LONGEST = 700


@dataclass(frozen=True, slots=True)
class Name:
    """A name as written, and where."""

    text: str
    span: Span


def name_starts(text: Text, start: int) -> bool:
    """Whether the name of an agency (or group of agencies) begins here."""
    return _HEAD.match(text.bare, start) is not None


def first_verb(text: Text, start: int, end: int) -> int | None:
    """Where the first duty verb after a name begins; verbs inside names of fields and after nouns do not count."""
    sectors = [found.span() for found in _SECTOR.finditer(text.bare, start, min(end, start + _LONGEST))]
    for found in _VERB.finditer(text.bare, start, min(end, start + _LONGEST)):
        at = found.start()
        if any(first <= at < last for first, last in sectors) or _is_noun(text, found, start):
            continue
        return at
    return None


def _is_noun(text: Text, found: re.Match[str], start: int) -> bool:
    if found.start() > start and text.shown[found.start()].isupper():
        return True
    verb = squeeze(found.group())
    if verb not in lexicon.SOFT:
        return False
    before = text.bare[max(start, found.start() - 12) : found.start()].split()
    return not before or before[-1] in lexicon.HEAD_NOUNS


def names_in(text: Text, start: int, end: int) -> tuple[Name, ...]:
    """The names of a list such as `Sở A, Sở B và UBND các huyện, thành phố`, as written."""
    found: list[Name] = []
    for first, last in _pieces(text, start, end):
        words = squeeze(text.words(first, last)).strip(" ,;:.-")
        if words:
            found.append(Name(words, (first, last)))
    return tuple(found)


def _pieces(text: Text, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Cut at commas and `và` where the next word begins a name; elsewhere they belong to the name."""
    first = start
    for cut in _SPLIT.finditer(text.bare, start, end):
        if cut.start() <= first or not _new_name(text, first, cut):
            continue
        yield first, cut.start()
        first = cut.end()
    if first < end:
        yield first, end


_PLACES = re.compile(r"(?:cac\s+)?(?:quan|huyen|thi\s+xa|thi\s+tran|thanh\s+pho|xa|phuong|tinh|nganh|ban|dia\s+phuong|don\s+vi)\b(?!\s+(?:chi\s+dao|to\s+chuc|tuyen|dan))")
_GROUP = re.compile(r"\b(?:ubnd|uy\s+ban\s+nhan\s+dan|huyen|quan|thi\s+xa|cac\s+so|so|cac\s+bo|nganh|ban|cac\s+co\s+quan|chu\s+tich)\b")


def _new_name(text: Text, first: int, cut: re.Match[str]) -> bool:
    if not _HEAD.match(text.bare, cut.end()):
        return False
    sector = _SECTOR.search(text.bare, max(first, cut.start() - 40), cut.end() + 24)
    if sector and sector.start() < cut.start() and sector.end() > cut.end():
        return False
    return not (_PLACES.match(text.bare, cut.end()) and _GROUP.search(text.bare, first, cut.start()))
