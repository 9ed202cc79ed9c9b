"""Tables and appendices of tasks: a row, a task; what its columns, its section and the rows above it say (invented)."""

import pytest

from services.tracker.domain.classification import Category
from services.tracker.reading import read
from services.tracker.reading.result import ReadTask

HEAD = (
    "ỦY BAN NHÂN DÂN\nTỈNH HOA LƯ\nSố: 45/KH-UBND\nHoa Lư, ngày 05 tháng 3 năm 2024\n\nKẾ HOẠCH\nTriển khai công tác năm 2024\n\n"
    "UBND tỉnh ban hành kế hoạch như sau:\nII. PHÂN CÔNG NHIỆM VỤ\n"
)
TITLES = "TT\tNội dung\tCơ quan chủ trì\tCơ quan phối hợp\tThời gian hoàn thành\n"


def tasks(body: str) -> list[ReadTask]:
    return list(read(HEAD + body).tasks)


def facts(body: str) -> list[tuple[str, tuple[str, ...], str | None]]:
    return [(task.content, task.lead, str(task.deadline.on) if task.deadline else None) for task in tasks(body)]


def test_cells_between_tabs_are_told_by_the_header() -> None:
    first, second = tasks(
        TITLES + "1\tCập nhật bản đồ ngập lụt\tSở Xây dựng\tSở Y tế, Công an tỉnh\tQuý II/2024\n"
        "2\tTập huấn cán bộ thôn\tUBND các huyện, thành phố\t\tTừ tháng 4 đến tháng 8/2024\n\n"
        "III. TỔ CHỨC THỰC HIỆN\n"
    )
    assert (first.content, first.lead) == ("Cập nhật bản đồ ngập lụt", ("Sở Xây dựng",))
    assert first.coordinating == ("Sở Y tế", "Công an tỉnh")
    assert second.lead == ("UBND các huyện, thành phố",)
    assert [str(task.deadline.on) for task in (first, second) if task.deadline] == ["2024-06-30", "2024-08-31"]


def test_a_table_behind_the_recipients_gives_its_tasks() -> None:
    assert facts(
        "Nơi nhận:\n- Như trên.\n\nPHỤ LỤC\n| STT | Nhiệm vụ | Đơn vị | Hạn cũ | Thời hạn mới |\n|---|---|---|---|---|\n"
        "| 1 | Lập quy hoạch nghĩa trang | Sở Xây dựng | 30/01/2024 | 30/4/2024 |\n"
    ) == [("Lập quy hoạch nghĩa trang", ("Sở Xây dựng",), "2024-04-30")]


@pytest.mark.parametrize(
    ("head", "cell"),
    [("Đơn vị tính", "Cái"), ("Đơn vị", "Bộ"), ("Số lượng", "12"), ("Đơn vị", "Hộp")],
)  # fmt: skip
def test_lists_of_supplies_are_no_tables_of_tasks(head: str, cell: str) -> None:
    assert facts(f"TT\tNội dung\t{head}\tSố lượng\n1\tBàn dập lửa\t{cell}\t20\n2\tMáy thổi gió\t{cell}\t5\n") == []


def test_a_table_of_what_was_done_gives_no_tasks() -> None:
    assert (
        facts("TT\tNhiệm vụ\tĐơn vị thực hiện\tKết quả thực hiện\n1\tSửa cầu Đông\tSở Giao thông vận tải\tĐã xong\n")
        == []
    )


def test_a_merged_cell_is_inherited_from_the_row_above() -> None:
    assert facts(
        TITLES + "1\tRà soát quy chế\tSở Nội vụ\tSở Tư pháp\tTháng 4/2024\n2\tSửa đổi quy chế\t\t\tTháng 5/2024\n"
        "3\tCông khai quy chế\tnt\t\t\n"
    ) == [
        ("Rà soát quy chế", ("Sở Nội vụ",), "2024-04-30"),
        ("Sửa đổi quy chế", ("Sở Nội vụ",), "2024-05-31"),
        ("Công khai quy chế", ("Sở Nội vụ",), "2024-05-31"),
    ]


def test_a_dash_says_that_there_is_no_time() -> None:
    _, second = facts(
        "| TT | Nội dung | Chủ trì | Thời gian |\n| 1 | Rà soát quy chế | Sở Nội vụ | Tháng 4/2024 |\n"
        "| 2 | Kiểm tra công vụ | Thanh tra tỉnh | - |\n"
    )
    assert second == ("Kiểm tra công vụ", ("Thanh tra tỉnh",), None)


def test_section_rows_are_no_tasks_and_hold_nothing_over() -> None:
    assert facts(
        "| TT | Nội dung | Chủ trì | Thời gian |\n| I | Cải cách thể chế | | |\n"
        "| 1 | Rà soát văn bản | Sở Tư pháp | Quý II/2024 |\n| II | Chuyển đổi số | | |\n"
        "| 1 | Nâng cấp trục liên thông | Sở Nội vụ | Quý III/2024 |\n"
    ) == [
        ("Rà soát văn bản", ("Sở Tư pháp",), "2024-06-30"),
        ("Nâng cấp trục liên thông", ("Sở Nội vụ",), "2024-09-30"),
    ]


@pytest.mark.parametrize("title", ["| I | Sở Y tế | | |\n", "I. SỞ Y TẾ\n", "| | Sở Y tế: | | |\n"])
def test_an_agency_that_heads_a_section_leads_its_rows(title: str) -> None:
    (task,) = tasks(
        "| TT | Nhiệm vụ | Sản phẩm | Thời hạn |\n|---|---|---|---|\n"
        + title
        + "| 1 | Mua vắc xin dại | Hợp đồng | Trước ngày 20/4/2024 |\n"
    )
    assert [name.lower() for name in task.lead] == ["sở y tế"]
    assert task.deadline is not None


def test_a_table_without_leads_gives_no_tasks() -> None:
    assert facts("| TT | Nội dung | Thời gian |\n| 1 | Khai mạc | 8 giờ ngày 10/4/2024 |\n") == []


def test_a_cell_may_go_on_in_the_next_line() -> None:
    assert facts(
        TITLES
        + "1\tXây dựng phương án di dời\ncác hộ ven sông\tSở Nông nghiệp và\nPhát triển nông thôn\t\tTháng 5/2024\n"
        "2\tCắm biển báo\tSở Giao thông vận tải\t\tTháng 6/2024\n"
    ) == [
        ("Xây dựng phương án di dời các hộ ven sông", ("Sở Nông nghiệp và Phát triển nông thôn",), "2024-05-31"),
        ("Cắm biển báo", ("Sở Giao thông vận tải",), "2024-06-30"),
    ]


def test_a_row_without_a_number_may_go_on_with_the_one_above() -> None:
    assert facts(
        "| TT | Nội dung | Chủ trì | Thời gian |\n| 1 | Xây dựng phương án di dời | Sở Nông nghiệp và | Tháng 5/2024 |\n"
        "| | các hộ ven sông | Phát triển nông thôn | |\n"
    ) == [("Xây dựng phương án di dời các hộ ven sông", ("Sở Nông nghiệp và Phát triển nông thôn",), "2024-05-31")]


def test_a_header_may_take_two_lines() -> None:
    (task,) = tasks(
        "| TT | Nội dung | Phân công thực hiện | | Thời gian |\n| | | Chủ trì | Phối hợp | |\n"
        "| 1 | Rà soát hộ nghèo | UBND cấp xã | Hội Nông dân tỉnh | Tháng 10/2024 |\n"
    )
    assert (task.lead, task.coordinating) == (("UBND cấp xã",), ("Hội Nông dân tỉnh",))


def test_the_header_again_on_a_further_page_is_no_row() -> None:
    titles = "| TT | Nội dung | Chủ trì | Thời gian |\n"
    found = facts(
        titles + "| 1 | Rà soát quy chế | Sở Nội vụ | Tháng 4/2024 |\n2\n" + titles + "| 2 | Sửa quy chế | | |\n"
    )
    assert found[1:] == [("Sửa quy chế", ("Sở Nội vụ",), "2024-04-30")]


def test_one_cell_may_name_who_leads_and_who_helps() -> None:
    (task,) = tasks(
        "| TT | Nội dung | Đơn vị thực hiện | Thời gian |\n"
        "| 1 | Diễn tập chữa cháy | Chủ trì: Công an tỉnh; phối hợp: Sở Y tế, Sở Xây dựng | Tháng 9/2024 |\n"
    )
    assert (task.lead, task.coordinating) == (("Công an tỉnh",), ("Sở Y tế", "Sở Xây dựng"))


@pytest.mark.parametrize(
    ("content", "category"),
    [
        ("Báo cáo phương án phân luồng", Category.A),
        ("Rà soát các chợ tạm, báo cáo kết quả", Category.A),
        ("Đề án cấp nước sạch, trình UBND tỉnh", Category.A),
        ("Di dời 03 lò gạch", Category.B),
        ("Bồi dưỡng báo cáo viên cấp huyện", Category.B),
    ],
)
def test_a_row_must_report_where_its_content_says_so(content: str, category: Category) -> None:
    (task,) = tasks(f"| TT | Nội dung | Chủ trì | Thời gian |\n| 1 | {content} | UBND huyện Đông | Tháng 9/2024 |\n")
    assert task.category is category


def test_lines_around_a_table_stay_as_they_are() -> None:
    found = facts(
        TITLES + "1\tRà soát quy chế\tSở Nội vụ\t\tTháng 4/2024\nIII. TỔ CHỨC THỰC HIỆN\n"
        "1. Sở Tài chính bố trí kinh phí trước ngày 30/5/2024.\n"
    )
    assert [lead for _, lead, _ in found] == [("Sở Nội vụ",), ("Sở Tài chính",)]


STACKED = "TT\nNội dung\nCơ quan\nchủ trì\nCơ quan phối hợp\nSản phẩm\nThời gian hoàn thành\n"


def test_cells_that_stand_one_below_the_other_are_put_into_their_columns() -> None:
    found = tasks(
        STACKED + "1\nBan hành danh mục hồ sơ\nVăn phòng UBND tỉnh\nCác sở, ban, ngành\nQuyết định\nTháng 3/2024\n"
        "2\nNâng cấp hệ thống\nmột cửa điện tử\nSở Thông tin và\nTruyền thông\nVNPT Hoa Lư\nHệ thống\nQuý II/2024\n\n"
        "III. TỔ CHỨC THỰC HIỆN\n1. Sở Tài chính bố trí kinh phí.\n"
    )
    assert [task.lead for task in found] == [
        ("Văn phòng UBND tỉnh",), ("Sở Thông tin và Truyền thông",), ("Sở Tài chính",)
    ]  # fmt: skip
    assert found[1].content == "Nâng cấp hệ thống một cửa điện tử"
    assert [str(task.deadline.on) for task in found if task.deadline] == ["2024-03-31", "2024-06-30"]
    assert found[1].coordinating == ("VNPT Hoa Lư",)


def test_cells_that_lack_are_found_by_what_the_others_say() -> None:
    first, second = tasks(
        STACKED + "1\nKiểm kê tài sản\nSở Tài chính\nTrước ngày 15/5/2024\n"
        "2\nThanh lý xe cũ\nSở Tư pháp\nBiên bản\nTháng 9/2024\n"
    )
    assert (first.lead, second.lead) == (("Sở Tài chính",), ("Sở Tư pháp",))
    assert [str(task.deadline.on) for task in (first, second) if task.deadline] == ["2024-05-15", "2024-09-30"]


def test_sections_and_repeated_headers_part_no_row_of_one_cell_a_line() -> None:
    assert facts(
        "STT\nNhiệm vụ\nĐơn vị chủ trì\nThời gian\nI\nCải cách thể chế\n1\nRà soát văn bản\nSở Tư pháp\nQuý II/2024\n"
        "STT\nNhiệm vụ\nĐơn vị chủ trì\nThời gian\nII\nChuyển đổi số\n1\nNâng cấp trục liên thông\nSở Nội vụ\n"
        "Quý III/2024\nNơi nhận:\n- Như trên.\n"
    ) == [
        ("Rà soát văn bản", ("Sở Tư pháp",), "2024-06-30"),
        ("Nâng cấp trục liên thông", ("Sở Nội vụ",), "2024-09-30"),
    ]


def test_numbers_may_stand_before_the_first_words_of_a_row() -> None:
    assert facts(
        "PHỤ LỤC\nSố TT\nNội dung\nĐơn vị chủ trì\nThời hạn\n1. Tổ chức hội nghị tổng kết\nSở Nội vụ\nTháng 12/2024\n"
        "2. Mua sắm trang thiết bị\ncho 30 xã\nUBND các huyện,\nthành phố\nTrước ngày\n30/9/2024\n"
    ) == [
        ("Tổ chức hội nghị tổng kết", ("Sở Nội vụ",), "2024-12-31"),
        ("Mua sắm trang thiết bị cho 30 xã", ("UBND các huyện, thành phố",), "2024-09-30"),
    ]


def test_a_header_between_tabs_may_be_broken_in_several_cells() -> None:
    assert facts(
        "STT\tNhiệm vụ\tCơ quan\nchủ trì\tCơ quan\nphối hợp\tThời gian\nhoàn thành\n"
        "1\tXây dựng quy chế\tSở Nội vụ\tSở Tư pháp\tTháng 6/2024\n"
    ) == [("Xây dựng quy chế", ("Sở Nội vụ",), "2024-06-30")]


def test_titles_with_numbers_of_their_own_are_sections() -> None:
    assert facts(
        "| TT | Nhiệm vụ | Chủ trì | Thời hạn |\n| 1 | Công tác chỉ đạo | | |\n| 1.1 | Ban hành chỉ thị | Sở Nội vụ | Quý I |\n"
        "| 2 | Công tác cán bộ | | |\n| 2.1 | Luân chuyển | Sở Y tế | Quý II |\n"
    ) == [("Ban hành chỉ thị", ("Sở Nội vụ",), "2024-03-31"), ("Luân chuyển", ("Sở Y tế",), "2024-06-30")]


def test_roles_in_brackets_tell_who_leads() -> None:
    (task,) = tasks(
        "| TT | Nội dung | Cơ quan thực hiện | Hạn xử lý |\n"
        "| 1 | Kiểm tra văn bản | Sở Tư pháp (chủ trì), các sở, ngành (phối hợp) | 31/10 |\n"
    )
    assert (task.lead, task.coordinating) == (("Sở Tư pháp",), ("các sở, ngành",))


@pytest.mark.parametrize(
    ("time", "stated"),
    [
        ("31/10", "2024-10-31"),
        ("20/4/2024", "2024-04-20"),
        ("Hàng quý", "FREQ=MONTHLY;INTERVAL=3"),
        ("Hằng năm", "FREQ=YEARLY"),
        ("Thường xuyên", None),
        ("Năm 2024", "2024-12-31"),
    ],
)
def test_a_time_cell_is_read_by_itself(time: str, stated: str | None) -> None:
    (task,) = tasks(f"| TT | Nội dung | Chủ trì | Tháng trình |\n| 1 | Kiểm tra công vụ | Thanh tra tỉnh | {time} |\n")
    deadline = task.deadline
    assert (str(deadline.on or deadline.rrule) if deadline else None) == stated


def test_items_behind_a_table_of_one_cell_a_line_are_none_of_its_rows() -> None:
    found = facts(
        "TT\nNội dung\nĐơn vị chủ trì\nThời hạn\n1. Tổ chức hội nghị tổng kết\nSở Nội vụ\nTháng 12/2024\n"
        "III. TỔ CHỨC THỰC HIỆN\n1. Sở Tài chính bố trí kinh phí.\n2. Sở Y tế kiểm tra.\n"
    )
    assert [lead for _, lead, _ in found] == [("Sở Nội vụ",), ("Sở Tài chính",), ("Sở Y tế",)]


@pytest.mark.parametrize(
    ("head", "cell"),
    [
        *(("Đơn vị", cell) for cell in ("()", "✓", "(phối hợp)", "nt", "...", "chủ trì", ";")),
        *(("Cơ quan chủ trì", cell) for cell in ("()", "✓", "nt", "...", ";")),
    ],
)
def test_a_cell_that_names_nobody_gives_no_task(head: str, cell: str) -> None:
    assert tasks(f"| TT | Nội dung | {head} |\n| 1 | Rà soát quy chế | {cell} |\n") == []


@pytest.mark.parametrize("content", [";", "-", "12", "...", "(1)", "Cộng", "Tổng số: 12"])
def test_a_row_without_words_is_no_task(content: str) -> None:
    found = facts(
        "| TT | Nội dung | Chủ trì | Thời gian |\n| 1 | Rà soát quy chế | Sở Nội vụ | Tháng 4/2024 |\n"
        f"| 2 | {content} | | |\n | {content} |\n"
    )
    assert [words for words, _, _ in found] == ["Rà soát quy chế"]


def test_columns_kept_apart_by_blanks_are_read_line_under_line() -> None:
    found = tasks(
        "TT   Nội dung                Chủ trì             Phối hợp        Thời gian\n"
        "1    Xây dựng đề án vị trí   Sở Nông nghiệp và   Sở Tài chính    Quý II/2024\n"
        "     việc làm                Môi trường          và các sở\n"
        "2    Sửa chữa trụ sở         Sở Xây dựng         Sở Nội vụ       Trước ngày\n"
        "                                                                 15/9/2024\n\n"
        "III. TỔ CHỨC THỰC HIỆN\n1. Sở Tài chính bố trí kinh phí.\n"
    )
    assert [(task.content, task.lead) for task in found] == [
        ("Xây dựng đề án vị trí việc làm", ("Sở Nông nghiệp và Môi trường",)),
        ("Sửa chữa trụ sở", ("Sở Xây dựng",)),
        ("Sở Tài chính bố trí kinh phí", ("Sở Tài chính",)),
    ]
    assert [str(task.deadline.on) for task in found if task.deadline] == ["2024-06-30", "2024-09-15"]
    assert found[0].coordinating == ("Sở Tài chính", "các sở")
