"""Urgency (mức độ khẩn) in words, old and new tone marks, or as the code of edXML and eGov."""

from services.ingest.adapters.values import Unreadable, words
from shared.folding import fold

WORDS = {
    "normal": "normal",
    "thuong": "normal",
    "binhthuong": "normal",
    "khong": "normal",
    "urgent": "urgent",
    "khan": "urgent",
    "veryurgent": "very_urgent",
    "thuongkhan": "very_urgent",
    "express": "express",
    "hoatoc": "express",
    "expresstimed": "express_timed",
    "hoatochengio": "express_timed",
}
CODES = {"0": "normal", "1": "urgent", "2": "very_urgent", "3": "express", "4": "express_timed"}


def urgency(value: object) -> str | None:
    """From words (ND 30/2020 knows khẩn, thượng khẩn, hỏa tốc); a bare number is no word."""
    said = words(value)
    return None if said is None else _known(WORDS.get(fold(said)))


def priority(value: object) -> str | None:
    """From the codes 0 to 4 of edXML's Priority, or words."""
    said = words(value)
    return None if said is None else _known(CODES.get(said) or WORDS.get(fold(said)))


def _known(found: str | None) -> str:
    if found is None:
        raise Unreadable
    return found
