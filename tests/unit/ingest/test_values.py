"""Values as systems write them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.ingest.adapters.dates import day, deadline, instant
from services.ingest.adapters.references import reference_of, routing_key, split_reference
from services.ingest.adapters.urgency import priority, urgency
from services.ingest.adapters.values import Unreadable, flag, full_text, names, percent, words, written

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@pytest.mark.parametrize(
    ("said", "read"),
    [("16/11/2026", "2026-11-16"), ("16-11-2026", "2026-11-16"), ("2026-11-16", "2026-11-16"), ("2026/11/16", "2026-11-16"),
     ("6/1/2026", "2026-01-06"), (" 16/11/2026 ", "2026-11-16"), ("16/11/2026 08:30", "2026-11-16"),
     ("2026-11-16T08:30:00", "2026-11-16"), ("2026-11-15T18:00:00Z", "2026-11-16"), ("16.11.2026", "2026-11-16"),
     ("2026-11-16T23:59:59.123+07:00", "2026-11-16"), ("", None), (None, None)],
)  # fmt: skip
def test_dates_are_read_in_every_form_that_systems_write(said: object, read: str | None) -> None:
    assert day(said) == read


@pytest.mark.parametrize(
    "said", ["31/02/2026", "2026-13-01", "ngày mai", "16/11/26", "0", 20261116, True, [], "16/11/2026 25:00", "9" * 400]
)
def test_what_is_no_date_is_unreadable(said: object) -> None:
    with pytest.raises(Unreadable):
        day(said)


@pytest.mark.parametrize(
    ("said", "read"),
    [("2026-11-16T09:00:00+07:00", "2026-11-16T02:00:00+00:00"), ("16/11/2026 09:00", "2026-11-16T02:00:00+00:00"),
     ("16/11/2026", "2026-11-15T17:00:00+00:00"), ("2026/11/16 09:00:00", "2026-11-16T02:00:00+00:00"),
     ("2026-11-16T02:00:00Z", "2026-11-16T02:00:00+00:00")],
)  # fmt: skip
def test_an_instant_without_offset_is_viet_nams(said: str, read: str) -> None:
    assert instant(said) == read


@pytest.mark.parametrize(
    ("said", "read"),
    [("25/11/2026", "2026-11-25"), ("2026-11-25T15:00:00+07:00", "2026-11-25T15:00:00+07:00"), ("25/11/2026 15:00", "2026-11-25T15:00:00+07:00"),
     ("2026-11-25T00:00:00", "2026-11-25"), ("25/11/2026 00:00:00", "2026-11-25"), ("2026-11-25T00:00:00+07:00", "2026-11-25T00:00:00+07:00"),
     ("trong 03 ngày làm việc kể từ ngày nhận", "trong 03 ngày làm việc kể từ ngày nhận"), (" ", None)],
)  # fmt: skip
def test_a_deadline_is_a_date_a_date_and_time_or_words(said: str, read: str | None) -> None:
    assert deadline(said) == read


@pytest.mark.parametrize("said", ["9999-12-31T23:59:59Z", "0001-01-01T00:00:00+14:00"])
def test_a_day_that_viet_nam_does_not_have_any_more_is_unreadable(said: str) -> None:
    with pytest.raises(Unreadable):
        day(said)


@pytest.mark.parametrize("said", ["0001-01-01", "01/01/0001", "0001-01-01T00:00:00+07:00"])
def test_an_instant_before_all_others_is_unreadable(said: str) -> None:
    with pytest.raises(Unreadable):
        instant(said)


@given(st.dates())
def test_every_day_reads_the_same_in_all_its_forms(on: date) -> None:
    forms = (f"{on:%d/%m}/{on.year:04}", f"{on:%d-%m}-{on.year:04}", f"{on.year:04}{on:-%m-%d}")
    assert {day(form) for form in forms} == {on.isoformat()}


@pytest.mark.parametrize(
    ("said", "read"),
    [("Hỏa tốc", "express"), ("HOẢ TỐC", "express"), ("hoa toc", "express"), ("Thượng khẩn", "very_urgent"), ("khẩn", "urgent"),
     ("Thường", "normal"), ("Bình thường", "normal"), ("Hỏa tốc hẹn giờ", "express_timed"), ("very_urgent", "very_urgent"), ("", None)],
)  # fmt: skip
def test_urgency_is_read_in_words(said: str, read: str | None) -> None:
    assert urgency(said) == read


def test_a_bare_number_is_urgency_only_where_codes_are_meant() -> None:
    assert [priority(code) for code in (0, "1", 2, "3", 4)] == [
        "normal",
        "urgent",
        "very_urgent",
        "express",
        "express_timed",
    ]
    for unknown in (2, "5", "gấp"):
        with pytest.raises(Unreadable):
            urgency(unknown)


@pytest.mark.parametrize(
    ("reference", "split", "key"),
    [("812/UBND-NC", ("812", "UBND-NC"), "812/UBND-NC"), ("05 /CT-UBND", ("05", "CT-UBND"), "5/CT-UBND"),
     ("28/2018/QĐ-TTg", ("28", "2018/QĐ-TTg"), "28/2018/QĐ-TTG"), ("30c/NQ-CP", ("30c", "NQ-CP"), "30C/NQ-CP"),
     ("1883-KL/TU", ("1883", "KL/TU"), "1883/KL/TU"), ("Số: 986/UBND-THKSTTHC", ("986", "UBND-THKSTTHC"), "986/UBND-THKSTTHC"),
     ("812", ("812", None), "812"), ("05.BNV-VP", ("05", "BNV-VP"), "5/BNV-VP"), ("UBND-NC", (None, "UBND-NC"), None),
     ("", (None, None), None), ("07/ X - Y", ("07", "X - Y"), "7/X-Y"), ("000/X", ("000", "X"), "/X")],
)  # fmt: skip
def test_references_are_split_and_folded(reference: str, split: tuple[str | None, str | None], key: str | None) -> None:
    assert split_reference(reference) == split
    assert routing_key(*split) == key


def test_number_and_notation_win_over_a_reference_and_may_be_one_field() -> None:
    assert reference_of({"number": 7, "notation": "X", "reference": "8/Y"}) == ("7", "X")
    assert reference_of({"number": "7/X"}) == ("7", "X")
    assert reference_of({"reference": "8/Y"}) == ("8", "Y")
    assert reference_of({"number": "30c"}) == ("30c", None)


@given(st.text(max_size=400), st.text(max_size=400))
def test_a_routing_key_is_short_printable_and_the_same_for_the_same_reference(number: str, notation: str) -> None:
    key = routing_key(number, notation)
    assert key == routing_key(number, notation)
    assert key is None or (len(key) <= 200 and key.isprintable())


@pytest.mark.parametrize(
    ("said", "read"),
    [("A; B", ["A", "B"]), ("- Sở Nội vụ;\n- Sở Y tế.", ["Sở Nội vụ", "Sở Y tế"]), (["A ", "", "B"], ["A", "B"]), ("", None), ([], None),
     ("Sở Văn hóa, Thể thao và Du lịch", ["Sở Văn hóa, Thể thao và Du lịch"])],
)  # fmt: skip
def test_lists_are_arrays_or_text_with_semicolons(said: object, read: list[str] | None) -> None:
    assert names(said) == read


@pytest.mark.parametrize(
    ("said", "read"), [(60, 60), ("60%", 60), ("60,0 %", 60), (0, 0), (100.0, 100), (None, None), ("", None)]
)
def test_percents(said: object, read: int | None) -> None:
    assert percent(said) == read


@pytest.mark.parametrize("said", [-1, 101, "nhiều", True, "1e400", []])
def test_what_is_no_percent_is_unreadable(said: object) -> None:
    with pytest.raises(Unreadable):
        percent(said)


def test_numbers_are_words_and_truth_is_not() -> None:
    assert (words(812), words(812.0), words(1.5), words(" a ")) == ("812", "812", "1.5", "a")
    strange: list[object] = [True, {}, []]
    for value in strange:
        with pytest.raises(Unreadable):
            words(value)
    with pytest.raises(Unreadable):
        flag("true")


def test_a_text_keeps_every_character() -> None:
    assert full_text("  \ta\r\n") == "  \ta\r\n"
    assert full_text(" \n") is None


@given(anything)
def test_no_value_makes_a_reader_raise_anything_but_unreadable(value: object) -> None:
    for reader in (words, names, day, instant, deadline, urgency, priority, percent, flag, full_text):
        try:
            reader(value)
        except Unreadable:
            continue
    assert isinstance(written(value), str)
