"""Class markers in every spelling that drafters use."""

import pytest

from services.tracker.domain.classification import Category, Regime
from services.tracker.domain.markers import Code, find_markers, parse_code

A, B, C, D = Category
QC42, QC45 = Regime


@pytest.mark.parametrize(
    ("text", "regime", "categories", "written"),
    [
        ("- Phòng: TH, HCTC (QC45_a);", QC45, (A,), "QC45_a"),
        ("- Phòng: TH, HCTC (QC45d);", QC45, (D,), "QC45d"),
        ("QC45_a,b", QC45, (A, B), "QC45_a,b"),
        ("QC45_a, b.", QC45, (A, B), "QC45_a, b"),
        ("(QC45_{a,b})", QC45, (A, B), "QC45_{a,b}"),
        ("QC45_{ a ; c }", QC45, (A, C), "QC45_{ a ; c }"),
        ("QC 45-a", QC45, (A,), "QC 45-a"),
        ("qc42_C", QC42, (C,), "qc42_C"),
        ("QC.45.b", QC45, (B,), "QC.45.b"),
        ("QC45(b)", QC45, (B,), "QC45(b)"),
        ("QC45_a và b", QC45, (A, B), "QC45_a và b"),
        ("QC45 a;", QC45, (A,), "QC45 a"),
        ("QC45_a,a", QC45, (A,), "QC45_a,a"),
        ("TH(QC45_a)", QC45, (A,), "QC45_a"),
        ("- Lưu: VT, HCTC_QC45_a", QC45, (A,), "QC45_a"),
    ],
)
def test_a_marker_is_read_with_its_words(
    text: str, regime: Regime, categories: tuple[Category, ...], written: str
) -> None:
    (marker,) = find_markers(text)
    assert (marker.regime, marker.categories, marker.text) == (regime, categories, written)
    assert text[slice(*marker.span)] == written


@pytest.mark.parametrize(
    "text",
    [
        "QC45 ban hành kèm theo",
        "QC45",
        "QC46_a",
        "QC45_e",
        "QC45_ab",
        "HQC45_a",
        "QC451a",
        "Quy chế 45 a",
        "QC45_a1b",
        "QC45_đ",
    ],
)
def test_what_is_no_marker_is_left(text: str) -> None:
    assert find_markers(text) == ()


def test_one_document_may_carry_both_regimes() -> None:
    markers = find_markers("- Phòng: TH (QC42_a), HCTC (QC45_b,d);")
    assert [(one.regime, one.categories) for one in markers] == [(QC42, (A,)), (QC45, (B, D))]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("QC45_a", [(QC45, (A,))]),
        (" qc42-d ", [(QC42, (D,))]),
        ("QC45_{a,b}", [(QC45, (A, B))]),
        ("QC42_a; QC45_b", [(QC42, (A,)), (QC45, (B,))]),
        ("QC45", [(QC45, ())]),
        ("a", [(None, (A,))]),
        ("Loại C", [(None, (C,))]),
        ("loại a, b", [(None, (A, B))]),
        ("", []),
        ("khác", []),
        ("QC99_a", []),
        ("e", []),
    ],
)
def test_a_code_field_says_regime_class_or_both(
    text: str, codes: list[tuple[Regime | None, tuple[Category, ...]]]
) -> None:
    assert parse_code(text) == tuple(Code(regime=regime, categories=found, text=text) for regime, found in codes)
