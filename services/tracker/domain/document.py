"""Identity of a document: its number and notation as people write them, and when two documents are the same."""

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from services.tracker.domain.folding import fold, fold_name

_PREFIX = re.compile(r"^(?:[^\d/]*?\bsố\b\s*:?\s*)", re.IGNORECASE)
_DATE = re.compile(r"[\s,;(]+ngày\b.*$", re.IGNORECASE | re.DOTALL)
_PARTY = re.compile(r"(?P<number>\d+\s*[a-zđ]?)\s*[-–]\s*(?P<notation>[^\W\d_][^/]*/.+)", re.IGNORECASE)
_STATE = re.compile(r"(?P<number>\d+(?:\s*[a-zđ])?(?:\s*[.,])?)\s*/\s*(?P<notation>.+)", re.IGNORECASE | re.DOTALL)
_NOTATION_YEAR = re.compile(r"((?:19|20)\d\d)/")
_TITLE = re.compile(r"^(?:(?:k?t|tm|tl)[.\s]+)?(?:phó )?(?:chủ tịch|thủ tướng)\s+(?=ubnd|chính phủ)")


@dataclass(frozen=True, slots=True)
class Reference:
    """Number (số) and notation (ký hiệu) as displayed: `812` and `UBND-NC`; no spaces, no leading zeros."""

    number: str
    notation: str

    def __str__(self) -> str:
        return join_reference(self.number, self.notation)


@dataclass(frozen=True, slots=True)
class DocumentIdentity:
    """(issuer, number, notation, year), folded [ND 30/2020 art. 15]; `year` None where the date is unknown."""

    issuer: str
    number: str
    notation: str
    year: int | None


def parse_reference(text: str) -> Reference | None:
    """`Công văn số 812/UBND-NC ngày 16/11/2026` → 812, UBND-NC; `1883-KL/TU` → 1883, KL/TU; None without a number.

    Split at the first slash, the Party's at the dash [DOMAIN §10].
    """
    words = _DATE.sub("", _PREFIX.sub("", text.strip()))
    found = _PARTY.fullmatch(words) or _STATE.fullmatch(words)
    if not found:
        return None
    return Reference(display_number(found["number"]), _display_notation(found["notation"]))


def display_number(number: str) -> str:
    """`07` → `7`, `30 c` → `30c`."""
    return re.sub(r"[\s.,]", "", number).lstrip("0") or "0"


def _display_notation(notation: str) -> str:
    return re.sub(r"\s+", "", notation.replace("–", "-").replace("—", "-")).rstrip(".,;")


def display_reference(number: str | None, notation: str | None) -> str | None:
    """`812/UBND-NC`; the Party's `1883-KL/TU`; the part that is there where one is missing; None without both."""
    if not number or not notation:
        return (display_number(number) if number else None) or notation or None
    return join_reference(number, notation)


def join_reference(number: str, notation: str) -> str:
    """`812/UBND-NC`, `28/2018/QĐ-TTg`; with a dash where the notation is the Party's: `1883-KL/TU`."""
    written = _display_notation(notation)
    head, slash, _ = written.partition("/")
    joint = "-" if slash and not any(sign.isdigit() for sign in head) else "/"
    return f"{display_number(number)}{joint}{written}"


def fold_number(number: str) -> str:
    """`07` and `7`, `30C` and `30c` are the same number."""
    return display_number(number).upper()


@lru_cache(maxsize=512)  # an office has some dozens, and each document asks for its own several times
def fold_notation(notation: str) -> str:
    """Upper case, without spaces and dots, plain dashes."""
    return re.sub(r"[\s.]", "", fold(notation)).upper()


def fold_reference(number: str, notation: str) -> str:
    """The searchable form of a reference: `7/UBND-NC`, for the Party's too `1883/KL/TU`."""
    return f"{fold_number(number)}/{fold_notation(notation)}"


def fold_reference_text(text: str) -> str:
    """What a filter's `reference` must be compared with: as fold_reference where the text is one, else folded words."""
    reference = parse_reference(text)
    return fold_reference(reference.number, reference.notation) if reference else fold_notation(text)


def fold_issuer(issuer: str) -> str:
    """The body whose numbering it is: a committee and its chairman number together."""
    return _TITLE.sub("", fold_name(issuer))


def identity_of(issuer: str, number: str, notation: str, issued_on: date | None) -> DocumentIdentity:
    """The identity of a document; the year is that of the date, else the one in the notation (`2018/QĐ-TTg`)."""
    folded = fold_notation(notation)
    stated = _NOTATION_YEAR.match(folded)
    year = issued_on.year if issued_on else int(stated[1]) if stated else None
    return DocumentIdentity(fold_issuer(issuer), fold_number(number), folded, year)
