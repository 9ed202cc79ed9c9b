"""An official letter as offices lay them out (ND 30/2020), invented: letterhead, lists, a table of tasks, the foot."""

import io
import zipfile

from tests.word_files import NAMESPACES, Lists, Markup, cell, levels, paragraph, run, table, word_file

ROWS = (
    ("1", "Xây dựng Đề án vị trí việc làm của các cơ quan hành chính nhà nước trên địa bàn tỉnh", "Sở Nội vụ",
     "Sở Tài chính; các sở, ban, ngành", "Quý II/2027"),
    ("2", "Rà soát thủ tục hành chính", "Sở Tư pháp", "", "30/6/2027"),
    ("3", "Báo cáo kết quả cải cách hành chính", "Văn phòng UBND tỉnh", "Các sở, ngành", "Trước ngày 10 hàng tháng"),
)  # fmt: skip
WIDTHS = (700, 3300, 2000, 1800, 1600)
_BOLD = "<w:b/>"
_PAGE = (
    '<w:sectPr><w:headerReference xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'w:type="default" r:id="r9"/><w:pgSz w:w="11906" w:h="16838"/>'
    '<w:pgMar w:top="1134" w:right="850" w:bottom="1134" w:left="1700" w:header="567" w:footer="567"/></w:sectPr>'
)
_STYLES = (
    '<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" '
    'w:cs="Times New Roman"/><w:sz w:val="28"/></w:rPr></w:rPrDefault></w:docDefaults>'
)
_HEADER = (
    f'<w:hdr {NAMESPACES}><w:p><w:pPr><w:jc w:val="center"/></w:pPr><w:fldSimple w:instr="PAGE">{run("1")}'
    "</w:fldSimple></w:p></w:hdr>"
)


def letter() -> bytes:
    """The letter as a Word file; its table reaches over a page."""
    lists = Lists()
    outline = lists.use(lists.define(levels(("decimal", "%1."), ("lowerLetter", "%2)"))))
    dashes = lists.use(lists.define(levels(("bullet", "-"))))
    body = [
        _letterhead(), paragraph(""), _indented("Kính gửi:"), paragraph("Các sở, ban, ngành thuộc tỉnh;", dashes),
        paragraph("UBND các xã, phường.", dashes),
        _body("Thực hiện Nghị quyết số 76/NQ-CP ngày 15/7/2021 của Chính phủ ban hành Chương trình tổng thể cải cách hành chính "
              "nhà nước giai đoạn 2021-2030, Chủ tịch Ủy ban nhân dân tỉnh yêu cầu:"),
        _body("Sở Nội vụ:", outline),
        _body("Rà soát, sắp xếp tổ chức bộ máy của các cơ quan chuyên môn; báo cáo UBND tỉnh trước ngày 25/11/2026 để tổng hợp, "
              "trình Hội đồng nhân dân tỉnh xem xét tại kỳ họp cuối năm.", outline, 1),
        _body("Chủ trì, phối hợp với Sở Tài chính xây dựng kế hoạch tinh giản biên chế.", outline, 1),
        _body("Sở Y tế tổ chức kiểm tra công tác phòng, chống dịch bệnh tại các cơ sở giáo dục trên địa bàn tỉnh, hoàn thành "
              "trong quý IV năm 2026.", outline),
        _body("Giao Văn phòng UBND tỉnh theo dõi, đôn đốc việc thực hiện.", outline),
        _body("Chi tiết nhiệm vụ theo bảng sau:"), _tasks(),
        _body("Yêu cầu các cơ quan, đơn vị nghiêm túc triển khai thực hiện./."), _foot(),
    ]  # fmt: skip
    return _with_header(word_file(body, lists, _STYLES))


def _letterhead() -> Markup:
    left = (_centred("ỦY BAN NHÂN DÂN"), _centred("TỈNH HOA LƯ", _BOLD), _centred("Số: 12/UBND-TH"),
            _centred("V/v triển khai nhiệm vụ cải cách hành chính năm 2026"))  # fmt: skip
    right = (_centred("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", _BOLD), _centred("Độc lập - Tự do - Hạnh phúc", _BOLD),
             _centred(""), _centred("Hoa Lư, ngày 16 tháng 11 năm 2026"))  # fmt: skip
    return _laid_out((3600, 5800), [(left, right)], bordered=False)


def _foot() -> Markup:
    left = tuple(
        map(paragraph, ("Nơi nhận:", "- Như trên;", "- Thường trực Tỉnh ủy (báo cáo);", "- Lưu: VT, TH (QC45_a)."))
    )
    right = (
        _centred("KT. CHỦ TỊCH", _BOLD),
        _centred("PHÓ CHỦ TỊCH", _BOLD),
        _centred(""),
        _centred("Nguyễn Văn An", _BOLD),
    )
    return _laid_out((4600, 4800), [(left, right)], bordered=False)


def _tasks() -> Markup:
    head = ("TT", "Nội dung nhiệm vụ", "Cơ quan chủ trì", "Cơ quan phối hợp", "Thời gian hoàn thành")
    rows = [head, *((str(number), *row[1:]) for number, row in enumerate(ROWS * 6, start=1))]
    return _laid_out(WIDTHS, [tuple((paragraph(words),) for words in row) for row in rows], bordered=True)


def _laid_out(widths: tuple[int, ...], rows: list[tuple[tuple[Markup, ...], ...]], *, bordered: bool) -> Markup:
    """A table with its widths, as programs want them for laying out."""
    cells = [tuple(_wide(width, *inner) for width, inner in zip(widths, row, strict=True)) for row in rows]
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    sides = "".join(
        f'<w:{side} w:val="single" w:sz="4"/>' for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    made = table(*cells, bordered=bordered).replace('<w:top w:val="single"/>', sides)
    return Markup(made.replace("</w:tblPr>", f"</w:tblPr><w:tblGrid>{grid}</w:tblGrid>", 1))


def _wide(width: int, *inner: Markup) -> Markup:
    return Markup(cell(*inner).replace("<w:tcPr>", f'<w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>'))


def _centred(text: str, properties: str = "") -> Markup:
    return Markup(f'<w:p><w:pPr><w:jc w:val="center"/></w:pPr>{run(text, properties)}</w:p>')


def _indented(text: str) -> Markup:
    return Markup(f'<w:p><w:pPr><w:ind w:left="1400"/></w:pPr>{run(text)}</w:p>')


def _body(text: str, number: int | None = None, level: int = 0) -> Markup:
    """A paragraph of the body: justified, its first line indented."""
    shape = '<w:spacing w:before="120" w:after="0"/><w:ind w:left="0" w:firstLine="720"/><w:jc w:val="both"/></w:pPr>'
    return Markup(paragraph(text, number, level).replace("</w:pPr>", shape, 1))


def _with_header(body: bytes) -> bytes:
    """The file with a header that counts pages."""
    made = io.BytesIO()
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/header"
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.header+xml"
    more = {
        "word/document.xml": ("<w:sectPr/>", _PAGE),
        "word/_rels/document.xml.rels": ("</Relationships>", f'<Relationship Id="r9" Type="{relation}" Target="header1.xml"/></Relationships>'),
        "[Content_Types].xml": ("</Types>", f'<Override PartName="/word/header1.xml" ContentType="{kind}"/></Types>'),
    }  # fmt: skip
    with zipfile.ZipFile(io.BytesIO(body)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(
                name, old.read(name).decode().replace(*more.get(name, ("", ""))) if name in more else old.read(name)
            )
        new.writestr("word/header1.xml", _HEADER)
    return made.getvalue()
