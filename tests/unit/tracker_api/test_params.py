"""Query parameters of the register become what the store is asked for."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from pydantic import ValidationError

from services.tracker.api.figures import FigureParams
from services.tracker.api.params import PageParams, RegisterParams, agency_key
from services.tracker.store.wanted import Order, Wanted

SOMEBODY = "019a0000-0000-7000-8000-000000000001"


def wanted(**given: Any) -> Wanted:
    return RegisterParams.model_validate(given).wanted(None)


def wrong_fields(model: type[PageParams] | type[FigureParams], **given: Any) -> set[str]:
    with pytest.raises(ValidationError) as refused:
        model.model_validate(given)
    return {str(error["loc"][0]) if error["loc"] else "" for error in refused.value.errors()}


def test_nothing_asked_is_everything() -> None:
    assert wanted() == Wanted()
    params = RegisterParams()
    assert (params.limit, params.after, Order(params.sort)) == (50, None, Order.CREATED)


def test_an_agency_is_a_code_or_an_id() -> None:
    assert wanted(agency="H15.SYT").agency == "H15.SYT"
    assert wanted(agency=SOMEBODY).agency == UUID(SOMEBODY)
    assert agency_key(None) is None


def test_words_and_references_are_folded() -> None:
    found = wanted(q="Phòng, chống  BÃO lũ", reference="07/UBND-nc")
    assert found.words == ("phong", "chong", "bao", "lu")
    assert found.reference == wanted(reference="7/UBND-NC").reference


def test_instants_are_utc() -> None:
    found = wanted(due_after="2026-11-16", due_before="2026-11-20T15:00:01+07:00")
    assert found.due_after == datetime(2026, 11, 15, 17, tzinfo=UTC)
    assert found.due_before == datetime(2026, 11, 20, 8, 0, 1, tzinfo=UTC)


def test_who_asks_is_no_filter_of_the_caller() -> None:
    assert RegisterParams().wanted("H15.SYT").seen_by == "H15.SYT"
    assert wrong_fields(RegisterParams, seen_by="H15.SYT") == {"seen_by"}


def test_each_mistake_is_named() -> None:
    given = {
        "role": "head", "regime": "QC99", "category": "e", "state": "open", "timeliness": "late", "due_before": "soon",
        "urgency": "fast", "q": "…", "sort": "name", "limit": "0", "field": " ", "nobody": "1",
    }  # fmt: skip
    assert wrong_fields(RegisterParams, **given) == set(given)


def test_a_cursor_is_bound_to_filters_and_order_not_to_the_size_of_the_page() -> None:
    asked = RegisterParams.model_validate({"agency": "H15.SYT", "limit": "7", "after": "x", "sort": "-due_at"})
    assert asked.filters() == {"agency": "H15.SYT", "sort": "-due_at"}


def test_figures_span_days_forwards() -> None:
    params = FigureParams.model_validate({"from": "2026-01-01", "to": "2026-01-01", "group_by": "field"})
    assert params.issued_from == params.issued_to
    assert wrong_fields(FigureParams, **{"from": "2026-01-02", "to": "2026-01-01"}) == {""}


@pytest.mark.parametrize("order", list(Order))
def test_orders_know_their_column_and_direction(order: Order) -> None:
    assert order.column in ("due_at", "created_at")
    assert order.descending == order.value.startswith("-")
    assert order.is_nullable == ("due" in order.value)
