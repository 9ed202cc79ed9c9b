"""Receipts on PostgreSQL draw their positions under the log's lock, last of all, so that position order is commit order
[DESIGN rule 5]."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from sqlalchemy import insert, text

from services.ingest.delivery import Delivery, Publication, Receipt, Status
from services.ingest.models import keys
from services.ingest.store import Store
from shared.db import LOG_LOCK, Database
from shared.ids import new_id
from tests.builders import an_event
from tests.contract.log_rig import eventually
from tests.fakes import MONDAY

pytestmark = pytest.mark.postgres


def a_delivery(key: str, source_id: str | None = None) -> Delivery:
    fact = Publication("document.received", f"document of {key}", source_id, b"{}")
    return Delivery(
        id=new_id(), source="s", key=key, received_at=MONDAY, body=b"{}", body_sha256=b"0" * 32, traceparent="t",
        publication=fact,
    )  # fmt: skip


def waits_for(database: Database, kind: str) -> Callable[[], Awaitable[bool]]:
    """Whether a statement waits for a lock of this kind."""
    query = text(
        "SELECT 1 FROM pg_locks JOIN pg_stat_activity USING (pid) "
        "WHERE datname = current_database() AND NOT granted AND locktype = :kind"
    )

    async def waits() -> bool:
        async with database.read() as conn:
            return (await conn.execute(query, {"kind": kind})).first() is not None

    return waits


async def on_the_log(database: Database) -> list[str]:
    async with database.read() as conn:
        return list((await conn.execute(text("SELECT aggregateid FROM log_entries ORDER BY position"))).scalars())


async def test_a_receipt_stands_behind_whoever_is_publishing(postgres_database: Database) -> None:
    store = Store(postgres_database, "/dondoc/t/ingest")
    async with postgres_database.write() as tx:
        await tx.execute(text(f"SELECT pg_advisory_xact_lock({LOG_LOCK})"))
        receipt = asyncio.create_task(store.keep([a_delivery("later")]))
        assert await eventually(waits_for(postgres_database, "advisory"))
        tx.append(an_event("first"))
    (kept,) = await receipt
    assert isinstance(kept, Receipt)
    assert kept.status is Status.ACCEPTED
    assert await on_the_log(postgres_database) == ["first", "document of later"]


async def test_a_receipt_that_waits_for_another_holds_up_nobody_who_publishes(postgres_database: Database) -> None:
    store = Store(postgres_database, "/dondoc/t/ingest")
    async with postgres_database.write() as tx:
        await tx.execute(insert(keys).values(source="s", source_id="D", key="the same document"))
        receipt = asyncio.create_task(store.keep([a_delivery("later", "D")]))
        assert await eventually(waits_for(postgres_database, "transactionid"))
        async with postgres_database.write() as other:
            await other.execute(text("SET LOCAL lock_timeout = '5s'"))
            other.append(an_event("meanwhile"))
        tx.append(an_event("first of the document"))
    await receipt
    assert await on_the_log(postgres_database) == ["meanwhile", "first of the document", "the same document"]
