"""States of an assignment: every move from every state, and what is in time."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.tracker.domain.classification import Category
from services.tracker.domain.status import (
    OPEN,
    STEPPED,
    Move,
    Moved,
    Refused,
    Standing,
    State,
    Timeliness,
    Unchanged,
    move,
    timeliness,
)

DUE = datetime(2026, 11, 25, 17, tzinfo=UTC)
BEFORE, AFTER = DUE - timedelta(hours=1), DUE + timedelta(hours=1)
REPORTED = (Category.A, Category.C)
UNREPORTED = (Category.B, Category.D, None)


def standing(state: State) -> Standing:
    finished = state in (State.SUBMITTED, State.DONE)
    return Standing(
        state=state,
        due_at=DUE,
        finished_at=BEFORE if finished else None,
        judged=Timeliness.IN_TIME if finished else None,
        done_at=BEFORE if state is State.DONE else None,
    )


def moved(
    before: Standing, wanted: Move, category: Category | None = Category.B, percent: int | None = None
) -> Standing:
    outcome = move(before, wanted, at=BEFORE, category=category, percent=percent)
    assert isinstance(outcome, Moved)
    return outcome.standing


@pytest.mark.parametrize("category", [*Category, None])
@pytest.mark.parametrize(
    ("state", "wanted", "outcome"),
    [
        (State.NOT_STARTED, Move.PROGRESS, "progressed"),
        (State.NOT_STARTED, Move.SUBMIT, "submitted"),
        (State.NOT_STARTED, Move.ACCEPT, Refused),
        (State.NOT_STARTED, Move.RETURN, Refused),
        (State.NOT_STARTED, Move.WITHDRAW, "withdrawn"),
        (State.IN_PROGRESS, Move.PROGRESS, Unchanged),
        (State.IN_PROGRESS, Move.SUBMIT, "submitted"),
        (State.IN_PROGRESS, Move.ACCEPT, Refused),
        (State.IN_PROGRESS, Move.RETURN, Refused),
        (State.IN_PROGRESS, Move.WITHDRAW, "withdrawn"),
        (State.SUBMITTED, Move.PROGRESS, Refused),
        (State.SUBMITTED, Move.SUBMIT, Unchanged),
        (State.SUBMITTED, Move.ACCEPT, "accepted"),
        (State.SUBMITTED, Move.RETURN, "returned"),
        (State.SUBMITTED, Move.WITHDRAW, "withdrawn"),
        (State.DONE, Move.PROGRESS, Refused),
        (State.DONE, Move.SUBMIT, Refused),
        (State.DONE, Move.DONE, Unchanged),
        (State.DONE, Move.ACCEPT, Unchanged),
        (State.DONE, Move.RETURN, Refused),
        (State.DONE, Move.WITHDRAW, Refused),
        (State.WITHDRAWN, Move.PROGRESS, Refused),
        (State.WITHDRAWN, Move.SUBMIT, Refused),
        (State.WITHDRAWN, Move.DONE, Refused),
        (State.WITHDRAWN, Move.ACCEPT, Refused),
        (State.WITHDRAWN, Move.RETURN, Refused),
        (State.WITHDRAWN, Move.WITHDRAW, Unchanged),
    ],
)
def test_every_move_from_every_state(
    state: State, wanted: Move, outcome: str | type, category: Category | None
) -> None:
    found = move(standing(state), wanted, at=BEFORE, category=category, percent=None)
    if isinstance(outcome, str):
        assert isinstance(found, Moved)
        assert found.fact == outcome
    else:
        assert isinstance(found, outcome)


@pytest.mark.parametrize("state", [State.NOT_STARTED, State.IN_PROGRESS])
@pytest.mark.parametrize("category", REPORTED)
def test_done_counts_as_submitted_where_a_report_is_owed(state: State, category: Category) -> None:
    found = moved(standing(state), Move.DONE, category)
    assert (found.state, found.percent, found.finished_at, found.done_at) == (State.SUBMITTED, 100, BEFORE, None)


@pytest.mark.parametrize("state", [State.NOT_STARTED, State.IN_PROGRESS, State.SUBMITTED])
@pytest.mark.parametrize("category", UNREPORTED)
def test_done_is_done_where_no_report_is_owed(state: State, category: Category | None) -> None:
    found = moved(standing(state), Move.DONE, category)
    assert (found.state, found.percent, found.done_at, found.judged) == (State.DONE, 100, BEFORE, Timeliness.IN_TIME)


@pytest.mark.parametrize("category", REPORTED)
def test_done_again_after_a_submission_says_nothing_new(category: Category) -> None:
    assert move(standing(State.SUBMITTED), Move.DONE, at=AFTER, category=category, percent=None) == Unchanged()


@pytest.mark.parametrize(("stated", "kept"), [(None, 100), (95, 95), (0, 0)])
def test_done_without_per_cent_is_a_hundred(stated: int | None, kept: int) -> None:
    assert moved(standing(State.IN_PROGRESS), Move.DONE, percent=stated).percent == kept


@pytest.mark.parametrize(("before", "stated", "after"), [(None, 60, 60), (60, None, 60), (60, 40, 40)])
def test_progress_keeps_the_last_per_cent_that_was_stated(before: int | None, stated: int | None, after: int) -> None:
    found = moved(replace(standing(State.NOT_STARTED), percent=before), Move.PROGRESS, percent=stated)
    assert (found.state, found.percent) == (State.IN_PROGRESS, after)


def test_the_same_progress_again_is_no_change() -> None:
    before = replace(standing(State.IN_PROGRESS), percent=60)
    assert move(before, Move.PROGRESS, at=BEFORE, category=Category.A, percent=60) == Unchanged()


def test_submitting_without_per_cent_keeps_what_was_said() -> None:
    assert moved(replace(standing(State.IN_PROGRESS), percent=80), Move.SUBMIT, Category.A).percent == 80


@pytest.mark.parametrize("said", [None, 0, 80, 100])
def test_what_is_accepted_is_done_to_a_hundred_per_cent(said: int | None) -> None:
    accepted = moved(replace(standing(State.SUBMITTED), percent=said), Move.ACCEPT)
    assert (accepted.state, accepted.percent) == (State.DONE, 100)


def test_a_submission_in_time_that_is_accepted_late_was_in_time() -> None:
    submitted = moved(standing(State.IN_PROGRESS), Move.SUBMIT, Category.A)
    accepted = move(submitted, Move.ACCEPT, at=AFTER, category=Category.A, percent=None)
    assert isinstance(accepted, Moved)
    assert accepted.standing.done_at == AFTER
    assert timeliness(submitted, AFTER) is Timeliness.IN_TIME
    assert timeliness(accepted.standing, AFTER) is Timeliness.IN_TIME


def test_a_returned_submission_is_judged_anew() -> None:
    submitted = moved(standing(State.IN_PROGRESS), Move.SUBMIT, Category.A)
    returned = moved(submitted, Move.RETURN)
    assert (returned.finished_at, returned.judged) == (None, None)
    assert timeliness(returned, AFTER) is Timeliness.OVERDUE
    again = move(returned, Move.SUBMIT, at=AFTER, category=Category.A, percent=None)
    assert isinstance(again, Moved)
    assert timeliness(again.standing, AFTER) is Timeliness.OVERDUE


def test_what_was_done_late_stays_late_though_the_deadline_moves() -> None:
    outcome = move(standing(State.IN_PROGRESS), Move.DONE, at=AFTER, category=Category.B, percent=None)
    assert isinstance(outcome, Moved)
    assert timeliness(replace(outcome.standing, due_at=AFTER + timedelta(days=9)), AFTER) is Timeliness.OVERDUE


@pytest.mark.parametrize(
    ("now", "expected"), [(BEFORE, Timeliness.IN_TIME), (DUE, Timeliness.OVERDUE), (AFTER, Timeliness.OVERDUE)]
)
@pytest.mark.parametrize("state", sorted(STEPPED))
def test_open_work_is_overdue_from_the_due_instant_on(state: State, now: datetime, expected: Timeliness) -> None:
    assert timeliness(standing(state), now) is expected


@pytest.mark.parametrize("state", [state for state in State if state is not State.WITHDRAWN])
def test_without_a_deadline_everything_is_in_time(state: State) -> None:
    assert timeliness(Standing(state=state), AFTER) is Timeliness.IN_TIME


def test_withdrawn_is_neither_in_time_nor_overdue() -> None:
    assert timeliness(standing(State.WITHDRAWN), AFTER) is Timeliness.NONE
    assert timeliness(moved(standing(State.SUBMITTED), Move.WITHDRAW), AFTER) is Timeliness.NONE


def test_submitted_pauses_the_steps_but_is_still_open() -> None:
    assert State.SUBMITTED in OPEN
    assert State.SUBMITTED not in STEPPED


MOVES = st.lists(
    st.tuples(st.sampled_from(Move), st.sampled_from([*Category]), st.none() | st.integers(0, 100)), max_size=12
)


@given(MOVES)
def test_what_is_done_or_withdrawn_never_changes(moves: list[tuple[Move, Category, int | None]]) -> None:
    current, ended = Standing(due_at=DUE), None
    for step, (wanted, category, percent) in enumerate(moves):
        outcome = move(current, wanted, at=BEFORE + timedelta(minutes=step * 20), category=category, percent=percent)
        current = outcome.standing if isinstance(outcome, Moved) else current
        assert ended is None or current == ended
        ended = current if current.state not in OPEN else None
    assert (current.judged is not None) is (current.state in (State.SUBMITTED, State.DONE))
    assert (current.done_at is not None) is (current.state is State.DONE)
