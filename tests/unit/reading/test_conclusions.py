"""Conclusions of meetings: sentences with an actor of their own are tasks, what is told or praised is none (invented)."""

import pytest

from services.tracker.reading import read
from services.tracker.reading.result import ReadTask

HEAD = (
    "ỦY BAN NHÂN DÂN\nTỈNH HOA LƯ\nSố: 145/TB-UBND\nHoa Lư, ngày 05 tháng 3 năm 2024\n\nTHÔNG BÁO\n"
    "Kết luận của Chủ tịch UBND tỉnh tại cuộc họp\n\nChủ tịch UBND tỉnh kết luận như sau:\n"
)


def tasks(body: str) -> list[ReadTask]:
    return list(read(HEAD + body).tasks)


def leads(body: str) -> list[str]:
    return [", ".join(task.lead) for task in tasks(body)]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            "1. Giải phóng mặt bằng\nUBND thành phố Tam Cốc bàn giao 3,2 km trước 30/4/2024. Trung tâm Phát triển quỹ đất lập "
            "phương án tái định cư.\n",
            ["UBND thành phố Tam Cốc", "Trung tâm Phát triển quỹ đất"],
        ),
        (
            "1. Công an tỉnh tăng cường tuần tra; Sở Giao thông vận tải rà soát biển báo; Sở Y tế cập nhật phác đồ.\n",
            ["Công an tỉnh", "Sở Giao thông vận tải", "Sở Y tế"],
        ),
        (
            "1. Ban Dân tộc phân bổ vốn trong quý IV/2024; Ban Tôn giáo nắm tình hình các điểm nhóm mới.\n",
            ["Ban Dân tộc", "Ban Tôn giáo"],
        ),
        (
            "1. Trong tháng 4/2024, Sở Nội vụ hoàn thành việc sắp xếp; chậm nhất ngày 15/5/2024, các sở, ngành gửi phương án.\n",
            ["Sở Nội vụ", "các sở, ngành"],
        ),
        (
            "1. Sở Tư pháp thẩm định trước ngày 25/3/2024; sau khi có ý kiến, Sở Xây dựng tiếp thu, trình UBND tỉnh.\n",
            ["Sở Tư pháp", "Sở Xây dựng"],
        ),
        (
            "1. Sở Xây dựng kiểm tra các mỏ cát. Đối với mỏ hết hạn, Công an tỉnh xử lý dứt điểm.\n",
            ["Sở Xây dựng", "Công an tỉnh"],
        ),
        (
            "1. Kiến nghị khác: Chủ tịch UBND tỉnh ghi nhận và giao Sở Nội vụ tổng hợp, tham mưu trả lời trong tháng 4/2024.\n",
            ["Sở Nội vụ"],
        ),
        (
            "1. UBND huyện Gia Hưng giải tỏa 12 hộ lấn chiếm. Trưởng Công an huyện bố trí lực lượng bảo vệ.\n",
            ["UBND huyện Gia Hưng", "Trưởng Công an huyện"],
        ),
        (
            "1. Yêu cầu Giám đốc Sở Tài chính kiểm điểm trách nhiệm; các trung tâm y tế lấy mẫu xét nghiệm.\n",
            ["Giám đốc Sở Tài chính", "các trung tâm y tế"],
        ),
        (
            "1. Các chủ đầu tư hoàn thành trước ngày 31/3/2024; nhà thầu nào cố tình kéo dài thì xử lý theo hợp đồng.\n",
            ["Các chủ đầu tư"],
        ),
        ("1. Nhất trí giao Sở Văn hóa và Thể thao làm chủ đầu tư dự án tu bổ đền.\n", ["Sở Văn hóa và Thể thao"]),
        (
            "1. Ban Quản lý dự án đầu tư xây dựng công trình giao thông yêu cầu nhà thầu tăng ca.\n",
            ["Ban Quản lý dự án đầu tư xây dựng công trình giao thông"],
        ),
    ],
)
def test_sentences_with_their_own_actor_are_tasks_of_their_own(body: str, expected: list[str]) -> None:
    assert leads(body) == expected


@pytest.mark.parametrize(
    "told",
    [
        "UBND các huyện phối hợp chưa chặt chẽ.",
        "UBND tỉnh đã ban hành Quyết định và giao Sở Y tế mua sắm.",
        "Lực lượng tại chỗ phát hiện chậm, dụng cụ thô sơ.",
        "Chủ tịch UBND tỉnh hoan nghênh tinh thần làm việc của các đơn vị.",
        "UBND huyện Yên Mô là đơn vị dẫn đầu về giải ngân.",
        "Một số chủ đầu tư triển khai còn lúng túng.",
    ],
)
def test_what_is_told_of_a_body_is_no_task(told: str) -> None:
    assert leads(f"1. Tiến độ chung\n{told}\n2. Sở Xây dựng rút kinh nghiệm trong thẩm định.\n") == ["Sở Xây dựng"]


@pytest.mark.parametrize(
    "told",
    [
        "Sở Y tế xử lý các ca chậm phát hiện",
        "Sở Y tế rà soát người chưa tiêm",
        "Sở Y tế khắc phục chậm trễ trong đấu thầu",
    ],
)
def test_work_on_what_is_late_is_a_task(told: str) -> None:
    assert leads(f"1. {told}.\n") == ["Sở Y tế"]


def test_a_meeting_by_a_date_says_when_the_work_before_it_is_due() -> None:
    (task,) = tasks(
        "1. Sở Y tế:\n- Chuẩn bị phương án đấu thầu thuốc.\n"
        "Trước ngày 08/4/2024, Phó Chủ tịch UBND tỉnh sẽ chủ trì họp nghe báo cáo;\n"
    )
    assert task.deadline is not None
    assert str(task.deadline.on) == "2024-04-08"


def test_a_closing_formula_does_not_take_the_last_task_with_it() -> None:
    assert leads(
        "1. Văn phòng UBND tỉnh theo dõi, đôn đốc các đơn vị.\n"
        "Văn phòng UBND tỉnh thông báo để các cơ quan biết, thực hiện./.\n"
    ) == ["Văn phòng UBND tỉnh"]


def test_a_body_that_leads_together_with_another_has_a_partner() -> None:
    (task,) = tasks("1. Sở Giáo dục và Đào tạo chủ trì, cùng Sở Nội vụ rà soát biên chế giáo viên.\n")
    assert (task.lead, task.coordinating) == (("Sở Giáo dục và Đào tạo",), ("Sở Nội vụ",))


def test_other_work_that_must_be_sent_is_a_task_behind_work_that_has_its_date() -> None:
    first, second = tasks(
        "1. Sở Nội vụ tổ chức hội nghị tổng kết, xong trong tháng 8/2024; lựa chọn 02 tập thể tiêu biểu gửi Bộ Nội vụ xét "
        "khen thưởng.\n"
    )
    assert (first.report_required, second.report_required) == (False, True)
    assert second.deadline is None


@pytest.mark.parametrize(
    "closing",
    [
        "báo cáo UBND tỉnh kết quả",
        "tổng hợp, gửi Sở Tài chính",
        "trình UBND tỉnh phê duyệt",
    ],
)
def test_a_report_that_closes_the_same_duty_is_no_task_of_its_own(closing: str) -> None:
    assert leads(f"1. Sở Nội vụ rà soát biên chế trong tháng 8/2024 và hoàn thiện đề án; {closing}.\n") == ["Sở Nội vụ"]
