"""How directives are laid out: headings, letters, plans in labelled lines, tables, conclusions (all invented)."""

import pytest

from services.tracker.domain.classification import Category, Regime
from services.tracker.reading import read
from services.tracker.reading.result import ReadTask

HEAD = (
    "ỦY BAN NHÂN DÂN\nTỈNH HOA LƯ\n-------\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\n"
    "---------------\nSố: 1234/UBND-TH\nV/v triển khai nhiệm vụ\n\nHoa Lư, ngày 05 tháng 3 năm 2024\n\n"
)


def tasks(body: str) -> list[ReadTask]:
    return list(read(HEAD + body).tasks)


def leads(body: str) -> list[tuple[str, ...]]:
    return [task.lead for task in tasks(body)]


def test_items_under_a_heading_that_names_agencies_are_theirs() -> None:
    found = tasks(
        "Ủy ban nhân dân tỉnh chỉ thị:\n"
        "1. Sở Nội vụ:\na) Rà soát biên chế của các cơ quan;\nb) Báo cáo UBND tỉnh trước ngày 30/6/2024.\n"
        "2. UBND các huyện, thành phố tổ chức tuyên truyền sâu rộng trong Nhân dân.\n"
    )
    assert [task.lead for task in found] == [("Sở Nội vụ",), ("Sở Nội vụ",), ("UBND các huyện, thành phố",)]
    assert [task.category for task in found] == [Category.D, Category.A, Category.D]


def test_a_list_of_fields_shares_the_first_word() -> None:
    (task,) = tasks(
        "UBND tỉnh yêu cầu:\n1. Các Sở: Nội vụ, Tài chính, Giáo dục và Đào tạo chủ động triển khai Đề án đúng tiến độ.\n"
    )
    assert task.lead == ("Sở Nội vụ", "Sở Tài chính", "Sở Giáo dục và Đào tạo")


def test_partners_are_told_from_leads() -> None:
    (task,) = tasks(
        "Giao Sở Tài chính chủ trì, phối hợp với Sở Kế hoạch và Đầu tư và các đơn vị liên quan rà soát nhu cầu vốn."
    )
    assert task.lead == ("Sở Tài chính",)
    assert task.coordinating == ("Sở Kế hoạch và Đầu tư", "các đơn vị liên quan")


def test_a_letter_to_one_body_means_it_by_its_general_name() -> None:
    (task,) = tasks(
        "Kính gửi: Giám đốc các bệnh viện trong tỉnh.\n\n"
        "Thực hiện Kế hoạch số 12/KH-BYT ngày 02/01/2024 của Bộ Y tế, UBND tỉnh yêu cầu các đơn vị tổ chức diễn tập "
        "phòng cháy, hoàn thành trước ngày 30/4/2024.\n"
    )
    assert task.lead == ("Giám đốc các bệnh viện trong tỉnh",)
    assert task.category is Category.B


def test_closing_formulas_are_no_tasks() -> None:
    assert (
        tasks(
            "Giao Sở Y tế tổ chức tiêm chủng bổ sung cho trẻ em trên địa bàn.\n\n"
            "Yêu cầu các cơ quan, đơn vị nghiêm túc triển khai thực hiện Chỉ thị này./.\n"
        )[1:]
        == []
    )


def test_assessment_and_entry_into_force_are_no_tasks() -> None:
    assert leads(
        "Thời gian qua, các sở, ngành đã tích cực triển khai cải cách hành chính. UBND tỉnh yêu cầu:\n"
        "I. TÌNH HÌNH\n1. Sở Nội vụ đã hoàn thành rà soát các thủ tục.\n"
        "II. TỔ CHỨC THỰC HIỆN\n1. Sở Nội vụ theo dõi, đôn đốc việc thực hiện.\n"
        "2. Chỉ thị này có hiệu lực kể từ ngày ký.\n"
    ) == [("Sở Nội vụ",)]


def test_plans_in_labelled_lines_are_one_task_an_item() -> None:
    first, second = tasks(
        "UBND tỉnh ban hành kế hoạch như sau:\nII. NỘI DUNG\n1. Tổ chức hội nghị tập huấn cho doanh nghiệp\n"
        "- Đơn vị chủ trì: Sở Tư pháp;\n- Đơn vị phối hợp: Sở Công Thương, Hiệp hội Doanh nghiệp tỉnh;\n"
        "- Thời gian thực hiện: Từ quý II đến quý III/2024.\n2. Biên soạn tài liệu\n- Cơ quan chủ trì: Sở Y tế\n"
    )
    assert (first.lead, first.coordinating) == (("Sở Tư pháp",), ("Sở Công Thương", "Hiệp hội Doanh nghiệp tỉnh"))
    assert first.deadline is not None
    assert str(first.deadline.on) == "2024-09-30"
    assert (second.lead, second.deadline) == (("Sở Y tế",), None)


def test_a_table_of_tasks_gives_a_task_a_row() -> None:
    first, second = tasks(
        "UBND tỉnh ban hành kế hoạch như sau:\nII. PHÂN CÔNG NHIỆM VỤ\n"
        "| TT | Nội dung | Chủ trì | Phối hợp | Thời gian |\n|---|---|---|---|---|\n"
        "| 1 | Xây dựng đề án vị trí việc làm | Sở Nội vụ | Sở Tài chính | Quý II/2024 |\n"
        "| 2 | Báo cáo cải cách hành chính | Văn phòng UBND tỉnh | Các sở, ngành | Trước ngày 10 hàng tháng |\n"
    )
    assert (first.content, first.lead, first.coordinating) == (
        "Xây dựng đề án vị trí việc làm", ("Sở Nội vụ",), ("Sở Tài chính",)
    )  # fmt: skip
    assert first.deadline is not None
    assert str(first.deadline.on) == "2024-06-30"
    assert second.deadline is not None
    assert second.deadline.rrule == "FREQ=MONTHLY;BYMONTHDAY=10"


def test_a_sentence_with_its_own_actor_is_its_own_task() -> None:
    assert leads(
        "Chủ tịch UBND tỉnh kết luận:\n1. Về cải cách hành chính: Giao Sở Nội vụ tham mưu kế hoạch khắc phục, trình UBND "
        "tỉnh trước 30/5/2024; Sở Thông tin và Truyền thông hoàn thành nâng cấp Cổng dịch vụ công trong quý III/2024.\n"
    ) == [("Sở Nội vụ",), ("Sở Thông tin và Truyền thông",)]


def test_a_report_in_the_same_sentence_is_no_second_task() -> None:
    (task,) = tasks("Giao Sở Nội vụ rà soát thủ tục hành chính; báo cáo UBND tỉnh kết quả chậm nhất ngày 25/6/2024.")
    assert task.category is Category.A


def test_lines_broken_by_a_scan_are_put_together() -> None:
    (task,) = tasks(
        "Để bảo đảm an toàn cho người dân trong mùa mưa bão năm nay, Ủy ban nhân dân\n"
        "tỉnh yêu cầu Sở Nông nghiệp và Phát triển nông thôn kiểm tra toàn bộ hồ chứa\n"
        "nước trên địa bàn tỉnh, báo cáo kết quả về Văn phòng Ủy ban nhân dân tỉnh trước\n"
        "ngày 30/5/2024 để tổng hợp.\n"
    )
    assert task.lead == ("Sở Nông nghiệp và Phát triển nông thôn",)
    assert task.deadline is not None
    assert task.deadline.text == "trước ngày 30/5/2024"


def test_every_deadline_and_report_shows_its_words() -> None:
    text = HEAD + "Giao Sở Y tế báo cáo UBND tỉnh kết quả tiêm chủng trước ngày 30/11/2024."
    (task,) = read(text).tasks
    proofs = {proof.fact: proof for proof in task.evidence}
    for fact in ("deadline", "report_required"):
        span = proofs[fact].span
        assert span is not None
        assert " ".join(text[slice(*span)].split()) == proofs[fact].text


def test_a_provincial_letter_that_carries_out_the_government_asks_for_review() -> None:
    reading = read(
        HEAD + "Thực hiện Công điện số 55/CĐ-TTg ngày 01/3/2024 của Thủ tướng Chính phủ, UBND tỉnh yêu cầu Sở Y tế "
        "tổ chức phòng, chống dịch, hoàn thành trước ngày 30/4/2024."
    )
    assert reading.head.regime is Regime.QC45
    assert "carries_out_government" in reading.tasks[0].review


def test_two_dated_cycles_of_a_sentence_are_two_duties() -> None:
    found = tasks(
        "Các cơ quan, đơn vị gửi báo cáo kết quả về Sở Nội vụ định kỳ hằng tháng trước ngày 10 của tháng báo cáo và "
        "định kỳ hằng năm trước ngày 10 tháng 11 của năm báo cáo.\n"
    )
    rules = [task.deadline.rrule for task in found if task.deadline]
    assert rules == ["FREQ=MONTHLY;BYMONTHDAY=10", "FREQ=YEARLY;BYMONTH=11;BYMONTHDAY=10"]


def test_each_lead_shows_where_it_is_named() -> None:
    text = HEAD + "UBND tỉnh yêu cầu:\n1. Sở Nội vụ:\na) Rà soát biên chế của các cơ quan.\n"
    (task,) = read(text).tasks
    spans = [proof.span for proof in task.evidence if proof.fact == "lead"]
    assert [text[slice(*span)] for span in spans if span] == ["Sở Nội vụ"]


def test_a_preamble_that_directs_everybody_gives_its_items_their_leads() -> None:
    found = tasks(
        "Để chào mừng ngày lễ lớn, UBND tỉnh chỉ thị Thủ trưởng các sở, ban, ngành, Chủ tịch UBND các huyện thực hiện tốt "
        "những nội dung sau:\nI. Nội dung phong trào\n1. Nắm chắc tình hình tư tưởng của Nhân dân.\n"
        "2. Năm 2024 tổ chức sơ kết phong trào.\n"
    )
    assert [task.lead for task in found] == [("Thủ trưởng các sở, ban, ngành", "Chủ tịch UBND các huyện")] * 2


def test_agencies_that_a_duty_is_about_do_not_lead() -> None:
    assert leads(
        "UBND tỉnh yêu cầu:\n1. Giám đốc các sở:\n"
        "a) Căn cứ nhiệm vụ của cơ quan, đơn vị để xây dựng kế hoạch thực hiện.\nb) Bố trí kinh phí.\n"
    ) == [("Giám đốc các sở",), ("Giám đốc các sở",)]


def test_what_the_issuer_will_do_and_warnings_are_no_tasks() -> None:
    assert leads(
        "UBND tỉnh yêu cầu:\n1. Sở Y tế kiểm tra các cơ sở.\n2. UBND tỉnh sẽ xem xét trách nhiệm của người đứng đầu.\n"
        "3. Chủ tịch UBND các xã chịu trách nhiệm nếu để xảy ra cháy rừng.\n"
    ) == [("Sở Y tế",)]


def test_agencies_listed_behind_a_semicolon_are_no_task_of_their_own() -> None:
    assert leads(
        "UBND tỉnh yêu cầu:\n1. Sở Nội vụ:\na) Đánh giá cải cách hành chính đối với các sở, ban, ngành; UBND các huyện, "
        "thành phố theo tiêu chí do UBND tỉnh quy định và công bố kết quả.\n"
    ) == [("Sở Nội vụ",)]


def test_the_recipients_do_not_make_a_heading_of_the_last_item() -> None:
    assert leads(
        "UBND tỉnh yêu cầu:\n1. Sở Tài chính:\na) Thẩm định kinh phí.\nb) Tham mưu UBND tỉnh bố trí kinh phí thực hiện\n\n"
        "Giao Sở Nội vụ theo dõi, đôn đốc việc thực hiện.\nNơi nhận:\n- Như trên;\n- Lưu: VT.\n"
    ) == [("Sở Tài chính",), ("Sở Tài chính",), ("Sở Nội vụ",)]


def test_a_table_with_tabs_behind_the_recipients_gives_a_task_a_row_and_none_for_its_header() -> None:
    found = tasks(
        "UBND tỉnh yêu cầu Sở Y tế tổ chức thực hiện Kế hoạch.\nNơi nhận:\n- Như trên;\n- Lưu: VT.\nPHỤ LỤC\n"
        "TT\tNội dung\tCơ quan chủ trì\tCơ quan phối hợp\tThời gian hoàn thành\n"
        "1\tXây dựng kiến trúc số\tSở Thông tin và Truyền thông\tCác sở, ngành\tTháng 6/2024\n"
    )
    assert [task.lead for task in found] == [("Sở Y tế",), ("Sở Thông tin và Truyền thông",)]
    assert found[1].deadline is not None
    assert str(found[1].deadline.on) == "2024-06-30"


def test_a_title_over_paragraphs_is_no_part_of_a_task() -> None:
    first, second = tasks(
        "Chủ tịch UBND tỉnh kết luận:\nI. Đánh giá chung\nMột số chủ đầu tư chưa sâu sát, nhà thầu thi công cầm chừng.\n"
        "II. Nội dung cụ thể\n1. Cầu qua sông và đường hai đầu cầu\n"
        "UBND huyện Gia Viễn hoàn thành chi trả tiền bồi thường trước 31/5/2024. Sở Tài chính bố trí vốn cho dự án.\n"
    )
    assert first.content.startswith("UBND huyện Gia Viễn")
    assert second.lead == ("Sở Tài chính",)


def test_a_list_of_what_a_report_holds_is_no_list_of_tasks() -> None:
    (task,) = tasks(
        "UBND tỉnh yêu cầu:\n1. UBND các huyện thống kê các cơ sở giết mổ theo các chỉ tiêu:\n- Tên chủ cơ sở;\n- Địa chỉ.\n"
    )
    assert task.lead == ("UBND các huyện",)


def test_the_papers_of_a_dossier_are_no_tasks() -> None:
    assert (
        tasks(
            "UBND tỉnh yêu cầu Thủ trưởng các sở thực hiện các nội dung sau:\n1. Hồ sơ trình phải bảo đảm các thành phần sau:\n"
            "- Báo cáo giải trình, tiếp thu ý kiến;\n- Dự thảo văn bản.\n"
        )
        == []
    )


def test_a_second_date_with_its_own_work_is_a_second_task() -> None:
    first, second = tasks(
        "UBND tỉnh yêu cầu:\n1. UBND các huyện bàn giao mặt bằng trước ngày 30/5/2024; tổ chức bán đấu giá, nộp tiền vào ngân "
        "sách trong thời hạn 30 ngày kể từ ngày kết thúc phiên đấu giá.\n"
    )
    assert first.lead == second.lead == ("UBND các huyện",)
    assert second.deadline is not None
    assert second.deadline.duration == "P30D"


def test_a_report_on_a_day_of_every_month_is_a_task_beside_the_first() -> None:
    first, second = tasks(
        "UBND tỉnh yêu cầu:\n1. UBND các huyện lập phương án gửi Sở Tài chính trước ngày 05/4/2024; ngày 25 hằng tháng báo cáo "
        "tiến độ về Sở Tài chính.\n"
    )
    assert first.deadline is not None
    assert second.deadline is not None
    assert second.deadline.rrule == "FREQ=MONTHLY;BYMONTHDAY=25"


def test_the_line_that_says_by_when_a_list_is_sent_belongs_to_no_item_of_it() -> None:
    found = tasks(
        "Kính gửi: Các sở, ban, ngành.\nUBND tỉnh đề nghị các đơn vị thực hiện một số nội dung sau:\n"
        "1. Rà soát nhiệm vụ chưa hoàn thành.\n2. Thống kê số liệu theo mẫu.\n"
        "Kết quả gửi về Sở Nội vụ trước ngày l0/6/2024 để tổng hợp.\n"
    )
    assert [task.category for task in found] == [Category.D, Category.D, Category.A]


def test_a_closing_formula_that_asks_for_a_report_is_a_task() -> None:
    found = tasks(
        "UBND tỉnh yêu cầu:\n1. Sở Y tế kiểm tra các cơ sở.\n2. Sở Tài chính bố trí kinh phí.\n"
        "Nhận được Công văn này, đề nghị Thủ trưởng các đơn vị báo cáo kết quả về UBND tỉnh trước ngày 30/7/2024./.\n"
    )
    assert found[-1].lead == ("Thủ trưởng các đơn vị",)
    assert found[-1].category is Category.A


def test_a_letter_that_answers_assigns_nothing_by_telling() -> None:
    assert (
        tasks(
            "Về kiến nghị của cử tri, UBND tỉnh xin trả lời như sau:\n1. Nhà thầu khởi công ngày 25/5/2023, theo hợp đồng phải "
            "hoàn thành trước ngày 30/9/2024.\n2. Sở Y tế rà soát các cơ sở theo kế hoạch.\n"
        )
        == []
    )


def test_a_proposal_to_a_named_body_is_a_report() -> None:
    (task,) = tasks("Giao Sở Xây dựng nghiên cứu, đề xuất UBND tỉnh cơ chế hỗ trợ.")
    assert task.report_required


def test_prohibitions_and_topics_before_a_colon_are_tasks_under_a_heading() -> None:
    assert (
        leads(
            "UBND tỉnh yêu cầu:\n1. Giám đốc các sở:\na) Không bố trí xe đưa đón sai tiêu chuẩn.\n"
            "b) Đối với xe dôi dư: lập phương án điều chuyển.\nc) Cùng Thanh tra tỉnh kiểm tra đột xuất.\n"
        )
        == [("Giám đốc các sở",)] * 3
    )


def test_who_is_to_carry_out_the_document_is_given_no_task() -> None:
    assert leads(
        "UBND tỉnh yêu cầu:\n1. Sở Y tế kiểm tra các cơ sở.\n"
        "Giám đốc các sở, Chủ tịch UBND các huyện có trách nhiệm thi hành nghiêm túc Chỉ thị này./.\n"
    ) == [("Sở Y tế",)]


def test_what_the_province_says_of_itself_is_no_task() -> None:
    assert leads(
        "UBND tỉnh yêu cầu:\n1. Sở Y tế hoàn thành các nhiệm vụ được giao; UBND tỉnh không xem xét gia hạn lần thứ hai.\n"
    ) == [("Sở Y tế",)]


def test_what_a_district_asks_of_others_is_its_own_duty() -> None:
    assert leads("UBND tỉnh kết luận:\n1. UBND huyện Gia Viễn yêu cầu Công ty giữ nguyên hiện trạng.\n") == [
        ("UBND huyện Gia Viễn",)
    ]


def test_a_sentence_that_opens_with_its_date_is_a_task_of_its_own() -> None:
    first, second = tasks(
        "UBND tỉnh yêu cầu:\n1. Sở Xây dựng:\nThành lập 06 tổ hỗ trợ kỹ thuật. Chậm nhất đến 15/10/2024 phải giải quyết "
        "xong hồ sơ tồn.\n"
    )
    assert first.deadline is None
    assert second.deadline is not None


def test_asking_once_more_by_when_is_no_second_task() -> None:
    (task,) = tasks(
        "Kính gửi: Các bệnh viện.\nUBND tỉnh yêu cầu các đơn vị báo cáo kết quả thực hiện Đề án. "
        "Đề nghị các đơn vị gửi báo cáo trước ngày 05/6/2024 để tổng hợp.\n"
    )
    assert task.category is Category.A


def test_a_request_in_the_middle_of_a_paragraph_is_found() -> None:
    assert leads(
        "UBND tỉnh yêu cầu:\n1. Sở Y tế kiểm tra các cơ sở. Đề nghị Bảo hiểm xã hội tỉnh bố trí công chức nhận hồ sơ.\n"
    ) == [("Sở Y tế",), ("Bảo hiểm xã hội tỉnh",)]


def test_what_a_report_holds_is_listed_whatever_the_words() -> None:
    assert leads(
        "Kính gửi: UBND các huyện.\nUBND tỉnh đề nghị UBND các huyện thực hiện các công việc sau:\n"
        "1. Xây dựng báo cáo tổng kết với những nội dung chính:\na) Tình hình ban hành văn bản;\nb) Tổ chức thực hiện.\n"
    ) == [("UBND các huyện",)]


def test_papers_sent_to_an_office_are_a_report() -> None:
    (task,) = tasks("Giao Sở Y tế giải trình nguyên nhân, gửi Văn phòng UBND tỉnh trước ngày 12/10/2024.")
    assert task.category is Category.A


def test_a_letter_about_a_report_is_one_task_due_when_its_last_line_says() -> None:
    (task,) = read(
        HEAD.replace("V/v triển khai nhiệm vụ", "V/v báo cáo công tác cải cách hành chính")
        + "Kính gửi: Các sở, ban, ngành.\nUBND tỉnh đề nghị các sở, ban, ngành triển khai một số nội dung sau:\n"
        "1. Đánh giá kết quả thực hiện, số liệu đến hết ngày 15/5/2024.\n2. Rà soát nhiệm vụ chưa hoàn thành.\n"
        "Báo cáo gửi về Sở Nội vụ trước ngày 10/6/2024 để tổng hợp.\n"
    ).tasks
    assert task.lead == ("các sở, ban, ngành",)
    assert task.deadline is not None
    assert str(task.deadline.on) == "2024-06-10"


@pytest.mark.parametrize(
    "words",
    [
        "nộp hồ sơ về Sở Xây dựng", "thông báo kết quả về Sở Nội vụ",
        "rà soát; đồng thời báo cáo kết quả", "trình kỳ họp HĐND tỉnh", "gửi Chi cục Kiểm lâm danh sách",
    ],
)  # fmt: skip
def test_what_is_handed_to_a_named_body_is_a_report(words: str) -> None:
    (task,) = tasks(f"Giao Sở Y tế tổng hợp, {words}.")
    assert task.report_required


def test_the_public_and_those_who_only_answer_for_something_are_given_no_task() -> None:
    assert leads(
        "UBND tỉnh yêu cầu:\n1. Sở Y tế kiểm tra các cơ sở.\n2. Các tổ chức, cá nhân kinh doanh phải niêm yết giá.\n"
        "3. Giám đốc các sở chịu trách nhiệm trước Chủ tịch UBND tỉnh về kết quả thực hiện.\n"
        "4. Giám đốc Sở Xây dựng chịu trách nhiệm trước UBND tỉnh, chỉ đạo rà soát quy hoạch.\n"
    ) == [("Sở Y tế",), ("Giám đốc Sở Xây dựng",)]
