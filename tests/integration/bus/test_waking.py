"""Who is woken by what another process has appended."""

import asyncio
from contextlib import suppress

import pytest

from shared.bus.wake import Bell, listen
from shared.db import Database
from shared.events import Event, Subject, event
from shared.events.agencies import AgencyFact
from shared.ids import new_id
from tests.fakes import MONDAY


def an_event() -> Event:
    fact = AgencyFact(id=new_id(), code="H00.1", name="Sở Mẫu")
    return event(Subject("agencies", str(fact.id), "/dondoc/H00/tracker", MONDAY), "agency.changed", fact)


@pytest.mark.postgres
async def test_another_process_wakes_those_alone_who_follow_the_topic(postgres_database: Database) -> None:
    bell = Bell()
    ours, others, relay = bell.ear(("tasks", "agencies")), bell.ear(("documents",)), bell.ear()
    listening = asyncio.create_task(listen(postgres_database, bell))
    for ear in (ours, others, relay):
        assert await ear.wait(10), "all look once the connection is there"
        ear.clear()
    async with postgres_database.write() as tx:
        tx.append(an_event())
    assert await ours.wait(10)
    assert await relay.wait(10)
    assert not await others.wait(0.05)
    listening.cancel()
    with suppress(asyncio.CancelledError):
        await listening


async def test_the_own_process_is_told_the_topics_of_what_was_committed(database: Database) -> None:
    told: list[object] = []
    database.on_commit.append(told.append)
    async with database.write() as tx:
        tx.append(an_event(), an_event())
    async with database.write():
        pass
    assert told == [frozenset({"agencies"})]
