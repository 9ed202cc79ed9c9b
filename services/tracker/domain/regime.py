"""Regime from the issuer: who assigned the task, the Government or the province [seed 002]."""

import re
from dataclasses import dataclass
from functools import lru_cache

from services.tracker.domain.classification import Regime
from services.tracker.domain.folding import fold_name, without_diacritics

#: The agencies that bear the Government's name and are none of it are ministries' equals.
_GOVERNMENT = re.compile(r"\b(?:thu tuong|(?<!thanh tra )(?<!co yeu )chinh phu|vpcp)\b")
_COMMITTEE = re.compile(r"\buy ban nhan dan\b")
_CITIES = r"tp (?:ha noi|ho chi minh|hai phong|da nang|can tho|hue)"
_PROVINCE = re.compile(rf"\b(?:ubnd|vp ubnd) (?:tinh|{_CITIES})\b|\bubnd$|\bvp ubnd$")
_CHAIRMAN = re.compile(r"^(?:pho )?chu tich(?: ubnd)? tinh\b")
_GOVERNMENT_NOTATION = re.compile(r"(?:^|[/-])(?:TTg|CP|VPCP)\b", re.IGNORECASE)
_PROVINCE_NOTATION = re.compile(r"(?:^|[/-])(?:VP)?UBND\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class RegimeReading:
    """The regime, how sure (0–1), the words it was read from and the rule that read them."""

    regime: Regime | None
    confidence: float
    text: str
    rule: str


@lru_cache(maxsize=1024)
def regime_of(issuer: str | None, notation: str | None = None) -> RegimeReading:
    """QC42: Chính phủ, Thủ tướng, Văn phòng Chính phủ; QC45: UBND tỉnh, its Chairmen, its Office; else none.

    Without an issuer the notation says it, less surely: `CT-UBND` may be a district's.
    """
    name = _COMMITTEE.sub("ubnd", without_diacritics(fold_name(issuer or "")))
    if _GOVERNMENT.search(name):
        return RegimeReading(Regime.QC42, 0.95, issuer or "", "regime.issuer.government")
    if _PROVINCE.search(name) or _CHAIRMAN.search(name):
        return RegimeReading(Regime.QC45, 0.95, issuer or "", "regime.issuer.province")
    if name or not notation:
        return RegimeReading(None, 0.5, issuer or "", "regime.issuer.unknown")
    if _GOVERNMENT_NOTATION.search(notation):
        return RegimeReading(Regime.QC42, 0.85, notation, "regime.notation.government")
    if _PROVINCE_NOTATION.search(notation):
        return RegimeReading(Regime.QC45, 0.7, notation, "regime.notation.province")
    return RegimeReading(None, 0.5, notation, "regime.notation.unknown")
