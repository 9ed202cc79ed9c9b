"""Characters of a page → words, by where they stand: a file may hold them in any order, each font by itself."""

import ctypes
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from math import hypot, isfinite

import pypdfium2.raw as pdfium

from services.tracker.files.pdf.geometry import Word

_LINE_END_HYPHEN = 2
_NO_SIGNS = frozenset((0xFFFE, 0xFFFF, 0xAD))
_PARTS_WORDS = 0.15  # ems between two characters
_LEVEL = 0.4  # ems between the lines that characters of one line stand on
Box = tuple[float, float, float, float]
Turn = Callable[[float, float, float, float], Box]


@dataclass(frozen=True, slots=True)
class Glyph:
    """A character (with the marks on it), how far it reaches, the line it stands on, the size of its font."""

    letter: str
    x0: float
    x1: float
    base: float
    em: float


def glyphs(text: pdfium.FPDF_TEXTPAGE, count: int, turn: Turn) -> Iterator[Glyph]:
    """The characters that run from left to right as the page is shown: a watermark across the page does not."""
    rect, x, y = pdfium.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    sizes = _Sizes(text, turn)
    before: Glyph | None = None
    for index in range(count):
        sign = _sign(text, index)
        em = sizes.at(index) if sign else None
        if em is None or not sign or not pdfium.FPDFText_GetLooseCharBox(text, index, rect):
            continue
        pdfium.FPDFText_GetCharOrigin(text, index, x, y)
        box = turn(rect.left, rect.bottom, rect.right, rect.top)
        base = turn(x.value, y.value, x.value, y.value)[1]
        if before is not None and unicodedata.combining(sign):
            before = replace(before, letter=before.letter + sign)
            continue
        if before is not None:
            yield before
        before = Glyph(sign, box[0], box[2], base, em) if all(map(isfinite, (*box, base))) else None
    if before is not None:
        yield before


def _sign(text: pdfium.FPDF_TEXTPAGE, index: int) -> str | None:
    """A character; None for what stands nowhere (PDFium guesses a blank at each change of font)."""
    code = pdfium.FPDFText_GetUnicode(text, index)
    if code == _LINE_END_HYPHEN:
        return "-"
    if code < 0x20 or code > 0x10FFFF or 0xD800 <= code <= 0xDFFF or code in _NO_SIGNS:
        return None
    sign = chr(code)
    return None if sign.isspace() and pdfium.FPDFText_IsGenerated(text, index) == 1 else sign


class _Sizes:
    """The size of the font of each piece of text as it is shown; None where it does not run from left to right."""

    def __init__(self, text: pdfium.FPDF_TEXTPAGE, turn: Turn) -> None:
        self._text, self._turn = text, turn
        self._known: dict[int | None, float | None] = {}

    def at(self, index: int) -> float | None:
        piece = ctypes.cast(pdfium.FPDFText_GetTextObject(self._text, index), ctypes.c_void_p).value
        if piece not in self._known:
            self._known[piece] = self._measured(index)
        return self._known[piece]

    def _measured(self, index: int) -> float | None:
        matrix = pdfium.FS_MATRIX()
        if not pdfium.FPDFText_GetMatrix(self._text, index, matrix):
            return None
        zero, along = self._turn(0, 0, 0, 0), self._turn(matrix.a, matrix.b, matrix.a, matrix.b)
        right, down = along[0] - zero[0], along[1] - zero[1]
        size: float = pdfium.FPDFText_GetFontSize(self._text, index) * hypot(matrix.c, matrix.d)
        return size if right > 0 and abs(down) < 0.2 * right and isfinite(size) and size > 0 else None


def words_of_glyphs(every: Iterable[Glyph], size: tuple[float, float]) -> Iterator[Word]:
    """Words, line by line; what lies outside the page is not shown and left out."""
    shown = (one for one in every if 0 <= (one.x0 + one.x1) / 2 <= size[0] and 0 <= one.base <= size[1] + one.em)
    line: list[Glyph] = []
    for glyph in sorted(shown, key=lambda one: one.base):
        if line and glyph.base - line[0].base > _LEVEL * max(glyph.em, line[0].em):
            yield from _words(line)
            line = []
        line.append(glyph)
    yield from _words(line)


def _words(line: Sequence[Glyph]) -> Iterator[Word]:
    """The words of one line; a character that is written twice in one place to look bold is one."""
    word: list[Glyph] = []
    for glyph in sorted(line, key=lambda one: one.x0):
        if word and glyph.letter == word[-1].letter and glyph.x0 - word[-1].x0 < 0.1 * glyph.em:
            continue
        if word and (glyph.letter.isspace() or glyph.x0 - word[-1].x1 > _PARTS_WORDS * glyph.em):
            yield _word(word)
            word = []
        if not glyph.letter.isspace():
            word.append(glyph)
    if word:
        yield _word(word)


def _word(letters: Sequence[Glyph]) -> Word:
    text = unicodedata.normalize("NFC", "".join(one.letter for one in letters))
    return Word(text, letters[0].x0, max(one.x1 for one in letters), letters[0].base, max(one.em for one in letters))
