"""What the TOML parser says of a misspelt file, with its line and column in both languages."""

import re

from shared.language import Words

_AT = re.compile(r"\s*\(at (?:line (\d+), column (\d+)|end of document)\)$")
_KEY = re.compile(r"\('(.*?)',?\)")
_SAID = tuple((re.compile(said), words) for said, words in (
    (r"Invalid value", "giá trị không hợp lệ; chữ phải đặt trong dấu nháy kép"),
    (r"Cannot overwrite a value", "khóa này đã có giá trị"),
    (r"Cannot declare (.*) twice", r"bảng \1 được khai báo hai lần"),
    (r"Cannot redefine namespace (.*)", r"bảng \1 được khai báo hai lần"),
    (r"Cannot mutate immutable namespace (.*)", r"không thêm được vào \1, đã viết trọn trên một dòng"),
    (r"Duplicate inline table key '(.*)'", r"khóa \1 được viết hai lần"),
    (r"Expected '\]\]?' at the end of .*", "thiếu dấu ] ở cuối tên bảng"),
    (r"Expected '=' after a key in a key/value pair", "thiếu dấu = sau khóa"),
    (r"Expected newline or end of document after a statement", "thừa chữ sau giá trị; mỗi dòng một khóa"),
    (r"Expected (.*)", r"thiếu \1"),
    (r"Unclosed array", "thiếu dấu ] ở cuối danh sách"),
    (r"Unclosed inline table", "thiếu dấu } ở cuối bảng"),
    (r"Unterminated string", "thiếu dấu nháy ở cuối chuỗi"),
    (r"Illegal character '\\n'", "thiếu dấu nháy ở cuối chuỗi"),
    (r"(?:Illegal character|Found invalid character) (.*)", r"ký tự \1 không được phép"),
    (r"Unescaped '\\' in a string", r"dấu \\ trong chuỗi phải viết là \\\\"),
    (r"Invalid initial character for a key part", "khóa bắt đầu bằng ký tự không được phép"),
    (r"Invalid statement", "dòng này không phải khóa = giá trị cũng không phải [bảng]"),
    (r"Invalid date or datetime", "ngày giờ không hợp lệ"),
    (r"Invalid hex value|Escaped character is not .*", "mã ký tự không hợp lệ"),
))  # fmt: skip


def misspelt(said: str, text: str) -> tuple[int, Words]:
    """The line, and what is wrong there; `said` is tomllib's message, which names the end of a document without one."""
    at = _AT.search(said)
    lines = text.split("\n")
    line, column = (int(at[1]), int(at[2])) if at and at[1] else (len(lines), len(lines[-1]) + 1)
    what = _KEY.sub(lambda key: key[1].replace("', '", "."), _AT.sub("", said))
    vi = next((found.expand(words) for one, words in _SAID if (found := one.fullmatch(what))), what)
    return line, Words(f"sai cú pháp TOML ở dòng {line}, cột {column}: {vi}; hãy sửa dòng này",
                       f"is not TOML at line {line}, column {column}: {what}; mend this line")  # fmt: skip
