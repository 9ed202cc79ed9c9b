"""Places in lists, there and back."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from services.tracker.api.cursors import next_of, slice_of
from services.tracker.store.pages import Page
from services.tracker.store.wanted import Place
from shared import paging
from shared.problems import Problem

FILTERS = {"list": "tasks", "agency": "H15.SYT"}
PLACES = [Place(datetime(2026, 11, 16, 1, 0, 0, 123456, tzinfo=UTC), UUID(int=5)), Place(None, UUID(int=6))]


@pytest.mark.parametrize("place", PLACES)
def test_a_place_comes_back_as_it_went(place: Place) -> None:
    after = next_of(Page((), place), FILTERS)
    assert slice_of(after, 10, FILTERS, True).after == place


def test_the_last_page_has_no_next() -> None:
    assert next_of(Page((), None), FILTERS) is None
    assert slice_of(None, 10, FILTERS).after is None


def test_a_cursor_of_another_list_is_refused() -> None:
    after = next_of(Page((), PLACES[0]), FILTERS)
    for other in ({**FILTERS, "agency": "H15.SNV"}, {**FILTERS, "list": "assignments"}, {"list": "tasks"}):
        with pytest.raises(Problem) as refused:
            slice_of(after, 10, other)
        assert refused.value.errors[0].field == "after"


@pytest.mark.parametrize("forged", [["x", "y"], [None], [None, "00"], [3, UUID(int=1).hex], {"a": 1}, [None, None]])
def test_a_forged_place_is_refused(forged: list[object]) -> None:
    with pytest.raises(Problem):
        slice_of(paging.cursor(forged, FILTERS), 10, FILTERS)
