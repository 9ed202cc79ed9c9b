"""Word files for tests: the parts that the reading looks at, written as Word writes them."""

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from xml.sax.saxutils import escape

NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_LABELS = (
    (re.compile(r"^(\d{1,3})\.\s+(?=\S)"), "decimal", "%1."),
    (re.compile(r"^([a-ce-z])\)\s+(?=\S)"), "lowerLetter", "%1)"),
    (re.compile(r"^(-)\s+(?=\S)"), "bullet", "-"),
    (re.compile(r"^(\+)\s+(?=\S)"), "bullet", "+"),
)


class Markup(str):
    """Text that is markup already."""


def run(text: str, properties: str = "") -> Markup:
    """A run of words; tabs become tab elements."""
    shown = _NOT_XML.sub(" ", text)
    parts = "<w:tab/>".join(f'<w:t xml:space="preserve">{escape(part)}</w:t>' for part in shown.split("\t"))
    return Markup(f"<w:r>{f'<w:rPr>{properties}</w:rPr>' if properties else ''}{parts}</w:r>")


def paragraph(content: str, number: int | None = None, level: int = 0, style: str = "") -> Markup:
    """A paragraph of text or markup; `number` is its list."""
    listed = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>' if number is not None else ""
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    inner = content if isinstance(content, Markup) else run(content) if content else ""
    return Markup(f"<w:p><w:pPr>{named}{listed}</w:pPr>{inner}</w:p>")


def cell(*paragraphs: str, span: int = 1, merge: str | None = None) -> Markup:
    """A cell of paragraphs (text or markup); `merge` restart or continue."""
    merged = "" if merge is None else f'<w:vMerge w:val="{merge}"/>' if merge == "restart" else "<w:vMerge/>"
    inner = "".join(one if isinstance(one, Markup) else paragraph(one) for one in paragraphs or ("",))
    return Markup(f'<w:tc><w:tcPr><w:gridSpan w:val="{span}"/>{merged}</w:tcPr>{inner}</w:tc>')


def table(*rows: Sequence[str], bordered: bool = True) -> Markup:
    """A table of rows of cells (text or markup)."""
    border = '<w:tblBorders><w:top w:val="single"/></w:tblBorders>' if bordered else ""
    inner = "".join(
        f"<w:tr>{''.join(one if isinstance(one, Markup) else cell(one) for one in row)}</w:tr>" for row in rows
    )
    return Markup(f"<w:tbl><w:tblPr>{border}</w:tblPr>{inner}</w:tbl>")


def levels(*formats: tuple[str, str], start: int = 1) -> str:
    """The levels of a list: (format, text) each."""
    return "".join(
        f'<w:lvl w:ilvl="{place}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{escape(text)}"/></w:lvl>'
        for place, (form, text) in enumerate(formats)
    )


@dataclass
class Lists:
    """numbering.xml: definitions, and the lists that use them."""

    definitions: list[str] = field(default_factory=list)
    numbers: list[str] = field(default_factory=list)

    def define(self, inner: str) -> int:
        self.definitions.append(f'<w:abstractNum w:abstractNumId="{len(self.definitions)}">{inner}</w:abstractNum>')
        return len(self.definitions) - 1

    def use(self, definition: int, start: int | None = None, level: int = 0) -> int:
        """The number of a new list; one that states its `start` begins there."""
        override = (
            f'<w:lvlOverride w:ilvl="{level}"><w:startOverride w:val="{start}"/></w:lvlOverride>' if start else ""
        )
        number = len(self.numbers) + 1
        self.numbers.append(f'<w:num w:numId="{number}"><w:abstractNumId w:val="{definition}"/>{override}</w:num>')
        return number

    def xml(self) -> str:
        return f"<w:numbering {NAMESPACES}>{''.join(self.definitions)}{''.join(self.numbers)}</w:numbering>"


def word_file(body: Iterable[str], lists: Lists | None = None, styles: str = "", **parts: bytes) -> bytes:
    """The bytes of a .docx; further `parts` by name with `__` for the slash."""
    document = f"<w:document {NAMESPACES}><w:body>{''.join(body)}<w:sectPr/></w:body></w:document>"
    written = {
        "[Content_Types].xml": _CONTENT_TYPES,
        "_rels/.rels": _relations(("officeDocument", "word/document.xml")),
        "word/_rels/document.xml.rels": _relations(("numbering", "numbering.xml"), ("styles", "styles.xml")),
        "word/document.xml": document,
        "word/numbering.xml": (lists or Lists()).xml(),
        "word/styles.xml": f"<w:styles {NAMESPACES}>{styles}</w:styles>",
    }
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        for name, text in written.items():
            file.writestr(name, text)
        for name, raw in parts.items():
            file.writestr(name.replace("__", "/"), raw)
    return made.getvalue()


def from_text(text: str) -> bytes:
    """A line a paragraph; numbers and dashes at the start of lines become automatic ones, as Word makes them."""
    lists = Lists()
    known = {(form, label): lists.define(levels((form, label))) for _, form, label in _LABELS}
    return word_file([_line(line, lists, known) for line in text.splitlines()], lists)


def _line(line: str, lists: Lists, known: dict[tuple[str, str], int]) -> Markup:
    for shape, form, label in _LABELS:
        found = shape.match(line)
        if found and not (form == "decimal" and int(found[1]) == 0):
            start = int(found[1]) if form == "decimal" else ord(found[1]) - 96 if form == "lowerLetter" else None
            return paragraph(line[found.end() :], lists.use(known[form, label], start))
    return paragraph(line)


def _relations(*targets: tuple[str, str]) -> str:
    inner = "".join(
        f'<Relationship Id="r{place}" Type="{_OFFICE}/{role}" Target="{target}"/>'
        for place, (role, target) in enumerate(targets)
    )
    return f'<Relationships xmlns="{_RELATIONS}">{inner}</Relationships>'


_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_CONTENT_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{_MAIN}.document.main+xml"/>'
    f'<Override PartName="/word/numbering.xml" ContentType="{_MAIN}.numbering+xml"/>'
    f'<Override PartName="/word/styles.xml" ContentType="{_MAIN}.styles+xml"/></Types>'
)
