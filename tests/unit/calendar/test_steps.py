"""The ladder: which step comes when, what a late start sends, and how repeats go on."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.tracker.calendar.days import CalendarDay, DayKind
from services.tracker.calendar.due import VIETNAM, Due
from services.tracker.calendar.steps import (
    BadLadder,
    Rung,
    StepAt,
    StepPlan,
    next_step,
    parse_step,
    plan_of,
    step_name,
    working_days_left,
)
from services.tracker.calendar.working import builtin

# As the samples pin it: 23/11/2026 is a working day, 24/11 a holiday, Saturday 28/11 none.
CALENDAR = builtin().with_rows(
    [CalendarDay(date(2026, 11, 23), DayKind.WORK), CalendarDay(date(2026, 11, 28), DayKind.OFF)]
)
LADDER = (*(Rung(step) for step in ("-5wd", "-3wd", "-1wd", "0", "+1wd", "+3wd")), Rung("+5wd", "5wd"))
EIGHT = time(8)
PLAN = plan_of(LADDER, CALENDAR, EIGHT)


def viet_nam(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=VIETNAM)


def days(due: str, until: str, plan: StepPlan = PLAN) -> dict[str, str]:
    """Each step and its day in Viet Nam."""
    steps = plan.steps_between(viet_nam(due), None, viet_nam(until))
    assert all(step.at.astimezone(VIETNAM).time() == EIGHT for step in steps)
    return {step.step: step.at.astimezone(VIETNAM).date().isoformat() for step in steps}


def test_the_sample_ladder_of_25_november_2026() -> None:
    assert days("2026-11-26T00:00", "2026-12-31T00:00") == {
        "-5wd": "2026-11-17",
        "-3wd": "2026-11-19",
        "-1wd": "2026-11-23",
        "0": "2026-11-25",
        "+1wd": "2026-11-26",
        "+3wd": "2026-11-30",
        "+5wd": "2026-12-02",
        "+10wd": "2026-12-09",
        "+15wd": "2026-12-16",
        "+20wd": "2026-12-23",
        "+25wd": "2026-12-30",
    }


def test_before_a_day_excludes_it_so_the_last_day_is_the_one_before() -> None:
    found = days("2026-11-25T00:00", "2026-11-27T00:00")
    assert found["0"] == "2026-11-23", "24/11 is off"
    assert (found["-1wd"], found["+1wd"]) == ("2026-11-20", "2026-11-25")


def test_step_zero_of_a_last_day_off_falls_on_the_working_day_before() -> None:
    found = days("2026-11-22T00:00", "2026-12-01T00:00")
    assert found["0"] == "2026-11-20"
    assert (found["-1wd"], found["+1wd"]) == ("2026-11-19", "2026-11-23")


@pytest.mark.parametrize(
    ("due", "zero", "before"),
    [
        ("2026-11-20T15:00", "2026-11-20", "2026-11-19"),
        ("2026-11-20T08:01", "2026-11-20", "2026-11-19"),
        ("2026-11-20T08:00", "2026-11-19", "2026-11-18"),
        ("2026-11-20T07:00", "2026-11-19", "2026-11-18"),
        ("2026-11-25T07:00", "2026-11-23", "2026-11-20"),
        ("2026-11-21T07:00", "2026-11-20", "2026-11-19"),
    ],
)
def test_step_zero_comes_before_the_due_instant(due: str, zero: str, before: str) -> None:
    found = days(due, "2026-12-01T00:00")
    assert (found["0"], found["-1wd"]) == (zero, before)


def test_steps_after_count_from_the_last_day_even_where_step_zero_moved() -> None:
    found = days("2026-11-20T07:00", "2026-11-30T00:00")
    assert (found["0"], found["+1wd"], found["+3wd"]) == ("2026-11-19", "2026-11-23", "2026-11-26")


def test_the_first_step_is_given_where_nothing_has_been_reached() -> None:
    due = viet_nam("2026-11-26T00:00")
    assert PLAN.next_step(due) == StepAt("-5wd", viet_nam("2026-11-17T08:00"))


@pytest.mark.parametrize(
    ("after", "step"),
    [
        ("2026-11-17T07:59", "-5wd"),
        ("2026-11-17T08:00", "-3wd"),
        ("2026-11-25T08:00", "+1wd"),
        ("2026-12-02T07:59", "+5wd"),
        ("2026-12-02T08:00", "+10wd"),
        ("2026-12-09T07:59", "+10wd"),
        ("2026-12-09T08:00", "+15wd"),
        ("2026-12-12T00:00", "+15wd"),
        ("2027-11-24T12:00", "+250wd"),
        ("2031-03-03T12:00", "+1070wd"),
    ],
)
def test_the_next_step_is_the_first_one_later_than_an_instant(after: str, step: str) -> None:
    found = PLAN.next_step(viet_nam("2026-11-26T00:00"), viet_nam(after))
    assert found is not None
    assert found.step == step
    assert found.at > viet_nam(after)


def test_a_ladder_without_repeats_ends() -> None:
    plan = StepPlan([Rung("0"), Rung("+1wd")], CALENDAR, EIGHT)
    assert plan.next_step(viet_nam("2026-11-26T00:00"), viet_nam("2026-11-26T08:00")) is None


def test_an_empty_ladder_has_no_step() -> None:
    assert StepPlan([], CALENDAR, EIGHT).next_step(viet_nam("2026-11-26T00:00")) is None


def test_repeats_between_rungs_come_in_order() -> None:
    plan = StepPlan([Rung("0"), Rung("+8wd"), Rung("+1wd", "3wd")], CALENDAR, EIGHT)
    steps = plan.steps_between(viet_nam("2026-11-26T00:00"), None, viet_nam("2026-12-17T00:00"))
    assert [step.step for step in steps] == ["0", "+1wd", "+4wd", "+7wd", "+8wd", "+10wd", "+13wd"]


def test_two_repeats_make_one_row_of_steps() -> None:
    plan = StepPlan([Rung("+2wd", "2wd"), Rung("+3wd", "3wd")], CALENDAR, EIGHT)
    steps = plan.steps_between(viet_nam("2026-11-26T00:00"), None, viet_nam("2026-12-15T00:00"))
    assert [parse_step(step.step) for step in steps] == [2, 3, 4, 6, 8, 9, 10, 12]


def test_a_late_start_sends_only_the_latest_step() -> None:
    due = viet_nam("2026-11-26T00:00")
    reached = PLAN.reached(due, None, viet_nam("2026-11-23T09:00"))
    assert [step.step for step in reached.superseded] == ["-5wd", "-3wd"]
    assert reached.latest is not None
    assert reached.latest.step == "-1wd"


def test_an_outage_supersedes_only_what_it_missed() -> None:
    due = viet_nam("2026-11-26T00:00")
    reached = PLAN.reached(due, viet_nam("2026-11-17T08:00"), viet_nam("2026-11-25T08:00"))
    assert [step.step for step in (*reached.superseded, reached.latest) if step] == ["-3wd", "-1wd", "0"]


def test_nothing_reached_is_nothing_to_send() -> None:
    reached = PLAN.reached(viet_nam("2026-11-26T00:00"), None, viet_nam("2026-11-17T07:59"))
    assert (reached.superseded, reached.latest) == ((), None)


@pytest.mark.parametrize(
    ("now", "left"),
    [
        ("2026-11-16T08:00", 6),
        ("2026-11-17T08:00", 5),
        ("2026-11-23T08:00", 1),
        ("2026-11-24T08:00", 1),
        ("2026-11-25T23:59", 0),
        ("2026-11-26T08:00", -1),
        ("2026-12-02T08:00", -5),
    ],
)
def test_working_days_left_are_those_after_today(now: str, left: int) -> None:
    due = viet_nam("2026-11-26T00:00")
    assert PLAN.working_days_left(due, viet_nam(now)) == left
    assert working_days_left(due, viet_nam(now), CALENDAR) == left


@pytest.mark.parametrize(("step", "offset"), [("-5wd", -5), ("0", 0), ("+1wd", 1), (" +10wd ", 10), ("-120wd", -120)])
def test_a_step_is_read_and_written(step: str, offset: int) -> None:
    assert parse_step(step) == offset
    assert step_name(offset) == step.strip()


@pytest.mark.parametrize("step", ["", "5wd", "+0wd", "-3", "3d", "+1 wd", "hôm nay", "+10000wd"])
def test_a_step_that_cannot_be_read_says_what_to_write(step: str) -> None:
    with pytest.raises(BadLadder, match="write -5wd, 0 or \\+1wd"):
        StepPlan([Rung(step)], CALENDAR, EIGHT)


@pytest.mark.parametrize(
    ("ladder", "words"),
    [
        ([Rung("+5wd", "weekly")], "write 5wd"),
        ([Rung("+5wd", "0wd")], "write 5wd"),
        ([Rung("-5wd", "5wd")], "only steps after the deadline"),
        ([Rung("0", "5wd")], "only steps after the deadline"),
        ([Rung("+1wd"), Rung("+1wd")], "stands twice"),
    ],
)
def test_a_ladder_that_cannot_be_climbed_is_refused(ladder: list[Rung], words: str) -> None:
    with pytest.raises(BadLadder, match=words):
        StepPlan(ladder, CALENDAR, EIGHT)


def test_a_deadline_that_is_not_known_has_no_step() -> None:
    assert next_step(Due(), LADDER, CALENDAR, EIGHT) is None


def test_the_function_and_the_plan_agree() -> None:
    due = Due(viet_nam("2026-11-26T00:00"), date(2026, 11, 25))
    assert next_step(due, LADDER, CALENDAR, EIGHT, viet_nam("2026-11-20T00:00")) == StepAt(
        "-1wd", viet_nam("2026-11-23T08:00")
    )


DUES = st.datetimes(datetime(2016, 3, 1), datetime(2029, 6, 1), timezones=st.just(UTC))


@given(DUES)
def test_steps_come_in_the_order_of_the_ladder(due: datetime) -> None:
    steps = PLAN.steps_between(due, None, due + timedelta(days=60))
    offsets = [parse_step(step.step) for step in steps]
    assert offsets[:8] == [-5, -3, -1, 0, 1, 3, 5, 10]
    assert offsets == sorted(set(offsets))
    assert all(one.at < other.at for one, other in pairwise(steps))


@given(DUES)
def test_step_zero_and_those_before_come_before_the_due_instant_the_others_after(due: datetime) -> None:
    for step in PLAN.steps_between(due, None, due + timedelta(days=30)):
        assert (step.at < due) is (parse_step(step.step) <= 0)
        assert CALENDAR.is_working(step.at.astimezone(VIETNAM).date())


@given(DUES, st.timedeltas(timedelta(days=-20), timedelta(days=400)))
def test_the_next_step_is_the_first_of_those_that_follow(due: datetime, passed: timedelta) -> None:
    after = due + passed
    found = PLAN.next_step(due, after)
    assert found is not None
    assert found.at > after
    assert PLAN.steps_between(due, after, found.at) == (found,)
    assert PLAN.steps_between(due, None, found.at)[-1] == found


@given(DUES, st.timedeltas(timedelta(days=-20), timedelta(days=90)), st.timedeltas(timedelta(0), timedelta(days=40)))
def test_two_looks_see_each_step_once(due: datetime, first: timedelta, then: timedelta) -> None:
    middle, end = due + first, due + first + then
    seen = PLAN.steps_between(due, None, middle) + PLAN.steps_between(due, middle, end)
    assert seen == PLAN.steps_between(due, None, end)
