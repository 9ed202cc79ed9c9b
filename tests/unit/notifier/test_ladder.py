"""The rungs of the ladder, and the occasion of an effect."""

import pytest

from services.notifier.domain.ladder import Rung, rung_of, working_days
from services.notifier.domain.notice import Reason, step_reason
from tests.unit.notifier.cases import EVENT, LADDER, NOW, SNV, A, O, a_happening, a_step


@pytest.mark.parametrize(("step", "days"), [("-5wd", -5), ("0", 0), ("+1wd", 1), ("+120wd", 120)])
def test_a_step_counts_working_days(step: str, days: int) -> None:
    assert working_days(step) == days


@pytest.mark.parametrize(("step", "days"), [("-3wd", -3), ("0", 0), ("+5wd", 5), ("+10wd", 5), ("+500wd", 5)])
def test_a_step_belongs_to_its_rung_or_to_the_one_that_repeats(step: str, days: int) -> None:
    rung = rung_of(step, LADDER)
    assert rung
    assert rung.days == days


@pytest.mark.parametrize("step", ["-10wd", "-2wd", "+2wd", "+6wd", "+11wd"])
def test_other_steps_belong_to_none(step: str) -> None:
    assert rung_of(step, LADDER) is None


def test_a_rung_written_down_goes_before_one_that_repeats() -> None:
    ladder = (Rung(5, (A,), 5), Rung(10, (A, O)))
    rung = rung_of("+10wd", ladder)
    assert rung
    assert rung.audience == (A, O)


@pytest.mark.parametrize(
    ("step", "reason"),
    [("-5wd", Reason.UPCOMING), ("0", Reason.DUE), ("+1wd", Reason.OVERDUE), ("+10wd", Reason.OVERDUE)],
)
def test_a_steps_side_of_the_last_day_is_its_reason(step: str, reason: Reason) -> None:
    assert step_reason(step) is reason


def test_the_occasion_of_a_step_is_its_deadline_version_and_of_a_fact_its_event() -> None:
    assert a_step("-3wd", deadline_version=2).occasion == "v2/-3wd"
    assert a_happening().occasion == str(EVENT)


def test_an_alarm_is_about_the_agency_and_once_a_day() -> None:
    alarm = a_happening(Reason.NO_ADDRESS, alarm_on=NOW.date())
    assert (alarm.subject_id, alarm.occasion) == (SNV, "2026-11-16")
    assert a_happening().subject_id == a_happening().assignment_id


def test_a_repetition_counts_from_its_own_rung_not_from_the_last_day() -> None:
    ladder = (Rung(3, (A,), 5),)
    assert [step for step in ("+5wd", "+8wd", "+10wd", "+13wd") if rung_of(step, ladder)] == ["+8wd", "+13wd"]
