"""Whom a letter is addressed to: the names after `Kính gửi`, and the words that stand for them all."""

from dataclasses import dataclass

from services.tracker.reading.actors.names import names_in
from services.tracker.reading.structure.items import Item
from services.tracker.reading.text import Name, Text, pattern, without_marks
from services.tracker.reading.zones import salutation

_COLLECTIVE = pattern(r"goi (?:chung|tat)")
_GENERIC = pattern(
    r"(?:thu truong |lanh dao |giam doc )?(?:cac |quy )?(?:don vi|co quan|dia phuong|co quan,? don vi|"
    r"don vi,? dia phuong|dong chi)"
    r"(?:,? (?:don vi|dia phuong|to chuc)){0,2}(?: (?:tren|neu tren|noi tren|lien quan|truc thuoc))?$"
)

#: Only some of several: the districts of a list that has departments too, those concerned.
_SOME = pattern(r"^(?:cac |quy )?dia phuong|\b(?:lien quan|truc thuoc)$")
_UNITS = pattern(r"\b(?:don vi|co quan|dia phuong)\b")


@dataclass(frozen=True, slots=True)
class Addressees:
    """The names, and whether `các đơn vị` surely means them all (one name, or `sau đây gọi chung là …`)."""

    names: tuple[Name, ...]
    collective: bool

    def stand_for(self, leads: tuple[Name, ...]) -> tuple[Name, ...]:
        """The leads, or the addressees where the one lead is only `các đơn vị`."""
        named = without_marks(leads[0].text.lower()) if len(leads) == 1 and self.names else ""
        if not _GENERIC.match(named):
            return leads
        some = _SOME.search(named) or self._some_are_units
        return self.names if self.collective or not some else leads

    @property
    def _some_are_units(self) -> bool:
        """Whether one of several is itself called `các đơn vị …`, so that the words may mean it alone."""
        return any(_UNITS.search(without_marks(name.text.lower())) for name in self.names)


def read_addressees(text: Text, every: list[Item]) -> Addressees:
    """Names of the salutation's line and of the list under it."""
    names: list[Name] = []
    called = False
    for number in salutation(text, every):
        item = every[number]
        if _COLLECTIVE.search(text.bare, item.start, item.end):
            called = True
        if text.bare.startswith("(", item.body):
            continue
        colon = text.bare.find(":", item.start, item.end) if text.bare.startswith("kinh gui", item.start) else -1
        names.extend(_named(text, colon + 1 if colon >= 0 else item.body, item.end))
    return Addressees(tuple(names), called or len(names) == 1)


def _named(text: Text, start: int, end: int) -> tuple[Name, ...]:
    while start < end and not text.shown[start].isalnum():
        start += 1
    return names_in(text, start, end) if start < end else ()
