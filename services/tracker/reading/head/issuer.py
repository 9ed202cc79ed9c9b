"""Who issued the document: from the letterhead, else the one who speaks in the body, the title or the signature."""

import re
from dataclasses import dataclass

from services.tracker.domain.deadline import Span
from services.tracker.reading.text import UPPER, Text, pattern, squeeze

#: The national title and motto (and the Party's), as OCR may leave them; on `bare`.
_NATIONAL = re.compile(
    r"\S?cong\s+h\w*\s+x\w*\s+h\w+(?:\s+ch\w*)?(?:\s+ngh\w*)?(?:\s+vi\w*)?(?:\s+n\w*m\b)?|"
    r"\S?ang\s+cong\s+san\s+viet\s+nam"
    r"|\b\w{1,3}c\s+l\w{1,2}p?\s*-*\s*-\s*t\w?\W.{0,24}(?:ph\w+)?"
)
_DIRECTS = (
    r"(?:chỉ thị(?! số| của)|yêu cầu|giao|quyết định|có ý kiến|đã có ý kiến|đã kết luận|kết luận|ban hành|xây dựng|"
    r"quy định|đề nghị|xin thông báo|"
    r"thông báo|chỉ đạo)\b"
)
_ON = rf"(?=(?: (?!tại )[^.,;:\n]{{0,60}})? {_DIRECTS})"
_PLACED = rf"(?:tỉnh|thành phố){_ON}"
_CHAIRMAN = rf"chủ tịch (?:ubnd|ủy ban nhân dân) {_PLACED}"
_OF_GOVERNMENT = rf"(?: chính phủ)?{_ON}"
_NAMED = rf" [^.,;:\n]{{3,70}}?(?= {_DIRECTS})"
_ANY = rf"(?: [^.,;:\n]{{2,70}}?)??(?= {_DIRECTS})"
_LOWER = rf"(?:huyện|quận|thị xã|xã|phường){_ANY}"
#: Every way begins with letters, so that a search is fast.
_SPEAKS = pattern(
    rf"(?P<who>phó {_CHAIRMAN}|{_CHAIRMAN}|ubnd {_PLACED}|ủy ban nhân dân {_PLACED}|"
    rf"phó thủ tướng{_OF_GOVERNMENT}|thủ tướng{_OF_GOVERNMENT}|văn phòng chính phủ{_ON}|chính phủ{_ON}|"
    rf"bộ trưởng bộ{_NAMED}|thứ trưởng bộ{_NAMED}|sở{_NAMED}|bộ{_NAMED}|ủy ban(?! nhân){_NAMED}|"
    rf"ban (?:chỉ đạo|điều hành|thường vụ|bí thư|tổ chức){_ANY}|thống đốc{_ANY}|tổng cục trưởng{_ANY}|cục trưởng{_ANY}|"
    rf"tổng giám đốc{_ANY}|giám đốc sở{_NAMED}|chủ nhiệm{_ANY}|viện trưởng{_ANY}|tỉnh ủy{_ANY}|thành ủy{_ANY}|"
    rf"hội đồng nhân dân{_ANY}|chủ tịch ubnd {_LOWER}|ubnd {_LOWER}|chủ tịch ủy ban nhân dân {_LOWER}|"
    rf"ủy ban nhân dân {_LOWER})"
)
_TITLE = pattern(
    r"\W*(?:(?:thong bao )?(?:y kien )?(?:ket luan|chi dao)|quyet dinh|chi thi|nghi quyet|cong dien) cua "
    r"(?P<who>(?!ban bi thu|bo chinh tri)[^\n]{4,60}?) (?:tai|ve|phe duyet|ban hanh) "
)
_SIGNS = re.compile(
    r"\bTM\s?\.\s{0,2}(?P<who>(?:ỦY BAN NHÂN DÂN|UỶ BAN NHÂN DÂN|UBND)\s+(?:TỈNH|HUYỆN|QUẬN|THỊ XÃ|XÃ|PHƯỜNG)|CHÍNH PHỦ)\b"
)
#: Where the list of what is to be done begins: who is named in it does not issue the document.
_FIRST_ITEM = re.compile(r"\n[^\S\n]*(?:\d{1,2}\s?[.)/]|[IVX]{1,4}\s?[.)-]|[a-d]\)|-\s|Điều\s\d)\s*\w")
_FOOT = 2500
_OPENS_LIST = re.compile(r"[^\n]{0,260}:\s*(?:\n|$)")
_PLACE = re.compile(rf"\b(?:[Tt]ỉnh|[Tt]hành\s+phố|TỈNH|THÀNH\s+PHỐ)\s+(?P<n>[{UPPER}]\w*(?: [{UPPER}]\w*){{1,3}})")
_CITY_NAMES = {"ha noi": "Hà Nội", "ho chi minh": "Hồ Chí Minh", "hai phong": "Hải Phòng", "da nang": "Đà Nẵng",
               "can tho": "Cần Thơ", "hue": "Huế"}  # fmt: skip
_CITIES = pattern(rf"\bthanh pho (?P<n>{'|'.join(_CITY_NAMES)})\b")
_NOTATIONS = (
    (re.compile(r"(?:^|[/-])VPCP"), "Văn phòng Chính phủ"),
    (re.compile(r"(?:^|[/-])TTg"), "Thủ tướng Chính phủ"),
    (re.compile(r"(?:^|[/-])CP$"), "Chính phủ"),
    (re.compile(r"(?:^|[/-])VPUBND"), "Văn phòng UBND tỉnh"),
)


@dataclass(frozen=True, slots=True)
class Issuer:
    """The issuer as written (or as its notation says), where, and the rule."""

    name: str
    rule: str
    span: Span | None = None


def read_issuer(text: Text, notation: str | None, letterhead: int) -> Issuer | None:
    """`letterhead` is where the letterhead ends (0 where there is none)."""
    return (
        _of_letterhead(text, letterhead)
        or _of_notation(notation)
        or _of_title(text)
        or _of_signature(text)
        or _who_speaks(text, letterhead)
    )


def _of_letterhead(text: Text, end: int) -> Issuer | None:
    """The last body named above the number: what stands above it is its superior."""
    if end <= 0:
        return None
    shown = text.shown[:end]
    for found in _NATIONAL.finditer(text.bare, 0, end):
        shown = shown[: found.start()] + " " * (found.end() - found.start()) + shown[found.end() :]
    lines = [squeeze(line) for line in re.split(r"\n|\t|\s{4,}", shown)]
    named = [line.strip(" *#-_.,'`‘’") for line in lines if _is_capital(line)]
    joined = squeeze(" ".join(named))
    return Issuer(_placed(joined), "issuer.letterhead", text.span(0, end)) if joined else None


def _is_capital(line: str) -> bool:
    letters = sum(map(str.isalpha, line))
    return letters >= 4 and sum(map(str.isupper, line)) >= 0.7 * letters and "SỐ:" not in line


def _placed(words: str) -> str:
    """`UBND TỈNH KIÊN GIANG SỞ Y TẾ` is the Sở Y tế of that province: the last body, with the place of the first."""
    bodies = [body.strip() for body in _BODIES.split(words) if body and body.strip()]
    if len(bodies) < 2:
        return sentence_case(words)
    outer, inner = bodies[0], bodies[-1]
    office = inner.startswith("VĂN PHÒNG") and len(inner) < 14
    place = outer if office else re.sub(r"^(?:ỦY BAN NHÂN DÂN|UỶ BAN NHÂN DÂN|UBND|BỘ)\s+", "", outer)
    known = place.split()[-1:] and place.split()[-1] in inner
    return sentence_case(inner if known and not office else f"{inner} {place}")


def sentence_case(words: str) -> str:
    """A name in capitals as it is written in a sentence: `SỞ Y TẾ TỈNH KIÊN GIANG` → `Sở Y tế tỉnh Kiên Giang`."""
    written: list[str] = []
    place = 0
    for word in words.split():
        lower = word.lower()
        before = written[-1].lower() if written else ""
        committee = lower == "ủy" and before in _PLACES
        named = (place and not committee) or before in _BEFORE_FIELD
        if lower in _ABBREVIATED:
            written.append(word.upper())
        elif not written or (named and lower not in _PLACES):
            written.append(lower[:1].upper() + lower[1:])
        else:
            written.append(lower)
        place = 3 if lower in _PLACES or committee else max(0, place - 1)
    joined = " ".join(written)
    for name in _BODIES_WITHIN:
        joined = joined.replace(name.lower(), name)
    return joined


_ABBREVIATED = {"ubnd", "hđnd", "bch", "cntt"}
_BODIES_WITHIN = ("Chính phủ", "Ủy ban nhân dân", "Bộ ")
_BEFORE_FIELD = {"sở", "bộ", "cục", "vụ"}
_PLACES = {"tỉnh", "phố", "huyện", "xã", "phường", "quận"}
_BODIES = re.compile(
    r"(?=\b(?:(?:ỦY|UỶ|ÙY|ÚY|UY) BAN (?!DÂN TỘC)|UBND|SỞ|SƠ|BỘ|CỤC|CHI CỤC|BAN (?!NH[ÂẤẦẬAÃ]N|CHẤP|THƯỜNG)|"
    r"VĂN PHÒNG|HỘI (?!ĐỒNG)|LIÊN ĐOÀN|TRUNG TÂM|BCĐ)\b)"
)


def _of_notation(notation: str | None) -> Issuer | None:
    for shape, name in _NOTATIONS if notation else ():
        if shape.search(notation or ""):
            return Issuer(name, "issuer.notation")
    return None


def _of_signature(text: Text) -> Issuer | None:
    """Who signs for whom (`TM. ỦY BAN NHÂN DÂN TỈNH`), where the foot says it in full."""
    found = _SIGNS.search(text.shown, max(0, len(text.shown) - _FOOT))
    if found is None:
        return None
    return Issuer(sentence_case(squeeze(found["who"])), "issuer.signature", text.span(*found.span("who")))


def _who_speaks(text: Text, start: int) -> Issuer | None:
    """The first to direct in the body (`Ủy ban nhân dân tỉnh chỉ thị:`), best where a list opens after it."""
    found = None
    first = _FIRST_ITEM.search(text.shown, start)
    for speaks in _SPEAKS.finditer(text.plain, start, min(len(text.plain), start + 9000)):
        if text.plain.endswith("của ", 0, speaks.start()):
            continue
        if first is None or speaks.start() < first.start():
            found = found or speaks
        if _OPENS_LIST.match(text.plain, speaks.end()):
            found = speaks
            break
    if found is None:
        return None
    name = squeeze(text.words(*found.span("who")))
    return Issuer(_with_place(text, name), "issuer.speaks", text.span(*found.span("who")))


def _with_place(text: Text, name: str) -> str:
    """`UBND thành phố` with the name of the city or province that the text names first."""
    if not name.lower().endswith(("thành phố", "tỉnh")):
        return name
    cities = [found["n"] for found in _CITIES.finditer(text.bare)] if name.lower().endswith("phố") else []
    if cities:
        return f"{name} {_CITY_NAMES[squeeze(max(set(cities), key=cities.count))]}"
    place = _PLACE.search(text.shown, 0, 9000)
    return f"{name} {squeeze(text.words(*place.span('n'))).title()}" if place else name


def _of_title(text: Text) -> Issuer | None:
    title = _TITLE.match(text.bare)
    if title is None:
        return None
    return Issuer(squeeze(text.words(*title.span("who"))), "issuer.title", text.span(*title.span("who")))
