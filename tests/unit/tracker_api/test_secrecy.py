"""What is a state secret among documents entered by hand."""

import pytest

from shared.secrecy import OPEN_VALUES, is_secret

SECRET = [
    {"secrecy": "Mật"}, {"document": {"secrecy": "tối mật"}}, {"a": [{"do_mat": 1}]}, {"domat": "2"},
    {"text": "UBND\nMẬT\nSố"}, {"text": "  TUYỆT  MẬT "}, {"x": ["TÀI LIỆU THU HỒI"]}, {"text": "TỐI MẬT."},
]  # fmt: skip
OPEN = [
    {}, {"secrecy": None}, {"secrecy": ""}, {"secrecy": "Không"}, {"secrecy": "thường"}, {"do_mat": "Bình thường"},
    {"text": "Bảo vệ bí mật nhà nước"}, {"text": "mật"}, {"text": "MẬT độ dân số"}, {"number": 7}, [], "x",
]  # fmt: skip


@pytest.mark.parametrize("body", SECRET, ids=str)
def test_a_field_or_a_stamp_makes_it_secret(body: object) -> None:
    assert is_secret(body, OPEN_VALUES)


@pytest.mark.parametrize("body", OPEN, ids=str)
def test_open_values_and_the_word_in_a_sentence_do_not(body: object) -> None:
    assert not is_secret(body, OPEN_VALUES)
