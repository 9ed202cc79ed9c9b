"""Names of agencies in directive sentences: where a list ends, and what it holds (invented)."""

import pytest

from services.tracker.reading.actors.clause import read_clause
from services.tracker.reading.text import normalise


def actors(sentence: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    clause = read_clause(normalise(sentence), 0, len(sentence))
    return tuple(name.text for name in clause.leads), tuple(name.text for name in clause.partners)


@pytest.mark.parametrize(
    ("sentence", "leads"),
    [
        ("Giao Sở Nội vụ chủ trì thực hiện", ("Sở Nội vụ",)),
        ("Sở Khoa học và Công nghệ theo dõi việc thực hiện", ("Sở Khoa học và Công nghệ",)),
        ("Sở Nội vụ, Sở Tài chính tổ chức rà soát", ("Sở Nội vụ", "Sở Tài chính")),
        ("Sở Kế hoạch và Đầu tư và Sở Tài chính bố trí vốn", ("Sở Kế hoạch và Đầu tư", "Sở Tài chính")),
        ("UBND các huyện, thị xã, thành phố chỉ đạo kiểm tra", ("UBND các huyện, thị xã, thành phố",)),
        ("Các sở, ban, ngành triển khai Đề án", ("Các sở, ban, ngành",)),
        ("Thủ trưởng, lãnh đạo các đơn vị chịu trách nhiệm rà soát", ("Thủ trưởng, lãnh đạo các đơn vị",)),
        ("Thủ trưởng các sở, ban, ngành; Chủ tịch UBND các huyện tổ chức họp",
         ("Thủ trưởng các sở, ban, ngành", "Chủ tịch UBND các huyện")),
        ("Yêu cầu các chủ đầu tư đẩy nhanh tiến độ", ("các chủ đầu tư",)),
        ("Chủ tịch UBND tỉnh yêu cầu Giám đốc Sở Y tế kiểm tra", ("Giám đốc Sở Y tế",)),
        ("Thứ trưởng Trần Văn Mẫu chỉ đạo Vụ Kế hoạch chủ trì, phối hợp với các Vụ liên quan", ("Vụ Kế hoạch",)),
        ("Ban Chỉ đạo chuyển đổi số cấp huyện xây dựng kế hoạch", ("Ban Chỉ đạo chuyển đổi số cấp huyện",)),
        ("Đối với Sở Y tế: rà soát cơ số thuốc", ("Sở Y tế",)),
        ("Sở Tài chính (Phòng Ngân sách) thẩm định dự toán", ("Sở Tài chính (Phòng Ngân sách)",)),
        ("Sở Y tế sẽ tiến hành kiểm tra", ("Sở Y tế",)),
        ("Uỷ ban nhân dân tỉnh giao Công an tỉnh điều tra", ("Công an tỉnh",)),
        ("Giao SỞ NỘI VỤ tham mưu", ("SỞ NỘI VỤ",)),
    ],
)  # fmt: skip
def test_leads_end_where_the_duty_begins(sentence: str, leads: tuple[str, ...]) -> None:
    assert actors(sentence)[0] == leads


@pytest.mark.parametrize(
    ("sentence", "partners"),
    [
        ("Sở A tế phối hợp chặt chẽ với Công an tỉnh kiểm tra", ("Công an tỉnh",)),
        ("Giao Sở Y tế chủ trì, phối hợp với Sở Tài chính, UBND các huyện, thành phố và các cơ quan liên quan rà soát",
         ("Sở Tài chính", "UBND các huyện, thành phố", "các cơ quan liên quan")),
        ("Giao Sở Y tế phối hợp cùng Bảo hiểm xã hội tỉnh hướng dẫn", ("Bảo hiểm xã hội tỉnh",)),
        ("Sở Y tế chủ trì thực hiện", ()),
    ],
)  # fmt: skip
def test_partners_stand_behind_phoi_hop(sentence: str, partners: tuple[str, ...]) -> None:
    assert actors(sentence)[1] == partners


@pytest.mark.parametrize(
    "sentence",
    ["Tổ chức kiểm tra việc thực hiện", "Ban hành kế hoạch", "Báo cáo kết quả", "Bộ phận một cửa", "Bố trí kinh phí",
     "Phòng, chống dịch bệnh", "Hội nghị được tổ chức vào quý II", "Trường hợp có vướng mắc", "Chủ trương đầu tư",
     "Số liệu báo cáo", "Xã hội hóa giáo dục"],
)  # fmt: skip
def test_words_that_only_begin_like_names_are_none(sentence: str) -> None:
    assert actors(sentence)[0] == ()
