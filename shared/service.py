"""What a service is to the frame that runs it: routers, receivers, consumers, loops, checks; and loops that last."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from fastapi import APIRouter
from prometheus_client import CollectorRegistry, Counter
from starlette.types import ASGIApp

from shared.blobs import Blobs
from shared.causes import reason_of
from shared.clock import Clock
from shared.config import Config, Environment
from shared.db import Database
from shared.logging import logger

if TYPE_CHECKING:
    from shared.bus import Consumer

FIRST_PAUSE = 0.1
LONGEST_PAUSE = 30.0
LONG_ENOUGH = 60.0  # a loop that ran so many seconds starts again with the first pause


@dataclass(frozen=True)
class Context:
    """What every service is handed at start."""

    config: Config
    environment: Environment
    clock: Clock
    database: Database
    blobs: Blobs
    metrics: CollectorRegistry

    def source(self, service: str) -> str:
        """The CloudEvents source of a service's events: `/dondoc/<office code>/<service>`."""
        return f"/dondoc/{self.config.office.code}/{service}"


@dataclass(frozen=True)
class Loop:
    """Work that goes on until it is cancelled; `run` may raise, it is then started again."""

    name: str
    run: Callable[[], Awaitable[None]]


@dataclass(frozen=True)
class CheckResult:
    """One line of `/health/ready`."""

    ok: bool
    detail: str | dict[str, Any]


Check = Callable[[], Awaitable[CheckResult]]


class Service(Protocol):
    """One of ingest, tracker, notifier."""

    name: str

    def routers(self) -> Sequence[APIRouter]:
        """The HTTP interface."""
        ...

    def receivers(self) -> Mapping[str, ASGIApp]:
        """Path prefix → plain ASGI application, answered before FastAPI (the hot path)."""
        ...

    def openapi_paths(self) -> dict[str, Any]:
        """What the receivers answer, as OpenAPI path items by path; {} where there are none."""
        ...

    def consumers(self) -> Sequence["Consumer"]:
        """Which topics it follows, and with which handler."""
        ...

    def loops(self) -> Sequence[Loop]:
        """Its own loops: sweep, dispatch, grouping."""
        ...

    def checks(self) -> Mapping[str, Check]:
        """What must hold for it to be ready."""
        ...

    async def start(self) -> None:
        """Before the loops; the database is there and its schema current."""
        ...

    async def stop(self) -> None:
        """Finish what was accepted or claimed; the loops still run and are cancelled afterwards."""
        ...


class BusLike(Protocol):
    """What the frame needs of a bus (`shared.bus.Bus`)."""

    def loops(self, consumers: Sequence["Consumer"]) -> Sequence[Loop]: ...

    def checks(self, consumers: Sequence["Consumer"]) -> Mapping[str, Check]: ...

    async def close(self) -> None: ...


class LoopFailures:
    """`dondoc_loop_failures_total{loop}`; one per registry."""

    def __init__(self, metrics: CollectorRegistry) -> None:
        self.counter = Counter("dondoc_loop_failures", "How often a loop raised and was started again.", ["loop"],
                               registry=metrics)  # fmt: skip


async def keep_running(loop: Loop, clock: Clock, failures: LoopFailures) -> None:
    """Run `loop` until it returns or is cancelled; start it again, ever later up to 30 s, whenever it raises."""
    pause = FIRST_PAUSE
    while True:
        began = clock.monotonic()
        try:
            return await loop.run()
        except Exception as failure:  # noqa: BLE001 - the one place where a loop must not die
            if clock.monotonic() - began > LONG_ENOUGH:
                pause = FIRST_PAUSE
            failures.counter.labels(loop.name).inc()
            _tell(loop, failure, pause)
        await asyncio.sleep(pause)
        pause = min(pause * 2, LONGEST_PAUSE)


def _tell(loop: Loop, failure: Exception, pause: float) -> None:
    """One line where database, disk or broker are away; where it is a bug of ours, where it happened as well."""
    from shared.bus.failures import is_infrastructure

    say = logger("service").warning if is_infrastructure(failure) else logger("service").exception
    say("loop.failed", loop=loop.name, reason=reason_of(failure), again_in=pause)
