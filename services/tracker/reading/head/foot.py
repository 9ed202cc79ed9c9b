"""The foot: recipients (Nơi nhận), class markers, signer and position (ND 30/2020 annex I)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from services.tracker.domain.classification import RegimeNames
from services.tracker.domain.markers import CodeMarker, find_markers, letters_of
from services.tracker.reading.text import LOWER, UPPER, Text, squeeze

_PLACE = re.compile(r"oi\s+nhan\s*:?")
_OPENS_LINE = re.compile(r"(?:^|\n)\W{0,4}n?\Z")
_RECIPIENT = re.compile(r"(?:^|\n)\s*[-*+~]+\s*(?P<r>[^\n\t]{2,160})")
#: Begins with capitals, which are rare; what may stand before it is looked at only then.
_POSITION = re.compile(
    r"(?:CHỦ TỊCH|GIÁM Đ[ỐÓ]C|BỘ TRƯỞNG|THỨ TRƯỞNG|CHÁNH VĂN PHÒNG|CHỦ NHIỆM|THỦ TƯỚNG|TRƯỞNG BAN|"
    r"CỤC TRƯỞNG|TỔNG CỤC TRƯỞNG|"
    rf"VỤ TRƯỞNG|HIỆU TRƯỞNG|BÍ THƯ|VIỆN TRƯỞNG|CHÁNH THANH TRA)(?:[ ,]+[{UPPER}]{{2,12}}){{0,8}}"
)
_DEPUTY = re.compile(r"(?:\b(?:KT|TM|TL|TUQ|Q|T)\s?\.\s?)?(?:(?:PHÓ|QUYỀN)\s+)?\Z")
_DEPUTY_LONGEST = 24
_NAME = re.compile(
    rf"(?:^|\t|\s{{2}}|[;,]\s*)(?P<n>(?:[{UPPER}][{LOWER}]{{0,7}}\s){{1,4}}[{UPPER}][{LOWER}]{{1,7}})\W*$", re.MULTILINE
)
_LONGEST = 3000


@dataclass(frozen=True, slots=True)
class Foot:
    """What stands under the document's body; markers anywhere in the text count."""

    recipients: tuple[str, ...]
    markers: tuple[CodeMarker, ...]
    signer: str | None
    position: str | None


def read_foot(text: Text, names: RegimeNames) -> Foot:
    """The foot of the first document of the text; `names` are the regimes'."""
    found = next(filter(_opens_line, _PLACE.finditer(text.bare)), None)
    start = found.end() if found else max(0, len(text.shown) - 600)
    zone = text.shown[start : start + _LONGEST]
    positions = list(_positions(zone))
    after = positions[0][1] if positions else None
    return Foot(
        recipients=_recipients(text, found.end()) if found else (),
        markers=_markers(text, names),
        signer=_signer(zone[after : after + 900]) if after is not None else None,
        position=squeeze(zone[slice(*positions[-1])]) if positions else None,
    )  # fmt: skip


def _opens_line(found: re.Match[str]) -> bool:
    return _OPENS_LINE.search(found.string, max(0, found.start() - 6), found.start()) is not None


def _positions(zone: str) -> Iterator[tuple[int, int]]:
    """Where positions stand, with `KT.`, `PHÓ` and the like before them."""
    last = 0
    for found in _POSITION.finditer(zone):
        before = _DEPUTY.search(zone, max(last, found.start() - _DEPUTY_LONGEST), found.start())
        yield before.start() if before else found.start(), found.end()
        last = found.end()


def _markers(text: Text, names: RegimeNames) -> tuple[CodeMarker, ...]:
    """Most texts have none, and what they are without is found fast."""
    if not any(letters in text.bare for letters in letters_of(names)):
        return ()
    return tuple(_placed(text, marker) for marker in find_markers(text.shown, names))


def _placed(text: Text, marker: CodeMarker) -> CodeMarker:
    return CodeMarker(
        regime=marker.regime, categories=marker.categories, text=marker.text, span=text.span(*marker.span)
    )


def _recipients(text: Text, start: int) -> tuple[str, ...]:
    lines = _RECIPIENT.finditer(text.shown, start, start + _LONGEST)
    return tuple(squeeze(line["r"]).strip(" ;.,") for line in lines)[:60]


def _signer(zone: str) -> str | None:
    names = [squeeze(name["n"]) for name in _NAME.finditer(zone)]
    return names[0] if names else None
