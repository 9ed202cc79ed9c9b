"""What deadline words mean: a wrong reading becomes a row here before it becomes a fix (words invented)."""

from datetime import date, time

import pytest

from services.tracker.domain.deadline import Basis, Deadline, Kind, Precision
from services.tracker.reading import read_deadline_words

ISSUED = date(2024, 3, 5)


def the_one(words: str, reference: date | None = ISSUED) -> Deadline:
    (deadline,) = read_deadline_words(words, reference)
    return deadline


@pytest.mark.parametrize(
    ("words", "on", "inclusive"),
    [
        ("báo cáo trước ngày 20/3/2024", date(2024, 3, 20), False),
        ("hoàn thành trước 20 tháng 3 năm 2024", date(2024, 3, 20), False),
        ("chậm nhất ngày 20/3/2024", date(2024, 3, 20), True),
        ("muộn nhất là ngày 20-3-2024", date(2024, 3, 20), True),
        ("nộp hồ sơ đến hết ngày 20.3.2024", date(2024, 3, 20), True),
        ("gửi về Sở đến trước ngày 20/3/2024", date(2024, 3, 20), False),
        ("hạn cuối ngày 20/3/2024", date(2024, 3, 20), True),
        ("hoàn thành trước ngày 30/4", date(2024, 4, 30), False),
        ("hoàn thành trước ngày 15/01", date(2025, 1, 15), False),
        ("trước ngày 15 tháng 8", date(2024, 8, 15), False),
        ("trước ngày 30/1 1/2024", date(2024, 11, 30), False),
        ("trước ngày 3O/l1/2024", date(2024, 11, 30), False),
        ("trước ngày30/6/2024", date(2024, 6, 30), False),
        ("trước ngày 30/6/20 24", date(2024, 6, 30), False),
        ("báo cáo trước mùng 5 tháng 4", date(2024, 4, 5), False),
        ("hạn chót ngày 30/6/2024", date(2024, 6, 30), True),
        ("trước thời điểm 30/6/2024", date(2024, 6, 30), False),
        ("muộn nhất vào 15/5", date(2024, 5, 15), True),
        ("kết thúc trước 31/5", date(2024, 5, 31), False),
        ("Thời gian hoàn thành việc rà soát là 30/5/2024", date(2024, 5, 30), True),
        ("hoàn thành ngày 15/5/2024", date(2024, 5, 15), True),
        ("gửi danh sách về Sở Y tế ngày 10/4/2024 để tổng hợp", date(2024, 4, 10), True),
        ("báo cáo kết quả về UBND tỉnh (qua Sở Nội vụ) vào ngày 20/5/2024", date(2024, 5, 20), True),
        ("xây dựng đề án vào tuần 2 tháng 5/2024", date(2024, 5, 14), True),
        ("hoàn thành trong tuần thứ ba của tháng 6 năm 2024", date(2024, 6, 21), True),
        ("trực gác tại các chốt, từ ngày 15/4/2024 đến hết ngày 30/4/2024", date(2024, 4, 30), True),
    ],
)
def test_a_day_is_read_as_stated(words: str, on: date, inclusive: bool) -> None:
    deadline = the_one(words)
    assert (deadline.kind, deadline.on, deadline.inclusive) == (Kind.ABSOLUTE, on, inclusive)
    assert deadline.precision is Precision.DAY


@pytest.mark.parametrize(
    ("words", "on", "precision"),
    [
        ("hoàn thành trong tháng 4/2024", date(2024, 4, 30), Precision.MONTH),
        ("trình UBND tỉnh trong tháng 4 năm 2024.", date(2024, 4, 30), Precision.MONTH),
        ("Trước tháng 3/2025", date(2025, 2, 28), Precision.MONTH),
        ("trước tháng 12 năm 2024", date(2024, 11, 30), Precision.MONTH),
        ("đầu tháng 6/2024 phải hoàn thành, trước đó: vào đầu tháng 6/2024.", date(2024, 6, 1), Precision.MONTH),
        ("hoàn thành trong quý III/2024", date(2024, 9, 30), Precision.QUARTER),
        ("hoàn thành trong Quý 4 năm 2024.", date(2024, 12, 31), Precision.QUARTER),
        ("trình UBND tỉnh ban hành trong quý II/2024", date(2024, 6, 30), Precision.QUARTER),
        ("xong trong quý II", date(2024, 6, 30), Precision.QUARTER),
        ("Tháng 12//2026", date(2026, 12, 31), Precision.MONTH),
        ("Quý IV/ 2026", date(2026, 12, 31), Precision.QUARTER),
        ("hoàn thành trong năm 2025.", date(2025, 12, 31), Precision.YEAR),
        ("đưa vào sử dụng vào cuối năm 2024.", date(2024, 12, 31), Precision.YEAR),
        ("tổng hợp kết quả xử lý, báo cáo UBND tỉnh trong năm 2024.", date(2024, 12, 31), Precision.YEAR),
        ("trong năm 2024 phải hoàn thành việc sắp xếp", date(2024, 12, 31), Precision.YEAR),
        ("Hoàn thành: Quý II/2024", date(2024, 6, 30), Precision.QUARTER),
        ("hoàn thành tháng 8/2024", date(2024, 8, 31), Precision.MONTH),
        ("Thời gian thực hiện: Tháng 5 - 6/2024", date(2024, 6, 30), Precision.MONTH),
        ("trong tháng 5, 6 năm 2024", date(2024, 6, 30), Precision.MONTH),
        ("Thời gian thực hiện: từ tháng 5 đến tháng 8 năm 2024", date(2024, 8, 31), Precision.MONTH),
        ("hoàn thành trong 6 tháng đầu năm 2024", date(2024, 6, 30), Precision.QUARTER),
    ],
)
def test_a_period_ends_on_its_last_day(words: str, on: date, precision: Precision) -> None:
    deadlines = read_deadline_words(words, ISSUED)
    assert (deadlines[-1].on, deadlines[-1].precision) == (on, precision)


@pytest.mark.parametrize(
    ("words", "on", "inclusive"),
    [
        ("hoàn thành vào đầu tháng 12/2026", date(2026, 12, 1), True),
        ("hoàn thành vào giữa tháng 12/2026", date(2026, 12, 15), True),
        ("hoàn thành vào cuối tháng 12/2026", date(2026, 12, 31), True),
        ("hoàn thành vào giữa năm 2027", date(2027, 6, 30), True),
        ("hoàn thành vào cuối năm 2027", date(2027, 12, 31), True),
        ("hoàn thành trước giữa tháng 12/2026", date(2026, 12, 15), False),
        ("hoàn thành vào giữa quý I/2027", date(2027, 3, 31), True),
    ],
)
def test_beginning_middle_and_end_are_days_as_the_civil_code_says(words: str, on: date, inclusive: bool) -> None:
    deadline = the_one(words)
    assert (deadline.on, deadline.inclusive) == (on, inclusive)


def test_an_hour_makes_it_an_instant() -> None:
    deadline = the_one("gửi báo cáo trước 15h30 ngày 20/3/2024")
    assert (deadline.on, deadline.at, deadline.precision) == (date(2024, 3, 20), time(15, 30), Precision.MINUTE)
    assert not deadline.inclusive


@pytest.mark.parametrize(
    ("words", "at"),
    [
        ("chậm nhất 17 giờ ngày 25/4/2024", time(17)),
        ("trước 16 giờ ngày 20 tháng 5 năm 2024", time(16)),
        ("chậm nhất đến 16 giờ 30 phút, ngày 20/5/2024", time(16, 30)),
    ],
)
def test_hours_before_a_date_are_a_time_of_day_and_no_length(words: str, at: time) -> None:
    deadline = the_one(words)
    assert (deadline.kind, deadline.at) == (Kind.ABSOLUTE, at)


@pytest.mark.parametrize(
    ("words", "duration", "working", "basis"),
    [
        ("trong thời hạn 03 ngày làm việc kể từ ngày nhận được văn bản", "P3D", True, Basis.RECEIPT),
        ("Chậm nhất là 05 ngày làm việc (kể từ ngày nhận hồ sơ)", "P5D", True, Basis.RECEIPT),
        ("trong vòng 15 ngày kể từ ngày ký Thông báo này", "P15D", False, Basis.ISSUE),
        ("trong 30 ngày kể từ ngày kết thúc hội nghị", "P30D", False, Basis.EVENT),
        ("trong 24 giờ kể từ khi nhận được thông tin", "PT24H", False, Basis.RECEIPT),
        ("trong thời hạn 07 ngày làm việc", "P7D", True, Basis.RECEIPT),
        ("ít nhất 05 (năm) ngày trước ngày khai mạc", "-P5D", False, Basis.EVENT),
        ("trong 6 tháng sau khi Nghị định được ban hành", "P6M", False, Basis.EVENT),
        ("gửi báo cáo trước khi Đoàn làm việc ít nhất 15 ngày", "-P15D", False, Basis.EVENT),
        ("trong vòng 48 giờ", "PT48H", False, Basis.RECEIPT),
        ("trong thời gian 20 ngày, kể từ ngày có kết luận", "P20D", False, Basis.EVENT),
        ("không quá 15 (mười lăm) ngày kể từ ngày nhận được đề xuất", "P15D", False, Basis.RECEIPT),
        ("trong thời hạn 01 năm kể từ ngày công việc kết thúc", "P1Y", False, Basis.EVENT),
        ("bàn giao chậm nhât l5 ngày trước ngày bầu cử", "-P15D", False, Basis.EVENT),
        ("hoàn thành trước ngày diễn ra Hội thi 05 ngày.", "-P5D", False, Basis.EVENT),
        ("gửi phương án trước khi khai mạc giải 10 ngày làm việc;", "-P10D", True, Basis.EVENT),
    ],
)
def test_a_period_counts_from_what_the_words_say(words: str, duration: str, working: bool, basis: Basis) -> None:
    deadline = the_one(words)
    assert (deadline.kind, deadline.duration, deadline.working_days) == (Kind.RELATIVE, duration, working)
    assert deadline.basis is basis


@pytest.mark.parametrize(
    ("words", "rules"),
    [
        ("báo cáo trước ngày 25 hàng tháng", ["FREQ=MONTHLY;BYMONTHDAY=25"]),
        ("định kỳ hằng tháng trước ngày 10 của tháng báo cáo", ["FREQ=MONTHLY;BYMONTHDAY=10"]),
        ("định kỳ hằng năm trước ngày 10 tháng 11 của năm báo cáo", ["FREQ=YEARLY;BYMONTH=11;BYMONTHDAY=10"]),
        ("Hàng năm, các đơn vị báo cáo trước ngày 31 tháng 12.", ["FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=31"]),
        ("trước 15h thứ 6 hàng tuần", ["FREQ=WEEKLY;BYDAY=FR"]),
        ("định kỳ thứ Sáu hàng tuần", ["FREQ=WEEKLY;BYDAY=FR"]),
        ("định kỳ 6 tháng báo cáo", ["FREQ=MONTHLY;INTERVAL=6"]),
        ("họp 03 tháng/lần", ["FREQ=MONTHLY;INTERVAL=3"]),
        ("đối thoại với người dân ít nhất mỗi tháng một lần", ["FREQ=MONTHLY"]),
        ("ít nhất 01 lần/quý", ["FREQ=MONTHLY;INTERVAL=3"]),
        ("định kỳ hàng quý, 6 tháng, hàng năm", ["FREQ=MONTHLY;INTERVAL=3", "FREQ=MONTHLY;INTERVAL=6", "FREQ=YEARLY"]),
        ("trước ngày 20 của tháng cuối quý", ["FREQ=YEARLY;BYMONTH=3,6,9,12;BYMONTHDAY=20"]),
        ("06 tháng một lần (tháng 01 và tháng 6 hàng năm)", ["FREQ=YEARLY;BYMONTH=1,6;BYMONTHDAY=-1"]),
        ("báo cáo trước 16 giờ hàng ngày", ["FREQ=DAILY"]),
        ("thực hiện báo cáo hằng ngày trước 15 giờ", ["FREQ=DAILY"]),
        (
            "Định kỳ hằng quý báo cáo kết quả trước ngày 20 của tháng cuối quý",
            ["FREQ=YEARLY;BYMONTH=3,6,9,12;BYMONTHDAY=20"],
        ),
        ("gửi báo cáo vào ngày 5 hằng tháng", ["FREQ=MONTHLY;BYMONTHDAY=5"]),
        ("hằng tuần, trước 16h00 thứ Sáu báo cáo", ["FREQ=WEEKLY;BYDAY=FR"]),
        ("Thời gian thực hiện: Hàng năm", ["FREQ=YEARLY"]),
        ("định kỳ hằng quý (trước ngày 15 của tháng cuối quý)", ["FREQ=YEARLY;BYMONTH=3,6,9,12;BYMONTHDAY=15"]),
        ("báo cáo kết quả hàng tháng (trước ngày 25)", ["FREQ=MONTHLY;BYMONTHDAY=25"]),
        (
            "báo cáo định kỳ 6 tháng (trước ngày 15/6), năm (trước ngày 15/12)",
            ["FREQ=YEARLY;BYMONTH=6;BYMONTHDAY=15", "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=15"],
        ),
        ("gửi trước ngày 2O hàng tháng", ["FREQ=MONTHLY;BYMONTHDAY=20"]),
        ("gửi trước ngày l5 tháng 12 hàng năm", ["FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=15"]),
        ("gửi trước ngày lO của tháng cuối quý", ["FREQ=YEARLY;BYMONTH=3,6,9,12;BYMONTHDAY=10"]),
        ("c) Hàng quý tổng hợp, báo cáo Sở Nội vụ", ["FREQ=MONTHLY;INTERVAL=3"]),
    ],
)
def test_cycles_become_rules(words: str, rules: list[str]) -> None:
    assert [deadline.rrule for deadline in read_deadline_words(words, ISSUED)] == rules


def test_words_of_the_work_are_no_words_of_its_time() -> None:
    assert the_one("xử lý dứt điểm trong năm 2024").text == "trong năm 2024"


def test_a_weekly_hour_is_kept() -> None:
    assert the_one("trước 15h thứ 6 hàng tuần").at == time(15, 0)


@pytest.mark.parametrize(
    "words",
    [
        "khẩn trương hoàn thành", "báo cáo ngay sau khi có sự việc", "kịp thời báo cáo", "thường xuyên kiểm tra",
        "Công văn số 12/UBND-TH ngày 01/3/2024", "ngày 01/3/2024, UBND tỉnh đã ban hành Chỉ thị số 02/CT-UBND",
        "có hiệu lực thi hành kể từ ngày 01 tháng 4 năm 2024", "số liệu tính đến ngày 31/5/2024",
        "được tiếp tục sử dụng đến hết ngày 31/12/2024", "kế hoạch công tác hằng năm của đơn vị",
        "mức trợ cấp thêm hàng tháng", "hồ sơ trình trước ngày 16/4/2024 thì tiếp tục giải quyết",
        "Định kỳ hoặc theo yêu cầu đột xuất, báo cáo UBND tỉnh", "kết thúc vào ngày 31 tháng 12 hàng năm",
        "cho vay với thời hạn tối đa 10 năm tùy theo đối tượng", "giảm thuế từ ngày 01/7/2024 đến hết ngày 30/6/2025",
        "kinh phí chống hạn năm 2024", "kết quả đạt được vào ngày 20/5/2024", "Hội nghị tổ chức ngày 10/4/2024", "đã hoàn thành tháng 2/2024",
        "mức hỗ trợ này thực hiện đến ngày 31/12/2024", "chính sách này áp dụng đến hết ngày 31/12/2024",
        "đề án đến năm 2030", "thời gian qua, trong năm 2023 đã hoàn thành", "ngày 31/02/2024 phải trước ngày 31/02/2024",
    ],
)  # fmt: skip
def test_what_is_no_deadline_is_not_read_as_one(words: str) -> None:
    assert read_deadline_words(words, ISSUED) == ()


def test_a_yearless_day_without_a_date_of_reference_is_not_guessed() -> None:
    assert read_deadline_words("trước ngày 15 tháng 8", None) == ()


def test_two_cycles_of_a_sentence_are_two_deadlines() -> None:
    words = (
        "định kỳ hằng tháng trước ngày 10 của tháng báo cáo và định kỳ hằng năm trước ngày 10 tháng 11 của năm báo cáo"
    )
    rules = [deadline.rrule for deadline in read_deadline_words(words, ISSUED)]
    assert rules == ["FREQ=MONTHLY;BYMONTHDAY=10", "FREQ=YEARLY;BYMONTH=11;BYMONTHDAY=10"]


def test_spans_point_into_words_of_any_form() -> None:
    words = "Đề nghị báo cáo trước ngày 20/3/2024 để tổng hợp"
    deadline = the_one(words)
    assert deadline.span is not None
    assert words[slice(*deadline.span)] == "trước ngày 20/3/2024"
