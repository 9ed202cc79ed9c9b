"""The plan of steps beside a slow one that walks the days as the domain's sentence says it."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.tracker.calendar.due import VIETNAM
from services.tracker.calendar.steps import Rung, StepAt, StepPlan, parse_step
from services.tracker.calendar.working import builtin

CALENDAR = builtin()
NOTIFY_AT = time(8)
DAY = timedelta(days=1)
LADDERS = st.sampled_from(
    [
        (Rung("-5wd"), Rung("-3wd"), Rung("-1wd"), Rung("0"), Rung("+1wd"), Rung("+3wd"), Rung("+5wd", "5wd")),
        (Rung("0"),),
        (Rung("+1wd", "1wd"),),
        (Rung("-10wd"), Rung("+2wd", "3wd"), Rung("+7wd", "7wd")),
        (Rung("+1wd", "2wd"), Rung("+6wd")),
    ]
)
DUES = st.datetimes(datetime(2016, 6, 1), datetime(2029, 1, 1), timezones=st.just(UTC)).map(
    lambda at: at.replace(minute=0, second=0, microsecond=0)
)


def walk(start: date, steps: int) -> date:
    """The steps-th working day after `start` (before it where negative), day by day."""
    day, left = start, abs(steps)
    while left:
        day += DAY if steps > 0 else -DAY
        left -= CALENDAR.is_working(day)
    return day


def slow(ladder: tuple[Rung, ...], due: datetime, until: datetime) -> list[StepAt]:
    """All steps up to an instant, by DOMAIN §4: L, step 0 on it or before it, and counted from there."""
    last = (due.astimezone(VIETNAM) - timedelta(microseconds=1)).date()
    zero = last
    while not CALENDAR.is_working(zero):
        zero -= DAY
    if datetime.combine(zero, NOTIFY_AT, VIETNAM) >= due:
        zero = walk(zero, -1)
    found = []
    for offset in offsets(ladder):
        day = walk(last, offset) if offset > 0 else walk(zero, offset)
        at = datetime.combine(day, NOTIFY_AT, VIETNAM)
        if at > until:
            break
        found.append(StepAt(f"{offset:+d}wd" if offset else "0", at))
    return found


def offsets(ladder: tuple[Rung, ...]) -> list[int]:
    """The first hundred offsets of a ladder, in order."""
    own = {parse_step(rung.step) for rung in ladder}
    for rung in ladder:
        if rung.repeat:
            every, start = int(rung.repeat.removesuffix("wd")), parse_step(rung.step)
            own |= {offset for _, offset in zip(range(100), count(start, every), strict=False)}
    return sorted(own)[:100]


@given(LADDERS, DUES, st.integers(-30, 90))
def test_the_plan_says_what_walking_the_days_says(ladder: tuple[Rung, ...], due: datetime, days: int) -> None:
    plan = StepPlan(ladder, CALENDAR, NOTIFY_AT)
    until = due + timedelta(days=days)
    assert list(plan.steps_between(due, None, until)) == slow(ladder, due, until)


@given(LADDERS, DUES, st.integers(-30, 90))
def test_the_next_step_is_the_first_that_walking_finds_later(
    ladder: tuple[Rung, ...], due: datetime, days: int
) -> None:
    plan = StepPlan(ladder, CALENDAR, NOTIFY_AT)
    after = due + timedelta(days=days)
    later = [step for step in slow(ladder, due, after + timedelta(days=40)) if step.at > after]
    assert plan.next_step(due, after) == (later[0] if later else None)


@given(LADDERS, DUES, st.integers(0, 60))
def test_the_step_behind_another_follows_it(ladder: tuple[Rung, ...], due: datetime, place: int) -> None:
    plan = StepPlan(ladder, CALENDAR, NOTIFY_AT)
    step = plan.next_behind(due, None)
    assert step == plan.next_step(due)
    for _ in range(place):
        if step is None:
            break
        assert plan.next_behind(due, parse_step(step.step)) == plan.next_step(due, step.at)
        step = plan.next_step(due, step.at)


@pytest.mark.parametrize(
    ("offset", "step"),
    [
        (None, "-5wd"),
        (-6, "-5wd"),
        (-5, "-3wd"),
        (-2, "-1wd"),
        (0, "+1wd"),
        (5, "+10wd"),
        (7, "+10wd"),
        (1000, "+1005wd"),
    ],
)
def test_what_follows_an_offset(offset: int | None, step: str) -> None:
    ladder = (Rung("-5wd"), Rung("-3wd"), Rung("-1wd"), Rung("0"), Rung("+1wd"), Rung("+3wd"), Rung("+5wd", "5wd"))
    found = StepPlan(ladder, CALENDAR, NOTIFY_AT).next_behind(datetime(2026, 11, 25, 17, tzinfo=UTC), offset)
    assert found is not None
    assert found.step == step


def test_nothing_follows_the_last_rung_of_a_ladder_that_ends() -> None:
    plan = StepPlan([Rung("0"), Rung("+1wd")], CALENDAR, NOTIFY_AT)
    assert plan.next_behind(datetime(2026, 11, 25, 17, tzinfo=UTC), 1) is None
