"""The four published figures: they sum, and every rate shows its formula."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.tracker.domain.figures import Figures, Rate, figure_of, rate, tally
from services.tracker.domain.status import State, Timeliness

SEED_000 = Figures(done_on_time=883, done_late=281, open_in_time=912, open_overdue=63)


def test_the_figures_of_seed_000_add_up() -> None:
    assert (SEED_000.done, SEED_000.open, SEED_000.total) == (1164, 975, 2139)


def test_the_rates_of_seed_000_show_their_formulas() -> None:
    assert SEED_000.rates() == {
        "done_of_total": Rate(54.4, "đã thực hiện / tổng số lượt nhiệm vụ = 1.164 / 2.139 = 54,4 %"),
        "on_time_of_done": Rate(75.9, "đã thực hiện đúng hạn / đã thực hiện = 883 / 1.164 = 75,9 %"),
        "late_of_done": Rate(24.1, "đã thực hiện quá hạn / đã thực hiện = 281 / 1.164 = 24,1 %"),
        "overdue_of_open": Rate(6.5, "đang thực hiện quá hạn / đang thực hiện = 63 / 975 = 6,5 %"),
        "overdue_of_total": Rate(16.1, "quá hạn (đã và đang thực hiện) / tổng số lượt nhiệm vụ = 344 / 2.139 = 16,1 %"),
    }


def test_a_rate_of_nothing_says_so() -> None:
    assert rate("đã thực hiện", 0, "tổng số", 0) == Rate(
        None, "đã thực hiện / tổng số = 0 / 0 = không tính được (mẫu số bằng 0)"
    )
    assert all(one.value is None for one in Figures().rates().values())


@pytest.mark.parametrize(
    ("state", "late", "figure"),
    [
        (State.NOT_STARTED, False, Figures(open_in_time=1)),
        (State.IN_PROGRESS, True, Figures(open_overdue=1)),
        (State.SUBMITTED, False, Figures(open_in_time=1)),
        (State.SUBMITTED, True, Figures(open_overdue=1)),
        (State.DONE, False, Figures(done_on_time=1)),
        (State.DONE, True, Figures(done_late=1)),
    ],
)
def test_an_assignment_is_one_figure(state: State, late: bool, figure: Figures) -> None:
    assert figure_of(state, Timeliness.OVERDUE if late else Timeliness.IN_TIME) == figure


def test_withdrawn_stands_beside_the_total() -> None:
    counted = tally([(State.WITHDRAWN, Timeliness.NONE), (State.DONE, Timeliness.IN_TIME)])
    assert counted == Figures(done_on_time=1, withdrawn=1)
    assert counted.total == 1


COUNTED = st.lists(st.tuples(st.sampled_from(State), st.sampled_from([Timeliness.IN_TIME, Timeliness.OVERDUE])))


@given(COUNTED)
def test_the_four_always_sum_to_the_total(counted: list[tuple[State, Timeliness]]) -> None:
    found = tally(counted)
    assert found.done_on_time + found.done_late + found.open_in_time + found.open_overdue == found.total
    assert found.total + found.withdrawn == len(counted)


@given(COUNTED, COUNTED)
def test_figures_of_parts_sum_to_those_of_the_whole(
    one: list[tuple[State, Timeliness]], other: list[tuple[State, Timeliness]]
) -> None:
    assert tally(one) + tally(other) == tally(one + other)


@given(st.builds(Figures, *[st.integers(0, 10_000)] * 5))
def test_a_rate_lies_between_nothing_and_all(figures: Figures) -> None:
    values = [one.value for one in figures.rates().values()]
    assert all(value is None or 0 <= value <= 100 for value in values)
    assert all("=" in one.formula for one in figures.rates().values())
