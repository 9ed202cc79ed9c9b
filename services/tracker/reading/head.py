"""Letterhead and foot: number, notation, issuer, date, regime, markers, signer (ND 30/2020 annex I)."""

import re
from datetime import date

from services.tracker.domain.classification import Category, Regime
from services.tracker.reading.deadlines import numbers
from services.tracker.reading.result import Head, Marker
from services.tracker.reading.text import Text, pattern

_NUMBER = pattern(r"\bso ?[:.] ?(?P<n>[\w ]{0,9}?) ?(?:/|-)(?P<k>[\w/.-]{2,40})")
_DATE = pattern(r",? ngay (?P<d>[0-3oil]?[0-9oil]) thang (?P<m>[01oil]?[0-9oil]) nam (?P<y>[12]\d{3})")
_MARKER = re.compile(r"\bqc[\s_-]?(?P<r>4[25])[\s_-]*(?P<o>\{)?(?P<c>[abcd](?:\s*[,;/]\s*[abcd])*)\b(?(o)\})", re.IGNORECASE)
_CENTRAL = pattern(r"(?:thu tuong chinh phu|chinh phu|van phong chinh phu)")
_PROVINCE = pattern(r"(?:uy ban nhan dan|ubnd|van phong ubnd|chu tich ubnd|chu tich uy ban nhan dan)")


def read_head(text: Text, issued_on: date | None) -> Head:
    """What the letterhead and the foot say."""
    top = min(len(text.bare), 1500)
    number = _NUMBER.search(text.bare, 0, top)
    regime = _regime(text)
    return Head(
        number=text.words(*number.span("n")).strip() if number else None,
        notation=text.words(*number.span("k")).strip() if number else None,
        issued_on=issued_on or _date(text, top), regime=regime, regime_confidence=0.9 if regime else 0.5,
        markers=_markers(text),
    )  # fmt: skip


def _date(text: Text, top: int) -> date | None:
    for found in _DATE.finditer(text.bare, 0, top):
        year, month, day = (numbers.number(found[part]) for part in "ymd")
        if year and month and day:
            return numbers.day_of(year, month, day)
    return None


def _regime(text: Text) -> Regime | None:
    top = text.bare[:600]
    if pattern(r"^\W*uy ban nhan dan tinh|^\W*ubnd tinh|^\W*uy ban nhan dan\s+(?:cong hoa|tinh|thanh pho)").match(top):
        return None if pattern(r"\bso [a-z]").search(top[:160]) else Regime.QC45
    return None


def _markers(text: Text) -> tuple[Marker, ...]:
    return tuple(_marker(text, found) for found in _MARKER.finditer(text.plain))


def _marker(text: Text, found: re.Match[str]) -> Marker:
    letters = dict.fromkeys(letter for letter in found["c"] if letter in "abcd")
    return Marker(
        regime=Regime(f"QC{found['r']}"), categories=tuple(Category(letter) for letter in letters),
        text=text.words(*found.span()), span=text.span(*found.span()),
    )  # fmt: skip
