"""Letterhead and foot as real software and real scans write them (invented)."""

from datetime import date

import pytest

from services.tracker.domain.classification import Category, Regime
from services.tracker.reading import ReadContext, read
from services.tracker.reading.result import Head

NATIONAL = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\n"


def head(text: str) -> Head:
    return read(text).head


def test_a_letter_of_the_province() -> None:
    found = head(
        f"ỦY BAN NHÂN DÂN\nTỈNH HOA LƯ\n{NATIONAL}Số: 812/UBND-NC\nV/v rà soát thủ tục\nhành chính\n"
        "Hoa Lư, ngày 16 tháng 11 năm 2026\nKính gửi: Sở Nội vụ.\nGiao Sở Nội vụ rà soát.\n"
        "Nơi nhận:\n- Như trên;\n- Lưu: VT, NC.\nKT. CHỦ TỊCH\nPHÓ CHỦ TỊCH\n\nTrần Văn Mẫu\n"
    )
    assert (found.number, found.notation, found.type) == ("812", "UBND-NC", "công văn")
    assert (found.issuer, found.regime) == ("Ủy ban nhân dân tỉnh Hoa Lư", Regime.QC45)
    assert found.issued_on == date(2026, 11, 16)
    assert found.abstract == "rà soát thủ tục hành chính"
    assert (found.signer_name, found.signer_position) == ("Trần Văn Mẫu", "PHÓ CHỦ TỊCH")
    assert found.recipients == ("Như trên", "Lưu: VT, NC")
    assert found.urgency == "normal"


@pytest.mark.parametrize(
    ("letterhead", "issuer", "regime"),
    [
        ("UBND TỈNH HOA LƯ\nSỞ Y TẾ\nSố: 5/SYT-NVY", "Sở Y tế tỉnh Hoa Lư", None),
        ("VĂN PHÒNG CHÍNH PHỦ\nSố: 43/VPCP-KTTH", "Văn phòng Chính phủ", Regime.QC42),
        ("THỦ TƯỚNG CHÍNH PHỦ\nSố: 12/CT-TTg", "Thủ tướng Chính phủ", Regime.QC42),
        ("UBND TỈNH HOA LƯ\nVĂN PHÒNG\nSố: 88/TB-VPUBND", "Văn phòng UBND tỉnh Hoa Lư", Regime.QC45),
        ("BỘ TƯ PHÁP\nVĂN PHÒNG\nSố: 22/VP-TH", "Văn phòng Bộ Tư pháp", None),
        ("TỈNH ỦY HOA LƯ\n*\nSố 29-CT/TU", "Tỉnh ủy Hoa Lư", None),
        ("ÚY BAN NHÂN DÂN\nTỈNH HOA LƯ\nSố: 12/UBND-TH", "Úy ban nhân dân tỉnh Hoa Lư", Regime.QC45),
        ("ỦY BAN NHÂN DÂN\nTHÀNH PHỐ HOA LƯ\nSố: 12/KH-UBND", "Ủy ban nhân dân thành phố Hoa Lư", None),
        ("THANH TRA CHÍNH PHỦ\nSố: 12/TTCP-TH", "Thanh tra Chính phủ", None),
        ("UBND TỈNH HOA LƯ CỘNG HOÀ XÃ HỌI CHỦ NGHĨA VIỆT NAM\nSỞ Y TẾ Độc lập — Tự do - Hạnh phúc\nSố: 5/SYT-NVY",
         "Sở Y tế tỉnh Hoa Lư", None),
    ],
)  # fmt: skip
def test_the_issuer_is_the_last_body_of_the_letterhead(letterhead: str, issuer: str, regime: Regime | None) -> None:
    found = head(f"{letterhead}\n\nHoa Lư, ngày 02 tháng 3 năm 2024\n\nKính gửi: Các đơn vị.\n")
    assert (found.issuer, found.regime) == (issuer, regime)


@pytest.mark.parametrize(
    ("body", "regime"),
    [
        ("Để tăng cường quản lý, Uỷ ban nhân dân tỉnh chỉ thị:\n1. Sở Y tế kiểm tra.\n", Regime.QC45),
        ("Bộ trưởng Bộ Công Thương yêu cầu các đơn vị thực hiện như sau:\n1. Vụ Kế hoạch rà soát.\n", None),
        (
            "Uỷ ban nhân dân thành phố chỉ thị Giám đốc các sở, Chủ tịch UBND các quận:\n1. Sở Y tế kiểm tra.\n",
            Regime.QC45,
        ),
        ("UBND thành phố yêu cầu các phòng, ban; UBND các phường, xã:\n1. Phòng Y tế kiểm tra.\n", None),
        ("Ủy ban nhân dân huyện yêu cầu:\n1. Phòng Y tế kiểm tra. UBND tỉnh đã chỉ đạo.\n", None),
        (
            "Theo chỉ đạo của Thủ tướng Chính phủ tại Chỉ thị số 10/CT-TTg, Thống đốc Ngân hàng Nhà nước yêu cầu:\n"
            "1. Vụ Tín dụng rà soát.\n",
            None,
        ),
        (
            "Thủ tướng Chính phủ đã có Chỉ thị số 10/CT-TTg. Tổng cục trưởng Tổng cục Thuế yêu cầu các đơn vị như sau:\n"
            "1. Vụ Chính sách rà soát.\n",
            None,
        ),
        (
            "Quyết định của Thủ tướng Chính phủ về việc phê duyệt Đề án\nĐiều 1. Bộ Y tế chủ trì thực hiện.\n",
            Regime.QC42,
        ),
        ("Thông báo kết luận của phó thủ tướng trần văn mẫu tại cuộc họp\n1. Bộ Y tế báo cáo.\n", Regime.QC42),
    ],
)
def test_without_a_letterhead_the_one_who_speaks_is_the_issuer(body: str, regime: Regime | None) -> None:
    assert head(body).regime is regime


def test_a_date_of_the_story_is_not_the_date_of_issue() -> None:
    text = (
        "Chỉ thị về thi đua\n"
        + "Để tiếp tục đổi mới công tác thi đua trong toàn tỉnh " * 3
        + (
            "theo Chỉ thị số 39-CT/TW, ngày 21 tháng 5 năm 2004 của Bộ Chính trị, UBND tỉnh yêu cầu:\n1. Sở Y tế rà soát.\n"
        )
    )
    assert head(text).issued_on is None


def test_a_letterhead_that_lost_its_line_ends_is_read() -> None:
    found = head(
        "Tải văn bản tại đây CHÍNH PHỦ ------- Số: 30/NQ-CP CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM "
        "Độc lập - Tự do - Hạnh phúc ------- Hà Nội, ngày 01 tháng 03 năm 2013 NGHỊ QUYẾT VỀ AN TOÀN GIAO THÔNG\n"
    )
    assert (found.number, found.notation, str(found.issued_on)) == ("30", "NQ-CP", "2013-03-01")


@pytest.mark.parametrize(
    ("stamp", "urgency"), [("HỎA TỐC", "express"), ("THƯỢNG KHẨN", "very_urgent"), ("KHẨN", "urgent")]
)
def test_the_stamp_of_urgency(stamp: str, urgency: str) -> None:
    text = f"UBND TỈNH HOA LƯ\nSố: 5/UBND-TH\n{stamp}\nHoa Lư, ngày 02 tháng 3 năm 2024\n"
    assert head(text).urgency == urgency


def test_the_body_may_say_urgent_without_a_stamp() -> None:
    assert head("UBND TỈNH HOA LƯ\nSố: 5/UBND-TH\nYêu cầu Sở Y tế khẩn trương triển khai.\n").urgency == "normal"


@pytest.mark.parametrize("marker", ["QC45a", "QC45_a", "qc45_a", "QC 45-a", "QC45_{a}"])
def test_markers_in_any_writing(marker: str) -> None:
    (found,) = head(f"Giao Sở Y tế báo cáo.\nNơi nhận:\n- Phòng: TH ({marker});\n").markers
    assert (found.regime, found.categories) == (Regime.QC45, (Category.A,))


def test_a_marker_of_two_classes() -> None:
    (found,) = head("Nơi nhận:\n- Phòng: TH (QC45_a,b);\n").markers
    assert found.categories == (Category.A, Category.B)


def test_documents_replaced_or_annulled_are_named() -> None:
    text = "Chỉ thị này thay thế Chỉ thị số 02/CT-UBND ngày 26/02/2018. Bãi bỏ Quyết định số 15/2012/QĐ-UBND."
    assert head(text).replaces == ("Chỉ thị số 02/CT-UBND", "Quyết định số 15/2012/QĐ-UBND")


def test_the_date_told_from_outside_wins() -> None:
    reading = read("Giao Sở Y tế báo cáo trước ngày 15/01.", ReadContext(issued_on=date(2024, 12, 1)))
    assert reading.head.issued_on == date(2024, 12, 1)
    assert reading.tasks[0].deadline is not None
    assert reading.tasks[0].deadline.on == date(2025, 1, 15)


@pytest.mark.parametrize(
    ("body", "regime"),
    [
        (
            "Kế hoạch phòng chống dịch\nI. TỔ CHỨC THỰC HIỆN\n1. Sở Y tế kiểm tra.\n2. Sở Tài chính bố trí kinh phí.\n",
            Regime.QC45,
        ),
        (
            "Kế hoạch phòng chống dịch\nI. TỔ CHỨC THỰC HIỆN\n1. Sở Y tế các tỉnh kiểm tra.\n2. Sở Y tế các tỉnh báo cáo.\n",
            None,
        ),
        ("Kế hoạch kiểm tra\nI. TỔ CHỨC THỰC HIỆN\n1. Phòng Nghiệp vụ kiểm tra.\n2. Văn phòng Sở bố trí xe.\n", None),
    ],
)
def test_only_the_province_assigns_tasks_to_several_of_its_departments(body: str, regime: Regime | None) -> None:
    assert head(body).regime is regime


def test_the_one_who_signs_is_the_issuer_where_the_letterhead_is_lost() -> None:
    found = head(
        "Kế hoạch phòng chống dịch\n1. Trạm Y tế kiểm tra.\nNơi nhận:\n- Như trên;\nTM. ỦY BAN NHÂN DÂN TỈNH\nCHỦ TỊCH\n"
    )
    assert (found.issuer, found.regime) == ("Ủy ban nhân dân tỉnh", Regime.QC45)


def test_who_is_given_work_in_the_list_did_not_issue_the_document() -> None:
    found = head("Kế hoạch kiểm tra\n1. Sở Tư pháp tỉnh đề nghị các phòng phối hợp.\n")
    assert found.issuer is None
