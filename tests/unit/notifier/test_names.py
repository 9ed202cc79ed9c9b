"""Names and addresses that are the same however they are written."""

import pytest

from services.notifier.domain.names import fold_name
from services.notifier.domain.notice import fold_address


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Sở Nội vụ", "SỞ NỘI VỤ"),
        ("Sở Nội vụ", " sở  nội vụ "),
        ("Phòng Hành chính - Tổ chức", "Phòng Hành chính – Tổ chức"),
        ("Thị trấn Hoà Bình", "Thị trấn Hòa Bình"),
        ("Uỷ ban nhân dân tỉnh", "UBND tỉnh"),
        ("Ủy ban Nhân dân phường Thuỷ", "UBND phường Thủy"),
        ("Sở Điện lực", "So Dien luc"),
    ],
)
def test_the_same_name_folds_to_the_same(one: str, other: str) -> None:
    assert fold_name(one) == fold_name(other)


@pytest.mark.parametrize(
    ("one", "other"), [("Sở Tài chính", "Sở Tài nguyên"), ("Sở KH&CN", "Sở KHCN"), ("Phòng 1", "Phòng 2")]
)
def test_other_names_do_not(one: str, other: str) -> None:
    assert fold_name(one) != fold_name(other)


def test_addresses_fold_case_and_spaces() -> None:
    assert fold_address(" VT@SNV.Example ") == fold_address("vt@snv.example")
