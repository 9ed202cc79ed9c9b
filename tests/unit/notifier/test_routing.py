"""Who is told of what: the one function that decides."""

from dataclasses import replace

import pytest

from services.notifier.domain.directory import Book
from services.notifier.domain.notice import Audience, Decided, Reason, Role, Status
from services.notifier.domain.routing import awaited, decide, unit_key, waiting_key
from tests.unit.notifier.cases import (
    MEANS,
    POSTS,
    SNV,
    TH,
    A,
    H,
    L,
    M,
    O,
    X,
    a_contact,
    a_happening,
    a_post,
    a_step,
    book,
    rules,
)

FACTS = [Reason.ASSIGNED, Reason.DEADLINE_CHANGED, Reason.RETURNED, Reason.ACCEPTED, Reason.RECALLED, Reason.WITHDRAWN]


def addresses(decided: tuple[Decided, ...]) -> list[str]:
    return [one.target.address if one.target else f"({one.waits_for})" for one in decided]


@pytest.mark.parametrize("reason", FACTS)
def test_a_fact_is_told_to_the_agency_alone(reason: Reason) -> None:
    decided = decide(a_happening(reason), book(), rules())
    assert [(one.audience, one.status) for one in decided] == [(A, Status.SCHEDULED)]
    assert addresses(decided) == ["vt@snv.example"]


@pytest.mark.parametrize(
    ("step", "heard"),
    [
        ("-5wd", ["vt@snv.example"]),
        ("-3wd", ["vt@snv.example", "th@vp.example"]),
        ("-1wd", ["vt@snv.example", "gd@snv.example", "th@vp.example"]),
        ("0", ["vt@snv.example", "gd@snv.example"]),
        ("+1wd", ["vt@snv.example", "gd@snv.example", "th@vp.example"]),
        ("+3wd", ["vt@snv.example", "gd@snv.example", "th@vp.example", "vanphong@vp.example"]),
        ("+5wd", ["vt@snv.example", "gd@snv.example", "th@vp.example", "vanphong@vp.example"]),
        ("+10wd", ["vt@snv.example", "gd@snv.example", "th@vp.example", "vanphong@vp.example"]),
        ("+15wd", ["vt@snv.example", "gd@snv.example", "th@vp.example", "vanphong@vp.example"]),
    ],
)
def test_a_step_is_told_to_the_audience_of_its_rung(step: str, heard: list[str]) -> None:
    assert addresses(decide(a_step(step), book(), rules())) == heard


@pytest.mark.parametrize("step", ["-4wd", "+7wd"])
def test_a_step_that_is_not_on_the_ladder_is_told_to_the_agency_rather_than_to_nobody(step: str) -> None:
    (one,) = decide(a_step(step), book(), rules())
    assert one.audience is A
    assert "mốc này không có trong cấu hình" in one.because


@pytest.mark.parametrize("step", ["-5wd", "0", "+5wd", "+10wd"])
def test_a_coordinating_agency_hears_no_step(step: str) -> None:
    assert decide(a_step(step, role=Role.COORDINATING), book(), rules()) == ()


@pytest.mark.parametrize("reason", [Reason.ASSIGNED, Reason.DEADLINE_CHANGED, Reason.WITHDRAWN])
def test_a_coordinating_agency_hears_facts(reason: Reason) -> None:
    (one,) = decide(a_happening(reason, role=Role.COORDINATING), book(), rules())
    assert "cơ quan phối hợp" in one.because


def test_a_superseded_step_is_recorded_for_everybody_and_sent_to_nobody() -> None:
    decided = decide(a_step("-1wd", superseded=True), book(), rules())
    assert {one.status for one in decided} == {Status.SUPERSEDED}
    assert len(decided) == 3
    assert all("chỉ được ghi lại, không gửi" in one.because for one in decided)


# recipients


def test_a_whole_channel_gets_a_copy_of_every_notice_to_an_agency_and_of_no_other() -> None:
    copying = rules(*POSTS, a_post(A, channel="hook"))
    decided = decide(a_step("+1wd"), book(), copying)
    hooked = [one for one in decided if one.target and one.target.channel == "hook"]
    assert [one.audience for one in hooked] == [A]
    assert "kênh hook" in hooked[0].because


def test_recipients_are_one_per_channel_and_folded_address() -> None:
    same = a_contact(head_email=" VT@SNV.example")
    decided = decide(a_step("0"), book(same), rules())
    assert addresses(decided) == ["vt@snv.example"]
    assert decided[0].audience is A


def test_the_same_address_on_two_channels_is_two_recipients() -> None:
    unit = "Phòng Tổng hợp"
    both = rules(a_post(M, "th@vp.example", "email", unit), a_post(M, "th@vp.example", "zalo", unit))
    assert addresses(decide(a_step("-3wd"), book(), both)) == ["vt@snv.example", "th@vp.example", "th@vp.example"]


def test_a_recipient_of_a_unit_hears_of_its_own_tasks_alone() -> None:
    other = replace(a_step("-3wd"), monitoring=("Phòng Kinh tế",))
    heard = decide(other, book(), rules(*POSTS, a_post(M, "kt@vp.example", unit="PHÒNG KINH TẾ")))
    assert addresses(heard) == ["vt@snv.example", "kt@vp.example"]


def test_a_recipient_without_a_unit_hears_all() -> None:
    everything = rules(a_post(M, "tat-ca@vp.example"))
    nobody = replace(a_step("-3wd"), monitoring=())
    assert addresses(decide(nobody, book(), everything)) == ["vt@snv.example", "tat-ca@vp.example"]


def test_each_of_several_monitoring_units_is_told() -> None:
    two = replace(a_step("-3wd"), monitoring=("Phòng Tổng hợp", "Phòng Kinh tế"))
    posts = rules(*POSTS, a_post(M, "kt@vp.example", unit="Phòng Kinh tế"))
    assert addresses(decide(two, book(), posts)) == ["vt@snv.example", "th@vp.example", "kt@vp.example"]


def test_a_monitoring_unit_that_no_recipient_names_is_reached_by_the_directory() -> None:
    unit = a_contact(TH, "Phòng Hành chính - Tổ chức", "hctc")
    step = replace(a_step("-3wd"), monitoring=("Phòng hành chính – tổ chức",))
    assert addresses(decide(step, book(a_contact(), unit), rules())) == ["vt@snv.example", "vt@hctc.example"]


def test_a_recipient_may_name_its_unit_by_an_alias() -> None:
    unit = a_contact(TH, "Phòng Tổng hợp", "th", names=frozenset({"phong tong hop", "th"}))
    named = rules(a_post(M, "x@vp.example", unit="TH"))
    assert addresses(decide(a_step("-3wd"), book(a_contact(), unit), named)) == ["vt@snv.example", "x@vp.example"]


def test_office_leader_and_operator_come_from_the_configuration() -> None:
    ladder = rules(*POSTS, a_post(X, "ops@vp.example")).ladder
    wide = replace(rules(*POSTS, a_post(X, "ops@vp.example")), ladder=(replace(ladder[0], audience=(O, L, X)),))
    decided = decide(a_step("-5wd"), book(), wide)
    assert addresses(decided) == ["vanphong@vp.example", "ct@ub.example", "ops@vp.example"]


def test_an_agency_row_with_a_unit_is_a_further_address_of_that_agency_alone() -> None:
    more = rules(a_post(A, "khac@snv.example", unit="SNV"))
    assert addresses(decide(a_happening(), book(), more)) == ["vt@snv.example", "khac@snv.example"]
    other = a_happening(agency_id=TH, agency_name="Sở Tài chính")
    assert addresses(decide(other, book(a_contact(TH, "Sở Tài chính", "stc")), more)) == ["vt@stc.example"]


# addresses that are not known


def test_an_agency_whose_contact_is_not_known_yet_waits_for_it() -> None:
    (one,) = decide(a_happening(), Book(), rules())
    assert (one.target, one.waits_for, one.status) == (None, f"agency:{SNV}", Status.SCHEDULED)


def test_the_copy_to_a_channel_does_not_wait_with_the_agency() -> None:
    decided = decide(a_happening(), Book(), rules(a_post(A, channel="hook")))
    assert addresses(decided) == [f"(agency:{SNV})", ""]


def test_an_agency_without_an_email_of_its_own_is_reached_by_the_recipient_that_names_it() -> None:
    named = rules(a_post(A, "rieng@snv.example", unit="Sở Nội vụ"))
    decided = decide(a_happening(), book(a_contact(email=None)), named)
    assert addresses(decided) == ["rieng@snv.example"]


def test_head_and_monitoring_unit_wait_too() -> None:
    decided = decide(a_step("-1wd"), Book(), rules(a_post(O, "vanphong@vp.example")))
    assert addresses(decided) == [f"(agency:{SNV})", f"(head:{SNV})", "(unit:phong tong hop)"]


def test_what_was_waited_for_is_found_once_it_is_known() -> None:
    unit = a_contact(TH, "Phòng Tổng hợp", "th")
    known = book(a_contact(), unit)
    found = [
        awaited(key, known, MEANS) for key in (waiting_key(A, SNV), waiting_key(H, SNV), unit_key("phòng tổng hợp"))
    ]
    assert [target.address for target in found if target] == ["vt@snv.example", "gd@snv.example", "vt@th.example"]


@pytest.mark.parametrize("key", [waiting_key(A, SNV), waiting_key(H, SNV), unit_key("Phòng Tổng hợp")])
def test_what_is_not_known_is_waited_for_still(key: str) -> None:
    assert awaited(key, Book(), MEANS) is None
    assert (
        awaited(key, book(a_contact(email=None, head_email=None, names=frozenset({"phong tong hop"}))), MEANS) is None
    )


# why


@pytest.mark.parametrize("audience", [A, H, M])
def test_the_reason_names_the_step_and_who_is_meant(audience: Audience) -> None:
    sentences = {one.audience: one.because for one in decide(a_step("-1wd"), book(), rules())}
    said = sentences[audience]
    assert said.startswith("Quy tắc nhắc việc: còn 01 ngày làm việc thì thông báo cho ")
    assert said.endswith(" (mốc -1wd).")


def test_the_reason_of_a_repeated_step_says_how_often() -> None:
    (first, *_) = decide(a_step("+10wd"), book(), rules())
    assert "lặp lại sau mỗi 05 ngày làm việc" in first.because


def test_reasons_come_in_english_too() -> None:
    english = replace(rules(), lang="en")
    assert decide(a_step("+1wd"), book(), english)[0].because == (
        "Step +1wd of the reminder ladder (1 working day after the last day): the lead agency is told."
    )


def test_every_reason_is_one_sentence_without_an_address() -> None:
    for reason in FACTS:
        for one in decide(a_happening(reason), book(), rules()):
            assert one.because.count(".") == 1
            assert "@" not in one.because


def test_the_alarm_that_an_address_is_missing_goes_to_the_operator_alone() -> None:
    alarm = a_happening(Reason.NO_ADDRESS)
    decided = decide(alarm, book(), rules(*POSTS, a_post(X, "truc@vp.example"), a_post(A, "moi@vp.example")))
    assert [one.audience for one in decided] == [X]
    assert addresses(decided) == ["truc@vp.example"]


def test_a_recipient_for_all_agencies_does_not_take_the_place_of_an_agencys_own_address() -> None:
    decided = decide(a_happening(), book(a_contact(email=None)), rules(a_post(A, "chung@vp.example")))
    assert addresses(decided) == [f"({waiting_key(A, SNV)})", "chung@vp.example"]


def test_a_copy_to_a_system_does_not_take_the_place_of_an_agencys_own_address() -> None:
    decided = decide(a_happening(), book(a_contact(email=None)), rules(a_post(A, channel="hethong", unit="Sở Nội vụ")))
    assert addresses(decided) == [f"({waiting_key(A, SNV)})", ""]


def test_a_head_is_addressed_by_name_and_by_the_agencys_where_the_list_has_none() -> None:
    named, unnamed = (decide(a_step("0"), book(a_contact(head=head)), rules())[1] for head in ("Bà Lê Thị Bình", None))
    assert [one.target.name for one in (named, unnamed) if one.target] == ["Bà Lê Thị Bình", "Sở Nội vụ"]
