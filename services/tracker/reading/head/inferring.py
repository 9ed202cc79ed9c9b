"""The regime of a document whose letterhead is lost, from whom it assigns tasks to."""

import re
from collections.abc import Iterable
from dataclasses import replace

from services.tracker.domain.regime import RegimeReading, regime_of
from services.tracker.reading.head import HeadReading
from services.tracker.reading.text import without_marks

#: A department (sở) of the province itself, not those of all provinces.
_DEPARTMENT = re.compile(r"(?:giam doc )?so (?!.*\bcac (?:tinh|dia phuong))(?P<field>\w.{2,60})")
_LEAST = 2
_SURE = 0.6


def inferred(top: HeadReading, leads: Iterable[str]) -> HeadReading:
    """Nobody but the province assigns tasks to several of its departments: where no letterhead says otherwise, it is QC45."""
    if top.regime.regime is not None or _known(top):
        return top
    found = {
        place["field"]: name
        for name in leads
        if (place := _DEPARTMENT.fullmatch(without_marks(name.lower()))) is not None
    }
    if len(found) < _LEAST:
        return top
    words = ", ".join(list(found.values())[:3])
    regime = RegimeReading(regime_of("UBND tỉnh").regime, _SURE, words, "regime.departments")
    head = replace(top.head, regime=regime.regime, regime_confidence=regime.confidence)
    return replace(top, head=head, regime=regime)


def _known(top: HeadReading) -> bool:
    """Whether letterhead, notation or the one who opens the list says who issued the document."""
    return top.head.notation is not None or top.head.issuer is not None
