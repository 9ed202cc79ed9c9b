"""Which questions of a list are planned once for all."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from sqlalchemy import Dialect
from sqlalchemy.dialects import postgresql

from services.tracker.store.pages import Listing, Phase, statement
from services.tracker.store.questions import Look, shape_of
from services.tracker.store.search import Reach, Sought
from services.tracker.store.task_queries import task_listing
from services.tracker.store.wanted import Order, Wanted

NOW = datetime(2026, 11, 16, 1, tzinfo=UTC)
NO_WORDS = Sought(0, Reach.COMMON, "postgresql")
STEADY = (
    Wanted(),
    Wanted(timeliness="overdue"),
    Wanted(agency="H15.SYT", timeliness="in_time"),
    Wanted(agency=UUID(int=1)),
    Wanted(seen_by="H15.SYT"),
)
UNSTEADY = (
    Wanted(urgency="express"),
    Wanted(agency="H15.SYT", state="submitted"),
    Wanted(due_after=NOW),
    Wanted(reference="1/ubnd"),
)


def written(listing: Listing, usual: int | None = None) -> str:
    made: Dialect = postgresql.asyncpg.dialect()  # type: ignore[no-untyped-call]  # SQLAlchemy
    return str(statement(listing, Phase.KEYED, False, usual).compile(dialect=made))


def listing(wanted: Wanted) -> Listing:
    return task_listing(shape_of(Look(wanted, Order.CREATED, NOW), NO_WORDS))


@pytest.mark.parametrize("wanted", STEADY)
def test_whose_tasks_and_how_timely_is_one_plan_for_all(wanted: Wanted) -> None:
    assert listing(wanted).steady


@pytest.mark.parametrize("wanted", UNSTEADY)
def test_a_value_that_may_be_rare_is_planned_for(wanted: Wanted) -> None:
    assert not listing(wanted).steady


def test_words_are_planned_for() -> None:
    words = Sought(1, Reach.RARE, "postgresql")
    assert not shape_of(Look(Wanted(words=("quy",)), Order.CREATED, NOW), words).steady


def test_the_hour_is_looked_up_where_one_plan_fits_all_and_planned_for_elsewhere() -> None:
    assert "due_at <= (SELECT $" in written(listing(Wanted(timeliness="overdue")))
    assert "due_at <= $" in written(listing(Wanted(timeliness="overdue", urgency="express")))


def test_the_usual_number_of_rows_is_part_of_the_statement() -> None:
    assert "LIMIT 51" in written(listing(Wanted()), 51)
    assert "LIMIT $" in written(listing(Wanted()))
