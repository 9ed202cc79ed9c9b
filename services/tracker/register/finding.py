"""Which document of the register an event is about: by opaque key, else by reference, issuer and year."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from services.tracker.domain.document import identity_of
from services.tracker.register.case import Wave
from services.tracker.register.document import bounded, folded_reference, issuer_key, same_body, year_of
from services.tracker.register.registering import opaque_keys
from services.tracker.store.gathering import Asked
from services.tracker.store.records import Dossier


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """How an event names a document; `key` is the event's own routing key."""

    origin: str
    key: str
    number: str | None = None
    notation: str | None = None
    issuer: str | None = None
    issued_on: date | None = None
    source_id: str | None = None
    keys: tuple[str, ...] = ()

    def routing_key(self) -> str:
        """The key under which its document is kept."""
        folded = folded_reference(self.number, self.notation)
        return folded if self.number and folded else bounded(self.key)

    def opaque(self) -> set[tuple[str, str]]:
        """Its opaque identifiers."""
        return opaque_keys(self.origin, self.source_id, self.keys)

    def year(self) -> int | None:
        """The year of the numbering, where it is known."""
        if self.number and self.notation:
            return identity_of("", self.number, self.notation, self.issued_on).year
        return self.issued_on.year if self.issued_on else None

    def ask(self, asked: Asked) -> None:
        """Add what must be looked for."""
        asked.keys.add(self.routing_key())
        asked.opaque |= self.opaque()


class Shelf:
    """The dossiers of a wave by what names them."""

    def __init__(self, wave: Wave, dossiers: Iterable[Dossier]) -> None:
        self.wave = wave
        self.dossiers: list[Dossier] = []
        self._by_key: dict[str, list[Dossier]] = {}
        self._by_opaque: dict[tuple[str, str], Dossier] = {}
        for dossier in dossiers:
            self.add(dossier)

    def add(self, dossier: Dossier) -> None:
        """Put a dossier on the shelf."""
        self.dossiers.append(dossier)
        self._by_key.setdefault(dossier.document["key"], []).append(dossier)
        for key in dossier.keys:
            self._by_opaque[key] = dossier

    def find(self, named: Named) -> Sequence[Dossier]:
        """The documents meant: one, none, or several where the name does not settle it."""
        own = [self._by_opaque[key] for key in sorted(named.opaque()) if key in self._by_opaque]
        if own:
            return own[:1]
        fitting = [one for one in self._by_key.get(named.routing_key(), ()) if self._fits(one, named)]
        if len(fitting) < 2:
            return fitting
        return self._narrowed(fitting, named)

    def _fits(self, dossier: Dossier, named: Named) -> bool:
        row = dossier.document.row
        if not named.number:
            return not row["number"] and row["origin"] == named.origin
        issuer, year = issuer_key(self.wave, named.issuer), named.year()
        known_issuer, known_year = row["issuer_folded"], year_of(row)
        return same_body(issuer, known_issuer) and _agree(year, known_year)

    def _narrowed(self, fitting: list[Dossier], named: Named) -> list[Dossier]:
        """Of several the one that agrees in everything, else the one of the same source."""
        issuer, year = issuer_key(self.wave, named.issuer), named.year()
        exact = [one for one in fitting if (one.document["issuer_folded"], year_of(one.document.row)) == (issuer, year)]
        own = [one for one in fitting if one.document["origin"] == named.origin]
        return next((found for found in (exact, own) if len(found) == 1), fitting)


def _agree(one: object, other: object) -> bool:
    return one is None or other is None or one == other
