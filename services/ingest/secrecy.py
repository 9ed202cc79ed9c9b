"""State secrets are refused before anything of a body is stored, logged or forwarded: secrecy fields and stamps.

Law 117/2025/QH15; CONTRACTS §2: any key that folds to a known secrecy name, and stamp lines of a letterhead.
"""

import html
import re
import unicodedata
from collections.abc import Iterable, Iterator
from enum import Enum, auto

from services.ingest.folding import fold

SECRECY_NAMES = frozenset({"secrecy", "domat", "mucdomat", "confidential", "domatid", "tendomat", "domatvanban"})
OPEN_VALUES = frozenset(fold(value) for value in ("", "không", "thường", "bình thường"))

STAMPS = frozenset({"MẬT", "MÂT", "TỐIMẬT", "TUYỆTMẬT", "TÀILIỆUTHUHỒI"})
FOLDED_STAMPS = frozenset({"toimat", "tuyetmat", "tailieuthuhoi"})
CIRCULATION = {"luuhanhnoibo": "LƯU HÀNH NỘI BỘ", "xemxongtralai": "XEM XONG TRẢ LẠI"}
DECORATION = str.maketrans("", "", " \t\xa0\u200b\ufeff*-–—_=~[](){}<>|.,:;!\"'“”‘’«»#•·+/\\")
MOTTO = "CỘNG H"
LETTERHEAD_LINES = 40
LONGEST_STAMP = 80
COLUMNS = re.compile(r" {3,}|\t|\|")
BLOCK_TAG = re.compile(r"</?(?:p|div|br|td|th|tr|li|ul|ol|table|h[1-6])\b[^>]{0,500}>", re.IGNORECASE)
ANY_TAG = re.compile(r"</?[a-zA-Z][^>]{0,500}>")


class Stamp(Enum):
    """What a line that stands alone in a letterhead may be."""

    SECRET = auto()
    LIMITED = auto()
    NONE = auto()


def is_secret(body: object, open_values: frozenset[str]) -> bool:
    """Whether a parsed JSON body says anywhere that it is a state secret. `open_values` are folded (see `opened`)."""
    stack = [body]
    while stack:
        value = stack.pop()
        if isinstance(value, str):
            if is_stamped(value):
                return True
        elif isinstance(value, dict):
            if any(fold(name) in SECRECY_NAMES and not is_open(said, open_values) for name, said in value.items()):
                return True
            stack.extend(value.values())
        elif isinstance(value, list):
            stack.extend(value)
    return False


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
    return any(_stamp(line) is Stamp.SECRET for line in _capital_lines(text))


def circulation(text: str) -> str | None:
    """The stamp that limits the circulation of an open document (`LƯU HÀNH NỘI BỘ`, `XEM XONG TRẢ LẠI`)."""
    return next((CIRCULATION[fold(line)] for line in _capital_lines(text) if fold(line) in CIRCULATION), None)


def _capital_lines(text: str) -> list[str]:
    if len(text) <= LONGEST_STAMP and "\n" not in text:
        return [text, *COLUMNS.split(text)] if text.isupper() or "   " in text else []
    return [piece for line in _letterhead_lines(text) for piece in _pieces(line)]


def _pieces(line: str) -> list[str]:
    found = [line] if len(line) <= LONGEST_STAMP and line.isupper() else []
    if "   " in line or "\t" in line or "|" in line:
        found += [piece for piece in COLUMNS.split(line) if len(piece) <= LONGEST_STAMP and piece.isupper()]
    return found


def _letterhead_lines(text: str) -> Iterator[str]:
    """The first lines of the text, and those that follow each national motto (an annexed document)."""
    plain = _without_tags(text) if "</" in text or "<br" in text else text
    yield from _first_lines(plain)
    at = plain.find(MOTTO, 1)
    while at >= 0:
        yield from _first_lines(plain[at : at + LETTERHEAD_LINES * 200])
        at = plain.find(MOTTO, at + 1)


def _first_lines(text: str) -> list[str]:
    head = text if len(text) < 20_000 else text[:20_000]
    return [line for line in head.splitlines() if line and not line.isspace()][:LETTERHEAD_LINES]


def _without_tags(text: str) -> str:
    return html.unescape(ANY_TAG.sub("", BLOCK_TAG.sub("\n", text)))


def _stamp(line: str) -> Stamp:
    bare = unicodedata.normalize("NFC", line).translate(DECORATION)
    if bare in STAMPS or fold(bare) in FOLDED_STAMPS:
        return Stamp.SECRET
    return Stamp.NONE
