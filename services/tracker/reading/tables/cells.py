"""Cells of a row: who is named in one, whether it is empty or says `như trên`."""

import re
from collections.abc import Iterator, Sequence

from services.tracker.domain.deadline import Span
from services.tracker.reading.actors.names import name_starts, names_in
from services.tracker.reading.text import Name, Text, normalise, pattern, squeeze

_DITTO = pattern(r"""\W*(?:nt|nhu tren|")\W*$""")
_LINE = re.compile(r"\s*(?:\n|\s{3,}|;|\s[-+]\s)\s*[-+]?\s*")
_PARTNERS = pattern(
    r"[,;(]? ?(?:(?:co quan|don vi|cung) )?(?:chu tri,? ?)?\bphoi hop(?: thuc hien)?(?: cung| voi)? ?:? ?"
)
_LEADS = pattern(r"(?:(?:co quan|don vi) )?chu tri ?: ?")
_ROLE = pattern(r"\((?:co quan |don vi )?(?:chu tri|phoi hop)[^()]{0,20}\)")
_LED = pattern(r",? chu tri\W*$")


def blank(text: Text, cell: Span) -> bool:
    """Nothing, or only a dash."""
    return not text.bare[slice(*cell)].strip(" .-_\n")


def merged(text: Text, cell: Span) -> bool:
    """Nothing at all, or `nt`: the cell goes on with the one above it."""
    return not text.bare[slice(*cell)].strip() or _DITTO.match(text.bare, *cell) is not None


def trimmed(text: Text, cell: Span) -> Span:
    """Without the blanks around its words."""
    start, end = cell
    words = text.bare[start:end]
    return start + len(words) - len(words.lstrip()), start + len(words.rstrip())


def leads_and_partners(text: Text, cell: Span) -> tuple[tuple[Name, ...], tuple[Name, ...]]:
    """A cell may name both (`Sở A; phối hợp: Sở B`)."""
    start, end = _opened(text, cell)
    if _ROLE.search(text.bare, start, end):
        return _by_role(text, start, end)
    labelled = _LEADS.match(text.bare, start, end)
    start = labelled.end() if labelled else start
    turn = _PARTNERS.search(text.bare, start + 1, end) if start < end else None
    if not turn:
        return names(text, (start, end)), ()
    led = _LED.search(text.bare, start, turn.start())
    return names(text, (start, led.start() if led else turn.start())), names(text, (turn.end(), end))


def in_pieces(text: Text, pieces: Sequence[Span]) -> tuple[tuple[Name, ...], tuple[Name, ...]]:
    """The same of a cell whose words stand in several lines; the first of them shows where the names are."""
    joined = normalise(" ".join(text.words(*piece) for piece in pieces))
    leads, partners = leads_and_partners(joined, (0, len(joined.bare)))
    return tuple(Name(name.text, pieces[0]) for name in leads), tuple(Name(name.text, pieces[0]) for name in partners)


def _by_role(text: Text, start: int, end: int) -> tuple[tuple[Name, ...], tuple[Name, ...]]:
    """`Sở A (chủ trì), Sở B, Sở C (phối hợp)`: the names before each bracket have its role."""
    leads: list[Name] = []
    partners: list[Name] = []
    for role in _ROLE.finditer(text.bare, start, end):
        (partners if "phoi" in role.group() else leads).extend(names(text, (start, role.start())))
        start = role.end()
    return tuple(leads), tuple(partners)


def names(text: Text, cell: Span) -> tuple[Name, ...]:
    """The names of a cell, one a line or in a list; its words where no known name begins it."""
    start, end = _opened(text, cell)
    if start >= end or blank(text, (start, end)):
        return ()
    if not name_starts(text, start):
        return (Name(squeeze(text.shown[start:end]), (start, end)),)
    return tuple(name for piece in _lines(text, start, end) for name in names_in(text, *piece))


def _lines(text: Text, start: int, end: int) -> Iterator[Span]:
    for cut in _LINE.finditer(text.bare, start, end):
        goes_on = cut.group().isspace() and text.shown[cut.end() : cut.end() + 1].islower()
        if cut.end() < end and not goes_on and name_starts(text, cut.end()):
            yield start, cut.start()
            start = cut.end()
    yield start, end


def _opened(text: Text, cell: Span) -> Span:
    start, end = trimmed(text, cell)
    while start < end and not text.shown[start].isalnum():
        start += 1
    return start, end
