"""`/health/live` (the loop answers), `/health/ready` (it can do its work, and what does not hold), `/metrics`."""

import asyncio
import os
from collections.abc import Mapping
from datetime import UTC
from typing import Any

import orjson
from fastapi import APIRouter, Request
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector
from starlette.responses import Response

from shared.auth import Authenticator
from shared.causes import reason_for_people
from shared.clock import Clock, SimulatedClock
from shared.db import UnsafeDatabase
from shared.lifecycle import Lifecycle, Phase, schema_obstacle
from shared.problems import Problem
from shared.service import Check, CheckResult
from shared.tokens import Role

CHECK_SECONDS = 3.0


def health_router(life: Lifecycle) -> APIRouter:
    """What asks for no token (metrics do where `api.open_metrics` is false)."""
    router = APIRouter(include_in_schema=False)
    checks = all_checks(life)

    @router.get("/health/live")
    async def live() -> Response:
        return _json(200, {"status": "live"})

    @router.get("/health/ready")
    async def ready() -> Response:
        found = await results(checks)
        good = life.phase is Phase.RUNNING and all(result.ok for result in found.values())
        lines = {name: {"ok": result.ok, "detail": result.detail} for name, result in found.items()}
        status = "ready" if good else "not-ready"
        said = {"status": status, "phase": life.phase.value, "checks": lines, "clock": said_clock(life.context.clock)}
        return _json(200 if good else 503, said)

    @router.get("/metrics")
    async def metrics(request: Request) -> Response:
        if not life.context.config.api.open_metrics:
            await _operator(request)
        return Response(generate_latest(of_all_workers(life.context.metrics)), media_type=CONTENT_TYPE_LATEST)

    return router


def of_all_workers(own: CollectorRegistry) -> CollectorRegistry:
    """The figures of every worker together, whichever of them is asked; `own` where there is only one."""
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return own
    every = CollectorRegistry()
    MultiProcessCollector(every)  # type: ignore[no-untyped-call]  # prometheus_client types it in part
    return every


def all_checks(life: Lifecycle) -> dict[str, Check]:
    """The frame's own, the bus's and each service's (`<service>.<check>`)."""
    own = {"start": _started(life), "schema": _schema(life), "durability": _durability(life)}
    named = {f"{s.name}.{name}": check for s in life.services for name, check in s.checks().items()}
    return {**own, **life.bus.checks(life.consumers), **named}


async def results(checks: Mapping[str, Check]) -> dict[str, CheckResult]:
    """Every check's result; one that raises or takes longer than 3 s does not hold."""
    found = await asyncio.gather(
        *(asyncio.wait_for(c(), CHECK_SECONDS) for c in checks.values()), return_exceptions=True
    )
    return {name: _result(result) for name, result in zip(checks, found, strict=True)}


def said_clock(clock: Clock) -> dict[str, Any]:
    """Which time rules; a simulated one is said loudly."""
    if isinstance(clock, SimulatedClock):
        warning = "ĐỒNG HỒ MÔ PHỎNG / SIMULATED CLOCK: thời gian không phải thời gian thật"
        now = clock.now().astimezone(UTC).isoformat().replace("+00:00", "Z")
        return {"simulated": True, "warning": warning, "now": now, "rate": clock.rate}
    return {"simulated": False}


def _result(result: CheckResult | BaseException) -> CheckResult:
    return result if isinstance(result, CheckResult) else CheckResult(False, reason_for_people(result))


def _started(life: Lifecycle) -> Check:
    async def check() -> CheckResult:
        return CheckResult(life.phase is Phase.RUNNING, life.waiting_for or life.phase.value)

    return check


def _schema(life: Lifecycle) -> Check:
    async def check() -> CheckResult:
        obstacle = await schema_obstacle(life.context)
        return CheckResult(not obstacle, obstacle or "current")

    return check


def _durability(life: Lifecycle) -> Check:
    async def check() -> CheckResult:
        database = life.context.database
        try:
            settings = await database.durability()
        except UnsafeDatabase as unsafe:
            return CheckResult(False, str(unsafe))
        failing = {"failing": database.trouble} if database.trouble else {}
        return CheckResult(not failing, {**settings, **failing})

    return check


async def _operator(request: Request) -> None:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    authenticator: Authenticator = request.app.state.authenticator
    if scheme.lower() != "bearer":
        raise Problem("unauthenticated")
    if (await authenticator.principal(token)).role is not Role.OPERATOR:
        raise Problem("forbidden")


def _json(status: int, body: Mapping[str, Any]) -> Response:
    return Response(orjson.dumps(body), status, media_type="application/json")
