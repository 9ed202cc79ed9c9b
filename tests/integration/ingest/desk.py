"""A receiving desk on a test's own database, driven through its ASGI application."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import orjson
from prometheus_client import generate_latest
from sqlalchemy import select

from services.ingest.app import Ingest
from services.ingest.models import deliveries
from shared.config import load_config
from shared.db import Database
from shared.service import Context
from shared.tables import log_entries
from tests.builders import a_context
from tests.fakes import SettableClock
from tests.samples.pushed import CONFIG, headers, raw, write_config


@dataclass
class Driven:
    """A desk with a client in front of it."""

    ingest: Ingest
    context: Context
    clock: SettableClock
    client: httpx.AsyncClient

    async def push(self, source: str, body: object, *, key: str | None = None, **more: str) -> httpx.Response:
        """Push as the source would, genuinely signed."""
        content = body if isinstance(body, bytes) else raw(body)
        signed = headers(source, content, key=key, at=self.clock.real().timestamp())
        extra = {name.replace("_", "-"): value for name, value in more.items()}
        return await self.client.post(f"/webhooks/{source}", content=content, headers={**signed, **extra})

    async def events(self) -> list[dict[str, Any]]:
        """The log: key, type, traceparent and data of every entry, in order."""
        async with self.context.database.read() as conn:
            rows = await conn.execute(select(log_entries).order_by(log_entries.c.position))
            return [{"key": r.aggregateid, "type": r.type, "traceparent": r.traceparent, "source": r.source,
                     "topic": r.aggregatetype, "data": orjson.loads(r.payload)} for r in rows]  # fmt: skip

    async def rows(self) -> list[Any]:
        """Every delivery, oldest first."""
        async with self.context.database.read() as conn:
            return list(await conn.execute(select(deliveries).order_by(deliveries.c.id)))

    def metrics(self) -> str:
        return generate_latest(self.context.metrics).decode()


@asynccontextmanager
async def open_desk(database: Database, folder: Path, config: str = CONFIG) -> AsyncIterator[Driven]:
    """The desk of `config`; stopped at the end."""
    clock = SettableClock()
    context = a_context(database, folder, config=load_config(write_config(folder, config)), clock=clock)
    ingest = Ingest(context)
    transport = httpx.ASGITransport(ingest.receivers()["/webhooks/"])
    async with httpx.AsyncClient(transport=transport, base_url="http://desk") as client:
        yield Driven(ingest, context, clock, client)
        await ingest.stop()
