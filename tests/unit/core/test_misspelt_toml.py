"""A misspelt configuration is refused with line, column and cause, in either language."""

import tomllib

import pytest

from shared.config.syntax import misspelt


@pytest.mark.parametrize(
    ("text", "place", "vi"),
    [
        ("a = ", (1, 5), "giá trị không hợp lệ; chữ phải đặt trong dấu nháy kép"),
        ("a = 1\na = tru", (2, 5), "giá trị không hợp lệ; chữ phải đặt trong dấu nháy kép"),
        ("a = 1\na = 2", (2, 6), "khóa này đã có giá trị"),
        ("[x\n", (1, 3), "thiếu dấu ] ở cuối tên bảng"),
        ("[[x\n", (1, 4), "thiếu dấu ] ở cuối tên bảng"),
        ("a 1", (1, 3), "thiếu dấu = sau khóa"),
        ('a = "x\n', (1, 7), "thiếu dấu nháy ở cuối chuỗi"),
        ('a = "x', (1, 7), "thiếu dấu nháy ở cuối chuỗi"),
        ("a = 'x", (1, 7), 'thiếu "\'"'),
        ("[a]\n[a]", (2, 3), "bảng a được khai báo hai lần"),
        ("a.b = 1\n[a]\n", (2, 3), "bảng a được khai báo hai lần"),
        ("x = [1, 2", (1, 10), "thiếu dấu ] ở cuối danh sách"),
        ("x = {a = 1", (1, 11), "thiếu dấu } ở cuối bảng"),
        ("x = {a = 1, a = 2}", (1, 18), "khóa a được viết hai lần"),
        ("x = {a = 1}\n[x.b]", (2, 5), "bảng x.b được khai báo hai lần"),
        ("x = {a = {b = 1}, a.c = 1}", (1, 26), "không thêm được vào a.c, đã viết trọn trên một dòng"),
        ("x = 00", (1, 6), "thừa chữ sau giá trị; mỗi dòng một khóa"),
        ("\x01", (1, 1), "dòng này không phải khóa = giá trị cũng không phải [bảng]"),
        ('x = "\\q"', (1, 8), "dấu \\ trong chuỗi phải viết là \\\\"),
        ('x = "\\uzzzz"', (1, 8), "mã ký tự không hợp lệ"),
        ('x = "\x01"', (1, 6), "ký tự '\\x01' không được phép"),
        ("= 1", (1, 1), "dòng này không phải khóa = giá trị cũng không phải [bảng]"),
        ("a. = 1", (1, 4), "khóa bắt đầu bằng ký tự không được phép"),
        ("x = 2026-02-30", (1, 5), "ngày giờ không hợp lệ"),
    ],
)
def test_a_mistake_is_told_with_its_place(text: str, place: tuple[int, int], vi: str) -> None:
    with pytest.raises(tomllib.TOMLDecodeError) as bad:
        tomllib.loads(text)
    line, words = misspelt(str(bad.value), text)
    at = f"dòng {place[0]}, cột {place[1]}"
    assert (line, words.vi) == (place[0], f"sai cú pháp TOML ở {at}: {vi}; hãy sửa dòng này")
    assert f"line {place[0]}, column {place[1]}: " in words.en


def test_what_the_parser_says_anew_stays_as_it_is() -> None:
    line, words = misspelt("Something new (at line 3, column 4)", "a\nb\nc")
    assert (line, "dòng 3, cột 4: Something new;" in words.vi) == (3, True)
