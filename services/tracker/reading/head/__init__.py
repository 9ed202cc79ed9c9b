"""Head of a document: letterhead and foot, regime, what it replaces and what it carries out."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from services.tracker.domain.classification import BUILT_IN, RegimeNames
from services.tracker.domain.evidence import Evidence
from services.tracker.domain.folding import fold, without_diacritics
from services.tracker.domain.markers import CodeMarker
from services.tracker.domain.regime import RegimeReading, regime_of
from services.tracker.reading.deadlines.dates import dated_days
from services.tracker.reading.head.foot import Foot, read_foot
from services.tracker.reading.head.issuer import Issuer, read_issuer
from services.tracker.reading.head.letterhead import (
    Dated,
    Reference,
    read_abstract,
    read_date,
    read_reference,
    read_type,
    read_urgency,
)
from services.tracker.reading.result import Head, Marker
from services.tracker.reading.text import Text, pattern, squeeze

#: One pattern a word: a search for letters that stand together is the fastest.
_REPLACES = tuple(
    pattern(
        rf"\b{replaces}(?: toan bo)? (?P<what>(?:chi thi|quyet dinh|cong van|ke hoach|thong bao|van ban|nghi quyet|"
        r"quy che)(?: so)? \S{1,14} ?[/-][^\s,;.)]{1,30})"
    )
    for replaces in ("thay the", "bai bo", "huy bo", "thu hoi")
)
_CARRIES_OUT = pattern(
    r"\b(?:thuc hien|trien khai|thi hanh|tiep theo|theo)(?: y kien)?(?: chi dao)?[^.;\n]{0,160}?"
    r"(?P<of>\bcua (?:thu tuong chinh phu|pho thu tuong|chinh phu|van phong chinh phu)|/ttg\b|/cp\b|"
    r"[-/]ttg\b|[-/]cp\b|/tb-vpcp|[-/]vpcp)"
)
_NATIONAL = pattern(r"cong h\w+ x\w+ h\w+ ch|c lap ?- ?t")
_TITLE = pattern(r"\n\W*(?:chi thi|k[e]+ hoach|thong bao|quyet dinh|nghi quyet|cong dien|thong tu|kinh gui)")
#: A city that is not named: it is a province's equal where it has departments (sở) or urban districts (quận) under it.
_CITY = re.compile(r"(?:ubnd|uy ban nhan dan) thanh pho$")
_OF_A_PROVINCE = pattern(
    r"\b(?:(?:cac|giam doc|thu truong|thu truong cac|giam doc cac) so\b|(?:cac|ubnd|uy ban nhan dan|uy ban nhan dan cac) quan\b)"
)
_SURE_OF_PARTY = ("tinh uy", "thanh uy", "dang uy", "huyen uy")


@dataclass(frozen=True, slots=True)
class HeadReading:
    """The head, and what later stages need of it: the date that yearless dates refer to, the regime's grounds."""

    head: Head
    reference: date | None
    regime: RegimeReading
    markers: tuple[CodeMarker, ...]
    carries_out: Evidence | None


def read_head(text: Text, issued_on: date | None, names: RegimeNames = BUILT_IN) -> HeadReading:
    """Read letterhead and foot; `issued_on` wins over the date of the letterhead; `names` are the regimes'."""
    dated, reference = read_date(text), read_reference(text)
    foot = read_foot(text, names)
    issuer = read_issuer(text, reference.notation, _letterhead_end(text, reference, dated))
    regime = _regime(text, issuer, reference.notation, foot)
    carries_out = _carries_out(text)
    head = Head(
        number=reference.number, notation=reference.notation, type=read_type(text, reference.notation),
        abstract=read_abstract(text), issuer=issuer.name if issuer else None, issued_on=issued_on or dated.on,
        urgency=read_urgency(text), recipients=foot.recipients, signer_name=foot.signer,
        signer_position=foot.position, regime=regime.regime, regime_confidence=regime.confidence,
        markers=tuple(_marker(marker) for marker in foot.markers), replaces=tuple(_replaces(text)),
        evidence=tuple(_evidence(text, issuer, regime, carries_out)),
    )  # fmt: skip
    return HeadReading(head, issued_on or _reference_date(text, dated), regime, foot.markers, carries_out)


def _letterhead_end(text: Text, reference: Reference, dated: Dated) -> int:
    """Where the names of the letterhead end: at the number, else the date, else a little under the national title."""
    if reference.span:
        return reference.span[0]
    national = _NATIONAL.search(text.bare, 0, 1200)
    if national is None:
        return 0
    title = _TITLE.search(text.bare, national.start())
    ends = [place for place in (dated.span[0] if dated.span else None, title.start() if title else None) if place]
    return min([place for place in ends if place > national.start()] or [national.end() + 200])


def _reference_date(text: Text, dated: Dated) -> date | None:
    """The date of issue, its month, else the latest year that the top of the text cites."""
    if dated.on or dated.month:
        return dated.on or dated.month
    years = [mention.on.year for mention in dated_days(text, 6000)]
    return date(max(years), 1, 1) if years else None


def _regime(text: Text, issuer: Issuer | None, notation: str | None, foot: Foot) -> RegimeReading:
    name = without_diacritics(fold(issuer.name)) if issuer else ""
    if any(party in name for party in _SURE_OF_PARTY) or (notation and notation.endswith("/TU")):
        return RegimeReading(None, 0.9, issuer.name if issuer else "", "regime.issuer.party")
    reading = regime_of(issuer.name if issuer else None, notation)
    if reading.regime is None and _CITY.search(name) and _OF_A_PROVINCE.search(text.bare):
        return replace(regime_of("UBND tỉnh"), confidence=0.7, text=issuer.name if issuer else "", rule="regime.city")
    chairman = without_diacritics(fold(foot.position or ""))
    if reading.regime is None and name.startswith(("ban ", "bcd ")) and "chu tich ubnd tinh" in chairman:
        return replace(regime_of("UBND tỉnh"), confidence=0.7, text=foot.position or "", rule="regime.signer")
    if issuer and issuer.rule == "issuer.speaks":
        return replace(reading, confidence=min(reading.confidence, 0.85))
    return reading


def _carries_out(text: Text) -> Evidence | None:
    """The words by which the preamble carries out a document of the Government [DOMAIN 2]."""
    found = _CARRIES_OUT.search(text.bare, 0, 5000)
    if not found:
        return None
    words = squeeze(text.words(*found.span()))
    return Evidence(fact="carries_out", text=words, rule="regime.carries_out", span=text.span(*found.span()))


def _replaces(text: Text) -> Iterator[str]:
    places = sorted(found.span("what") for shape in _REPLACES for found in shape.finditer(text.bare))
    for place in places:
        yield squeeze(text.words(*place))


def _marker(marker: CodeMarker) -> Marker:
    return Marker(regime=marker.regime, categories=marker.categories, text=marker.text, span=marker.span)


def _evidence(
    text: Text, issuer: Issuer | None, regime: RegimeReading, carries_out: Evidence | None
) -> Iterator[Evidence]:
    if issuer and issuer.span:
        yield Evidence(
            fact="issuer", text=squeeze(text.source[slice(*issuer.span)])[:200], rule=issuer.rule, span=issuer.span
        )
    yield Evidence(fact="regime", text=regime.text, rule=regime.rule)
    if carries_out:
        yield carries_out
