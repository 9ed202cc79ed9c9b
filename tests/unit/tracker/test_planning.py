"""What of a document becomes a task."""

from datetime import date
from typing import Any

import pytest

from services.tracker.domain.classification import Category, Regime, RegimeNames
from services.tracker.domain.classify import Origin, ReviewReason
from services.tracker.domain.deadline import Deadline, Kind
from services.tracker.reading import read
from services.tracker.reading.result import Head, Reading, ReadTask
from services.tracker.register.planning import ABSTRACT, BODY, NONE, TEXT, Planned, plan
from shared.events.documents import Document, GivenTask

ISSUER = "UBND tỉnh Đắk Lắk"
BELOW = 0.75


def of_body(issuer: str | None = ISSUER, text: str | None = None, **task: object) -> Planned:
    given = GivenTask.model_validate({"content": "Rà soát", "lead": ("Sở Y tế",), **task})
    (planned,) = plan(Document(issuer=issuer, text=text, tasks=(given,)), None, BELOW).tasks
    return planned


def reasons(planned: Planned) -> set[str]:
    return {doubt.reason for doubt in planned.doubts}


@pytest.mark.parametrize(
    ("deadline", "report", "code"),
    [("2026-11-25", True, "QC45_a"), ("2026-11-25", False, "QC45_b"), (None, True, "QC45_c"), (None, False, "QC45_d")],
)
def test_the_class_is_deadline_times_report_duty(deadline: str | None, report: bool, code: str) -> None:
    planned = of_body(deadline=deadline, report_required=report)
    assert planned.classification.code == code
    assert planned.doubts == ()


def test_a_body_s_own_code_wins_and_is_named_as_evidence() -> None:
    chosen = of_body(code="QC42_d").classification
    assert (chosen.code, chosen.origin, chosen.confidence) == ("QC42_d", Origin.STRUCTURED, 1.0)
    assert any(one.field == "code" and one.span is None for one in chosen.evidence)


def test_a_code_that_contradicts_is_kept_and_flagged() -> None:
    planned = of_body(code="QC45_a", report_required=True)
    assert planned.classification.category is Category.A
    assert reasons(planned) == {"deadline-missing"}


def test_a_marker_of_the_text_decides_the_class_of_the_bodys_tasks() -> None:
    text = "Nơi nhận:\n- Phòng: TH, HCTC (QC42_b);\n"
    chosen = of_body(text=text, deadline="2026-11-25").classification
    assert (chosen.code, chosen.origin) == ("QC42_b", Origin.MARKER)
    assert [text[one.span[0] : one.span[1]] for one in chosen.evidence if one.span] == ["QC42_b"]


def test_words_of_the_content_oblige_to_report() -> None:
    planned = of_body(content="Báo cáo kết quả với UBND tỉnh", deadline="2026-11-25")
    assert planned.report_required
    assert any(one.field == "content" and one.fact == "report_required" for one in planned.classification.evidence)


def test_a_bodys_own_word_on_reports_goes_before_the_words_of_the_content() -> None:
    assert not of_body(content="Báo cáo kết quả", report_required=False).report_required


def test_an_unknown_issuer_leaves_the_regime_open_and_asks() -> None:
    planned = of_body(issuer="Công ty X", report_required=True)
    assert planned.classification.regime is None
    assert "regime-unknown" in reasons(planned)


def test_a_code_nobody_can_read_asks() -> None:
    assert "code-unreadable" in reasons(of_body(code="loại đặc biệt", report_required=False))


def test_an_unreadable_deadline_keeps_its_words() -> None:
    planned = of_body(deadline="khi có điều kiện", report_required=False)
    assert planned.deadline is None
    (doubt,) = [one for one in planned.doubts if one.reason == "deadline-unreadable"]
    assert doubt.data == {"deadline": "khi có điều kiện"}


def test_tasks_of_the_body_go_before_the_text() -> None:
    text = "Giao Sở Nội vụ rà soát vị trí việc làm trước ngày 30/11/2026."
    made = plan(Document(issuer=ISSUER, text=text, tasks=(GivenTask(content="Khác"),)), read(text), BELOW)
    assert (made.source, [one.content for one in made.tasks]) == (BODY, ["Khác"])


def a_reading(**task: Any) -> Reading:
    given = {"span": (0, 4), "content": "Rà soát", "confidence": 0.9, **task}
    return Reading(head=Head(regime=Regime.QC45, regime_confidence=0.9), tasks=(ReadTask(**given),))


def test_a_document_level_lead_and_deadline_fill_what_the_text_leaves_open() -> None:
    whole = Document(
        issuer=ISSUER, issued_on=date(2026, 11, 16), lead=("Sở Y tế",), deadline="2026-11-25", text="Rà soát"
    )
    made = plan(whole, a_reading(), BELOW)
    (planned,) = made.tasks
    assert made.source == TEXT
    assert planned.lead == ("Sở Y tế",)
    assert planned.deadline is not None
    assert planned.deadline.on == date(2026, 11, 25)
    assert planned.classification.category is Category.B


def test_what_the_text_says_stays() -> None:
    own = Deadline(kind=Kind.ABSOLUTE, text="ngày 20/11/2026", rule="r", on=date(2026, 11, 20))
    whole = Document(issuer=ISSUER, lead=("Sở Y tế",), deadline="2026-11-25", text="Rà soát")
    (planned,) = plan(whole, a_reading(lead=("Sở Nội vụ",), deadline=own), BELOW).tasks
    assert (planned.lead, planned.deadline) == (("Sở Nội vụ",), own)


def test_what_a_reading_doubts_is_asked() -> None:
    (planned,) = plan(Document(issuer=ISSUER), a_reading(review=("Không rõ chủ trì.",)), BELOW).tasks
    assert "reading" in reasons(planned)


@pytest.mark.parametrize(
    ("review", "said"),
    [
        (ReviewReason.CARRIES_OUT_GOVERNMENT, "Văn bản của tỉnh triển khai văn bản của Trung ương; có thể thuộc CP1."),
        (ReviewReason.REGIME_UNKNOWN, "Chưa xác định được nhiệm vụ theo CP1 hay QC12."),
    ],
)
def test_what_a_reading_doubts_is_said_in_words_and_by_the_names_in_force(review: ReviewReason, said: str) -> None:
    names = RegimeNames(government="CP1", province="QC12")
    (planned,) = plan(Document(issuer=ISSUER), a_reading(review=(review,)), BELOW, names).tasks
    assert [doubt.text for doubt in planned.doubts if doubt.reason == "reading"] == [said]


def test_what_the_class_leaves_doubtful_as_well_is_asked_once() -> None:
    text = "Giao Sở Y tế thực hiện nghiêm túc công tác phòng chống dịch.\n"
    (planned,) = plan(Document(text=text), read(text), BELOW).tasks
    assert [doubt.text for doubt in planned.doubts] == ["Chưa xác định được nhiệm vụ theo QC42 hay QC45."]


def test_a_lead_of_the_whole_document_makes_a_task_of_its_abstract() -> None:
    made = plan(Document(issuer=ISSUER, abstract="V/v báo cáo giải ngân", lead=("Sở Tài chính",)), None, BELOW)
    assert (made.source, made.tasks[0].content, made.tasks[0].classification.code) == (
        ABSTRACT,
        "V/v báo cáo giải ngân",
        "QC45_c",
    )


def test_nothing_said_is_no_task() -> None:
    assert plan(Document(issuer=ISSUER, abstract="V/v chúc mừng"), None, BELOW).source == NONE
