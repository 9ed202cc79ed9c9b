"""What a clerk would enter from four short letters (invented)."""

from datetime import date

import pytest

from services.tracker.domain.classification import Category, Regime
from services.tracker.domain.deadline import Basis
from services.tracker.reading import ReadContext, read

LETTERHEAD = """ỦY BAN NHÂN DÂN
TỈNH HOA LƯ

CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc

Số: 77/UBND-TH

Hoa Lư, ngày 16 tháng 11 năm 2026

"""
FOOT = "\n\nNơi nhận:\n- Như trên;\n- Phòng: TH{marker};\n- Lưu: VT.\n\nCHỦ TỊCH\n\nTrần Văn Mẫu\n"


def letter(words: str, marker: str = "") -> str:
    return LETTERHEAD + words + FOOT.format(marker=marker)


def test_a_marker_names_regime_and_class() -> None:
    reading = read(letter("Giao Sở Nội vụ chủ trì, phối hợp với Sở Tư pháp rà soát thủ tục; báo cáo UBND tỉnh "
                          "kết quả chậm nhất ngày 25/11/2026./.", " (QC45_a)"))  # fmt: skip
    (task,) = reading.tasks
    assert (task.regime, task.category, task.origin) == (Regime.QC45, Category.A, "marker")
    assert task.lead == ("Sở Nội vụ",)
    assert task.coordinating == ("Sở Tư pháp",)
    assert task.deadline is not None
    assert task.deadline.on == date(2026, 11, 25)
    assert task.deadline.inclusive


def test_without_deadline_and_report_the_class_is_d() -> None:
    (task,) = read(letter("Giao Sở KH&CN chủ trì triển khai thường xuyên các biện pháp bảo đảm an toàn./.")).tasks
    assert (task.category, task.lead, task.deadline) == (Category.D, ("Sở KH&CN",), None)


def test_working_days_from_receipt() -> None:
    (task,) = read(letter("Yêu cầu Sở Xây dựng kiểm tra, báo cáo Chủ tịch UBND tỉnh trong thời hạn 03 ngày làm việc "
                          "kể từ ngày nhận được văn bản này./.")).tasks  # fmt: skip
    assert task.category is Category.A
    assert task.deadline is not None
    assert (task.deadline.duration, task.deadline.working_days, task.deadline.basis) == ("P3D", True, Basis.RECEIPT)


def test_before_a_day_excludes_it() -> None:
    (task,) = read(letter("Giao Sở Y tế tổ chức tiêm chủng bổ sung, hoàn thành trước ngày 30/11/2026./.")).tasks
    assert task.category is Category.B
    assert task.deadline is not None
    assert (task.deadline.on, task.deadline.inclusive) == (date(2026, 11, 30), False)


def test_spans_are_code_points_of_the_text_given() -> None:
    text = letter("Giao Sở Y tế tổ chức tiêm chủng bổ sung, hoàn thành trước ngày 30/11/2026./.")
    (task,) = read(text).tasks
    assert text[slice(*task.span)].startswith("Giao Sở Y tế")
    assert task.deadline is not None
    assert task.deadline.span is not None
    assert text[slice(*task.deadline.span)] == "trước ngày 30/11/2026"


@pytest.mark.parametrize("text", ["", " ", "\n", "﻿", "ngày 31/02/2026", "a" * 1000])
def test_any_text_is_read_without_an_error(text: str) -> None:
    assert read(text, ReadContext()).tasks == ()
