"""Regime and class: code, then marker, then inference; contradictions are kept and flagged."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.tracker.domain.classification import Category, Regime, category_of, code_of
from services.tracker.domain.classify import Classification, Facts, Origin, ReviewReason, classify, decided_by_person
from services.tracker.domain.evidence import Evidence
from services.tracker.domain.markers import find_markers
from services.tracker.domain.regime import RegimeReading, regime_of

QC42, QC45 = Regime
PROVINCE = regime_of("UBND tỉnh Đắk Lắk")
NOBODY = regime_of("UBND phường Buôn Ma Thuột")


def facts(
    *,
    code: str | None = None,
    markers: str = "",
    deadline: bool = False,
    report: bool | None = None,
    regime: RegimeReading = PROVINCE,
    confidence: float = 1.0,
) -> Facts:
    return Facts(
        regime=regime,
        code=code,
        markers=find_markers(markers),
        has_deadline=deadline,
        must_report=report,
        confidence=confidence,
    )


@pytest.mark.parametrize(
    ("deadline", "report", "category"),
    [(True, True, "a"), (True, False, "b"), (False, True, "c"), (False, False, "d")],
)
def test_deadline_and_report_duty_make_the_class(deadline: bool, report: bool, category: str) -> None:
    assert category_of(has_deadline=deadline, must_report=report) == category
    found = classify(facts(deadline=deadline, report=report))
    assert (found.code, found.origin, found.needs_review) == (f"QC45_{category}", Origin.TEXT, False)


@pytest.mark.parametrize(
    ("issuer", "regime"),
    [
        ("UBND tỉnh Đắk Lắk", QC45),
        ("ỦY BAN NHÂN DÂN\nTỈNH ĐẮK LẮK", QC45),
        ("Uỷ ban nhân dân tỉnh Kon Tum", QC45),
        ("Chủ tịch UBND tỉnh", QC45),
        ("Phó Chủ tịch UBND tỉnh Đắk Lắk", QC45),
        ("Văn phòng UBND tỉnh", QC45),
        ("VPUBND tỉnh Đắk Lắk", QC45),
        ("UBND thành phố Đà Nẵng", QC45),
        ("Chính phủ", QC42),
        ("Thủ tướng Chính phủ", QC42),
        ("Phó Thủ tướng Chính phủ", QC42),
        ("Văn phòng Chính phủ", QC42),
        ("VPCP", QC42),
        ("UBND phường Buôn Ma Thuột", None),
        ("UBND huyện Đăk Hà", None),
        ("UBND thành phố Kon Tum", None),
        ("Sở Nội vụ", None),
        ("Bộ Nội vụ", None),
        ("Ban Thường vụ Tỉnh ủy", None),
        ("", None),
        (None, None),
    ],
)
def test_the_issuer_makes_the_regime(issuer: str | None, regime: Regime | None) -> None:
    assert regime_of(issuer).regime is regime


@pytest.mark.parametrize(
    ("notation", "regime"),
    [
        ("CT-TTg", QC42),
        ("NQ-CP", QC42),
        ("VPCP-KGVX", QC42),
        ("UBND-NC", QC45),
        ("VPUBND-HCTC", QC45),
        ("SNV-VP", None),
    ],
)
def test_without_an_issuer_the_notation_says_it_less_surely(notation: str, regime: Regime | None) -> None:
    found = regime_of(None, notation)
    assert found.regime is regime
    assert found.confidence < PROVINCE.confidence


def test_an_issuer_wins_over_the_notation() -> None:
    assert regime_of("Sở Nội vụ", "UBND-NC").regime is None


@pytest.mark.parametrize(
    ("code", "expected"),
    [("QC45_a", "QC45_a"), ("QC42_d", "QC42_d"), ("qc 45-b", "QC45_b"), ("c", "QC45_c"), ("QC42", "QC42_d")],
)
def test_a_bodys_own_code_wins_and_what_it_leaves_out_is_inferred(code: str, expected: str) -> None:
    found = classify(facts(code=code, markers="(QC45_d)"))
    assert (found.code, found.origin, found.confidence) == (expected, Origin.STRUCTURED, 1.0)
    assert found.evidence[0] == Evidence(fact="category", text=code, rule="category.code", field="code")


def test_a_marker_wins_over_inference_and_is_the_evidence() -> None:
    text = "- Phòng: TH, HCTC (QC45_c);"
    found = classify(facts(markers=text, report=True))
    assert (found.code, found.origin, found.needs_review) == ("QC45_c", Origin.MARKER, False)
    assert found.evidence[0].span is not None
    assert text[slice(*found.evidence[0].span)] == found.evidence[0].text == "QC45_c"


def test_a_marker_of_the_government_wins_over_the_provincial_issuer() -> None:
    assert classify(facts(markers="(QC42_d)")).regime is QC42


@pytest.mark.parametrize("origin", [Origin.STRUCTURED, Origin.MARKER])
@pytest.mark.parametrize(
    ("category", "deadline", "report", "reasons"),
    [
        ("a", False, None, [ReviewReason.DEADLINE_MISSING]),
        ("b", False, False, [ReviewReason.DEADLINE_MISSING]),
        ("c", True, True, [ReviewReason.DEADLINE_UNEXPECTED]),
        ("d", True, None, [ReviewReason.DEADLINE_UNEXPECTED]),
        ("a", True, False, [ReviewReason.REPORT_MISSING]),
        ("c", False, False, [ReviewReason.REPORT_MISSING]),
        ("b", True, True, [ReviewReason.REPORT_UNEXPECTED]),
        ("d", True, True, [ReviewReason.DEADLINE_UNEXPECTED, ReviewReason.REPORT_UNEXPECTED]),
        ("a", True, None, []),
        ("a", True, True, []),
        ("d", False, None, []),
    ],
)
def test_a_contradiction_is_kept_and_flagged(
    origin: Origin, category: str, deadline: bool, report: bool | None, reasons: list[ReviewReason]
) -> None:
    written = f"QC45_{category}"
    known = facts(deadline=deadline, report=report)
    stated = {
        Origin.STRUCTURED: replace(known, code=written),
        Origin.MARKER: replace(known, markers=find_markers(written)),
    }
    found = classify(stated[origin])
    assert (found.code, found.origin) == (written, origin)
    assert list(found.reasons) == reasons


def test_a_code_that_cannot_be_read_is_no_code() -> None:
    found = classify(facts(code="nhóm khác", deadline=True))
    assert (found.code, found.origin) == ("QC45_b", Origin.TEXT)
    assert found.reasons == (ReviewReason.CODE_UNREADABLE,)


@pytest.mark.parametrize(
    ("markers", "deadline", "report", "expected"),
    [
        ("(QC45_{a,d})", True, True, "QC45_a"),
        ("(QC45_a,d)", False, None, "QC45_d"),
        ("(QC42_a; QC45_b)", True, False, "QC45_b"),
        ("(QC42_a; QC45_b)", True, True, "QC42_a"),
    ],
)
def test_of_several_markers_each_task_takes_the_one_that_fits(
    markers: str, deadline: bool, report: bool | None, expected: str
) -> None:
    found = classify(facts(markers=markers, deadline=deadline, report=report))
    assert (found.code, found.needs_review) == (expected, False)


@pytest.mark.parametrize(
    ("markers", "expected"),
    [("(QC42_b; QC45_b)", "QC45_b"), ("(QC45_a,c)", "QC45_a"), ("(QC42_b, QC42_a, QC45_b)", "QC45_b")],
)
def test_several_markers_that_leave_it_open_go_to_review(markers: str, expected: str) -> None:
    found = classify(facts(markers=markers, deadline=True, report=False))
    assert found.code == expected
    assert ReviewReason.SEVERAL_CODES in found.reasons


def test_without_a_regime_there_is_no_code_but_a_class() -> None:
    found = classify(facts(regime=NOBODY, deadline=True))
    assert (found.code, found.regime, found.category) == (None, None, Category.B)
    assert found.reasons == (ReviewReason.REGIME_UNKNOWN,)


def test_a_provincial_letter_that_carries_out_a_government_document_is_asked_about() -> None:
    words = Evidence(fact="carries_out", text="Thực hiện Chỉ thị số 26/CT-TTg", rule="regime.carries_out", span=(0, 30))
    found = classify(Facts(regime=PROVINCE, has_deadline=True, must_report=True, confidence=0.95, carries_out=words))
    assert (found.code, found.reasons) == ("QC45_a", (ReviewReason.CARRIES_OUT_GOVERNMENT,))
    assert found.confidence < 0.75
    assert words in found.evidence


def test_the_governments_own_letter_is_not_asked_about() -> None:
    words = Evidence(fact="carries_out", text="Nghị quyết 30c/NQ-CP", rule="regime.carries_out", span=(0, 20))
    found = classify(Facts(regime=regime_of("Văn phòng Chính phủ"), has_deadline=True, carries_out=words))
    assert (found.code, found.needs_review) == ("QC42_b", False)


@pytest.mark.parametrize(("confidence", "asked"), [(0.78, True), (0.8, False), (1.0, False)])
def test_below_the_threshold_a_person_looks(confidence: float, asked: bool) -> None:
    found = classify(facts(deadline=True, confidence=confidence), review_below=0.75)
    assert found.reasons == ((ReviewReason.LOW_CONFIDENCE,) if asked else ())


def test_the_threshold_is_a_setting() -> None:
    assert classify(facts(deadline=True, confidence=0.5), review_below=0.3).reasons == ()
    assert classify(facts(deadline=True), review_below=0.99).reasons == (ReviewReason.LOW_CONFIDENCE,)


def test_the_evidence_of_the_reading_is_kept() -> None:
    read = Evidence(fact="report_required", text="báo cáo UBND tỉnh", rule="duty.report", span=(5, 22))
    found = classify(Facts(regime=PROVINCE, has_deadline=True, must_report=True, evidence=(read,)))
    assert read in found.evidence


def test_a_persons_word_is_certain() -> None:
    found = decided_by_person(QC42, Category.A, "theo Công văn 812")
    assert (found.code, found.origin, found.confidence, found.needs_review) == ("QC42_a", Origin.PERSON, 1.0, False)


@pytest.mark.parametrize(("regime", "category"), [(None, Category.A), (QC45, None), (None, None)])
def test_half_a_code_is_none(regime: Regime | None, category: Category | None) -> None:
    assert code_of(regime, category) is None


def test_every_reason_has_its_vietnamese_sentence() -> None:
    assert all(reason.text.endswith(".") for reason in ReviewReason)


ANY_FACTS = st.builds(
    Facts,
    regime=st.sampled_from([PROVINCE, NOBODY, regime_of("Chính phủ")]),
    code=st.none() | st.sampled_from(["QC45_a", "QC42_{b,d}", "c", "QC42", "lạ", ""]),
    markers=st.sampled_from(["", "(QC45_a)", "(QC42_a, QC45_b)", "QC45_{a,b,c,d}"]).map(find_markers),
    has_deadline=st.booleans(),
    must_report=st.none() | st.booleans(),
    confidence=st.floats(0, 1),
)


@given(ANY_FACTS)
def test_whatever_is_known_there_is_a_class_with_evidence(known: Facts) -> None:
    found: Classification = classify(known)
    assert 0 <= found.confidence <= 1
    assert found.evidence
    assert found.needs_review or (found.code and found.confidence >= 0.74)
    assert (found.origin is Origin.STRUCTURED) is bool(known.code and known.code != "lạ")
