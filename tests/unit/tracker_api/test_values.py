"""How values are read, and what is said of those that cannot be."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from pydantic_core import PydanticCustomError

from services.tracker.api.values import clip, filled, one_of, read_day, read_id, read_instant, start_of, whole_number

INSTANTS = [
    ("2026-11-25", "2026-11-24T17:00:00Z"),
    ("2026-11-25T15:00", "2026-11-25T08:00:00Z"),
    (" 2026-11-25T15:00:01+07:00 ", "2026-11-25T08:00:01Z"),
    ("2026-11-25T15:00:01 07:00", "2026-11-25T08:00:01Z"),
    ("2026-11-25T08:00:00Z", "2026-11-25T08:00:00Z"),
    ("2026-11-25 15:00", "2026-11-25T08:00:00Z"),
    ("20261125", "2026-11-24T17:00:00Z"),
]


@pytest.mark.parametrize(("written", "meant"), INSTANTS)
def test_a_date_and_an_instant_without_offset_are_viet_nams(written: str, meant: str) -> None:
    assert read_instant(written) == datetime.fromisoformat(meant)


@pytest.mark.parametrize(
    "written", ["yesterday", "", "25/11/2026", "2026-02-30", "0001-01-01", "9999-12-31T23:00-14:00"]
)
def test_what_is_no_instant_says_how_to_write_one(written: str) -> None:
    with pytest.raises(PydanticCustomError, match="2026-11-25T15:00:00"):
        read_instant(written)


def test_a_day_is_a_day() -> None:
    assert read_day("2026-11-25") == date(2026, 11, 25)
    assert start_of(date(2026, 11, 25)) == datetime(2026, 11, 24, 17, tzinfo=UTC)
    with pytest.raises(PydanticCustomError, match="2026-11-25"):
        read_day("25-11-2026")


def test_an_id_is_a_uuid() -> None:
    assert read_id("0199-0000-0000-7000-8000-0000-0000-0001".replace("-", "")) == UUID(
        int=0x0199000000007000_8000000000000001
    )
    with pytest.raises(PydanticCustomError, match="UUID"):
        read_id("812/UBND-NC")


def test_choices_are_named() -> None:
    read = one_of("lead", "coordinating")
    assert read("lead") == "lead"
    for wrong in ("LEAD", "", 7, None):
        with pytest.raises(PydanticCustomError, match="lead, coordinating"):
            read(wrong)


@pytest.mark.parametrize("wrong", ["0", "201", "-1", "1.0", "", "٣", "1e2", "9" * 5000])
def test_numbers_stay_within_their_bounds(wrong: str) -> None:
    read = whole_number(1, 200)
    assert (read("1"), read("200"), read(50)) == (1, 200, 50)
    with pytest.raises(PydanticCustomError, match="từ 1 đến 200"):
        read(wrong)


def test_blank_words_are_refused() -> None:
    assert filled("  Y tế ") == "Y tế"
    for wrong in ("", "  ", "a\0b", 3, None):
        with pytest.raises(PydanticCustomError):
            filled(wrong)


def test_messages_do_not_repeat_long_values_whole() -> None:
    assert len(clip("x" * 1000)) == 61
    with pytest.raises(PydanticCustomError) as refused:
        read_instant("x" * 1000)
    assert len(str(refused.value)) < 300
