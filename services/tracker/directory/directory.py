"""Names → agencies, kept in memory for every decision of a wave."""

from collections.abc import Iterable, Iterator
from datetime import date
from uuid import UUID

from services.tracker.directory.agency import Agency
from services.tracker.directory.groups import members_of
from services.tracker.directory.names import bare_key, name_key, without_title

_PROVINCES = (" tỉnh", " tp")


class Directory:
    """All agencies at one version of the directory; immutable, `with_agencies` gives the next one."""

    def __init__(self, agencies: Iterable[Agency], version: int = 0) -> None:
        self.version = version
        self.agencies = {agency.id: agency for agency in agencies}
        self._keys: dict[str, tuple[Agency, ...]] = {}
        self._bare: dict[str, tuple[Agency, ...]] = {}
        self._members: dict[tuple[str, date | None], tuple[Agency, ...] | None] = {}
        self._found: dict[tuple[str, date | None], Agency | None] = {}
        for agency in self.agencies.values():
            self._index(agency)
        self._tails = self._tails_of_the_province()

    def with_agencies(self, changed: Iterable[Agency], version: int) -> "Directory":
        """The directory after `changed` were added or replaced."""
        return Directory((self.agencies | {agency.id: agency for agency in changed}).values(), version)

    def get(self, agency_id: UUID) -> Agency | None:
        """The agency of an id."""
        return self.agencies.get(agency_id)

    def find(self, name: str, on: date | None) -> Agency | None:
        """The agency that a name means on a day: exactly, without a head's title or the province's name, then without
        diacritics where that leaves one. None where nobody is meant, or several."""
        asked = (name, on)
        if asked not in self._found:
            self._found[asked] = next(self._meant(name, on), None)
        return self._found[asked]

    def members(self, name: str, on: date | None) -> tuple[Agency, ...] | None:
        """The members of a group as of a day; None where the name is no group."""
        asked = (name, on)
        if asked not in self._members:
            self._members[asked] = members_of(name, self.agencies.values(), on)
        return self._members[asked]

    def _index(self, agency: Agency) -> None:
        for key in {name_key(name) for name in (*agency.names(), agency.code)}:
            self._keys[key] = (*self._keys.get(key, ()), agency)
        for key in {bare_key(name) for name in agency.names()}:
            self._bare[key] = (*self._bare.get(key, ()), agency)

    def _meant(self, name: str, on: date | None) -> Iterator[Agency]:
        forms = self._forms(name)
        yield from (found for form in forms if (found := _pick(self._keys.get(form, ()), on)))
        yield from (found for form in forms if (found := _pick(self._bare.get(bare_key(form), ()), on)))

    def _forms(self, name: str) -> list[str]:
        untitled = without_title(name)
        keys = [name_key(name), *([name_key(untitled)] if untitled else [])]
        cut = [key.removesuffix(tail) for tail in self._tails for key in keys if key.endswith(tail)]
        return keys + cut + [key + place for key in cut for place in _PROVINCES]

    def _tails_of_the_province(self) -> tuple[str, ...]:
        """What may stand behind a name without changing it: ` tỉnh đắk lắk` (of the province's own committee), ` tỉnh`."""
        heads = (name_key(a.name) for a in self.agencies.values() if a.kind == "committee" and not a.parent)
        whole = [f"{place} {rest}" for key in heads for place in _PROVINCES for rest in key.split(f"{place} ")[1:]]
        return (*whole, *_PROVINCES)


def _pick(candidates: tuple[Agency, ...], on: date | None) -> Agency | None:
    """The one that is meant: known before provisional, existing on the day before closed; None among several."""
    known = [agency for agency in candidates if not agency.provisional] or list(candidates)
    valid = [agency for agency in known if agency.valid_on(on)] or known
    return valid[0] if len(valid) == 1 else None
