"""ingest, put together: the receiving path, the deliveries' API, upkeep."""

from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import APIRouter
from starlette.types import ASGIApp

from services.ingest.accept import Desk
from services.ingest.delivery import Delivery, NotKept, Receipt
from services.ingest.grouping import Groups
from services.ingest.metrics import Metrics
from services.ingest.receive import PREFIX, Receiver
from services.ingest.sources import compile_sources
from services.ingest.store import Store
from shared.service import Check, Context, Loop, Service

NAME = "ingest"


class Ingest:
    """The service as the frame sees it."""

    name = NAME

    def __init__(self, context: Context) -> None:
        self._metrics = Metrics(context.metrics)
        self._store = Store(context.database, context.source(NAME))
        self._groups: Groups[Delivery, Receipt | NotKept] = Groups(self._keep)
        self.desk = Desk(
            sources=compile_sources(context.config),
            store=self._store,
            groups=self._groups,
            blobs=context.blobs,
            metrics=self._metrics,
            clock=context.clock,
        )
        self._receiver = Receiver(self.desk, self._metrics, context.clock)

    async def _keep(self, group: Sequence[Delivery]) -> Sequence[Receipt | NotKept]:
        self._metrics.groups.observe(len(group))
        return await self._store.keep(group)

    def routers(self) -> Sequence[APIRouter]:
        return ()

    def receivers(self) -> Mapping[str, ASGIApp]:
        return {PREFIX: self._receiver}

    def openapi_paths(self) -> dict[str, Any]:
        return {}

    def consumers(self) -> Sequence[Any]:
        return ()

    def loops(self) -> Sequence[Loop]:
        return ()

    def checks(self) -> Mapping[str, Check]:
        return {}

    async def start(self) -> None:
        """Nothing to prepare: what can fail did so when the sources were compiled."""

    async def stop(self) -> None:
        """Keep and answer what has arrived."""
        await self._groups.drain()


def build(context: Context) -> Service:
    """ingest on `context`. Raises ConfigError for a source that can never work."""
    return Ingest(context)
