"""What pydantic found, as a sentence with a remedy, in both languages."""

from collections.abc import Callable, Mapping
from difflib import get_close_matches
from typing import Any

from shared.language import Words

Context = Mapping[str, Any]


def _literal(c: Context) -> Words:
    return Words(f"giá trị không được chấp nhận; hãy viết {_or(c['expected'], 'hoặc')}",
                 f"is not one of the accepted values; write {c['expected']}")  # fmt: skip


def _tag(c: Context) -> Words:
    return Words(f"không có {c['tag']!r}; hãy viết một trong {c['expected_tags']}",
                 f"{c['tag']!r} is unknown; write one of {c['expected_tags']}")  # fmt: skip


def _no_tag(c: Context) -> Words:
    key = str(c["discriminator"]).strip("'")
    return Words(f"thiếu {key}; hãy thêm {key} = …", f"{key} is missing; add {key} = …")


def _or(expected: str, word: str) -> str:
    return expected.replace(" or ", f" {word} ")


def _at_least(c: Context) -> Words:
    return Words(f"quá nhỏ; phải từ {c['ge']} trở lên", f"is too small; write {c['ge']} or more")


def _at_most(c: Context) -> Words:
    return Words(f"quá lớn; phải từ {c['le']} trở xuống", f"is too large; write {c['le']} or less")


def _more_than(c: Context) -> Words:
    return Words(f"phải lớn hơn {c['gt']}", f"must be more than {c['gt']}")


# What each form of a key looks like; a test holds the list complete.
EXAMPLES = {
    r"^https?://[^\s/@]+(/\S*)?$": "https://hethong.example/notices",
    r"^[A-Za-z0-9._-]{1,60}$": "H15",
    r"^(0|[+-][1-9][0-9]{0,2}wd)$": "-3wd, 0, +1wd",
    r"^[1-9][0-9]{0,2}wd$": "5wd",
    r"^[A-ZĐ]{2,6}[0-9]{1,6}$": "QC42, QĐ12",
    r"^(24:00|([01][0-9]|2[0-3]):[0-5][0-9])$": "24:00, 17:00",
    r"^[^@\s,;<>]+@[^@\s,;<>]+$": "vanthu@so.example",
    r"^\+?[0-9 .()-]{6,20}$": "0262 3855 555",
    r"^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}$": "X-Signature",
    r"^[^:]+$": "vanthu",
    r"^[1-9][0-9]{0,8}/(s|min|h)$": "600/min",
}


def _pattern(c: Context) -> Words:
    form = EXAMPLES.get(c["pattern"], c["pattern"])
    return Words(f"viết sai dạng; hãy viết như {form}", f"is not of the right form; write it like {form}")


def _constant(vi: str, en: str) -> Callable[[Context], Words]:
    return lambda _: Words(vi, en)


TEXT = _constant('phải là chuỗi trong dấu ngoặc kép, ví dụ "abc"', 'must be text in quotes, such as "abc"')
NUMBER = _constant("phải là số, không có dấu ngoặc kép", "must be a number without quotes")
WHOLE = _constant("phải là số nguyên, không có dấu ngoặc kép", "must be a whole number without quotes")
YES_NO = _constant("phải là true hoặc false", "must be true or false")
LIST = _constant('phải là danh sách, ví dụ ["a", "b"]', 'must be a list, such as ["a", "b"]')
TABLE = _constant("phải là một bảng (các dòng khóa = giá trị)", "must be a table (lines of key = value)")
TIME = _constant('phải là giờ trong ngày, ví dụ "08:00"', 'must be a time of day, such as "08:00"')
MOMENT = _constant("phải là thời điểm, ví dụ 2026-12-31T00:00:00+07:00",
                   "must be an instant, such as 2026-12-31T00:00:00+07:00")  # fmt: skip
SIZE = _constant('phải là số byte hoặc như "10MiB"', 'must be a number of bytes or like "10MiB"')
EMPTY = _constant("để trống; phải có ít nhất một giá trị", "is empty; write at least one value")

SENTENCES: dict[str, Callable[[Context], Words]] = {
    "missing": _constant("còn thiếu; hãy thêm khóa này", "is missing; add this key"),
    "wrong": lambda c: Words(c["vi"], c["en"]),
    "literal_error": _literal,
    "union_tag_invalid": _tag,
    "union_tag_not_found": _no_tag,
    "greater_than_equal": _at_least,
    "less_than_equal": _at_most,
    "greater_than": _more_than,
    "string_pattern_mismatch": _pattern,
    "string_type": TEXT,
    "path_type": TEXT,
    "int_type": WHOLE,
    "int_parsing": WHOLE,
    "int_from_float": WHOLE,
    "float_type": NUMBER,
    "float_parsing": NUMBER,
    "bool_type": YES_NO,
    "bool_parsing": YES_NO,
    "tuple_type": LIST,
    "dict_type": TABLE,
    "model_type": TABLE,
    "model_attributes_type": TABLE,
    "time_type": TIME,
    "time_parsing": TIME,
    "datetime_type": MOMENT,
    "datetime_parsing": MOMENT,
    "datetime_from_date_parsing": MOMENT,
    "byte_size": SIZE,
    "byte_size_unit": SIZE,
    "too_short": EMPTY,
    "string_too_short": EMPTY,
}


def sentence(kind: str, context: Context, message: str) -> Words:
    """The words for pydantic's error `kind`; its own English `message` where we have none."""
    known = SENTENCES.get(kind)
    return known(context) if known else Words(f"giá trị không hợp lệ ({message})", f"is not valid ({message})")


def unknown_key(key: str, known: list[str]) -> Words:
    """`key` is not one of `known`: the nearest one is proposed."""
    near = get_close_matches(key, known, 1, 0.6)
    if near:
        return Words(f"không có khóa này; có phải là {near[0]}?", f"is unknown; did you mean {near[0]}?")
    names = ", ".join(sorted(known))
    return Words(f"không có khóa này; hãy bỏ đi hoặc dùng: {names}", f"is unknown; remove it or use: {names}")


def unknown_channel(name: str, known: list[str]) -> Words:
    """No [channels.*] is called `name`: the nearest one is proposed."""
    if near := get_close_matches(name, known, 1, 0.6):
        return Words(f"không có kênh này; có phải là {near[0]}?", f"is unknown; did you mean {near[0]}?")
    vi, en = (f"{word}{', '.join(sorted(known))}" if known else "" for word in (" hoặc dùng: ", " or use: "))
    return Words(f"không có kênh này; hãy thêm bảng [channels.{name}]{vi}", f"is unknown; add [channels.{name}]{en}")
