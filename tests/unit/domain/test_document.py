"""References and identities: what people write in many ways is one document."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.tracker.domain.document import (
    DocumentIdentity,
    Reference,
    display_reference,
    fold_notation,
    fold_number,
    fold_reference,
    fold_reference_text,
    identity_of,
    parse_reference,
)

TODAY = date(2026, 11, 16)


@pytest.mark.parametrize(
    ("text", "number", "notation", "shown"),
    [
        ("812/UBND-NC", "812", "UBND-NC", "812/UBND-NC"),
        ("15/QĐ-BNV", "15", "QĐ-BNV", "15/QĐ-BNV"),
        ("05/BNV-VP", "5", "BNV-VP", "5/BNV-VP"),
        ("05 /CT-UBND", "5", "CT-UBND", "5/CT-UBND"),
        ("986/UBND-THKSTTHC", "986", "UBND-THKSTTHC", "986/UBND-THKSTTHC"),
        ("28/2018/QĐ-TTg", "28", "2018/QĐ-TTg", "28/2018/QĐ-TTg"),
        ("30c/NQ-CP", "30c", "NQ-CP", "30c/NQ-CP"),
        ("30 c / NQ - CP", "30c", "NQ-CP", "30c/NQ-CP"),
        ("1883-KL/TU", "1883", "KL/TU", "1883-KL/TU"),
        ("1883 – KL/TU", "1883", "KL/TU", "1883-KL/TU"),
        ("12-NQ/TW", "12", "NQ/TW", "12-NQ/TW"),
        ("07/X", "7", "X", "7/X"),
        ("Số: 812/UBND-NC", "812", "UBND-NC", "812/UBND-NC"),
        ("Công văn số 812/UBND-NC ngày 16/11/2026", "812", "UBND-NC", "812/UBND-NC"),
        ("Kết luận số 1883-KL/TU ngày 10 tháng 6 năm 2024 của Ban Thường vụ", "1883", "KL/TU", "1883-KL/TU"),
        ("  419/VPUBND–HCTC. ", "419", "VPUBND-HCTC", "419/VPUBND-HCTC"),
        ("5./CT-UBND", "5", "CT-UBND", "5/CT-UBND"),
    ],
)
def test_a_reference_is_split_as_the_domain_says(text: str, number: str, notation: str, shown: str) -> None:
    found = parse_reference(text)
    assert found == Reference(number, notation)
    assert str(found) == shown


@pytest.mark.parametrize("text", ["", "/CT-UBND", "812", "UBND-NC", "số", "Công văn của UBND tỉnh"])
def test_without_a_number_and_a_notation_there_is_no_reference(text: str) -> None:
    assert parse_reference(text) is None


@pytest.mark.parametrize(
    ("number", "notation", "shown"),
    [
        ("812", "UBND-NC", "812/UBND-NC"),
        ("07", "X", "7/X"),
        ("1883", "KL/TU", "1883-KL/TU"),
        ("28", "2018/QĐ-TTg", "28/2018/QĐ-TTg"),
        ("007", None, "7"),
        (None, "CT-UBND", "CT-UBND"),
        (None, None, None),
        ("", "", None),
        ("0", "X", "0/X"),
    ],
)
def test_a_reference_is_shown_as_people_write_it(number: str | None, notation: str | None, shown: str | None) -> None:
    assert display_reference(number, notation) == shown


NUMBERS = st.from_regex(r"[1-9][0-9]{0,4}[a-c]?", fullmatch=True)
NOTATIONS = st.sampled_from(["UBND-NC", "QĐ-BNV", "2018/QĐ-TTg", "KL/TU", "NQ-CP", "VPUBND-HCTC"])


@given(NUMBERS, NOTATIONS)
def test_what_is_shown_is_read_again(number: str, notation: str) -> None:
    shown = display_reference(number, notation)
    assert shown is not None
    assert parse_reference(shown) == Reference(number, notation)
    assert fold_reference_text(shown) == fold_reference(number, notation)


@pytest.mark.parametrize(
    ("one", "other"),
    [("07", "7"), ("30C", "30c"), ("30 c", "30c"), ("5.", "5"), ("000", "0")],
)
def test_numbers_written_otherwise_are_the_same(one: str, other: str) -> None:
    assert fold_number(one) == fold_number(other)


@pytest.mark.parametrize(
    ("one", "other"), [("UBND-NC", "ubnd – nc"), ("QĐ-TTg", "QĐ-TTG"), ("CT.UBND", "CTUBND"), (" X ", "x")]
)
def test_notations_written_otherwise_are_the_same(one: str, other: str) -> None:
    assert fold_notation(one) == fold_notation(other)


def test_a_filter_that_is_no_reference_is_folded_words() -> None:
    assert fold_reference_text("ubnd - nc") == "UBND-NC"


@pytest.mark.parametrize(
    ("issuer", "number", "notation"),
    [
        ("UBND tỉnh Đắk Lắk", "812", "UBND-NC"),
        ("Ủy ban nhân dân tỉnh Đắk Lắk", "0812", "ubnd-nc"),
        ("ỦY BAN NHÂN DÂN\nTỈNH ĐẮK LẮK", "812 ", "UBND – NC"),
        ("Chủ tịch UBND tỉnh Đắk Lắk", "812", "UBND-NC"),
        ("Phó Chủ tịch UBND tỉnh Đắk Lắk", "812", "UBND-NC"),
    ],
)
def test_the_same_document_from_two_systems_is_one(issuer: str, number: str, notation: str) -> None:
    known = DocumentIdentity("ubnd tỉnh đắk lắk", "812", "UBND-NC", 2026)
    assert identity_of(issuer, number, notation, TODAY) == known


@pytest.mark.parametrize(
    ("issuer", "number", "notation", "on"),
    [
        ("UBND tỉnh Kon Tum", "812", "UBND-NC", TODAY),
        ("UBND tỉnh Đắk Lắk", "813", "UBND-NC", TODAY),
        ("UBND tỉnh Đắk Lắk", "812", "UBND-TH", TODAY),
        ("UBND tỉnh Đắk Lắk", "812", "UBND-NC", date(2025, 11, 16)),
        ("UBND tỉnh Đắk Lắk", "812a", "UBND-NC", TODAY),
    ],
)
def test_numbering_restarts_each_january_and_belongs_to_the_issuer(
    issuer: str, number: str, notation: str, on: date
) -> None:
    assert identity_of(issuer, number, notation, on) != identity_of("UBND tỉnh Đắk Lắk", "812", "UBND-NC", TODAY)


@pytest.mark.parametrize(
    ("notation", "on", "year"), [("2018/QĐ-TTg", None, 2018), ("QĐ-TTg", None, None), ("2018/QĐ-TTg", TODAY, 2026)]
)
def test_the_year_is_the_dates_else_the_notations(notation: str, on: date | None, year: int | None) -> None:
    assert identity_of("Thủ tướng Chính phủ", "28", notation, on).year == year
