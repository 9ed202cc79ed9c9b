"""PDFium's view of a file: the words of each page, and the ruled lines of its tables."""

from collections.abc import Iterator
from math import isfinite

import pypdfium2
import pypdfium2.raw as pdfium

from services.tracker.files.limits import Limits
from services.tracker.files.pdf.geometry import Page, Rule
from services.tracker.files.pdf.glyphs import Box, Turn, glyphs, words_of_glyphs
from services.tracker.files.unreadable import Unreadable, Why

_THIN, _SHORT = 3.0, 6.0  # points
_MOST_RULES = 20_000  # of a page; more are a drawing
_FEW_LETTERS = 100  # what stamps and signatures may leave on each scanned page


def read_pages(body: bytes, limits: Limits) -> list[Page]:
    """Every page. Raises Unreadable: broken, encrypted, too many pages or characters, or pictures only."""
    try:
        document = pypdfium2.PdfDocument(body)
    except pypdfium2.PdfiumError as refused:
        raise Unreadable(Why.ENCRYPTED if _needs_password(refused) else Why.BROKEN) from refused
    if len(document) > limits.pages:
        raise Unreadable(Why.TOO_LARGE)
    if len(document) == 0:
        raise Unreadable(Why.BROKEN)
    pages = list(_pages(document, limits))
    letters = sum(len(word.text) for page in pages for word in page.words)
    if letters < _FEW_LETTERS * sum(page.pictures > 0 for page in pages):
        raise Unreadable(Why.SCANNED)
    return pages


def _needs_password(refused: pypdfium2.PdfiumError) -> bool:
    return getattr(refused, "err_code", None) in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY)


def _pages(document: pypdfium2.PdfDocument, limits: Limits) -> Iterator[Page]:
    left = limits.chars
    for number in range(len(document)):
        try:
            page = document[number]
        except pypdfium2.PdfiumError as broken:
            raise Unreadable(Why.BROKEN) from broken
        text = page.get_textpage()
        count = text.count_chars()
        left -= max(count, 0)
        if left < 0:
            raise Unreadable(Why.TOO_LARGE)
        width, height = page.get_size()
        turn = _turn(page)
        words = tuple(words_of_glyphs(glyphs(text.raw, count, turn), (width, height)))
        rules, pictures = _drawn(page, turn)
        yield Page(width, height, words, tuple(rules), pictures)
        text.close()
        page.close()


def _turn(page: pypdfium2.PdfPage) -> Turn:
    """From the page's own coordinates (upwards, unturned) to those of the page as it is shown (downwards)."""
    left, bottom, right, top = page.get_bbox()
    match page.get_rotation():
        case 90:
            return lambda x0, y0, x1, y1: (y0 - bottom, x0 - left, y1 - bottom, x1 - left)
        case 180:
            return lambda x0, y0, x1, y1: (right - x1, y0 - bottom, right - x0, y1 - bottom)
        case 270:
            return lambda x0, y0, x1, y1: (top - y1, right - x1, top - y0, right - x0)
    return lambda x0, y0, x1, y1: (x0 - left, top - y1, x1 - left, top - y0)


def _drawn(page: pypdfium2.PdfPage, turn: Turn) -> tuple[list[Rule], int]:
    """The ruled lines of a page (boxes give their sides) and the number of its pictures."""
    rules: list[Rule] = []
    pictures = 0
    for drawn in page.get_objects(filter=(pdfium.FPDF_PAGEOBJ_PATH, pdfium.FPDF_PAGEOBJ_IMAGE), max_depth=4):
        if drawn.type == pdfium.FPDF_PAGEOBJ_IMAGE:
            pictures += 1
        elif len(rules) < _MOST_RULES:
            place = turn(*_bounds(drawn))
            if all(map(isfinite, place)):
                rules += _sides(place)
    return rules, pictures


def _bounds(drawn: pypdfium2.PdfObject) -> Box:
    left, bottom, right, top = drawn.get_bounds()
    return left, bottom, right, top


def _sides(box: Box) -> Iterator[Rule]:
    x0, y0, x1, y1 = box
    wide, high = x1 - x0, y1 - y0
    if min(wide, high) <= _THIN:
        if max(wide, high) >= _SHORT:
            yield Rule(*box)
    elif wide >= _SHORT and high >= _SHORT:
        yield from (Rule(x0, y0, x1, y0), Rule(x0, y1, x1, y1), Rule(x0, y0, x0, y1), Rule(x1, y0, x1, y1))
