"""PDF files: paragraphs, columns, tables, page numbers, text that is turned or drawn twice."""

import itertools
from collections.abc import Iterable

import pytest

from services.tracker.files.limits import Limits
from services.tracker.files.pdf import pdf_text
from services.tracker.files.unreadable import Unreadable, Why
from tests.pdf_files import BOTTOM, LEFT, STEP, Canvas, from_text, pdf_file, width_of

LONG = "Giao Sở Nội vụ chủ trì, phối hợp với Sở Tài chính và các sở, ban, ngành liên quan rà soát biên chế của các cơ quan hành chính, "
TASK = LONG + "báo cáo Ủy ban nhân dân tỉnh trước ngày 25/11/2026 để tổng hợp, trình Hội đồng nhân dân tỉnh."


def lines(*pages: Canvas) -> list[str]:
    return pdf_text(pdf_file(pages), Limits()).split("\n")


def canvas(*placed: tuple[float, float, str]) -> Canvas:
    page = Canvas()
    for x, y, text in placed:
        page.words(x, y, text)
    return page


def filled(words: str, pages: int) -> Iterable[Canvas]:
    for number in range(1, pages + 1):
        yield canvas(
            (LEFT, 40, "UBND TỈNH HOA LƯ"), (290, 825, f"Trang {number}"), (LEFT, 300, f"{words} {chr(64 + number)}.")
        )


def test_a_paragraph_is_one_line_again() -> None:
    assert pdf_text(from_text(f"{TASK}\n{TASK}"), Limits()).split("\n") == [TASK, TASK]


def test_a_paragraph_goes_on_over_the_end_of_a_page() -> None:
    text = "\n".join([TASK] * 12)
    assert pdf_text(from_text(text), Limits()) == text


def test_a_label_begins_a_paragraph_though_the_line_before_it_is_full() -> None:
    text = "\n".join(f"{mark} {TASK}" for mark in ("1.", "a)", "b)", "-", "+", "2."))
    assert pdf_text(from_text(text, indent=0), Limits()) == text


def test_a_word_parted_behind_its_hyphen_is_whole_again() -> None:
    first = canvas(
        (LEFT, 100, "Quyết định số 6858/QĐ-"), (LEFT, 100 + STEP, "BYT ngày 18/11/2016 của Bộ trưởng Bộ Y tế")
    )
    assert lines(first)[0] == "Quyết định số 6858/QĐ-"  # it would have fitted: two paragraphs
    full = canvas((LEFT, 100, "Quyết định số 6858/QĐ-"), (LEFT, 100 + STEP, "BYTNGÀY18/11/2016CỦABỘTRƯỞNG"))
    assert lines(full) == ["Quyết định số 6858/QĐ-BYTNGÀY18/11/2016CỦABỘTRƯỞNG"]


def test_page_numbers_and_what_stands_at_the_edge_of_every_page_are_left_out() -> None:
    assert lines(*filled("Nội dung", 4)) == [f"Nội dung {letter}." for letter in "ABCD"]


def test_a_number_inside_the_page_stays() -> None:
    assert lines(canvas((LEFT, 300, "Tổng số:"), (LEFT, 330, "12"))) == ["Tổng số:", "12"]


def test_a_letterhead_is_read_column_after_column() -> None:
    head = canvas(
        (90, 60, "ỦY BAN NHÂN DÂN"), (300, 60, "CỘNG HÒA XÃ HỘI"), (110, 75, "TỈNH HOA LƯ"), (320, 75, "Độc lập - Tự do"),
        (100, 95, "Số: 12/UBND-TH"), (330, 97, "Hoa Lư, ngày 05"), (100, 115, "Kính gửi: Các sở, ban, ngành thuộc Ủy ban."),
    )  # fmt: skip
    assert lines(head) == [
        "ỦY BAN NHÂN DÂN", "TỈNH HOA LƯ", "Số: 12/UBND-TH", "CỘNG HÒA XÃ HỘI", "Độc lập - Tự do", "Hoa Lư, ngày 05",
        "Kính gửi: Các sở, ban, ngành thuộc Ủy ban.",
    ]  # fmt: skip


def test_recipients_and_signature_are_two_columns_though_their_lines_stand_askew() -> None:
    foot = canvas(
        (90, 600, "Nơi nhận:"), (340, 600, "TM. ỦY BAN"), (90, 614, "- Như trên;"), (350, 617, "CHỦ TỊCH"),
        (90, 628, "- Lưu: VT, TH."), (345, 690, "Nguyễn Văn An"),
    )  # fmt: skip
    assert lines(foot) == ["Nơi nhận:", "- Như trên;", "- Lưu: VT, TH.", "TM. ỦY BAN", "CHỦ TỊCH", "Nguyễn Văn An"]


def test_the_blank_for_a_day_written_by_hand_parts_no_columns() -> None:
    assert lines(canvas((LEFT, 100, "Hoa Lư, ngày"), (LEFT + 120, 100, "tháng 11 năm 2026"))) == [
        "Hoa Lư, ngày tháng 11 năm 2026"
    ]


def _table(
    top: float, rows: Iterable[tuple[str, ...]], xs: tuple[float, ...] = (85, 120, 330, 550), height: float = 40
) -> Canvas:
    page, every = Canvas(), list(rows)
    page.grid(xs, [top + height * n for n in range(len(every) + 1)])
    for n, row in enumerate(every):
        for x, words in zip(xs, row, strict=False):
            for place, part in enumerate(words.split("\n")):
                page.words(x + 3, top + height * n + 14 + place * STEP, part)
    return page


def test_a_table_is_a_row_a_line_whatever_the_lines_in_its_cells() -> None:
    page = _table(
        100, [("TT", "Nội dung", "Chủ trì"), ("1", "Rà soát các\nthủ tục", "Sở\nNội vụ"), ("2", "Báo cáo", "")]
    )
    page.words(LEFT, 90, "Bảng phân công:")
    page.words(LEFT, 260, "Hết.")
    assert lines(page) == [
        "Bảng phân công:", "| TT | Nội dung | Chủ trì |", "| 1 | Rà soát các thủ tục | Sở Nội vụ |", "| 2 | Báo cáo | - |", "Hết.",
    ]  # fmt: skip


def test_a_drawing_of_thousands_of_lines_is_no_table_and_leaves_the_words() -> None:
    page = canvas((LEFT, 300, "Sơ đồ tổ chức."))
    for n in range(6000):
        page.rule(100 + n % 400, 320 + n // 15, 110 + n % 397, 320 + n // 15 + (n % 2) * 9)
    assert lines(page) == ["Sơ đồ tổ chức."]


def test_borders_drawn_cell_by_cell_are_one_table() -> None:
    page, xs = Canvas(), (85, 120, 330, 550)
    for top in (100, 140):
        for x0, x1 in itertools.pairwise(xs):
            page.grid((x0, x1), (top, top + 40))
    for x, y, words in (
        (88, 120, "TT"),
        (123, 120, "Nội dung"),
        (333, 120, "Chủ trì"),
        (88, 160, "1"),
        (123, 160, "Rà soát"),
        (333, 160, "Sở Y tế"),
    ):
        page.words(x, y, words)
    assert lines(page) == ["| TT | Nội dung | Chủ trì |", "| 1 | Rà soát | Sở Y tế |"]


def test_merged_cells_count_in_each_row_and_a_row_of_one_cell_is_a_heading() -> None:
    page, xs = Canvas(), (85, 120, 330, 550)
    for y, parts in ((100, (85, 550)), (140, (85, 550)), (180, (85, 550)), (220, (85, 330)), (260, (85, 550))):
        page.rule(parts[0], y, parts[1], y)
    page.rule(85, 100, 85, 260)
    page.rule(550, 100, 550, 260)
    for x in xs[1:-1]:
        page.rule(x, 100, x, 140)
        page.rule(x, 180, x, 260)
    for x, y, words in ((88, 120, "TT"), (123, 120, "Nội dung"), (333, 120, "Chủ trì"), (88, 160, "Lĩnh vực y tế"), (88, 200, "1"),
                        (123, 200, "Rà soát"), (333, 220, "Sở Y tế"), (88, 240, "2"), (123, 240, "Báo cáo")):  # fmt: skip
        page.words(x, y, words)
    assert lines(page) == [
        "| TT | Nội dung | Chủ trì |", "Lĩnh vực y tế", "| 1 | Rà soát | Sở Y tế |", "| 2 | Báo cáo | Sở Y tế |",
    ]  # fmt: skip


def test_a_table_goes_on_over_the_end_of_a_page_without_its_heading_again() -> None:
    head = ("TT", "Nội dung", "Chủ trì")
    first = _table(BOTTOM - 100, [head, ("1", "Rà soát", "Sở Y tế")])
    second = _table(60, [head, ("", "thủ tục", ""), ("2", "Báo cáo", "Sở Nội vụ")])
    assert lines(first, second) == [
        "| TT | Nội dung | Chủ trì |",
        "| 1 | Rà soát thủ tục | Sở Y tế |",
        "| 2 | Báo cáo | Sở Nội vụ |",
    ]


def test_words_across_the_page_or_outside_it_are_left_out() -> None:
    page = canvas((LEFT, 300, "Nội dung chính."), (700, 320, "ngoài trang"))
    page.words(200, 600, "BẢN SAO", slope=1)
    assert lines(page) == ["Nội dung chính."]


def test_words_drawn_twice_to_look_bold_are_read_once() -> None:
    assert lines(canvas((LEFT, 300, "CHỈ THỊ"), (LEFT + 0.3, 300, "CHỈ THỊ"))) == ["CHỈ THỊ"]


def test_letters_drawn_out_of_order_make_words_by_their_places() -> None:
    late = LEFT + width_of("T")
    assert lines(canvas((LEFT, 300, "T"), (late + width_of("I"), 300, "NH HOA"), (late, 300, "I"))) == ["TINH HOA"]


@pytest.mark.parametrize("turned", [90, 180, 270])
def test_a_turned_page_is_read_as_it_is_shown(turned: int) -> None:
    page = Canvas(turned=turned)
    across = {90: (0, 1, -1, 0), 180: (-1, 0, 0, -1), 270: (0, -1, 1, 0)}[turned]
    for place, text in enumerate(("Dòng một.", "Dòng hai.")):
        x, y = {90: (200 + 20 * place, 200), 180: (400, 400 + 20 * place), 270: (400 - 20 * place, 600)}[turned]
        coded = text.encode("utf-16-be").hex()
        page.content.append(f"BT /F 9 Tf {' '.join(map(str, across))} {x} {y} Tm [<{coded}>] TJ ET")
    assert lines(page) == ["Dòng một.", "Dòng hai."]


def refusal(body: bytes, **limits: int) -> Why:
    with pytest.raises(Unreadable) as refused:
        pdf_text(body, Limits(**limits))
    return refused.value.why


def test_pictures_without_words_are_a_scan_though_a_stamp_stands_on_them() -> None:
    stamp = canvas((LEFT, 100, "Ký bởi: Văn phòng"))
    assert refusal(pdf_file([Canvas()], picture=True)) is Why.SCANNED
    assert refusal(pdf_file([stamp], picture=True)) is Why.SCANNED
    assert pdf_text(pdf_file([stamp]), Limits()) == "Ký bởi: Văn phòng"
    assert pdf_text(pdf_file([Canvas()]), Limits()) == ""


def test_a_scan_with_recognised_words_is_read() -> None:
    places = [(LEFT, 100 + STEP * n, TASK[40 * n : 40 * n + 40]) for n in range(4)]
    assert pdf_text(pdf_file([canvas(*places)], picture=True), Limits()).startswith("Giao Sở Nội vụ")


def test_encrypted_broken_and_endless_files_are_told_apart() -> None:
    whole = from_text(TASK)
    assert refusal(pdf_file([Canvas()], encrypted=True)) is Why.ENCRYPTED
    assert refusal(b"%PDF-1.7 nothing more") is Why.BROKEN
    assert refusal(from_text("\n".join([TASK] * 60)), pages=2) is Why.TOO_LARGE
    assert refusal(whole, chars=50) is Why.TOO_LARGE
