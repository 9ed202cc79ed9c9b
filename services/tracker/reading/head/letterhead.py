"""The letterhead: number, notation, place and date, type, abstract, urgency (ND 30/2020 annex I)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from services.tracker.domain.deadline import Span
from services.tracker.reading.deadlines import numbers
from services.tracker.reading.text import UPPER, Text, pattern, squeeze

TOP = 1800

_NUMBER = re.compile(
    r"[Ssš][oaố0óáổôồÓÁỐÔ]\w?\s{0,2}[:.;]?\s{0,3}(?P<n>[^\n]{0,16}?)\s{0,2}(?P<j>[/\\-])\s?"
    rf"(?P<k>(?:(?:19|20)\d\d\s?/\s?)?[{UPPER}][\w&,]{{0,14}}(?:\s?[-/]\s?[{UPPER}][\w&,]{{0,20}}){{0,5}})"
)
#: What stands before it: the beginning of a line, or blanks between columns; one blank is enough before `Số:`.
_NUMBER_OPENS = re.compile(r"(?:^|\n|\t|\s{3})\W{0,4}\Z")
_OPENS_LONGEST = 7
_NUMBER_NAMED = re.compile(r"Số ?:")
_DATE = pattern(r"ngay (?P<d>\S{0,5}?) ?thang (?P<m>\S{0,4}?) ?n[ae]m (?P<y>[12][0-9oil]{3})")
#: What may stand before the date in its line, the number and the motto of the other column included.
_LONGEST_PLACE = 150
_TYPES = {
    "chỉ thị": "chi thi", "kế hoạch": "k[e]+ hoach", "thông báo": "thong bao", "quyết định": "quyet dinh",
    "nghị quyết": "nghi quyet", "công điện": "cong dien", "tờ trình": "to trinh", "báo cáo": "bao cao",
    "hướng dẫn": "huong dan", "chương trình": "chuong trinh", "thông tư": "thong tu", "kết luận": "ket luan",
    "giấy mời": "giay moi", "nghị định": "nghi dinh", "quy chế": "quy che", "đề án": "de an", "công văn": "cong van",
}  # fmt: skip
_TYPE_OF_NOTATION = {"CT": "chỉ thị", "KH": "kế hoạch", "TB": "thông báo", "QĐ": "quyết định", "NQ": "nghị quyết",
                     "CĐ": "công điện", "TTr": "tờ trình", "BC": "báo cáo", "HD": "hướng dẫn", "CTr": "chương trình",
                     "TT": "thông tư", "KL": "kết luận", "GM": "giấy mời", "NĐ": "nghị định"}  # fmt: skip
_TITLE = re.compile(
    r"(?:^|\n)[\W_]{0,12}(?P<t>"
    + "|".join(shape.replace(" ", r"\s{1,3}") for shape in _TYPES.values())
    + r")(?P<r>[^\n]{0,200})"
)
_ABOUT = pattern(r"\b(?:v/v|v\\v|ve viec|trich yeu)[:.]? ?")
_ABSTRACT_ENDS = pattern(
    r"\n\s*\n|kinh gui|can cu |\n\W*(?:hoa toc|thuong khan|khan)\W*\n|,? ngay \S{0,4} ?thang|[.;]\s*\n|"
    r"thuc hien (?:cong van|quyet dinh|chi thi)"
)
_NEXT_CAPITAL = re.compile(rf"\n\s*(?=[{UPPER}])|\t")
#: Urgency, letters that it is not without, its stamp.
_URGENCY = (
    (
        "express",
        ("TỐC", "toc"),
        re.compile(r"(?:^|\n|\t|\s{2})\W{0,3}(?:HOẢ|HỎA|HOA|HỎa)\s+TỐC\b|(?:^|\n)\W*hoa\s+toc\W*(?:\n|$)"),
    ),
    ("very_urgent", ("THƯỢNG",), re.compile(r"(?:^|\n|\t|\s{2})\W{0,3}THƯỢNG\s+KHẨN\b")),
    ("urgent", ("KHẨN",), re.compile(r"(?:^|\n|\t|\s{2})\W{0,3}KHẨN\W*(?:\n|\t|$)")),
)


@dataclass(frozen=True, slots=True)
class Dated:
    """The date of issue; `month` holds where the day is blank or unreadable (its first day stands for it)."""

    on: date | None
    month: date | None
    span: Span | None


@dataclass(frozen=True, slots=True)
class Reference:
    """Number and notation with their place."""

    number: str | None
    notation: str | None
    span: Span | None


def _numbers(text: Text) -> Iterator[tuple[int, re.Match[str]]]:
    """What looks like number and notation, and where the line or the blanks before it begin."""
    at, top = 0, min(len(text.shown), TOP)
    while found := _NUMBER.search(text.shown, at, top):
        at = found.start()
        before = _NUMBER_OPENS.search(text.shown, max(0, at - _OPENS_LONGEST), at)
        if before or (at and text.shown[at - 1].isspace() and _NUMBER_NAMED.match(text.shown, at)):
            yield before.start() if before else at - 1, found
            at = found.end()
        else:
            at += 1


def read_reference(text: Text) -> Reference:
    """`Số: 812/UBND-NC`; the Party's `Số 29-CT/TU`; the number None where it is blank or unreadable."""
    for start, found in _numbers(text):
        cited = text.bare[max(0, start - 14) : start].strip().endswith(_CITED)
        if cited and text.shown[start] != "\n":
            continue
        number = re.sub(r"\s", "", found["n"]).strip(".,:*#?")
        notation = re.sub(r"\s", "", found["k"]).rstrip("-,&")
        if any(letter.isupper() for letter in notation) and (found["j"] != "-" or "/" in notation):
            return Reference(number if re.fullmatch(r"\d{1,6}\w?", number) else None, notation, found.span("k"))
    return Reference(None, None, None)


_CITED = ("cong van", "quyet dinh", "chi thi", "ke hoach", "nghi quyet", "thong bao", "van ban", "nghi dinh", "to trinh",
          "bao cao", "luat", "thong tu", "cong dien", "huong dan", "ket luan")  # fmt: skip


def read_date(text: Text) -> Dated:
    """The date of issue: the first `…, ngày … tháng … năm …` of the letterhead that stands before the body."""
    for found in _DATE.finditer(text.bare, 0, min(len(text.bare), TOP)):
        start = _after_place(text, found.start())
        if start == found.start() or _is_cited(text, start):
            continue
        year, month, day = numbers.full_year(found["y"]), numbers.number(found["m"]), numbers.number(found["d"])
        if year is None:
            continue
        first = numbers.day_of(year, month, 1) if month else None
        on = numbers.day_of(year, month, day) if month and day else None
        return Dated(on, on or first or date(year, 1, 1), (start, found.end()))
    return Dated(None, None, None)


def _after_place(text: Text, start: int) -> int:
    """Where the blanks before a date begin, with the comma after the place (`Hoa Lư, ngày …`)."""
    before = text.bare[:start].rstrip()
    return len(before) - (before.endswith(",") and len(before) < start)


def _is_cited(text: Text, start: int) -> bool:
    """A date that belongs to a cited document or to the story, not to the letterhead."""
    line = re.split(r"phuc\b", text.bare[max(0, text.bare.rfind("\n", 0, start)) : start])[-1]
    if len(line) > _LONGEST_PLACE:
        return True
    return bool(re.search(r"\bso\s+\d+\s*[/-]|luat|nghi dinh|quyet dinh so|trong cac|hoi$", line))


def read_type(text: Text, notation: str | None) -> str | None:
    """The type by its title line, else by the notation; a letter (`UBND-NC`) is a công văn."""
    for found in _TITLE.finditer(text.bare, 0, min(len(text.bare), TOP)):
        if found.start() < 3 or text.shown[found.start("t") : found.end("t")].isupper():
            return next(
                (name for name, shape in _TYPES.items() if re.fullmatch(shape.replace(" ", r"\s+"), found["t"])), None
            )
    if not notation:
        return None
    first = re.split(r"[-/]", re.sub(r"^\d{4}/", "", notation))[0]
    return _TYPE_OF_NOTATION.get(first, "công văn" if "-" in notation else None)


def read_abstract(text: Text) -> str | None:
    """The abstract (trích yếu): after `V/v`, or under the title of the type."""
    top = min(len(text.bare), TOP)
    about = _ABOUT.search(text.bare, 0, top)
    if about and "\n" in text.bare[max(0, about.start() - 3) : about.start() + 1] + "\n" * (about.start() < 3):
        return _words(text, about.end(), top)
    for found in _TITLE.finditer(text.bare, 0, top):
        if found.start() < 3 or text.shown[found.start("t") : found.end("t")].isupper():
            return _words(text, found.end("t"), top)
    return None


def _words(text: Text, start: int, top: int) -> str | None:
    while start < top and not text.shown[start].isalnum():
        start += 1
    ends = _ABSTRACT_ENDS.search(text.bare, start, min(top, start + 500))
    end = ends.start() if ends else min(top, start + 300)
    capital = _NEXT_CAPITAL.search(text.shown, start + 20, end)
    words = squeeze(text.words(start, capital.start() if capital else end)).strip(" .;:-*#")
    return words or None


def read_urgency(text: Text) -> str:
    """The stamp of urgency; `normal` without one. It gives no deadline [DOMAIN 4]."""
    top = text.shown[:TOP]
    return next(
        (name for name, signs, shape in _URGENCY if any(map(top.__contains__, signs)) and shape.search(top)), "normal"
    )
