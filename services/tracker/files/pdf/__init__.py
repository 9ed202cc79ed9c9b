"""PDF with a text layer → lines: letterheads column after column, tables row after row, page numbers left out."""

from collections.abc import Iterator

from services.tracker.files.limits import Limits
from services.tracker.files.pdf.furniture import without_furniture
from services.tracker.files.pdf.pages import read_pages
from services.tracker.files.pdf.text import text_of


def pdf_text(body: bytes, limits: Limits) -> str:
    """The text of all pages in reading order. Raises Unreadable."""
    return "\n".join(_lines(body, limits))


def _lines(body: bytes, limits: Limits) -> Iterator[str]:
    yield from text_of(without_furniture(read_pages(body, limits)))
