"""Two ways of writing the same words fold to one; different words do not."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.tracker.domain.folding import (
    compose,
    fold,
    fold_content,
    fold_name,
    fold_search,
    search_words,
    without_diacritics,
)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("hoà", "hòa"),
        ("uỷ ban", "ủy ban"),
        ("thuý", "thúy"),
        ("Uỷ ban nhân dân", "Ủy ban nhân dân"),
        ("UỶ BAN", "ỦY BAN"),
        ("HOÀ BÌNH", "HÒA BÌNH"),
        ("khoẻ", "khỏe"),
        ("xoá bỏ", "xóa bỏ"),
        ("luỹ kế", "lũy kế"),
        ("toạ đàm", "tọa đàm"),
        ("hoà-giải", "hòa-giải"),
    ],
)
def test_old_and_new_tone_marks_are_the_same(old: str, new: str) -> None:
    assert compose(old) == new
    assert compose(new) == new


@pytest.mark.parametrize("word", ["quý", "Quý IV", "quỹ", "hoàn thành", "toàn", "Huỳnh", "khuỷu", "thuyền", "Đắk Lắk"])
def test_what_has_one_way_of_writing_stays(word: str) -> None:
    assert compose(word) == word


def test_decomposed_letters_are_composed() -> None:
    assert compose(unicodedata.normalize("NFD", "Uỷ ban nhân dân tỉnh Đắk Lắk")) == "Ủy ban nhân dân tỉnh Đắk Lắk"


@given(st.text(alphabet="aeouyhqtHOÀUỶoàáảãạuỳýỷỹỵ .-", max_size=40))
def test_composing_twice_changes_nothing_and_keeps_the_length(text: str) -> None:
    composed = compose(text)
    assert compose(composed) == composed
    assert len(composed) == len(unicodedata.normalize("NFC", text))


@given(st.text(max_size=60))
def test_every_folding_is_stable(text: str) -> None:
    assert fold_search(fold_search(text)) == fold_search(text)
    assert fold(fold(text)) == fold(text)


def test_folding_keeps_diacritics_and_drops_case_spaces_and_dashes() -> None:
    assert fold("  Sở  NỘI\tVụ – Đắk Lắk ") == "sở nội vụ - đắk lắk"


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Đường Đỗ Xuân Hợp", "duong do xuan hop"),
        ("V/v rà soát TTHC, năm 2026!", "v v ra soat tthc nam 2026"),
        ("", ""),
        ("812/UBND-NC", "812 ubnd nc"),
    ],
)
def test_search_text_has_no_diacritics(text: str, folded: str) -> None:
    assert fold_search(text) == folded


def test_a_query_finds_with_diacritics_or_without() -> None:
    text = fold_search("Báo cáo kết quả giải ngân vốn đầu tư công")
    for query in ("giải ngân", "GIAI NGAN", "đầu tư  Giải", "von dau"):
        assert all(word in text for word in search_words(query))
    assert not all(word in text for word in search_words("giải phóng"))


def test_the_words_of_a_query_are_each_asked_once() -> None:
    assert search_words("báo cáo, bao cao") == ("bao", "cao")


def test_letters_without_diacritics_are_ascii() -> None:
    assert without_diacritics("Ủy ban ĐẶNG đ") == "Uy ban DANG d"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("1. Rà soát vị trí việc làm;", "Rà soát vị trí việc làm."),
        ("a) Rà soát  vị trí", "rà soát vị trí"),
        ("- Hoà giải ở cơ sở./.", "Hòa giải ở cơ sở"),
        ("đ) Báo cáo", "Báo cáo"),
    ],
)
def test_a_tasks_content_is_recognised_again(one: str, other: str) -> None:
    assert fold_content(one) == fold_content(other)


@pytest.mark.parametrize(
    ("one", "other"), [("Báo cáo quý I", "Báo cáo quý II"), ("15 xã hoàn thành", "16 xã hoàn thành"), ("xa", "xã")]
)
def test_other_content_stays_other(one: str, other: str) -> None:
    assert fold_content(one) != fold_content(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ủy ban nhân dân tỉnh Đắk Lắk", "UBND tỉnh Đắk Lắk"),
        ("ỦY BAN NHÂN DÂN\nTỈNH ĐẮK LẮK", "UBND tỉnh Đắk Lắk"),
        ("Uỷ ban Nhân dân tỉnh “Đắk Lắk”", "ubnd tỉnh đắk lắk"),
        ("Sở Khoa học và Công nghệ", "Sở KH&CN"),
        ("Sở KH & CN", "Sở KH&CN"),
        ("Sở Lao động – Thương binh và Xã hội", "Sở LĐ-TB&XH"),
        ("Sở Văn hóa, Thể thao và Du lịch", "Sở VH,TT&DL"),
        ("Văn phòng Ủy ban nhân dân tỉnh", "VPUBND tỉnh"),
        ("Phòng Hành chính - Tổ chức", "Phòng Hành chính – Tổ chức"),
        ("UBND thành phố Huế", "UBND TP. Huế"),
        ("Sở Nội vụ;", "Sở Nội vụ"),
    ],
)
def test_names_of_one_body_fold_to_one(one: str, other: str) -> None:
    assert fold_name(one) == fold_name(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Sở Nội vụ", "Sở Ngoại vụ"), ("UBND phường Tân An", "UBND phường Tấn An"), ("UBND tỉnh", "HĐND tỉnh")],
)
def test_names_of_two_bodies_stay_two(one: str, other: str) -> None:
    assert fold_name(one) != fold_name(other)
