"""Parameters and bodies of routes take the regimes' configured names and hand on what is stored."""

from typing import Annotated, Any, get_type_hints

import pytest
from fastapi import FastAPI, Query
from pydantic import ValidationError

from services.tracker.api.bodies import TaskBody, TaskChange
from services.tracker.api.naming import with_code, with_filters
from services.tracker.api.params import RegisterParams
from services.tracker.domain.classification import BUILT_IN, RegimeNames

OURS = RegimeNames(province="QC12")


def model_of(route: Any, name: str) -> Any:
    return get_type_hints(route)[name]


@pytest.fixture
def filters() -> type[RegisterParams]:
    async def listed(params: Annotated[RegisterParams, Query()]) -> None: ...

    made: type[RegisterParams] = model_of(with_filters(OURS)(listed), "params")
    return made


@pytest.mark.parametrize(("name", "stored"), [("QC12", "QC45"), ("QC42", "QC42")])
def test_a_filter_by_name_asks_for_what_is_stored(filters: type[RegisterParams], name: str, stored: str) -> None:
    params = filters.model_validate({"regime": name, "category": "a"})
    assert (params.wanted(None).regime, params.wanted(None).category) == (stored, "a")


def test_another_name_is_refused_and_those_in_use_are_named(filters: type[RegisterParams]) -> None:
    with pytest.raises(ValidationError, match="QC42, QC12") as refused:
        filters.model_validate({"regime": "QC45"})
    assert refused.value.errors()[0]["loc"] == ("regime",)
    assert filters.model_validate({}).wanted(None).regime is None


def test_the_description_names_them(filters: type[RegisterParams]) -> None:
    app = FastAPI()

    @app.get("/tasks")
    @with_filters(OURS)
    async def listed(params: Annotated[RegisterParams, Query()]) -> None: ...

    parameters = app.openapi()["paths"]["/tasks"]["get"]["parameters"]
    (regime,) = [one for one in parameters if one["name"] == "regime"]
    assert {"type": "string", "enum": ["QC42", "QC12"]} in regime["schema"]["anyOf"]


def test_a_persons_code_is_read_by_the_configured_names() -> None:
    async def changed(body: TaskChange) -> None: ...

    model = model_of(with_code(OURS, TaskChange)(changed), "body")
    assert model.model_validate({"code": "qc 12 b", "reason": "x"}).model_dump()["code"] == "qc 12 b"
    with pytest.raises(ValidationError, match="QC12_a hoặc QC42_c"):
        model.model_validate({"code": "QC45_b", "reason": "x"})
    assert model.model_validate({"reason": "x", "field": "y"}).model_dump(exclude_unset=True) == {
        "reason": "x", "field": "y"
    }  # fmt: skip


def test_with_the_built_in_names_the_models_stay_as_they_are() -> None:
    async def listed(params: Annotated[RegisterParams, Query()]) -> None: ...

    async def added(body: TaskBody) -> None: ...

    assert model_of(with_filters(BUILT_IN)(listed), "params") is RegisterParams
    assert model_of(with_code(BUILT_IN, TaskBody)(added), "body") is TaskBody
