"""Headers, footers and page numbers: what stands at the edge of pages and is no part of the text."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from services.tracker.files.pdf.geometry import Line, Page, lines_of, words_of

_EDGE = 0.1  # of the page's height
_NUMBER = re.compile(r"[-–—(\[ ]{0,3}\d{1,4}(?: ?/ ?\d{1,4})?[-–—)\] ]{0,3}|(?:trang|page) .{0,20}", re.IGNORECASE)
_FIGURES = re.compile(r"\d+")
_OFTEN = 3


def without_furniture(pages: Sequence[Page]) -> list[Page]:
    """The pages without their numbers, and without lines that stand at the edge of half of them."""
    edges = [_edge_lines(page) for page in pages]
    counts = Counter(words for lines in edges for words in {_stripped(line) for line in lines})
    often = {words for words, count in counts.items() if count >= max(_OFTEN, len(pages) / 2)}
    return [_without(page, lines, often) for page, lines in zip(pages, edges, strict=True)]


def _edge_lines(page: Page) -> list[Line]:
    return [
        line for line in lines_of(page.words)
        if line[0].base < _EDGE * page.height or line[0].base > (1 - _EDGE) * page.height
    ]  # fmt: skip


def _stripped(line: Line) -> str:
    return _FIGURES.sub("#", words_of(line)).lower()


def _without(page: Page, lines: Sequence[Line], often: set[str]) -> Page:
    gone = {
        word for line in lines if _stripped(line) in often or _NUMBER.fullmatch(words_of(line)) for word in line
    }  # fmt: skip
    return replace(page, words=tuple(word for word in page.words if word not in gone)) if gone else page
