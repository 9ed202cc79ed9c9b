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
        ("Cục quản lý chất lượng nông sản sớm hoàn thiện quy chế", ("Cục quản lý chất lượng nông sản",)),
        ("Vụ Nuôi trồng thủy sản hướng dẫn các tỉnh", ("Vụ Nuôi trồng thủy sản",)),
        ("Các đơn vị trực thuộc Sở rà soát", ("Các đơn vị trực thuộc Sở",)),
        ("Thủ trưởng cơ quan ngành dọc đóng trên địa bàn tỉnh báo cáo",
         ("Thủ trưởng cơ quan ngành dọc đóng trên địa bàn tỉnh",)),
        ("Thủ trưởng các sở, ban, ngành, đoàn thể cấp tỉnh rà soát",
         ("Thủ trưởng các sở, ban, ngành, đoàn thể cấp tỉnh",)),
        ("Các cơ sở đào tạo nghề xây dựng chương trình", ("Các cơ sở đào tạo nghề",)),
        ("Văn phòng Đoàn đại biểu Quốc hội và HĐND tỉnh chuẩn bị nội dung",
         ("Văn phòng Đoàn đại biểu Quốc hội và HĐND tỉnh",)),
        ("Ban An toàn giao thông tỉnh đôn đốc", ("Ban An toàn giao thông tỉnh",)),
        ("Chủ tịch UBND tỉnh chỉ thị Giám đốc Sở Y tế kiểm tra", ("Giám đốc Sở Y tế",)),
        ("Sở Công Thương cùng Sở Tài chính xem xét giá bán", ("Sở Công Thương",)),
        ("Giao Sở Y tế, Sở Nội vụ cùng với các đơn vị liên quan rà soát", ("Sở Y tế", "Sở Nội vụ")),
        ("UBND phường Ninh Sơn chỉnh trang vỉa hè", ("UBND phường Ninh Sơn",)),
        ("Đề nghị Bảo hiểm xã hội tỉnh, Thuế tỉnh Hoa Lư bố trí công chức", ("Bảo hiểm xã hội tỉnh", "Thuế tỉnh Hoa Lư")),
        ("Ban Quản lý Khu kinh tế Hải Lăng có trách nhiệm cung cấp bản đồ", ("Ban Quản lý Khu kinh tế Hải Lăng",)),
        ("Ban Quản lý khu du lịch báo cáo tình hình xã hội hóa", ("Ban Quản lý khu du lịch",)),
        ("Các sở có tên nêu trên gửi kế hoạch", ("Các sở có tên nêu trên",)),
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
        ("Sở Công Thương cùng Sở Tài chính xem xét giá bán", ("Sở Tài chính",)),
        ("Thanh tra tỉnh cùng Công an tỉnh phối hợp với Sở Y tế xác minh", ("Công an tỉnh", "Sở Y tế")),
        ("Chủ trì, phối hợp với Bộ Thông tin và Truyền thông xây dựng đề án", ("Bộ Thông tin và Truyền thông",)),
        ("Sở Y tế phối hợp với Sở Tài chính, các địa phương liên quan tham mưu",
         ("Sở Tài chính", "các địa phương liên quan")),
    ],
)  # fmt: skip
def test_partners_stand_behind_phoi_hop(sentence: str, partners: tuple[str, ...]) -> None:
    assert actors(sentence)[1] == partners


def test_what_stands_before_a_list_does_not_change_its_names() -> None:
    text = normalise("… đạt trên 60% kế hoạch.\n2. Giao Sở Kế hoạch và Đầu tư: theo dõi tiến độ")
    clause = read_clause(text, text.bare.index("giao"), len(text.bare))
    assert [name.text for name in clause.leads] == ["Sở Kế hoạch và Đầu tư"]


@pytest.mark.parametrize(
    "sentence",
    ["Tổ chức kiểm tra việc thực hiện", "Ban hành kế hoạch", "Báo cáo kết quả", "Bộ phận một cửa", "Bố trí kinh phí",
     "Phòng, chống dịch bệnh", "Hội nghị được tổ chức vào quý II", "Trường hợp có vướng mắc", "Chủ trương đầu tư",
     "Số liệu báo cáo", "Xã hội hóa giáo dục"],
)  # fmt: skip
def test_words_that_only_begin_like_names_are_none(sentence: str) -> None:
    assert actors(sentence)[0] == ()
