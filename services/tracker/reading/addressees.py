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


@dataclass(frozen=True, slots=True)
class Addressees:
    """The names, and whether `các đơn vị` means them (one name, or `sau đây gọi chung là …`)."""

    names: tuple[Name, ...]
    collective: bool

    def stand_for(self, leads: tuple[Name, ...]) -> tuple[Name, ...]:
        """The leads, or the addressees where the one lead is only `các đơn vị`."""
        meant = self.collective and len(leads) == 1 and _GENERIC.match(without_marks(leads[0].text.lower()))
        return self.names if meant and self.names else leads


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
