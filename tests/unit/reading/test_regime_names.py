"""A letter that is marked by a province's own regulation is read by it."""

from typing import Any

import pytest

from services.tracker.domain.classification import Category, Regime, RegimeNames
from services.tracker.reading import ReadContext, read
from services.tracker.reading.contract import reading_json

OURS = RegimeNames(government="CP1", province="QĐ12")
LETTER = """ỦY BAN NHÂN DÂN
TỈNH HOA LƯ
Số: 12/UBND-TH
Hoa Lư, ngày 16 tháng 11 năm 2026
Kính gửi: Sở Y tế
Giao Sở Y tế báo cáo kết quả trước ngày 30/11/2026.
Nơi nhận:
- Như trên;
- Phòng: TH, HCTC {marker};
- Lưu: VT.
"""


def document(marker: str, names: RegimeNames) -> dict[str, object]:
    reading = read(LETTER.format(marker=marker), ReadContext(regimes=names))
    answer: Any = reading_json(reading, lambda _: None, names)
    (task,) = answer["tasks"]
    return {"regime": answer["document"]["regime"], "markers": answer["document"]["markers"], "code": task["code"],
            "origin": task["origin"], "of": task["regime"]}  # fmt: skip


@pytest.mark.parametrize("marker", ["(QĐ12_a)", "(qđ 12-a)", "(QĐ12_{a})"])
def test_the_answer_has_the_configured_names_throughout(marker: str) -> None:
    assert document(marker, OURS) == {
        "regime": "QĐ12", "markers": ["QĐ12_a"], "code": "QĐ12_a", "origin": "marker", "of": "QĐ12"
    }  # fmt: skip


def test_a_marker_of_another_province_decides_nothing() -> None:
    assert document("(QC45_b)", OURS) == {
        "regime": "QĐ12", "markers": [], "code": "QĐ12_a", "origin": "text", "of": "QĐ12"
    }  # fmt: skip


def test_what_is_read_stays_the_same_whatever_it_is_called() -> None:
    reading = read(LETTER.format(marker="(CP1_c)"), ReadContext(regimes=OURS))
    (marker,) = reading.head.markers
    assert (marker.regime, marker.categories, marker.text) == (Regime.QC42, (Category.C,), "CP1_c")
    assert LETTER.format(marker="(CP1_c)")[slice(*marker.span)] == "CP1_c"
