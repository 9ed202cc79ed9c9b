"""How the urgency of a document is called (mức độ khẩn, ND 30/2020) [DOMAIN §5]."""

from collections.abc import Mapping
from typing import Final

from shared.language import Words

URGENCY: Final[Mapping[str, Words]] = {
    "normal": Words("Thường", "Normal"),
    "urgent": Words("Khẩn", "Urgent"),
    "very_urgent": Words("Thượng khẩn", "Very urgent"),
    "express": Words("Hỏa tốc", "Express"),
    "express_timed": Words("Hỏa tốc hẹn giờ", "Express, timed"),
}


def called(urgency: str) -> str:
    """In Vietnamese; what has no name stands as it is."""
    return URGENCY[urgency].vi if urgency in URGENCY else urgency
