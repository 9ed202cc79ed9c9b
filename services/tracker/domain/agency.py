"""Agencies (cơ quan) and the names they go by at a date; unknown names become provisional ones in the store."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from uuid import UUID

from services.tracker.domain.folding import fold_name, without_diacritics
from services.tracker.domain.groups import group_kinds


@dataclass(frozen=True, slots=True, kw_only=True)
class Agency:
    """An agency of the directory. `parent` is a code, `head` the head's title, validity includes both days."""

    id: UUID
    code: str
    name: str
    aliases: tuple[str, ...] = ()
    kind: str | None = None
    parent: str | None = None
    head: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    provisional: bool = False

    def valid_at(self, on: date | None) -> bool:
        """Whether the agency exists on that day; without a day, whether it has no end."""
        if on is None:
            return self.valid_to is None
        return (self.valid_from or on) <= on <= (self.valid_to or on)

    def names(self) -> Iterator[str]:
        """Everything that names it: code, name, aliases, the head's title."""
        yield from (self.code, self.name, *self.aliases)
        if self.head:
            yield self.head


@dataclass(frozen=True, slots=True)
class Known:
    """The name of one agency; `in_force` is false where it did not exist on the day asked for."""

    agency: Agency
    in_force: bool = True


@dataclass(frozen=True, slots=True)
class Group:
    """A group as written and its members on the day asked for, by code; one assignment each [DOMAIN §3]."""

    written: str
    members: tuple[Agency, ...]


@dataclass(frozen=True, slots=True)
class Unknown:
    """A name that no agency has; `candidates` where several have it."""

    written: str
    candidates: tuple[Agency, ...] = ()


Resolved = Known | Group | Unknown

# A head's title before the name of the body; what stands there in the body's own name.
_TITLES = (
    ("phó giám đốc ", ""),
    ("giám đốc ", ""),
    ("phó chủ tịch ", ""),
    ("chủ tịch ", ""),
    ("phó thủ trưởng ", ""),
    ("thủ trưởng ", ""),
    ("chi cục trưởng ", "chi cục "),
    ("cục trưởng ", "cục "),
    ("viện trưởng ", "viện "),
    ("hiệu trưởng ", ""),
    ("tổng biên tập ", ""),
    ("phó chánh ", ""),
    ("chánh ", ""),
    ("trưởng ", ""),
    ("chỉ huy trưởng ", ""),
    ("lãnh đạo ", ""),
    ("đồng chí ", ""),
)
_KEPT = 4096
_PROVINCES = ("ubnd tỉnh ", "ubnd tp ")


class AgencyIndex:
    """Names of a directory for looking up; made anew when the directory changes."""

    def __init__(self, agencies: Iterable[Agency]) -> None:
        self.agencies = tuple(sorted(agencies, key=lambda agency: agency.code))
        self._codes = frozenset(agency.code for agency in self.agencies)
        self._by_name: dict[str, list[Agency]] = defaultdict(list)
        self._by_bare: dict[str, list[Agency]] = defaultdict(list)
        self._resolve = lru_cache(maxsize=_KEPT)(self._find)
        for agency in self.agencies:
            for name in {fold_name(name) for name in agency.names()} - {""}:
                self._by_name[name].append(agency)
                self._by_bare[without_diacritics(name)].append(agency)

    def has_code(self, code: str) -> bool:
        """Whether an agency has this code."""
        return code in self._codes

    def resolve(self, written: str, on: date | None) -> Resolved:
        """Whom `written` names on that day (the issue date): one agency, a group with members, or nobody known."""
        return self._resolve(written, on)

    def _find(self, written: str, on: date | None) -> Resolved:
        named = self._named(fold_name(written), written, on)
        if isinstance(named, Known) or named.candidates:
            return named
        kinds = group_kinds(written)
        members = tuple(agency for agency in self.agencies if agency.kind in kinds and agency.valid_at(on))
        return Group(written, members) if members else named

    def provinces(self) -> tuple[str, ...]:
        """The province as agencies may write it behind their names: `tỉnh đắk lắk`."""
        return self._provinces

    @cached_property
    def _provinces(self) -> tuple[str, ...]:
        names = (fold_name(name) for agency in self.agencies if not agency.parent for name in agency.names())
        found = (name.removeprefix("ubnd ") for name in names if name.startswith(_PROVINCES))
        return tuple(sorted(set(found), key=len, reverse=True))

    def _named(self, name: str, written: str, on: date | None) -> Known | Unknown:
        for form in self._forms(name):
            # Diacritics tell communes apart: only a name written without any may be compared without them.
            found = self._by_name.get(form) or (self._by_bare.get(form) if form.isascii() else None)
            if found:
                return _choose(found, written, on)
        return Unknown(written)

    def _forms(self, name: str) -> Iterator[str]:
        """The name, then without its head's title, then without its province."""
        bare = _without_title(name)
        for form in dict.fromkeys((name, bare, _without_title(bare))):
            yield form
            local = next(
                (form.removesuffix(f" {place}") for place in self._provinces if form.endswith(f" {place}")), form
            )
            yield local
            yield local.removesuffix(" tỉnh")
            yield f"{local} tỉnh"


def _without_title(name: str) -> str:
    return next((body + name.removeprefix(title) for title, body in _TITLES if name.startswith(title)), name)


def _choose(found: list[Agency], written: str, on: date | None) -> Known | Unknown:
    unique = list(dict.fromkeys(found))
    valid = [agency for agency in unique if agency.valid_at(on)]
    listed = [agency for agency in valid if not agency.provisional] or valid
    if len(listed) == 1:
        return Known(listed[0])
    if not listed and len(unique) == 1:
        return Known(unique[0], in_force=False)
    return Unknown(written, tuple(listed or unique))
