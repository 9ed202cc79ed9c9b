"""A service and a bus that do nothing of their own, to try the frame with."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from fastapi import APIRouter
from starlette.types import ASGIApp

from shared.service import Check, CheckResult, Loop


async def _holds() -> CheckResult:
    return CheckResult(True, "as it should be")


@dataclass
class QuietBus:
    """A bus without loops."""

    told: list[str] = field(default_factory=list)

    def loops(self, consumers: Sequence[Any]) -> list[Loop]:
        return []

    def checks(self, consumers: Sequence[Any]) -> dict[str, Check]:
        return {"bus": _holds}

    async def close(self) -> None:
        self.told.append("bus closed")


@dataclass
class PlainService:
    """A service made of what it is given; `told` is what the frame did with it."""

    name: str = "plain"
    router: APIRouter = field(default_factory=APIRouter)
    asgi: Mapping[str, ASGIApp] = field(default_factory=dict)
    own_loops: Sequence[Loop] = ()
    own_checks: Mapping[str, Check] = field(default_factory=dict)
    described: dict[str, Any] = field(default_factory=dict)
    told: list[str] = field(default_factory=list)

    def routers(self) -> Sequence[APIRouter]:
        return [self.router]

    def receivers(self) -> Mapping[str, ASGIApp]:
        return self.asgi

    def openapi_paths(self) -> dict[str, Any]:
        return self.described

    def consumers(self) -> Sequence[Any]:
        return []

    def loops(self) -> Sequence[Loop]:
        return self.own_loops

    def checks(self) -> Mapping[str, Check]:
        return self.own_checks

    async def start(self) -> None:
        self.told.append("started")

    async def stop(self) -> None:
        self.told.append("stopped")
