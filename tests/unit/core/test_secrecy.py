"""What counts as a state secret, and what does not."""

import unicodedata
from time import perf_counter

import pytest

from shared.secrecy import circulation, is_open, is_secret, is_stamped, opened

OPEN = opened(("1",))
HEAD = "ỦY BAN NHÂN DÂN\nTỈNH ĐẮK LẮK\n"
MOTTO = "\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\n"
PROSE = "Điều 1. Tài liệu MẬT được quản lý theo quy định; các mức TỐI MẬT và TUYỆT MẬT do người đứng đầu quyết định.\n"


@pytest.mark.parametrize(
    "name", ["doMat", "do_mat", "DoMat", "DO_MAT", "độ mật", "Độ_Mật", "confidential", "secrecy", "Secrecy"]
)
@pytest.mark.parametrize("value", ["Mật", "tối mật", "TUYỆT MẬT", "x", 2, 3.5, True, ["Mật"], {"ten": "Mật"}, "0"])
def test_a_known_name_with_any_other_value_is_secret(name: str, value: object) -> None:
    assert is_secret({name: value}, OPEN)
    assert is_secret({"a": [{"b": {name: value}}]}, OPEN)


@pytest.mark.parametrize("value", ["", None, "không", "Thường", "thường ", "BÌNH THƯỜNG", "Bình thuờng".replace("uờ", "ườ"), "1",
                                   1, [], {}, [None, "Thường"], {"id": 1, "ten": "Thường"}, False, unicodedata.normalize("NFD", "Thường")])  # fmt: skip
def test_open_values_are_open(value: object) -> None:
    assert not is_secret({"doMat": value}, OPEN)


def test_a_code_is_open_only_where_the_source_says_so() -> None:
    assert is_open("1", OPEN)
    assert not is_open("1", opened(()))


@pytest.mark.parametrize("stamp", ["MẬT", "TỐI MẬT", "TUYỆT MẬT", "TÀI LIỆU THU HỒI", "  MẬT  ", "M Ậ T", "[ TỐI MẬT ]", "*MẬT*",
                                   "TUYỆT  MẬT", "– TỐI MẬT –", "(MẬT)", "MẬT.", "TOI MAT", "TUYÊT MÂT", "TUYỆT\u00a0MẬT",
                                   "■ MẬT ■", "★ TỐI MẬT ★", "☐ MẬT", "MẬT ✓", "MẬT…", "\u202eMẬT", "\u2060MẬT", "M\u00adẬT",
                                   "MẬT\0", "Ｍ Ậ Ｔ", "MA\u0323\u0302\u200bT"])  # fmt: skip
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\u2028"])
def test_a_stamp_alone_on_a_line_of_the_letterhead_is_secret(stamp: str, end: str) -> None:
    text = f"{HEAD}{stamp}\n\nSố: 1/UBND-NC\n".replace("\n", end)
    assert is_stamped(text)
    assert is_stamped(unicodedata.normalize("NFD", text))
    assert is_secret({"x": [text]}, OPEN)


@pytest.mark.parametrize("text", ["MẬT", " TỐI MẬT", "UBND TỈNH     MẬT", "UBND TỈNH\tTUYỆT MẬT", "UBND | MẬT"])
def test_a_stamp_is_seen_in_a_string_or_column_of_its_own(text: str) -> None:
    assert is_stamped(text)
    assert is_stamped(f"{text}\nSố: 1/UBND-NC")


@pytest.mark.parametrize(
    "html",
    [
        "<p>UBND</p><p><b>TUYỆT MẬT</b></p>",
        "UBND<br>MẬT<br/>Số 1",
        "<td>M&#7852;T</td>",
        "&nbsp;MẬT&nbsp;",
        "UBND TỈNH\n&nbsp;TỐI&nbsp;MẬT\nSố: 1",
        "M&#7852;T",
    ],
)
def test_a_stamp_is_seen_in_rich_text(html: str) -> None:
    assert is_stamped(html)


def test_a_stamp_of_an_annexed_document_is_seen() -> None:
    assert is_stamped(HEAD + MOTTO + PROSE * 200 + HEAD + MOTTO + "TỐI MẬT\nSố: 2\n")


@pytest.mark.parametrize(
    "text",
    ["", "Mật", "mật", "MẶT", "MẶT TRẬN TỔ QUỐC", "BẢO MẬT", "BÍ MẬT", "SỔ ĐĂNG KÝ TÀI LIỆU MẬT ĐẾN", "THU HỒI", PROSE,
     HEAD + MOTTO + PROSE, HEAD + "BAN CƠ YẾU\n" + PROSE, "LƯU HÀNH NỘI BỘ", "1. MẬT"],
)  # fmt: skip
def test_what_only_speaks_of_secrecy_is_open(text: str) -> None:
    assert not is_stamped(text)
    assert not is_secret({"noiDung": text, "ghi_chu": [text]}, OPEN)


def test_a_stamp_word_deep_in_the_text_is_no_letterhead() -> None:
    assert not is_stamped(HEAD + MOTTO + PROSE * 100 + "MẬT\n" + PROSE)


def test_limited_circulation_is_no_secret_and_is_told() -> None:
    text = HEAD + "LƯU HÀNH NỘI BỘ\nSố: 3\n"
    assert not is_stamped(text)
    assert circulation(text) == "LƯU HÀNH NỘI BỘ"
    assert circulation(HEAD + "XEM XONG TRẢ LẠI\n") == "XEM XONG TRẢ LẠI"
    assert circulation(HEAD + "Tài liệu này LƯU HÀNH NỘI BỘ trong cơ quan.\n") is None


def test_depth_and_width_do_not_matter() -> None:
    deep: object = {"do_mat": "Mật"}
    for _ in range(5000):
        deep = [deep]
    assert is_secret(deep, OPEN)
    assert is_secret([{"a": n} for n in range(5000)] + [{"Do_Mat": "Mật"}], OPEN)


@pytest.mark.parametrize("text", ["CỘNG H" * 500_000, "<p " * 1_000_000 + "</", "CỘNG H\n   T" * 200_000, "\t|" * 2_000_000, "&#" * 2_000_000],
                         ids=["mottos", "open tags", "mottos and columns", "columns", "entities"])  # fmt: skip
def test_a_text_made_to_keep_us_busy_is_judged_in_a_moment(text: str) -> None:
    began = perf_counter()
    assert not is_stamped(text)
    assert perf_counter() - began < 5


def test_long_names_are_judged_as_well() -> None:
    name = "độ" + " " * 500 + "mật"
    assert is_secret({name: "Mật"}, OPEN)
    assert not is_secret({name: "Thường"}, OPEN)


@pytest.mark.parametrize("text", ["812/UBND-TH", "MẬT 2", "TỐI MẬT (01)", "77/MẬT"])
def test_a_line_with_a_digit_is_no_stamp(text: str) -> None:
    assert not is_stamped(text)
    assert not is_stamped(f"{HEAD}{text}\n")
