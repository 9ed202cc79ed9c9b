"""The one HTTP application of a process: receivers, routers, health, metrics, OpenAPI, offline docs, problems.

`build_app` is what the command line and the embedded mode serve. Routes take `Depends(require(...))` of shared.auth.
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, cast

import orjson
from fastapi import APIRouter, FastAPI
from fastapi.openapi.utils import get_openapi
from prometheus_client import GC_COLLECTOR, PLATFORM_COLLECTOR, PROCESS_COLLECTOR
from starlette.responses import Response

from shared.auth import Authenticator
from shared.health import health_router
from shared.lifecycle import Lifecycle
from shared.problems import RESPONSES, FieldError, Problem, answer_with_problems
from shared.service import BusLike, Context, Service
from shared.traffic import Counted, Front, Gate, Limited

__all__ = ["FieldError", "Problem", "build_api", "build_app"]

DOCS = Path(__file__).with_name("docs.html")
DESCRIPTION = "Theo dõi, nhắc việc, đôn đốc: sổ nhiệm vụ do lãnh đạo tỉnh giao."


def build_app(services: Sequence[Service], context: Context, bus: BusLike, more: Sequence[APIRouter] = ()) -> Front:
    """Everything that this process serves; its lifespan starts and stops the services. `more`: the frame's routers."""
    life = Lifecycle(services, context, bus)
    api = build_api(life, more)
    receivers = {prefix: app for service in services for prefix, app in service.receivers().items()}
    for collector in (PROCESS_COLLECTOR, PLATFORM_COLLECTOR, GC_COLLECTOR):
        context.metrics.register(collector)
    limited = Limited(api, context.config.api)
    counted = Counted(limited, context.metrics, context.clock)
    return Front(Gate(life, receivers, counted))


def build_api(life: Lifecycle, more: Sequence[APIRouter] = ()) -> FastAPI:
    """The FastAPI application alone, without the receivers."""
    context = life.context

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        await life.start()
        yield
        await life.stop()

    api = FastAPI(
        title="dondoc", version=_version(), description=DESCRIPTION, lifespan=lifespan, responses=RESPONSES,
        openapi_url=None, docs_url=None, redoc_url=None,
    )  # fmt: skip
    token = context.environment.bootstrap_token
    seconds = context.config.api.token_cache
    api.state.authenticator = Authenticator(context.database, context.clock, token, seconds)
    api.state.context = context
    answer_with_problems(api)
    for router in (*(r for service in life.services for r in service.routers()), *more):
        api.include_router(router)
    api.include_router(health_router(life))
    _describe(api, life)
    return api


def _describe(api: FastAPI, life: Lifecycle) -> None:
    """`/openapi.json` with the receivers' paths in it, and `/docs` that asks nothing from elsewhere."""
    paths = {path: item for service in life.services for path, item in service.openapi_paths().items()}

    def described() -> dict[str, Any]:
        if api.openapi_schema is None:
            schema = get_openapi(title=api.title, version=api.version, description=api.description, routes=api.routes)
            schema["paths"] = {**paths, **schema.get("paths", {})}
            api.openapi_schema = schema
        return api.openapi_schema

    cast(Any, api).openapi = described
    router = APIRouter(include_in_schema=False)

    @router.get("/openapi.json")
    async def openapi() -> Response:
        return Response(orjson.dumps(described()), media_type="application/json")

    @router.get("/docs")
    async def docs() -> Response:
        return Response(DOCS.read_bytes(), media_type="text/html; charset=utf-8")

    api.include_router(router)


def _version() -> str:
    try:
        return version("dondoc")
    except PackageNotFoundError:
        return "0"
