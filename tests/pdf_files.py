"""PDF files for tests: words at places, ruled lines, pages; no font is embedded, the text layer alone is real."""

import re
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

WIDTH, HEIGHT = 595.0, 842.0
LEFT, RIGHT, TOP, BOTTOM = 85.0, 550.0, 60.0, 780.0
SIZE, STEP = 9.0, 13.0
ADVANCE = 0.8  # ems of every character: no letter of a substituted font is wider
_TO_UNICODE = b"""/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /U def /CMapType 2 def
1 begincodespacerange <0000> <FFFF> endcodespacerange
%d beginbfrange
%s
endbfrange endcmap end end"""


@dataclass
class Canvas:
    """What one page shows; places are points from the upper left corner."""

    content: list[str] = field(default_factory=list)
    turned: int = 0

    def words(self, x: float, y: float, text: str, spare: float = 0, slope: float = 0) -> None:
        """A text whose line stands at `y`, its blanks `spare` points wider; one piece, as programs write lines."""
        coded = f" {-1000 * spare / SIZE:.1f} ".join(
            f"<{word.encode('utf-16-be').hex()}>" for word in _with_blanks(text)
        )
        self.content.append(f"BT /F {SIZE} Tf 1 {slope} {-slope} 1 {x:.2f} {HEIGHT - y:.2f} Tm [{coded}] TJ ET")

    def rule(self, x0: float, y0: float, x1: float, y1: float) -> None:
        self.content.append(f"0.5 w {x0:.2f} {HEIGHT - y0:.2f} m {x1:.2f} {HEIGHT - y1:.2f} l S")

    def grid(self, xs: Sequence[float], ys: Sequence[float]) -> None:
        """All lines of a table."""
        for x in xs:
            self.rule(x, ys[0], x, ys[-1])
        for y in ys:
            self.rule(xs[0], y, xs[-1], y)


def width_of(text: str) -> float:
    return len(text) * ADVANCE * SIZE


def _with_blanks(text: str) -> list[str]:
    return [f"{word} " for word in text.split(" ")[:-1]] + [text.split(" ")[-1]]


def pdf_file(pages: Iterable[Canvas], picture: bool = False, encrypted: bool = False) -> bytes:
    """The bytes of a .pdf; `picture` puts an image on every page."""
    every = list(pages)
    used = sorted({sign for page in every for sign in _signs(page)} | {0x20})
    image = b"<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8 /Length 1 >>\nstream\n\0\nendstream"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(every), b" ".join(b"%d 0 R" % (7 + 2 * n) for n in range(len(every)))),
        b"<< /Type /Font /Subtype /Type0 /BaseFont /Test /Encoding /Identity-H /DescendantFonts [4 0 R] /ToUnicode 5 0 R >>",
        b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Test /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) "
        b"/Supplement 0 >> /DW 800 /FontDescriptor << /Type /FontDescriptor /FontName /Test /Flags 4 /Ascent 800 "
        b"/Descent -200 /CapHeight 700 /ItalicAngle 0 /StemV 80 /FontBBox [0 -200 500 800] >> >>",
        _stream(_to_unicode(used)), image,
    ]  # fmt: skip
    for page in every:
        shown = [*page.content, "q 500 0 0 700 40 40 cm /I Do Q"] if picture else page.content
        objects += [
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Rotate %d /Contents %d 0 R "
            b"/Resources << /Font << /F 3 0 R >> /XObject << /I 6 0 R >> >> >>" % (page.turned, len(objects) + 2),
            _stream("\n".join(shown).encode()),
        ]  # fmt: skip
    return _file(objects, encrypted=encrypted)


def _signs(page: Canvas) -> Iterator[int]:
    for line in page.content:
        for coded in re.findall("<([0-9a-f]+)>", line):
            yield from (int(coded[at : at + 4], 16) for at in range(0, len(coded), 4))


def _to_unicode(used: Sequence[int]) -> bytes:
    return _TO_UNICODE % (len(used), b"\n".join(b"<%04X> <%04X> <%04X>" % (one, one, one) for one in used))


def _stream(body: bytes) -> bytes:
    packed = zlib.compress(body)
    return b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(packed), packed)


def _file(objects: Sequence[bytes], *, encrypted: bool) -> bytes:
    made = bytearray(b"%PDF-1.7\n")
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(made)
    made += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    made += b"".join(b"%010d 00000 n \n" % place for place in places)
    locked = (
        b"/Encrypt << /Filter /Standard /V 1 /R 2 /O <%s> /U <%s> /P -4 >> /ID [<00> <00>] " % (b"11" * 32, b"22" * 32)
        if encrypted
        else b""
    )
    made += b"trailer\n<< /Size %d /Root 1 0 R %s>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, locked, start)
    return bytes(made)


def from_text(text: str, indent: float = 36, numbered: bool = True) -> bytes:
    """A line a paragraph, as a program lays it out: first lines indented, full lines justified, pages numbered."""
    return pdf_file(_laid_out(text, indent, numbered))


def _laid_out(text: str, indent: float, numbered: bool) -> Iterator[Canvas]:
    page, y = Canvas(), TOP
    pages = [page]
    for line in text.splitlines():
        for place, words in enumerate(_broken(line.split(), indent)):
            if y > BOTTOM:
                page, y = Canvas(), TOP
                pages.append(page)
            _justified(
                page, words, LEFT + (0 if place else indent), y, last=place == len(_broken(line.split(), indent)) - 1
            )
            y += STEP
        y += 6
    for number, each in enumerate(pages, start=1):
        if numbered and number > 1:
            each.words(WIDTH / 2, 40, str(number))
        yield each


def _broken(words: Sequence[str], indent: float) -> list[list[str]]:
    lines: list[list[str]] = [[]]
    for word in words:
        room = RIGHT - LEFT - (indent if len(lines) == 1 else 0)
        if lines[-1] and width_of(" ".join([*lines[-1], word])) > room:
            lines.append([])
        lines[-1].append(word)
    return lines


def _justified(page: Canvas, words: Sequence[str], x: float, y: float, *, last: bool) -> None:
    spare = 0.0 if last or len(words) < 2 else (RIGHT - x - width_of(" ".join(words))) / (len(words) - 1)
    page.words(x, y, " ".join(words), spare)
