"""Turns of drafting: closing paragraphs, headings without numbers, dates that hold for several, makers of papers (invented)."""

import pytest

from services.tracker.domain.classification import Category
from services.tracker.reading import read
from services.tracker.reading.result import ReadTask

HEAD = "ỦY BAN NHÂN DÂN\nTỈNH HOA LƯ\nSố: 1234/UBND-TH\nV/v triển khai nhiệm vụ\n\nHoa Lư, ngày 05 tháng 3 năm 2024\n\n"


def tasks(body: str) -> list[ReadTask]:
    return list(read(HEAD + body).tasks)


def leads(body: str) -> list[tuple[str, ...]]:
    return [task.lead for task in tasks(body)]


@pytest.mark.parametrize(
    "words",
    [
        "Báo cáo tháng: gửi trước ngày 25 hàng tháng",
        "Cử 01 cán bộ đầu mối, tên và số điện thoại thông tin cho Sở Nội vụ trước ngày 20/3/2024",
    ],
)
def test_what_is_sent_or_told_to_a_body_by_a_date_is_a_report(words: str) -> None:
    (task,) = tasks(f"Kính gửi: UBND các huyện.\n\nSở Nội vụ đề nghị:\n1. {words}.\n")
    assert task.category is Category.A


def test_what_has_its_date_under_a_heading_of_an_agency_is_a_task_whatever_the_verb() -> None:
    (first, second) = tasks(
        "UBND tỉnh yêu cầu:\n1. Sở Xây dựng:\n- Vạch sơn các giao lộ nội thị, xong trước ngày 30/4/2024.\n"
        "- Kiểm tra các công trình đã được cấp phép, hoàn thành trước ngày 15/5/2024.\n"
    )
    assert (first.lead, second.lead) == (("Sở Xây dựng",), ("Sở Xây dựng",))


def test_a_paper_is_the_task_of_the_one_who_makes_it() -> None:
    (task,) = tasks(
        "UBND tỉnh yêu cầu:\n1. Báo cáo giải trình do Sở Tài chính chuẩn bị, trình UBND tỉnh trước ngày 20/4/2024.\n"
    )
    assert (task.lead, task.category) == (("Sở Tài chính",), Category.A)


def test_a_monthly_report_behind_work_with_its_date_is_a_task_beside_it() -> None:
    found = tasks(
        "UBND tỉnh yêu cầu:\n1. UBND huyện Gia Hưng giải ngân hết vốn trước ngày 30/6/2024, báo cáo tiến độ về Sở Tài chính "
        "trước ngày 25 hằng tháng.\n"
    )
    assert [task.category for task in found] == [Category.B, Category.A]
    assert {task.lead for task in found} == {("UBND huyện Gia Hưng",)}


def test_a_part_of_the_work_with_its_own_date_is_a_task_of_its_own() -> None:
    first, second = tasks(
        "UBND tỉnh yêu cầu:\n1. Sở Nông nghiệp kiểm tra các hồ chứa trước ngày 25/4/2024; riêng các hồ lớn trước ngày 15/4/2024.\n"
    )
    assert first.lead == second.lead == ("Sở Nông nghiệp",)
    assert second.deadline is not None
    assert second.deadline.text == "trước ngày 15/4/2024"


@pytest.mark.parametrize("stop", [";", ","])
def test_what_is_left_of_the_work_by_a_later_date_is_a_task_of_the_same_body(stop: str) -> None:
    found = tasks(
        "UBND tỉnh yêu cầu:\n1. Sở Giao thông vận tải sửa chữa mặt đường tỉnh lộ 12 trước ngày 05/4/2024"
        f"{stop} các tuyến huyện lộ còn lại trước ngày 15/4/2024.\n"
    )
    assert [task.lead for task in found] == [("Sở Giao thông vận tải",)] * 2
    assert [task.deadline and task.deadline.text for task in found] == ["trước ngày 05/4/2024", "trước ngày 15/4/2024"]


def test_when_a_board_meets_and_what_befalls_whoever_is_late_are_no_tasks() -> None:
    assert leads(
        "UBND tỉnh yêu cầu:\n1. Sở Y tế rà soát cơ số thuốc.\n"
        "Tổ công tác họp giao ban vào sáng thứ hai hằng tuần, bắt đầu từ tháng 4/2024.\n"
        "Từ quý III/2024, cơ quan, đơn vị nào gửi báo cáo chậm sẽ bị trừ điểm thi đua.\n"
    ) == [("Sở Y tế",)]


@pytest.mark.parametrize("heading", ["Công an tỉnh", "UBND các huyện, thành, thị", "Sở Y tế, Sở Nội vụ:"])
def test_a_heading_without_a_number_gives_the_list_under_it_its_leads(heading: str) -> None:
    found = leads(
        "UBND tỉnh chỉ thị:\n1. Sở Xây dựng\na) Rà soát quy hoạch.\nb) Kiểm tra các công trình.\n\n"
        f"{heading}\na) Tuyên truyền sâu rộng.\nb) Xử lý nghiêm vi phạm.\n\n3. Thanh tra tỉnh\na) Giám sát các dự án.\n"
    )
    names = tuple(heading.rstrip(":").split(", ")) if "Sở" in heading else (heading,)
    assert found == [("Sở Xây dựng",)] * 2 + [names] * 2 + [("Thanh tra tỉnh",)]


def test_headings_without_numbers_over_dashes_give_their_lists_the_leads() -> None:
    assert leads(
        "Chủ tịch UBND tỉnh yêu cầu:\n\nSở Xây dựng\n- Rà soát quy hoạch.\n- Kiểm tra các công trình.\n\n"
        "UBND các huyện, thành phố\n- Tuyên truyền sâu rộng.\n\nGiao Sở Xây dựng theo dõi, đôn đốc.\n"
    ) == [("Sở Xây dựng",), ("Sở Xây dựng",), ("UBND các huyện, thành phố",), ("Sở Xây dựng",)]


def test_a_stop_that_a_scan_adds_behind_a_number_hides_no_heading() -> None:
    assert (
        leads("UBND tỉnh chỉ thị:\n1. . Sở Xây dựng\na) Rà soát quy hoạch.\nb) Kiểm tra các công trình.\n")
        == [("Sở Xây dựng",)] * 2
    )


@pytest.mark.parametrize(
    ("words", "due"),
    [
        ("các nội dung 1, 2 nêu trên", [True, True, False]),
        ("các nội dung tại mục 1 và mục 3", [True, False, True]),
        ("nhiệm vụ từ 1 đến 3", [True, True, True]),
    ],
)
def test_a_closing_paragraph_gives_the_items_it_names_their_date_and_is_no_task(words: str, due: list[bool]) -> None:
    found = tasks(
        "Kính gửi: UBND các huyện.\n\nSở Nội vụ đề nghị thực hiện các nội dung sau:\n"
        "1. Rà soát biên chế của cơ quan.\n2. Thống kê trụ sở làm việc.\n3. Lập danh sách hợp đồng lao động.\n\n"
        f"Kết quả thực hiện {words} đề nghị gửi về Sở Nội vụ trước ngày 30/6/2024 để tổng hợp.\n"
    )
    assert [task.deadline is not None for task in found] == due
    assert [task.report_required for task in found] == due


@pytest.mark.parametrize(
    ("addressed", "expected"),
    [
        ("- Giám đốc Bệnh viện đa khoa tỉnh;\n- Trưởng phòng Y tế các huyện.",
         ("Giám đốc Bệnh viện đa khoa tỉnh", "Trưởng phòng Y tế các huyện")),
        ("- Các đơn vị trực thuộc Sở;\n- Trưởng phòng Y tế các huyện.", ("các đơn vị",)),
    ],
)  # fmt: skip
def test_the_units_are_those_addressed_unless_some_of_those_are_called_so(
    addressed: str, expected: tuple[str, ...]
) -> None:
    (task,) = tasks(
        f"Kính gửi:\n{addressed}\n\nSở Y tế yêu cầu các đơn vị thực hiện:\n1. Kiểm kê trang thiết bị y tế.\n"
    )
    assert task.lead == expected


def test_localities_among_departments_are_not_all_those_addressed() -> None:
    (task,) = tasks("Kính gửi:\n- Sở Y tế;\n- UBND các huyện.\n\nUBND tỉnh yêu cầu các địa phương rà soát hộ nghèo.\n")
    assert task.lead == ("các địa phương",)


def test_a_closing_paragraph_may_name_one_letter_of_an_item() -> None:
    found = tasks(
        "UBND tỉnh yêu cầu:\n1. Sở Nội vụ\na) Rà soát biên chế.\nb) Lập danh mục hồ sơ.\n2. Sở Y tế rà soát cơ số thuốc.\n\n"
        "Danh mục tại mục 1b gửi về Văn phòng UBND tỉnh, hạn cuối 20/6/2024. Giao Sở Tài chính tổng hợp kinh phí.\n"
    )
    assert [task.category for task in found] == [Category.D, Category.A, Category.D, Category.D]
    assert found[-1].lead == ("Sở Tài chính",)


def test_a_reference_to_a_law_makes_no_closing_paragraph() -> None:
    found = tasks(
        "UBND tỉnh yêu cầu:\n1. Sở Nội vụ rà soát biên chế.\n2. Sở Y tế rà soát cơ số thuốc.\n\n"
        "Các sở thực hiện nội dung tại điểm 1 Điều 5 Luật Khám bệnh, báo cáo UBND tỉnh trước ngày 20/6/2024.\n"
    )
    assert [task.category for task in found] == [Category.D, Category.D, Category.A]


def test_a_report_with_its_date_and_the_list_of_what_it_holds_is_one_task() -> None:
    (task,) = tasks(
        "Kính gửi: UBND các huyện.\n\nSở Nội vụ đề nghị:\n1. Báo cáo công tác cán bộ\n"
        "Báo cáo hàng quý gửi về Sở Nội vụ trước ngày 10 của tháng cuối quý, gồm:\n"
        "- Tình hình tuyển dụng;\n- Kết quả tinh giản biên chế.\n"
    )
    assert task.category is Category.A
    assert task.content.endswith("tinh giản biên chế")


def test_a_closing_paragraph_about_items_with_dates_is_a_task_beside_them() -> None:
    found = tasks(
        "Kính gửi: UBND các huyện.\n\nSở Nội vụ đề nghị:\n1. Rà soát biên chế, xong trước ngày 20/4/2024.\n"
        "2. Rà soát trụ sở làm việc.\n\nKết quả thực hiện mục 1 gửi về Sở Nội vụ trước ngày 30/4/2024.\n"
    )
    assert [task.deadline and task.deadline.text for task in found] == [
        "xong trước ngày 20/4/2024",
        None,
        "trước ngày 30/4/2024",
    ]


def test_who_is_named_and_told_to_report_owes_a_report() -> None:
    (task,) = tasks("UBND tỉnh yêu cầu:\n1. Các bệnh viện báo cáo kết quả chậm nhất ngày 30/6/2024.\n")
    assert task.category is Category.A


def test_what_is_told_of_those_who_must_do_something_says_which_are_meant() -> None:
    (task,) = tasks("UBND tỉnh yêu cầu:\n1. Riêng các trường đang thi công phải bàn giao trước ngày 30/8/2024.\n")
    assert task.category is Category.B


def test_a_closing_paragraph_leaves_an_item_the_date_it_has() -> None:
    first, second = tasks(
        "Kính gửi: UBND các huyện.\n\nSở Nội vụ đề nghị thực hiện các nội dung sau:\n"
        "1. Rà soát biên chế của cơ quan.\n2. Thống kê trụ sở làm việc, xong trước ngày 15/4/2024.\n\n"
        "Hồ sơ của các nội dung 1, 2 gửi về Sở Nội vụ trước ngày 30/6/2024.\n"
    )
    assert [task.deadline and task.deadline.text for task in (first, second)] == [
        "trước ngày 30/6/2024",
        "xong trước ngày 15/4/2024",
    ]


def test_a_date_with_a_colon_holds_for_everybody_behind_it() -> None:
    found = tasks(
        "UBND tỉnh yêu cầu:\n1. Trước ngày 15/8/2024: Sở Nội vụ tham mưu phương án; Sở Tài chính bố trí kinh phí; "
        "Sở Y tế kiểm tra các trạm, xong trong tháng 9/2024.\n"
    )
    assert [task.deadline and task.deadline.text for task in found] == [
        "Trước ngày 15/8/2024",
        "Trước ngày 15/8/2024",
        "xong trong tháng 9/2024",
    ]
