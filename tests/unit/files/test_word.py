"""Word files: numbers of lists, tables, what is deleted, hidden or in text boxes."""

import pytest

from services.tracker.files.limits import Limits
from services.tracker.files.word import word_text
from services.tracker.files.word.numerals import numeral
from tests.word_files import Lists, Markup, cell, from_text, levels, paragraph, run, table, word_file

OUTLINE = levels(("upperRoman", "%1."), ("decimal", "%2."), ("lowerLetter", "%3)"), ("bullet", "-"))


def lines(body: bytes) -> list[str]:
    return word_text(body, Limits()).split("\n")


def listed(*items: tuple[int, int, str], lists: Lists) -> list[str]:
    return lines(word_file([paragraph(text, number, level) for number, level, text in items], lists))


def test_numbers_of_lists_stand_before_their_words() -> None:
    lists = Lists()
    one = lists.use(lists.define(OUTLINE))
    assert listed(
        (one, 0, "NHIỆM VỤ"), (one, 1, "Sở Nội vụ:"), (one, 2, "Rà soát;"), (one, 2, "Báo cáo."), (one, 3, "Kèm biểu;"),
        (one, 1, "Sở Y tế:"), (one, 2, "Kiểm tra."), (one, 0, "TỔ CHỨC"), (one, 1, "Văn phòng:"), lists=lists,
    ) == [
        "I. NHIỆM VỤ", "1. Sở Nội vụ:", "a) Rà soát;", "b) Báo cáo.", "- Kèm biểu;", "2. Sở Y tế:", "a) Kiểm tra.",
        "II. TỔ CHỨC", "1. Văn phòng:",
    ]  # fmt: skip


def test_lists_of_one_definition_count_on_and_one_that_states_its_start_begins_there() -> None:
    lists = Lists()
    made = lists.define(levels(("decimal", "%1.")))
    first, again, fresh = lists.use(made), lists.use(made), lists.use(made, start=1)
    assert listed((first, 0, "A"), (again, 0, "B"), (fresh, 0, "C"), (fresh, 0, "D"), lists=lists) == [
        "1. A", "2. B", "1. C", "2. D",
    ]  # fmt: skip


def test_a_deeper_level_shows_the_numbers_above_it_and_begins_where_nothing_went_before() -> None:
    lists = Lists()
    one = lists.use(lists.define(levels(("decimal", "%1."), ("decimal", "%1.%2."))))
    assert listed((one, 1, "Sớm"), (one, 0, "Hai"), (one, 1, "Hai một"), lists=lists) == [
        "1.1. Sớm", "2. Hai", "2.1. Hai một",
    ]  # fmt: skip


def test_a_level_that_never_restarts_counts_through() -> None:
    lists = Lists()
    through = OUTLINE.replace('<w:lvlText w:val="%2."/>', '<w:lvlText w:val="%2."/><w:lvlRestart w:val="0"/>')
    one = lists.use(lists.define(through))
    assert listed((one, 0, "A"), (one, 1, "x"), (one, 0, "B"), (one, 1, "y"), lists=lists)[1::2] == ["1. x", "2. y"]


def test_a_level_may_show_all_numbers_as_figures() -> None:
    lists = Lists()
    inner = levels(("upperRoman", "%1."), ("decimal", "%1.%2.")).replace(
        '<w:lvlText w:val="%1.%2."/>', '<w:lvlText w:val="%1.%2."/><w:isLgl/>'
    )
    one = lists.use(lists.define(inner))
    assert listed((one, 0, "A"), (one, 1, "x"), lists=lists) == ["I. A", "1.1. x"]


@pytest.mark.parametrize(
    ("sign", "shown"), [("\uf0b7", "-"), ("-", "-"), ("•", "-"), ("+", "+"), ("o", "+"), ("\uf0a7", "-")]
)
def test_bullets_are_the_dashes_and_plus_signs_of_officials(sign: str, shown: str) -> None:
    lists = Lists()
    one = lists.use(lists.define(levels(("bullet", sign))))
    assert listed((one, 0, "Như trên;"), lists=lists) == [f"{shown} Như trên;"]


def test_a_style_gives_its_paragraphs_their_list_and_level() -> None:
    lists = Lists()
    inner = levels(("decimal", "Điều %1."), ("decimal", "%2.")).replace(
        '<w:lvlText w:val="%2."/>', '<w:lvlText w:val="%2."/><w:pStyle w:val="Khoan"/>'
    )
    number = lists.use(lists.define(inner))
    listing = f'<w:pPr><w:numPr><w:numId w:val="{number}"/></w:numPr></w:pPr>'
    styles = (
        f'<w:style w:type="paragraph" w:styleId="Dieu">{listing}</w:style>'
        f'<w:style w:type="paragraph" w:styleId="Khoan">{listing}</w:style>'
        '<w:style w:type="paragraph" w:styleId="DieuNho"><w:basedOn w:val="Dieu"/></w:style>'
    )
    body = [
        paragraph("Phạm vi", style="Dieu"), paragraph("Sở Nội vụ", style="Khoan"), paragraph("Hiệu lực", style="DieuNho"),
        paragraph("Không đánh số", number=0, style="Dieu"),
    ]  # fmt: skip
    assert lines(word_file(body, lists, styles)) == [
        "Điều 1. Phạm vi",
        "1. Sở Nội vụ",
        "Điều 2. Hiệu lực",
        "Không đánh số",
    ]


def test_a_definition_may_only_point_to_a_list_style() -> None:
    lists = Lists()
    real = lists.use(lists.define(levels(("decimal", "%1)"))))
    pointing = lists.use(lists.define('<w:numStyleLink w:val="Danh"/>'))
    styles = f'<w:style w:type="numbering" w:styleId="Danh"><w:pPr><w:numPr><w:numId w:val="{real}"/></w:numPr></w:pPr></w:style>'
    assert lines(word_file([paragraph("A", pointing), paragraph("B", pointing)], lists, styles)) == ["1) A", "2) B"]


def test_styles_and_lists_that_point_in_circles_end() -> None:
    lists = Lists()
    one = lists.use(lists.define('<w:numStyleLink w:val="A"/>'))
    styles = (
        f'<w:style w:type="paragraph" w:styleId="A"><w:basedOn w:val="B"/><w:pPr><w:numPr><w:numId w:val="{one}"/></w:numPr>'
        '</w:pPr></w:style><w:style w:type="paragraph" w:styleId="B"><w:basedOn w:val="A"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="C"><w:basedOn w:val="C"/></w:style>'
    )
    assert lines(word_file([paragraph("x", one), paragraph("y", style="C")], lists, styles)) == ["x", "y"]


def test_an_unknown_list_leaves_the_words() -> None:
    assert lines(word_file([paragraph("Sở Y tế", 99)])) == ["Sở Y tế"]


@pytest.mark.parametrize(
    ("number", "style", "shown"),
    [(4, "upperRoman", "IV"), (19, "lowerRoman", "xix"), (27, "lowerLetter", "aa"), (28, "upperLetter", "BB"), (3, "decimalZero", "03"),
     (5, "vietnameseCounting", "năm"), (0, "lowerRoman", "0"), (7, "japaneseCounting", "7"), (9, "none", "")],
)  # fmt: skip
def test_numerals(number: int, style: str, shown: str) -> None:
    assert numeral(number, style) == shown


def test_deleted_and_hidden_words_are_gone_and_inserted_ones_stay() -> None:
    inner = Markup(
        run("Giao Sở ")
        + f'<w:del w:id="1">{run("Nội vụ").replace("w:t ", "w:delText ").replace("w:t>", "w:delText>")}</w:del>'
        + f'<w:ins w:id="2">{run("Y tế")}</w:ins><w:moveFrom w:id="3">{run(" nhầm")}</w:moveFrom>'
        + run(" (ghi chú)", "<w:vanish/>")
        + run(" kiểm tra.")
    )
    assert lines(word_file([paragraph(inner)])) == ["Giao Sở Y tế kiểm tra."]


def test_a_paragraph_whose_end_was_deleted_goes_on_in_the_next() -> None:
    first = Markup(f'<w:p><w:pPr><w:rPr><w:del w:id="1"/></w:rPr></w:pPr>{run("Giao Sở Y tế ")}</w:p>')
    assert lines(word_file([first, paragraph("kiểm tra.")])) == ["Giao Sở Y tế kiểm tra."]


def test_a_deleted_row_is_gone() -> None:
    rows = table(("TT", "Nội dung", "Chủ trì"), ("1", "Rà soát", "Sở Y tế"), ("2", "Báo cáo", "Sở Nội vụ"))
    deleted = rows.replace("<w:tr><w:tc>", '<w:tr><w:trPr><w:del w:id="1"/></w:trPr><w:tc>')
    kept = rows.split("<w:tr>")
    mixed = Markup(f"{kept[0]}<w:tr>{kept[1]}" + deleted.split("<w:tr>")[2].join(["<w:tr>", ""]) + f"<w:tr>{kept[3]}")
    assert lines(word_file([mixed])) == ["| TT | Nội dung | Chủ trì |", "| 2 | Báo cáo | Sở Nội vụ |"]


def test_words_of_a_text_box_are_read_once() -> None:
    box = f"<w:txbxContent>{paragraph('HỎA TỐC')}</w:txbxContent>"
    drawn = (
        f"<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:txbx>{box}</wps:txbx></w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    assert lines(word_file([paragraph(Markup(drawn + run("CÔNG ĐIỆN")))])) == ["CÔNG ĐIỆN", "HỎA TỐC"]


def test_capitals_breaks_symbols_and_field_codes() -> None:
    inner = Markup(
        run("tỉnh hoa lư", "<w:caps/>")
        + "<w:r><w:br/></w:r>"
        + '<w:r><w:sym w:font="Symbol" w:char="F02D"/></w:r>'
        + run(" Số")
        + "<w:r><w:instrText> PAGE </w:instrText></w:r><w:r><w:noBreakHyphen/></w:r>"
        + run("1")
    )
    assert lines(word_file([paragraph(inner)])) == ["TỈNH HOA LƯ", "- Số-1"]


def test_a_letterhead_is_read_cell_after_cell() -> None:
    head = table(
        (cell("ỦY BAN NHÂN DÂN", "TỈNH HOA LƯ"), cell("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")), ("Số: 12/UBND-TH", "Hoa Lư, ngày"),
        bordered=False,
    )  # fmt: skip
    assert lines(word_file([head])) == [
        "ỦY BAN NHÂN DÂN", "TỈNH HOA LƯ", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Số: 12/UBND-TH", "Hoa Lư, ngày",
    ]  # fmt: skip


def test_a_table_of_tasks_is_a_row_a_line_and_merged_cells_count_in_each_row() -> None:
    tasks = table(
        ("TT", "Nội dung", "Chủ trì", "Thời gian"),
        (cell("Lĩnh vực y tế", span=4),),
        ("1", cell("Rà soát", "thủ tục | hồ sơ"), cell("Sở Y tế", merge="restart"), "Quý II"),
        ("2", "Báo cáo", cell("", merge="continue"), ""),
    )
    assert lines(word_file([tasks])) == [
        "| TT | Nội dung | Chủ trì | Thời gian |", "Lĩnh vực y tế", "| 1 | Rà soát thủ tục / hồ sơ | Sở Y tế | Quý II |",
        "| 2 | Báo cáo | Sở Y tế | - |",
    ]  # fmt: skip


def test_a_table_of_two_columns_with_borders_is_no_letterhead() -> None:
    assert lines(word_file([table(("Nội dung", "Chủ trì"), ("Rà soát", "Sở Y tế"))])) == [
        "| Nội dung | Chủ trì |", "| Rà soát | Sở Y tế |",
    ]  # fmt: skip


def test_tables_in_cells_and_contents_of_controls_are_read() -> None:
    inner = cell(table(("a", "b", "c"), ("d", "e", "f")), paragraph("cuối"))
    control = Markup(f"<w:sdt><w:sdtContent>{paragraph('trong ô')}</w:sdtContent></w:sdt>")
    assert lines(word_file([table((inner,)), control])) == ["| a | b | c |", "| d | e | f |", "cuối", "trong ô"]


def test_text_made_into_lists_comes_back_as_it_was() -> None:
    text = "Yêu cầu:\n1. Sở Nội vụ:\na) Rà soát;\n- Kèm biểu;\n+ Mẫu 1;\n12. Sở Y tế\n\nHết"
    assert word_text(from_text(text), Limits()) == text
