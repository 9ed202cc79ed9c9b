"""Groups of agencies as assignees: "các sở, ban, ngành", "UBND các xã, phường" [DOMAIN §3]."""

import re
from collections.abc import Callable, Iterable
from datetime import date

from services.tracker.directory.agency import Agency
from services.tracker.directory.names import bare_key

DEPARTMENTS = frozenset({"department", "board", "sector", "inspectorate", "so", "ban", "nganh"})
COMMUNES = frozenset({"commune", "ward", "township", "special zone", "xa", "phuong", "dac khu"})
DISTRICTS = frozenset({"district", "town", "city", "huyen"})
VERTICAL = frozenset({"vertical", "nganh doc"})
PRESS = frozenset({"press", "bao chi"})
ENTERPRISES = frozenset({"enterprise", "doanh nghiep"})
OFFICES = frozenset({"office", "van phong"})

Holds = Callable[[Agency], bool]


def _of(kinds: frozenset[str]) -> Holds:
    return lambda agency: agency.kind is not None and bare_key(agency.kind.replace("_", " ")) in kinds


def _commune_named(word: str) -> Holds:
    return lambda agency: _of(COMMUNES)(agency) and f" {word} " in f" {bare_key(agency.name)} "


_ALL = r"(?:tat ca )?(?:cac|toan the cac)"
_RULES: tuple[tuple[re.Pattern[str], Holds], ...] = (
    (re.compile(rf"\b{_ALL} (?:so|ban nganh|nganh)\b"), _of(DEPARTMENTS)),
    (re.compile(rf"\b{_ALL} (?:xa ?&? ?phuong|phuong ?&? ?xa|don vi hanh chinh cap xa|dia phuong)\b|\bcap xa\b"),
     _of(COMMUNES)),
    (re.compile(rf"\b{_ALL} phuong\b(?! ?&? ?xa)"), _commune_named("phuong")),
    (re.compile(rf"\b{_ALL} xa\b(?! ?&? ?phuong)"), _commune_named("xa")),
    (re.compile(rf"\b{_ALL} huyen\b|\bcap huyen\b"), _of(DISTRICTS)),
    (re.compile(rf"\bthu truong {_ALL} (?:co quan|don vi)\b|\b{_ALL} co quan chuyen mon\b"), _of(DEPARTMENTS | OFFICES)),
    (re.compile(rf"\bnganh doc\b|\b{_ALL} co quan trung uong\b"), _of(VERTICAL)),
    (re.compile(rf"\b{_ALL} co quan (?:thong tan )?bao chi\b"), _of(PRESS)),
    (re.compile(rf"\b{_ALL} (?:doanh nghiep|tap doan|tong cong ty)\b"), _of(ENTERPRISES)),
)  # fmt: skip


def members_of(name: str, agencies: Iterable[Agency], on: date | None) -> tuple[Agency, ...] | None:
    """The agencies that a group's name means on a day, by code; None where the name is no group."""
    bare = bare_key(name)
    holding = [holds for pattern, holds in _RULES if pattern.search(bare)]
    if not holding:
        return None
    found = (a for a in agencies if not a.provisional and a.valid_on(on) and any(holds(a) for holds in holding))
    return tuple(sorted(found, key=lambda agency: agency.code))
