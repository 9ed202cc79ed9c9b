"""The regulations' names are configuration: what markers and codes of a province with its own names say."""

import pickle

import pytest

from services.tracker.domain.classification import BUILT_IN, Category, Regime, RegimeNames, code_of
from services.tracker.domain.classify import Facts, ReviewReason, classify
from services.tracker.domain.markers import find_markers, parse_code
from services.tracker.domain.regime import regime_of

OURS = RegimeNames(province="QC12")
DECREE = RegimeNames(government="NĐ9", province="QĐ12", former=("QC45", "QC3"))
GOVERNMENT, PROVINCE = Regime.QC42, Regime.QC45


def found(text: str, names: RegimeNames) -> list[tuple[Regime, str]]:
    return [(one.regime, "".join(one.categories)) for one in find_markers(text, names)]


@pytest.mark.parametrize(
    "text", ["(QC12_b)", "(qc12b)", "(QC 12-b)", "(QC12_{b})", "(QC.12 b)", "(Qc-12(b))", "TH, HCTC (QC_12_b);"]
)
def test_a_configured_name_is_read_in_every_way_of_writing(text: str) -> None:
    assert found(text, OURS) == [(PROVINCE, "b")]


def test_several_classes_and_both_regimes_are_read() -> None:
    assert found("(QC42_a), (QC12_{a,b}), (QC12c và d)", OURS) == [
        (GOVERNMENT, "a"), (PROVINCE, "ab"), (PROVINCE, "cd")
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["(QC45_a)", "(QC1_a)", "(QC123_a)", "(XQC12_a)", "(QC12)", "(QC12_e)", "(QC2_a)"])
def test_a_regulation_without_a_name_here_makes_no_marker(text: str) -> None:
    assert found(text, OURS) == []


def test_the_name_of_the_governments_regulation_is_known_in_every_province() -> None:
    assert found("(NĐ9_a) (QC42_b) (QĐ12_c)", DECREE) == [(GOVERNMENT, "a"), (GOVERNMENT, "b"), (PROVINCE, "c")]


def test_unless_the_province_has_that_name_itself() -> None:
    assert found("(QC42_a) (CP1_a)", RegimeNames(government="CP1", province="QC42")) == [
        (PROVINCE, "a"), (GOVERNMENT, "a")
    ]  # fmt: skip


def test_letters_of_a_former_regulation_are_still_read_and_said_by_the_name_in_force() -> None:
    assert found("(QC45_a) (qc 3 b)", DECREE) == [(PROVINCE, "a"), (PROVINCE, "b")]
    assert code_of(PROVINCE, Category.A, DECREE) == "QĐ12_a"


def test_a_name_that_begins_like_another_is_not_taken_for_it() -> None:
    names = RegimeNames(government="QC4", province="QC42")
    assert found("(QC4_a) (QC42_b)", names) == [(GOVERNMENT, "a"), (PROVINCE, "b")]


@pytest.mark.parametrize("text", ["(\u017fI7_a)", "(s\u01317_a)", "(S\u01307_a)"])
def test_letters_that_only_look_alike_never_stop_the_reading(text: str) -> None:
    assert all(regime is PROVINCE for regime, _ in found(text, RegimeNames(province="SI7")))


@pytest.mark.parametrize(
    ("text", "said"),
    [("QC12_a", (PROVINCE, "a")), ("qc12", (PROVINCE, "")), ("QC42_c", (GOVERNMENT, "c")), ("b", (None, "b"))],
)
def test_a_code_is_read_by_the_configured_names(text: str, said: tuple[Regime | None, str]) -> None:
    (code,) = parse_code(text, OURS)
    assert (code.regime, "".join(code.categories)) == said
    assert parse_code("QC45_a", OURS) == ()
    assert parse_code("QC45_a") != ()


def test_codes_are_written_by_the_configured_names() -> None:
    assert [code_of(regime, "a", OURS) for regime in (GOVERNMENT, PROVINCE, None)] == ["QC42_a", "QC12_a", None]
    assert [OURS.of(stored) for stored in ("QC42", "QC45", None)] == ["QC42", "QC12", None]


def test_a_body_is_classed_by_the_configured_names() -> None:
    facts = Facts(regime=regime_of("UBND tỉnh Mẫu"), code="QC12_c", names=OURS, has_deadline=False, must_report=True)
    chosen = classify(facts)
    assert (chosen.regime, chosen.category, chosen.reasons) == (PROVINCE, Category.C, ())


@pytest.mark.parametrize("reason", ReviewReason)
def test_no_sentence_of_the_review_queue_says_a_name_of_elsewhere(reason: ReviewReason) -> None:
    said = reason.said(RegimeNames(government="CP1", province="QC12"))
    assert "QC4" not in said and "{" not in said
    assert reason.said(BUILT_IN) == reason.text


def test_the_names_travel_to_reading_processes() -> None:
    assert pickle.loads(pickle.dumps(DECREE)) == DECREE
