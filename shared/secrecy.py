"""State secrets are refused before anything of a body is stored, logged or forwarded: secrecy fields and stamps.

Law 117/2025/QH15; CONTRACTS §2: any key that folds to a known secrecy name, and stamp lines of a letterhead.
"""

import html
import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from shared.folding import fold, remembered_of_names

SECRECY_NAMES = frozenset({"secrecy", "domat", "mucdomat", "confidential", "domatid", "tendomat", "domatvanban"})
OPEN_VALUES = frozenset(fold(value) for value in ("", "không", "thường", "bình thường"))

STAMPS = frozenset({"MẬT", "MÂT", "TỐIMẬT", "TUYỆTMẬT", "TÀILIỆUTHUHỒI"})
FOLDED_STAMPS = frozenset({"toimat", "tuyetmat", "tailieuthuhoi"})
CIRCULATION = {"luuhanhnoibo": "LƯU HÀNH NỘI BỘ", "xemxongtralai": "XEM XONG TRẢ LẠI"}
LIMITING = ("LƯU HÀNH", "XEM XONG")
MOTTO = "CỘNG H"
LETTERHEAD_LINES = 60  # blank ones included
LETTERHEAD = 4000  # characters
MOST_ANNEXES = 500  # in one text; more of them are a text that was made to keep us busy
LONGEST_STAMP = 80
LETTER, WIDE_LETTER = "T", "\uff34"  # every stamp has one of them
DIGIT = re.compile("[0-9]")
COLUMNS = re.compile(r" {3,}|\t|\|")
MARKUP = ("</", "<br", "&nbsp", "&#")
BLOCK_TAG = re.compile(r"</?(?:p|div|br|td|th|tr|li|ul|ol|table|h[1-6])\b[^<>]{0,500}>", re.IGNORECASE)
ANY_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,500}>")


def is_secret(body: object, open_values: frozenset[str]) -> bool:
    """Whether a parsed JSON body says anywhere that it is a state secret. `open_values` are folded (see `opened`)."""
    stack = [body]
    while stack:
        value = stack.pop()
        if isinstance(value, str):
            if is_stamped(value):
                return True
        elif isinstance(value, dict):
            if _is_marked(value, open_values):
                return True
            stack.extend(value.values())
        elif isinstance(value, list):
            stack.extend(value)
    return False


def _is_marked(fields: dict[str, object], open_values: frozenset[str]) -> bool:
    return any([not is_open(fields[name], open_values) for name in _secrecy_names(fields)])


@remembered_of_names
def _secrecy_names(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name for name in names if fold(name) in SECRECY_NAMES)


def opened(values: Iterable[str]) -> frozenset[str]:
    """The values of a secrecy field that mean "not secret", folded: the general ones and `values`."""
    return OPEN_VALUES | {fold(value) for value in values}


def is_open(said: object, open_values: frozenset[str]) -> bool:
    """Whether what a secrecy field says means "not secret"; everything inside a list or an object must."""
    stack = [said]
    while stack:
        value = stack.pop()
        if isinstance(value, dict):
            stack.extend(value.values())
        elif isinstance(value, list):
            stack.extend(value)
        elif value is not None and value is not False and fold(str(value)) not in open_values:
            return False
    return True


def is_stamped(text: str) -> bool:
    """Whether a secrecy stamp stands alone on a line of a letterhead in `text`."""
    rich = "<" in text or "&" in text
    if not (rich or LETTER in text or WIDE_LETTER in text):
        return False
    if len(text) <= LONGEST_STAMP and not (rich or "|" in text or "   " in text) and text.isprintable():
        return text.isupper() and _is_stamp(text)
    return any(_is_stamp(line) for line in _capital_lines(text))


def circulation(text: str) -> str | None:
    """The stamp that limits the circulation of an open document (`LƯU HÀNH NỘI BỘ`, `XEM XONG TRẢ LẠI`)."""
    if not any(mark in text for mark in LIMITING):
        return None
    return next((CIRCULATION[fold(line)] for line in _capital_lines(text) if fold(line) in CIRCULATION), None)


def _capital_lines(text: str) -> list[str]:
    rich = ("<" in text or "&" in text) and any(mark in text for mark in MARKUP)
    plain = _without_tags(text) if rich else text
    lines = [line for head in _letterheads(plain) for line in head.splitlines()[:LETTERHEAD_LINES]]
    if "\t" in plain or "|" in plain or "   " in plain:
        lines += [column for line in lines for column in COLUMNS.split(line)]
    return [line for line in lines if line.isupper() and len(line) <= LONGEST_STAMP]


def _letterheads(text: str) -> list[str]:
    """The beginning of the text, and what follows each further national motto (an annexed document)."""
    heads = [text[:LETTERHEAD]]
    at = text.find(MOTTO, LETTERHEAD // 2)
    while at >= 0 and len(heads) <= MOST_ANNEXES:
        heads.append(text[at : at + LETTERHEAD])
        at = text.find(MOTTO, at + len(MOTTO))
    return heads


def _without_tags(text: str) -> str:
    return html.unescape(ANY_TAG.sub("", BLOCK_TAG.sub("\n", text)))


def _is_stamp(line: str) -> bool:
    """No stamp has a digit: numbers of documents, which are all different, are not worth remembering."""
    return (LETTER in line or WIDE_LETTER in line) and not DIGIT.search(line) and _says_secret(line)


@lru_cache(maxsize=8192)
def _says_secret(line: str) -> bool:
    """Letters alone count: neither decoration, spacing, invisible signs nor the width of letters hide a stamp."""
    signs = (sign for sign in unicodedata.normalize("NFKC", line) if sign.isalnum() or unicodedata.combining(sign))
    bare = unicodedata.normalize("NFC", "".join(signs))
    return bare in STAMPS or fold(bare) in FOLDED_STAMPS
