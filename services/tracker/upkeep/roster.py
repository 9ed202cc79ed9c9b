"""The agency list as a CSV: `code,name,aliases,kind,parent,head,head_email,email,phone,valid_from,valid_to`."""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from shared.language import Words

COLUMNS = (
    "code", "name", "aliases", "kind", "parent", "head", "head_email", "email", "phone", "valid_from", "valid_to",
)  # fmt: skip
_REQUIRED = ("code", "name")
_LONGEST = 300
_CODE = re.compile(r"[^\s,;|\x00-\x1f]{1,60}")
_ADDRESS = re.compile(r"[^@\s,;]+@[^@\s,;]+")
_SEPARATOR = re.compile(r"sep=([,;\t])\r?\n")  # as spreadsheets write it
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_VIETNAMESE = re.compile(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4})")


class BadRoster(ValueError):
    """A list that cannot be taken; `words` say what and how to mend it."""

    def __init__(self, line: int, column: str, words: Words) -> None:
        self.line, self.column = line, column
        self.words = Words(f"dòng {line}, cột {column}: {words.vi}", f"line {line}, column {column}: {words.en}")
        super().__init__(self.words.en)


@dataclass(frozen=True, slots=True)
class Listed:
    """One agency of the list: those columns of the directory that the file has, and where it stands in the file."""

    line: int
    columns: dict[str, Any]

    @property
    def code(self) -> str:
        """The agency's code."""
        found: str = self.columns["code"]
        return found


def read_file(path: Path) -> str:
    """A UTF-8 text; raises BadRoster for another encoding, OSError where there is no file."""
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        line = path.read_bytes()[: wrong.start].count(b"\n") + 1
        raise BadRoster(line, "*", Words("tệp không phải UTF-8; hãy lưu lại dạng CSV UTF-8",
                                         "the file is not UTF-8; save it as CSV UTF-8")) from wrong  # fmt: skip


def parse_roster(text: str) -> tuple[Listed, ...]:
    """The agencies of a CSV (`,`, `;` or tab, also as a first line `sep=;` says; header required, unknown columns
    ignored, aliases split by `|`). Columns that it does not have are not spoken of. Raises BadRoster at the first
    mistake."""
    plain = text.removeprefix("\ufeff")
    said = _SEPARATOR.match(plain)
    delimiter = said[1] if said else _delimiter(plain.partition("\n")[0])
    reader = csv.reader(io.StringIO(plain, newline=""), delimiter=delimiter, strict=True)
    try:
        if said:
            next(reader)
        places = _places(next(reader, []))
        found = tuple(_listed(reader, places))
    except csv.Error as wrong:
        raise BadRoster(reader.line_num, "*", Words(f"không đọc được CSV ({wrong}); hãy kiểm tra dấu nháy",
                                                    f"not CSV ({wrong}); check the quotes")) from wrong  # fmt: skip
    _check_parents(found)
    return found


def _delimiter(header: str) -> str:
    return next((one for one in (";", "\t") if one in header), ",")


def _places(header: Sequence[str]) -> dict[str, int]:
    places = {name.strip().casefold(): place for place, name in enumerate(header)}
    for name in _REQUIRED:
        if name not in places:
            example = ",".join(COLUMNS)
            raise BadRoster(1, name, Words(f"thiếu cột này; hãy bắt đầu tệp bằng {example}",
                                           f"the column is missing; begin the file with {example}"))  # fmt: skip
    return {name: place for name, place in places.items() if name in COLUMNS}


def _listed(reader: Any, places: dict[str, int]) -> Iterator[Listed]:
    seen: dict[str, int] = {}
    for row in reader:
        if not any(cell.strip() for cell in row):
            continue
        cells = {name: row[place].strip() if place < len(row) else "" for name, place in places.items()}
        one = Listed(reader.line_num, _columns(reader.line_num, cells))
        if one.code in seen:
            first = seen[one.code]
            raise BadRoster(one.line, "code", Words(f"mã {one.code} đã có ở dòng {first}; hãy giữ một dòng",
                                                    f"{one.code} stands on line {first}; keep one"))  # fmt: skip
        seen[one.code] = one.line
        yield one


def _columns(line: int, cells: dict[str, str]) -> dict[str, Any]:
    _check(line, cells)
    found: dict[str, Any] = {name: value or None for name, value in cells.items()}
    if "aliases" in cells:
        found["aliases"] = [alias.strip() for alias in cells["aliases"].split("|") if alias.strip()]
    found |= {name: _date(line, name, cells[name]) for name in ("valid_from", "valid_to") if name in cells}
    first, last = found.get("valid_from"), found.get("valid_to")
    if first and last and last < first:
        raise BadRoster(line, "valid_to", Words("trước valid_from; hãy đổi lại hai ngày",
                                                "lies before valid_from; mend the two dates"))  # fmt: skip
    return found | {"provisional": False}


def _check(line: int, cells: dict[str, str]) -> None:
    for name in _REQUIRED:
        if not cells.get(name):
            raise BadRoster(line, name, Words("trống; hãy điền", "is empty; fill it in"))
    if not _CODE.fullmatch(cells["code"]):
        raise BadRoster(line, "code", Words("mã dài quá 60 ký tự hoặc có khoảng trắng; hãy viết như H15.SNV",
                                            "longer than 60 or with blanks; write it like H15.SNV"))  # fmt: skip
    for name, value in cells.items():
        if "\0" in value:
            raise BadRoster(line, name, Words("có ký tự NUL; hãy bỏ ký tự này", "has a NUL character; remove it"))
        if len(value) > _LONGEST and name != "aliases":
            raise BadRoster(line, name, Words(f"dài quá {_LONGEST} ký tự; hãy viết ngắn hơn",
                                              f"longer than {_LONGEST} characters; shorten it"))  # fmt: skip
    _check_addresses(line, cells)


def _check_addresses(line: int, cells: dict[str, str]) -> None:
    for name in ("head_email", "email"):
        if cells.get(name) and not _ADDRESS.fullmatch(cells[name]):
            raise BadRoster(line, name, Words(f"{cells[name]!r} không phải địa chỉ thư điện tử; hãy viết một địa chỉ",
                                              f"{cells[name]!r} is no e-mail address; write one"))  # fmt: skip


def _date(line: int, column: str, text: str) -> date | None:
    if not text:
        return None
    iso, vietnamese = _ISO.fullmatch(text), _VIETNAMESE.fullmatch(text)
    parts = iso.groups() if iso else vietnamese.groups()[::-1] if vietnamese else ()
    try:
        year, month, day = map(int, parts)
        return date(year, month, day)
    except ValueError as wrong:
        raise BadRoster(line, column, Words(f"không đọc được ngày {text!r}; hãy viết như 2025-07-01",
                                            f"{text!r} is no date; write it like 2025-07-01")) from wrong  # fmt: skip


def _check_parents(found: Sequence[Listed]) -> None:
    """Nobody stands under himself, directly or in a circle; a parent outside the file may be known already."""
    listed, sound = {one.code: one for one in found}, set[str]()
    for one in found:
        way: dict[str, Listed] = {}
        at: Listed | None = one
        while at is not None and at.code not in sound and at.code not in way:
            way[at.code] = at
            at = listed.get(at.columns.get("parent") or "")
        if at is not None and at.code in way:
            raise BadRoster(at.line, "parent", Words(f"{at.code} là cấp trên của chính mình; hãy sửa cột parent",
                                                     f"{at.code} stands above itself; mend parent"))  # fmt: skip
        sound |= way.keys()
