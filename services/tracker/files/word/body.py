"""The body of a Word document: paragraphs with their numbers, tables, text boxes; in the order of the text."""

import re
from collections.abc import Iterator

from lxml import etree

from services.tracker.files.word.inline import Inline
from services.tracker.files.word.numbering import Numbering
from services.tracker.files.word.package import W
from services.tracker.files.word.styles import Listed, Styles, listed, value_of
from services.tracker.files.word.tables import Cell, Row, table_lines

#: What holds paragraphs and tables without being one; deletions are not among them.
_HOLDERS = {W + name for name in ("sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag", "body")}
_ROW_HOLDERS = _HOLDERS | {f"{W}tbl"}
_TYPED_LABEL = re.compile(r"^((?:\d{1,3}(?:\.\d{1,3})*|[a-zđA-ZĐ]{1,4})[.)/]|[-+–•*])[\t ]+")


def lines_of(document: etree._Element, styles: Styles, numbering: Numbering) -> Iterator[str]:
    """Every line of the document."""
    body = document.find(f"{W}body")
    if body is not None:
        yield from _Body(styles, numbering).blocks(body)


class _Body:
    def __init__(self, styles: Styles, numbering: Numbering) -> None:
        self._styles, self._numbering = styles, numbering
        self._open = ""  # the words of a paragraph whose end was deleted: they go on in the next one

    def blocks(self, parent: etree._Element) -> Iterator[str]:
        for child in parent:
            if child.tag == f"{W}p":
                yield from self._paragraph(child)
            elif child.tag == f"{W}tbl":
                yield from table_lines(child, self._rows(child))
            elif child.tag in _HOLDERS:
                yield from self.blocks(child)

    def _paragraph(self, element: etree._Element) -> Iterator[str]:
        inline = Inline(element)
        properties = element.find(f"{W}pPr")
        words = self._open + inline.text
        self._open = ""
        if properties is not None and properties.find(f"{W}rPr/{W}del") is not None:
            self._open = words
        else:
            yield from _shown(self._label(properties), words)
        for box in inline.boxes:
            yield from self.blocks(box)

    def _label(self, properties: etree._Element | None) -> str:
        style = value_of(properties, "pStyle") if properties is not None else None
        own, inherited = listed(properties), self._styles.listed(style or self._styles.default)
        if own is None and inherited is None:
            return ""
        said = own or Listed(None, None)
        of_style = inherited[0] if inherited else Listed(None, None)
        number = said.number or of_style.number
        if number in (None, "0"):
            return ""
        level = said.level if said.level is not None else of_style.level
        return self._numbering.label(number or "", level, inherited[1] if inherited else None)

    def _rows(self, parent: etree._Element) -> Iterator[Row]:
        for child in parent:
            if child.tag == f"{W}tr":
                if child.find(f"{W}trPr/{W}del") is None:
                    yield tuple(self._cells(child))
            elif child.tag in _ROW_HOLDERS:
                yield from self._rows(child)

    def _cells(self, row: etree._Element) -> Iterator[Cell]:
        for child in row:
            if child.tag == f"{W}tc":
                yield self._cell(child)
            elif child.tag in _HOLDERS:
                yield from self._cells(child)

    def _cell(self, element: etree._Element) -> Cell:
        properties = element.find(f"{W}tcPr")
        span = value_of(properties, "gridSpan") if properties is not None else None
        merge = properties.find(f"{W}vMerge") if properties is not None else None
        goes_on = merge is not None and merge.get(f"{W}val", "continue") == "continue"
        width = min(int(span), 63) if span and span.isdecimal() and len(span) < 4 else 1  # Word's own limit
        return Cell(tuple(self.blocks(element)), max(width, 1), goes_on)


def _shown(label: str, words: str) -> Iterator[str]:
    """The lines of a paragraph, an empty one as an empty line; blanks behind a typed number are one blank, for tabs
    part columns."""
    first, *others = words.strip().split("\n")
    first = _TYPED_LABEL.sub(r"\1 ", first.strip())
    yield f"{label} {first}" if label and first else first
    yield from (other.strip() for other in others if other.strip())
