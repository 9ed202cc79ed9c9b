"""Subjects and letters, word for word where the contract gives the words."""

from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any

import pytest

from services.notifier.domain.notice import Audience, Lang, Reason, Role
from services.notifier.wording.letter import DeadlineWords, DocumentWords, Letter
from services.notifier.wording.phrases import deadline_words, document_words, one_line
from services.notifier.wording.render import load_wording
from services.notifier.wording.subjects import subject

VI, EN = load_wording("vi"), load_wording("en")
DOCUMENT = DocumentWords("812/UBND-NC", "công văn", date(2026, 11, 16), "V/v báo cáo", "UBND tỉnh Mẫu")
DUE = DeadlineWords("hạn 25/11/2026", date(2026, 11, 25), True, datetime(2026, 11, 25, 17, tzinfo=UTC))
BEFORE = DeadlineWords("trước ngày 25/11/2026", date(2026, 11, 25), False, datetime(2026, 11, 24, 17, tzinfo=UTC))


def a_letter(reason: Reason = Reason.ASSIGNED, **changed: Any) -> Letter:
    made = Letter(reason, Audience.AGENCY, Role.LEAD, "Sở Nội vụ", "Sở Nội vụ", "VP UBND tỉnh", "Quy tắc.", "id-1",
                  DOCUMENT, DUE, "Báo cáo kết quả", today=date(2026, 11, 25))  # fmt: skip
    return replace(made, **changed)


TAIL = " – Công văn số 812/UBND-NC ngày 16/11/2026 – hạn 25/11/2026"


@pytest.mark.parametrize(
    ("letter", "opening"),
    [
        (a_letter(), "[Giao nhiệm vụ] Công văn số"),
        (a_letter(Reason.UPCOMING, days=3), "[Nhắc việc] Còn 03 ngày làm việc – Công văn"),
        (a_letter(Reason.UPCOMING, days=12), "[Nhắc việc] Còn 12 ngày làm việc – Công văn"),
        (a_letter(Reason.UPCOMING, days=0), "[Nhắc việc] Sắp đến hạn – Công văn"),
        (a_letter(Reason.DUE, days=0), "[Nhắc việc] Đến hạn hôm nay – Công văn"),
        (a_letter(Reason.OVERDUE, days=-1), "[Đôn đốc] Quá hạn 01 ngày làm việc – Công văn"),
        (a_letter(Reason.OVERDUE, days=-15), "[Đôn đốc] Quá hạn 15 ngày làm việc – Công văn"),
        (a_letter(Reason.DEADLINE_CHANGED), "[Điều chỉnh thời hạn] Công văn"),
        (a_letter(Reason.RETURNED), "[Trả lại hồ sơ] Công văn"),
        (a_letter(Reason.ACCEPTED), "[Chấp nhận kết quả] Công văn"),
        (a_letter(Reason.RECALLED), "[Thu hồi văn bản] Công văn"),
        (a_letter(Reason.WITHDRAWN), "[Rút nhiệm vụ] Công văn"),
        (a_letter(Reason.NO_ADDRESS), "[Cảnh báo] Sở Nội vụ chưa có địa chỉ nhận thông báo – Công văn"),
    ],
)
def test_a_subject_says_what_of_which_document_until_when(letter: Letter, opening: str) -> None:
    said = VI.render(letter).subject
    assert said.startswith(opening)
    assert said.endswith(TAIL[3:])


def test_the_contracts_own_example() -> None:
    assert subject(a_letter(Reason.UPCOMING, days=3), "vi", time(0)) == "[Nhắc việc] Còn 03 ngày làm việc" + TAIL


def test_step_0_before_a_last_day_that_is_no_working_day_does_not_call_it_today() -> None:
    friday = a_letter(Reason.DUE, days=0, today=date(2026, 11, 20))
    assert VI.render(friday).subject.startswith("[Nhắc việc] Hôm nay là ngày làm việc cuối cùng trước hạn – ")


def test_the_last_day_of_an_exclusive_deadline_is_the_day_before() -> None:
    letter = a_letter(Reason.DUE, days=0, deadline=BEFORE, today=date(2026, 11, 24))
    assert VI.render(letter).subject.startswith("[Nhắc việc] Đến hạn hôm nay – ")


@pytest.mark.parametrize(
    ("deadline", "lang", "words"),
    [
        (None, "vi", "không thời hạn"),
        (None, "en", "no deadline"),
        (DeadlineWords(), "vi", "không thời hạn"),
        (DeadlineWords("05 ngày sau khi có kết luận"), "vi", "thời hạn: 05 ngày sau khi có kết luận"),
        (DUE, "vi", "hạn 25/11/2026"),
        (DUE, "en", "due 25/11/2026"),
        (BEFORE, "vi", "trước ngày 25/11/2026"),
        (BEFORE, "en", "before 25/11/2026"),
        (DeadlineWords("trong 03 ngày", due_at=datetime(2026, 11, 19, 17, tzinfo=UTC)), "vi", "hạn 19/11/2026"),
        (replace(DUE, due_at=datetime(2026, 11, 25, 8, tzinfo=UTC)), "vi", "hạn 15 giờ 00 ngày 25/11/2026"),
        (replace(BEFORE, due_at=datetime(2026, 11, 25, 8, tzinfo=UTC)), "vi", "trước 15 giờ 00 ngày 25/11/2026"),
        (replace(DUE, due_at=None), "vi", "hạn 25/11/2026"),
    ],
)  # fmt: skip
def test_a_deadline_in_words(deadline: DeadlineWords | None, lang: Lang, words: str) -> None:
    assert deadline_words(deadline, lang) == words


def test_the_close_of_business_is_not_worth_saying() -> None:
    at_five = replace(DUE, due_at=datetime(2026, 11, 25, 10, tzinfo=UTC))
    assert deadline_words(at_five, "vi", time(17)) == "hạn 25/11/2026"
    assert load_wording("vi", "17:00").render(a_letter(deadline=at_five)).subject.endswith("hạn 25/11/2026")


@pytest.mark.parametrize("step", [-5, -3, -1, 0, 1, 3])
def test_an_exclusive_date_never_reads_as_included(step: int) -> None:
    reason = Reason.UPCOMING if step < 0 else Reason.DUE if step == 0 else Reason.OVERDUE
    rendered = VI.render(a_letter(reason, days=-step, deadline=BEFORE))
    for text in (rendered.subject, rendered.text, rendered.html):
        assert "trước ngày 25/11/2026" in text
        assert "hạn 25/11/2026" not in text.replace("hạn: trước", "")


@pytest.mark.parametrize(
    ("document", "words"),
    [
        (DOCUMENT, "Công văn số 812/UBND-NC ngày 16/11/2026"),
        (replace(DOCUMENT, type="CHỈ THỊ"), "CHỈ THỊ số 812/UBND-NC ngày 16/11/2026"),
        (replace(DOCUMENT, type=None), "Văn bản số 812/UBND-NC ngày 16/11/2026"),
        (replace(DOCUMENT, issued_on=None), "Công văn số 812/UBND-NC"),
        (replace(DOCUMENT, reference=None), "Công văn ngày 16/11/2026 “V/v báo cáo”"),
        (DocumentWords(), "Văn bản"),
    ],
)
def test_a_document_in_words(document: DocumentWords, words: str) -> None:
    assert document_words(document, "vi") == words


def test_free_text_stays_on_one_line_and_within_bounds() -> None:
    assert one_line("a\r\nBcc: x\u2028y\tz") == "a Bcc: x y z"
    assert one_line("từ " * 100, 20) == "từ từ từ từ từ từ…"


@pytest.mark.parametrize("reason", list(Reason))
@pytest.mark.parametrize("audience", list(Audience))
@pytest.mark.parametrize("role", list(Role))
def test_every_letter_can_be_written_in_both_languages(reason: Reason, audience: Audience, role: Role) -> None:
    letter = a_letter(
        reason, audience=audience, role=role, days=2, urgency="express", grounds="lý do", old="2026-11-20",
        leads=("Sở Nội vụ",), coordinating=("Sở Tài chính",), monitoring=("Phòng Tổng hợp",), code="QC45_a",
        report_required=True,
    )  # fmt: skip
    for wording in (VI, EN):
        rendered = wording.render(letter)
        assert "812/UBND-NC" in rendered.text
        assert "id-1" in rendered.text
        assert rendered.html.count("<tr>") == 10
        assert "None" not in rendered.text


def test_a_bare_letter_leaves_out_what_is_not_known() -> None:
    bare = a_letter(deadline=None, document=DocumentWords("1/X"), content="")
    text = VI.render(bare).text
    assert "Trích yếu" not in text
    assert "Thời hạn thực hiện: không thời hạn" in text


def test_the_lead_is_asked_to_act_and_others_to_follow_up() -> None:
    lead = VI.render(a_letter(Reason.OVERDUE, days=-1)).text
    office = VI.render(a_letter(Reason.OVERDUE, days=-1, audience=Audience.OFFICE)).text
    assert "Đề nghị Sở Nội vụ hoàn thành ngay" in lead
    assert "Đề nghị đôn đốc Sở Nội vụ" in office


@pytest.mark.parametrize(
    ("text", "quoted"),
    [("chậm nhất ngày 25/11/2026", True), ("2026-11-25", False), ("2026-11-25T15:00:00+07:00", False), (None, False)],
)
def test_words_are_quoted_and_a_date_of_a_field_is_not(text: str | None, quoted: bool) -> None:
    letter = VI.render(a_letter(deadline=DeadlineWords(text=text, on=date(2026, 11, 25))))
    assert (f"(nguyên văn: “{text}”)" in letter.text, "nguyên văn" in letter.html) == (quoted, quoted)


@pytest.mark.parametrize("role", Role)
def test_nobody_is_asked_to_keep_a_deadline_that_does_not_exist(role: Role) -> None:
    for wording, words in ((VI, "đúng thời hạn"), (EN, "in time")):
        assert words in wording.render(a_letter(role=role, deadline=DeadlineWords(on=date(2026, 11, 25)))).text
        assert words not in wording.render(a_letter(role=role, deadline=None)).text


def test_html_escapes_what_people_wrote() -> None:
    hostile = "<script>alert('x')</script>"
    letter = a_letter(content=hostile, agency=hostile, recipient=hostile, document=replace(DOCUMENT, abstract=hostile),
                      grounds=hostile)  # fmt: skip
    for reason in Reason:
        assert "<script>" not in VI.render(replace(letter, reason=reason)).html
