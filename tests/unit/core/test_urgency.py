"""Every urgency has a name in both languages."""

from typing import get_args

from shared.events.documents import Urgency
from shared.urgency import URGENCY, called


def test_every_urgency_of_the_events_has_its_name() -> None:
    assert tuple(URGENCY) == get_args(Urgency)
    assert [called(urgency) for urgency in URGENCY] == ["Thường", "Khẩn", "Thượng khẩn", "Hỏa tốc", "Hỏa tốc hẹn giờ"]
    assert len({words.en for words in URGENCY.values()}) == len(URGENCY)


def test_what_has_no_name_stands_as_it_is() -> None:
    assert called("gấp") == "gấp"
