"""Where people and programs name a regime: the filter `regime`, the `code` of a body.

The models that routes declare know the built-in names. Models made at start take their place where others are
configured: a request is read, and described in OpenAPI, by the configured names, and costs no more for it.
"""

from collections.abc import Callable
from functools import partial
from typing import Annotated, Any, TypeVar

from fastapi import Query
from pydantic import AfterValidator, BaseModel, BeforeValidator, WithJsonSchema, create_model

from services.tracker.api.bodies import TaskBody, TaskChange, code_in
from services.tracker.api.params import RegisterParams
from services.tracker.api.values import one_of
from services.tracker.domain.classification import BUILT_IN, RegimeNames

Route = TypeVar("Route", bound=Callable[..., Any])
Model = TypeVar("Model", bound=BaseModel)


def with_filters(names: RegimeNames) -> Callable[[Route], Route]:
    """The route's `params` are RegisterParams whose `regime` is one of `names`. Stands next to the function."""
    return partial(_declared, name="params", annotation=Annotated[_filters(names), Query()])


def with_code(names: RegimeNames, model: type[TaskBody] | type[TaskChange]) -> Callable[[Route], Route]:
    """The route's `body` is a `model` whose `code` is written with `names`. Stands next to the function."""
    written: Any = Annotated[str | None, BeforeValidator(code_in(names))]
    return partial(_declared, name="body", annotation=_renamed(model, names, code=(written, None)))


def _filters(names: RegimeNames) -> type[RegisterParams]:
    both = (names.government, names.province)
    stored = names.recognised()
    asked: Any = Annotated[
        str, BeforeValidator(one_of(*both)), AfterValidator(lambda name: stored[name].value),
        WithJsonSchema({"type": "string", "enum": list(both)}),
    ]  # fmt: skip
    return _renamed(RegisterParams, names, regime=(asked | None, None))


def _renamed(model: type[Model], names: RegimeNames, **fields: Any) -> type[Model]:
    if names == BUILT_IN:
        return model
    return create_model(model.__name__, __base__=model, __doc__=model.__doc__, **fields)


def _declared(route: Route, name: str, annotation: Any) -> Route:
    route.__annotations__[name] = annotation
    return route
