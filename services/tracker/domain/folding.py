"""Folding: when two ways of writing are the same words (NFC, tone marks, case, spaces, abbreviations) [DOMAIN §10]."""

import re
import unicodedata
from functools import lru_cache

_TONES = "\u0300\u0301\u0303\u0309\u0323"
_NEW_STYLE = {
    unicodedata.normalize("NFC", first + second + tone): unicodedata.normalize("NFC", first + tone + second)
    for first, second in ("oa", "oe", "uy", "OA", "OE", "UY", "Oa", "Oe", "Uy", "oA", "oE", "uY")
    for tone in _TONES
}
_TONED = "".join(sorted({pair[1] for pair in _NEW_STYLE}))
# The tone moves only in an open syllable (hoà, not hoàn), and never off qu (quý).
_OLD_STYLE = re.compile(rf"(?<![qQ])[oOuU][{_TONED}](?![^\W\d_])")
_DASHES = re.compile("[\u2010-\u2015\u2212]")
_QUOTES = re.compile("[\"'\u2018\u2019\u201c\u201d\u00ab\u00bb`]")
_SPACES = re.compile(r"\s+")
_WORDS = re.compile(r"[^\W_]+")


def _bare_letters() -> dict[int, str]:
    """Every composed Vietnamese letter and the plain one beneath it."""
    beneath = {letter: unicodedata.normalize("NFD", letter)[0] for letter in "aeiouyăâêôơưAEIOUYĂÂÊÔƠƯ"}
    toned = {unicodedata.normalize("NFC", letter + tone): bare for letter, bare in beneath.items() for tone in _TONES}
    return {ord(letter): bare for letter, bare in (beneath | toned | {"đ": "d", "Đ": "D"}).items()}


_BARE = _bare_letters()


def compose(text: str) -> str:
    """NFC with tone marks in the newer place: `hoà` → `hòa`, `uỷ` → `ủy`. Keeps the length of a text that is NFC."""
    if text.isascii():
        return text
    return _OLD_STYLE.sub(
        lambda found: _NEW_STYLE.get(found.group(), found.group()), unicodedata.normalize("NFC", text)
    )


def fold(text: str) -> str:
    """For comparing words: composed, one case, single spaces, plain dashes; diacritics stay."""
    return _SPACES.sub(" ", _DASHES.sub("-", compose(text))).strip().casefold()


def without_diacritics(text: str) -> str:
    """`Đắk Lắk` → `Dak Lak`."""
    bare = text.translate(_BARE)
    if bare.isascii():
        return bare
    parted = unicodedata.normalize("NFD", bare)
    return "".join(sign for sign in parted if not unicodedata.combining(sign)).translate(_BARE)


def fold_search(text: str) -> str:
    """For `q` and `search_text`: no diacritics, lower case, words parted by single spaces."""
    return " ".join(_WORDS.findall(without_diacritics(text).casefold()))


def search_words(query: str) -> tuple[str, ...]:
    """The words of a query, all of which must be found in a `search_text`."""
    return tuple(dict.fromkeys(fold_search(query).split()))


def fold_content(text: str) -> str:
    """For recognising a task's content again: folded, without punctuation at its ends or list numbering."""
    return re.sub(r"^(?:[-+•*]\s*|\d{1,2}[.)]\s+|[a-zđ]\)\s+)", "", fold(text)).strip(" .;:,/")


# Longest first; written as in `fold`.
_ABBREVIATIONS = (
    ("ủy ban nhân dân", "ubnd"),
    ("hội đồng nhân dân", "hđnd"),
    ("ủy ban mặt trận tổ quốc", "ubmttq"),
    ("văn phòng chính phủ", "vpcp"),
    ("văn phòng", "vp"),
    ("vpubnd", "vp ubnd"),
    ("nông nghiệp và phát triển nông thôn", "nn&ptnt"),
    ("nông nghiệp và môi trường", "nn&mt"),
    ("tài nguyên và môi trường", "tn&mt"),
    ("khoa học và công nghệ", "kh&cn"),
    ("kế hoạch và đầu tư", "kh&đt"),
    ("giáo dục và đào tạo", "gd&đt"),
    ("thông tin và truyền thông", "tt&tt"),
    ("văn hóa, thể thao và du lịch", "vhtt&dl"),
    ("vh,tt&dl", "vhtt&dl"),
    ("lao động - thương binh và xã hội", "lđtb&xh"),
    ("lao động, thương binh và xã hội", "lđtb&xh"),
    ("lđ-tb&xh", "lđtb&xh"),
    ("lđtbxh", "lđtb&xh"),
    ("thành phố", "tp"),
    ("thị xã", "tx"),
)
_AMPERSAND = re.compile(r"\s*&\s*")
_NAME_NOISE = re.compile(r"[.,;:()\-]")


@lru_cache(maxsize=8192)
def fold_name(text: str) -> str:
    """For comparing names of bodies: `Ủy ban nhân dân tỉnh X` = `UBND tỉnh X`, `Sở KH&CN` = its full name."""
    name = _AMPERSAND.sub("&", _QUOTES.sub("", fold(text)))
    for long, short in _ABBREVIATIONS:
        name = name.replace(long, short)
    name = re.sub(r"\bvà\b", "&", name)
    return _SPACES.sub(" ", _NAME_NOISE.sub(" ", _AMPERSAND.sub("&", name))).strip()
