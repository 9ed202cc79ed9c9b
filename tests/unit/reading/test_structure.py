"""Lines, paragraphs and items: markers of all styles, lines broken by a scan, lists with lost numbers."""

import pytest

from services.tracker.reading.structure.items import items
from services.tracker.reading.structure.lines import Level, lines
from services.tracker.reading.structure.paragraphs import paragraphs
from services.tracker.reading.text import normalise


@pytest.mark.parametrize(
    ("line", "level", "words"),
    [
        ("I. MỤC ĐÍCH", Level.ROMAN, "MỤC ĐÍCH"), ("II- YÊU CẦU", Level.ROMAN, "YÊU CẦU"), ("Iii. nội dung", Level.ROMAN, "nội dung"),
        ("Điều 2. Tổ chức thực hiện", Level.ARTICLE, "Tổ chức thực hiện"), ("Chương III", Level.CHAPTER, ""),
        ("1. Sở Nội vụ", Level.DECIMAL, "Sở Nội vụ"), ("1.Đào tạo", Level.DECIMAL, "Đào tạo"), ("3) Họp", Level.DECIMAL, "Họp"),
        ("9, VNPT tỉnh", Level.DECIMAL, "VNPT tỉnh"), ("2.1. Sở Y tế", Level.SUBDECIMAL, "Sở Y tế"),
        ("1.2.3. Rà soát", Level.SUBSUBDECIMAL, "Rà soát"), ("a) Rà soát", Level.LETTER, "Rà soát"),
        ("đ) Rà soát", Level.LETTER, "Rà soát"), ("i) Rà soát", Level.LETTER, "Rà soát"), ("- Rà soát", Level.DASH, "Rà soát"),
        ("– Rà soát", Level.DASH, "Rà soát"), ("• Rà soát", Level.DASH, "Rà soát"), ("+ Rà soát", Level.PLUS, "Rà soát"),
        ("Rà soát", Level.PLAIN, "Rà soát"), ("15/11/2024 là ngày họp", Level.PLAIN, "15/11/2024 là ngày họp"),
        ("2.305 nhà ở", Level.PLAIN, "2.305 nhà ở"), ("- b. Rà soát", Level.LETTER, "Rà soát"),
        ("- 2. Rà soát", Level.DECIMAL, "Rà soát"),
    ],
)  # fmt: skip
def test_markers_and_the_words_behind_them(line: str, level: Level, words: str) -> None:
    (found,) = lines(normalise(line))
    assert (found.level, line[found.body : found.end]) == (level, words)


def test_page_numbers_and_rules_are_no_lines() -> None:
    assert [*lines(normalise("\n2\n---\n- 3 -\nTrang 4\n***\n"))] == []


def test_broken_lines_make_one_paragraph() -> None:
    text = "Sở Nông nghiệp và Phát triển nông thôn chủ trì rà soát toàn bộ các hồ\nchứa nước trên địa bàn tỉnh trước mùa mưa\nbão năm nay.\n\nSở Y tế kiểm tra."
    assert [text[found.start : found.end].count("\n") for found in paragraphs(normalise(text))] == [2, 0]


def test_a_page_break_inside_a_sentence_is_bridged() -> None:
    text = "Thực hiện các văn bản chỉ đạo của\n\n5\n\nỦy ban nhân dân tỉnh có liên quan."
    assert len(paragraphs(normalise(text))) == 1


def test_items_know_their_places() -> None:
    text = "I. TỔ CHỨC\n1. Sở A:\na) Rà soát;\n- Kiểm tra;\n+ Lập danh sách.\nb) Báo cáo.\n2. Sở B:\nII. KINH PHÍ\n"
    every = items(paragraphs(normalise(text)))
    parents = [every.index(item.parent) if item.parent else None for item in every]
    assert parents == [None, 0, 1, 2, 3, 1, 0, None]


def test_a_number_alone_on_its_line_marks_what_follows() -> None:
    (item,) = items(paragraphs(normalise("1.\nSở Nội vụ rà soát biên chế.")))
    assert item.level is Level.DECIMAL
    assert item.body == 3


def test_a_text_that_lost_its_line_ends_is_cut_at_its_items() -> None:
    filler = "Thời gian qua công tác này đã có chuyển biến. " * 40
    text = f"{filler}UBND tỉnh chỉ thị: 1. Sở A: - Rà soát biên chế; - Báo cáo kết quả. 2. Sở B kiểm tra."
    levels = [found.level for found in paragraphs(normalise(text))]
    assert levels == [Level.PLAIN, Level.DECIMAL, Level.DASH, Level.DASH, Level.DECIMAL]


def test_a_heading_gives_up_the_first_item_that_stands_on_its_line() -> None:
    text = "3. Về vốn tín dụng a) Ngân hàng Nhà nước chủ trì:\n- Hạ lãi suất.\nb) Bộ Tài chính bảo lãnh.\n4. Về đất đai"
    found = paragraphs(normalise(text))
    assert [text[one.start : one.end].split()[0] for one in found] == ["3.", "a)", "-", "b)", "4."]


def test_a_letter_inside_a_sentence_is_no_item_without_a_second() -> None:
    text = "3. Căn cứ điểm a) Khoản 2 Điều 5, Sở Tài chính rà soát.\n4. Sở Y tế kiểm tra."
    assert len(paragraphs(normalise(text))) == 2
