"""Số, ký hiệu: splitting `812/UBND-NC` (the Party's `1883-KL/TU` at the dash) and the folded routing key."""

import re
import unicodedata
from collections.abc import Mapping

from services.ingest.adapters.values import words
from services.ingest.folding import bounded

LABEL = re.compile(r"^\s*số\s*:?\s*(?=\d)", re.IGNORECASE)
PARTY = re.compile(r"(\d+[A-Za-zĐđ]?)\s*[-–]\s*([^\W\d_][^/]*/.+)")
NUMBERED = re.compile(r"(\d+[A-Za-zĐđ]?)[\s.]+(\S.*)")
BARE = re.compile(r"\d+[A-Za-zĐđ]?")
EDGE = " .\t"

Split = tuple[str | None, str | None]


def split_reference(reference: str) -> Split:
    """(number, notation) as written, trimmed; either may be None."""
    said = (reference if reference[:1].isdigit() else LABEL.sub("", reference)).strip()
    number, slash, notation = said.partition("/")
    if not number.isalnum() and (party := PARTY.fullmatch(said)):
        return party[1], party[2].strip(EDGE)
    if slash:
        return number.strip(EDGE) or None, notation.strip(EDGE) or None
    numbered = NUMBERED.fullmatch(said)
    if numbered:
        return numbered[1], numbered[2].strip(EDGE)
    return (said, None) if BARE.fullmatch(said) else (None, said or None)


def reference_of(fields: Mapping[str, object]) -> Split:
    """Number and notation from the fields `number` and `notation`, else from `reference`. Raises Unreadable."""
    number, notation = words(fields.get("number")), words(fields.get("notation"))
    if number is not None and notation is None and not BARE.fullmatch(number):
        return split_reference(number)
    if number is None and (reference := words(fields.get("reference"))):
        return split_reference(reference)
    return number, notation


def routing_key(number: str | None, notation: str | None) -> str | None:
    """Folded number/notation: NFC, upper case, no spaces, no leading zeros. None without a number."""
    if not number:
        return None
    joined = "".join(f"{number}/{notation}".split() if notation else number.split())
    return bounded(unicodedata.normalize("NFC", joined).upper().lstrip("0") or "0")
