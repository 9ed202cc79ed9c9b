"""ingest, put together: the receiving path, the deliveries' API, upkeep."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter
from starlette.types import ASGIApp

from services.ingest.accept import Desk
from services.ingest.api import deliveries_router
from services.ingest.catalog import Catalog
from services.ingest.delivery import Delivery, NotKept, Receipt
from services.ingest.grouping import Groups
from services.ingest.metrics import Metrics
from services.ingest.openapi import webhook_paths
from services.ingest.receive import PREFIX, Receiver
from services.ingest.replay import Replayer
from services.ingest.sources import compile_sources
from services.ingest.store import Store
from services.ingest.upkeep import Upkeep
from shared.service import Check, Context, Loop, Service

if TYPE_CHECKING:
    from shared.bus import Consumer

NAME = "ingest"
# On one file the loop that parses also writes: while a group waits for the disk the next one is parsed, so a crowd of
# senders is served in several groups that take turns, not in one that leaves the loop idle.
MOST_ON_FILE = 32


class Ingest:
    """The service as the frame sees it; `catalog` and `replayer` are what the command line uses, too."""

    name = NAME

    def __init__(self, context: Context) -> None:
        self._context = context
        self._metrics = Metrics(context.metrics)
        self.catalog = Catalog(context.database)
        self._groups = _groups(context, self._metrics)
        self.desk = Desk(
            sources=compile_sources(context.config),
            store=Store(context.database, context.source(NAME)),
            groups=self._groups,
            blobs=context.blobs,
            metrics=self._metrics,
            clock=context.clock,
        )
        self.replayer = Replayer(self.desk, self.catalog, context.database)

    def routers(self) -> Sequence[APIRouter]:
        return (deliveries_router(self.catalog, self.replayer),)

    def receivers(self) -> Mapping[str, ASGIApp]:
        seconds = self._context.config.api.body_timeout
        return {PREFIX: Receiver(self.desk, self._metrics, self._context.clock, seconds)}

    def openapi_paths(self) -> dict[str, Any]:
        return webhook_paths()

    def consumers(self) -> Sequence["Consumer"]:
        return ()

    def loops(self) -> Sequence[Loop]:
        upkeep = Upkeep(self._context.database, self._context.clock, self._context.config.ingest.bodies_days)
        return (Loop("ingest.upkeep", partial(upkeep.run, self.catalog, self._metrics)),)

    def checks(self) -> Mapping[str, Check]:
        return {}

    async def start(self) -> None:
        """Nothing to prepare: what can never work was refused when the sources were compiled."""

    async def stop(self) -> None:
        """Keep and answer what has arrived."""
        await self._groups.drain()


def _groups(context: Context, metrics: Metrics) -> Groups[Delivery, Receipt | NotKept]:
    settings = context.config.ingest
    store = Store(context.database, context.source(NAME))

    async def keep(group: Sequence[Delivery]) -> Sequence[Receipt | NotKept]:
        metrics.groups.observe(len(group))
        return await store.keep(group)

    most = min(settings.group, MOST_ON_FILE) if context.database.dialect == "sqlite" else settings.group
    return Groups(keep, most=most, linger=settings.linger, waiting=settings.waiting)


def build(context: Context) -> Service:
    """ingest on `context`. Raises ConfigError for a source that can never work."""
    return Ingest(context)
