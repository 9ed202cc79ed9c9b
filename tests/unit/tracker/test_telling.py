"""What comes due of an assignment, and what it waits for next."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.tracker.calendar.days import CalendarDay, DayKind
from services.tracker.calendar.steps import Rung, StepPlan
from services.tracker.calendar.working import builtin
from services.tracker.register.telling import Told, tell
from services.tracker.register.timing import waiting_row

CALENDAR = builtin().with_rows([CalendarDay(date(2026, 11, 24), DayKind.OFF)])
LADDER = [Rung("-5wd"), Rung("-3wd"), Rung("-1wd"), Rung("0"), Rung("+1wd"), Rung("+3wd"), Rung("+5wd", "5wd")]
PLAN = StepPlan(LADDER, CALENDAR, time(8))
DUE = datetime(2026, 11, 25, 17, tzinfo=UTC)


def an_assignment(**more: Any) -> dict[str, Any]:
    return {"id": UUID(int=1), "state": "not_started", "due_at": DUE, "deadline_version": 1, "role": "lead", **more}


def row(**more: Any) -> dict[str, Any]:
    made = waiting_row(an_assignment(), PLAN)
    assert made is not None
    return {**made, **more}


def at(day: int, hour: int = 1, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=UTC)


def names(told: Told) -> list[str]:
    return [step.step for step in told.steps]


def test_a_new_row_waits_for_the_first_step() -> None:
    assert row()["next_at"] == at(17)


def test_without_a_deadline_nothing_waits() -> None:
    assert waiting_row(an_assignment(due_at=None), PLAN) is None


def test_a_step_is_told_and_the_next_is_waited_for() -> None:
    told = tell(row(), an_assignment(), PLAN, at(17, 2))
    assert (names(told), told.overdue) == (["-5wd"], False)
    assert (told.due["reached"], told.due["next_at"]) == (-5, at(19))


def test_the_due_instant_stands_between_the_steps() -> None:
    told = tell(row(reached=0, next_at=DUE), an_assignment(), PLAN, DUE)
    assert (names(told), told.overdue, told.due["overdue_told"]) == ([], True, True)
    assert told.due["next_at"] == at(26)


def test_after_long_silence_everything_is_told_in_order() -> None:
    told = tell(row(), an_assignment(), PLAN, at(3, month=12))
    assert names(told) == ["-5wd", "-3wd", "-1wd", "0", "+1wd", "+3wd", "+5wd"]
    assert told.overdue
    assert told.due["next_at"] == at(9, month=12)


@pytest.mark.parametrize("state", ["submitted", "done", "withdrawn"])
def test_who_is_finished_or_waits_for_acceptance_is_left_alone(state: str) -> None:
    told = tell(row(), an_assignment(state=state), PLAN, at(25))
    assert (names(told), told.overdue, told.due["next_at"]) == ([], False, None)


def test_a_row_of_an_older_version_begins_anew() -> None:
    later = an_assignment(due_at=DUE + timedelta(days=7), deadline_version=2)
    told = tell(row(reached=1, overdue_told=True), later, PLAN, at(25))
    assert told.due["deadline_version"] == 2
    assert names(told) == ["-5wd"]


def test_a_return_goes_on_behind_what_was_told() -> None:
    again = waiting_row(an_assignment(), PLAN, row(reached=-3, next_at=None))
    assert again is not None
    assert (again["next_at"], again["reached"]) == (at(23), -3)


def test_an_overdue_that_was_told_is_not_told_again_after_a_return() -> None:
    again = waiting_row(an_assignment(), PLAN, row(reached=0, overdue_told=True, next_at=None))
    assert again is not None
    assert (again["next_at"], again["overdue_told"]) == (at(26), True)


def test_a_new_version_begins_with_the_first_step() -> None:
    again = waiting_row(an_assignment(deadline_version=2), PLAN, row(reached=3, overdue_told=True))
    assert again is not None
    assert (again["next_at"], again["reached"], again["overdue_told"]) == (at(17), None, False)


def test_a_ladder_without_steps_still_tells_the_due_instant() -> None:
    bare = StepPlan([], CALENDAR, time(8))
    made = waiting_row(an_assignment(), bare)
    assert made is not None
    assert made["next_at"] == DUE
    told = tell(made, an_assignment(), bare, DUE)
    assert (told.overdue, told.due["next_at"]) == (True, None)


def test_a_coordinating_agency_is_told_nothing_but_the_due_instant() -> None:
    beside = an_assignment(role="coordinating")
    made = waiting_row(beside, PLAN)
    assert made is not None
    assert made["next_at"] == DUE
    told = tell(made, beside, PLAN, at(3, month=12))
    assert (names(told), told.overdue, told.due["next_at"]) == ([], True, None)


@given(st.lists(st.integers(0, 60 * 24 * 40), min_size=1, max_size=30))
def test_however_often_one_looks_each_step_is_told_once(minutes: list[int]) -> None:
    """Looking at any instants tells the same steps, in the same order, as looking once at the last."""
    start, due, overdue = at(10), row(), 0
    told: list[str] = []
    for minute in sorted(minutes):
        now = start + timedelta(minutes=minute)
        if due["next_at"] is None or due["next_at"] > now:
            continue
        found = tell(due, an_assignment(), PLAN, now)
        told, overdue, due = told + names(found), overdue + found.overdue, found.due
        assert due["next_at"] is None or due["next_at"] > now
    last = start + timedelta(minutes=max(minutes))
    once = tell(row(), an_assignment(), PLAN, last) if row()["next_at"] <= last else None
    assert told == (names(once) if once else [])
    assert overdue == (1 if last >= DUE else 0)
