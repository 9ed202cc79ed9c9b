"""A query parameter that a route does not declare is an error, never silently ignored."""

from collections.abc import Callable, Iterator
from typing import Any
from weakref import WeakKeyDictionary

from fastapi import Request
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from pydantic import BaseModel

from shared.problems import not_storable, unknown_parameters

_declared: WeakKeyDictionary[Callable[..., Any], frozenset[str]] = WeakKeyDictionary()


def refuse_unknown_parameters(request: Request) -> None:
    """Raises Problem validation where the address has a query parameter that its route does not declare."""
    if not request.query_params:
        return
    if broken := [name for name, value in request.query_params.multi_items() if "\0" in value]:
        raise not_storable(broken)  # PostgreSQL has no text with NUL
    route = request.scope.get("route")
    if not isinstance(route, APIRoute):
        return
    known = declared(route)
    unknown = sorted(set(request.query_params) - known)
    if unknown:
        raise unknown_parameters(unknown, sorted(known))


def declared(route: APIRoute) -> frozenset[str]:
    """The query parameters of a route and all its dependencies."""
    if route.endpoint not in _declared:
        _declared[route.endpoint] = frozenset(_names(route.dependant))
    return _declared[route.endpoint]


def _names(dependant: Dependant) -> Iterator[str]:
    for field in dependant.query_params:
        annotation = field.field_info.annotation
        if isinstance(annotation, type) and issubclass(annotation, BaseModel):
            yield from (inner.alias or name for name, inner in annotation.model_fields.items())
        else:
            yield field.alias
    for inner_dependant in dependant.dependencies:
        yield from _names(inner_dependant)
