"""Our own failure is 503 and never a 202; a row at fault harms no neighbour."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import OperationalError

from services.ingest.delivery import Delivery, NotKept, Publication, Receipt, Status
from services.ingest.store import Store
from shared.db import Database
from shared.ids import new_id
from tests.fakes import MONDAY
from tests.integration.ingest.desk import Driven, open_desk
from tests.samples.pushed import canonical, vendor


@pytest.fixture
async def desk(database: Database, tmp_path: Path) -> AsyncIterator[Driven]:
    async with open_desk(database, tmp_path) as opened:
        yield opened


def a_delivery(key: str, **changes: Any) -> Delivery:
    fact = Publication("document.received", "1/X", None, b"{}")
    made = Delivery(
        id=new_id(), source="s", key=key, received_at=MONDAY, body=b"{}", body_sha256=b"0" * 32, traceparent="t",
        publication=fact,
    )  # fmt: skip
    return made._replace(**changes)


AT_COMMIT = (
    "CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE disk_full; END'",
    "CREATE CONSTRAINT TRIGGER at_commit AFTER INSERT ON ingest_deliveries DEFERRABLE INITIALLY DEFERRED "
    "FOR EACH ROW EXECUTE FUNCTION fail()",
)


@asynccontextmanager
async def failing_commits(database: Database) -> AsyncIterator[None]:
    """Within the block every commit of a delivery fails: on PostgreSQL in the server, on SQLite before it."""

    def fail(_connection: Any) -> None:
        raise OperationalError("COMMIT", None, OSError("the disk is full"))

    if database.dialect == "sqlite":
        event.listen(database.writer.sync_engine, "commit", fail)
        yield
        event.remove(database.writer.sync_engine, "commit", fail)
        return
    async with database.write() as tx:
        for statement in AT_COMMIT:
            await tx.execute(text(statement))
    yield
    async with database.write() as tx:
        await tx.execute(text("DROP FUNCTION fail() CASCADE"))


async def test_a_failing_commit_is_a_503_and_nothing_of_it_stays(desk: Driven) -> None:
    async with failing_commits(desk.context.database):
        answers = await asyncio.gather(*(desk.push("canonical", canonical(f"c{n}")) for n in range(5)))
    assert {a.status_code for a in answers} == {503}
    assert {a.json()["type"] for a in answers} == {"urn:dondoc:problem:unavailable"}
    assert all(int(a.headers["retry-after"]) > 0 for a in answers)
    assert await desk.rows() == [] and await desk.events() == []
    assert (await desk.push("canonical", canonical("c0"))).json()["status"] == "accepted"


async def test_a_missing_table_is_a_503_too(desk: Driven) -> None:
    async with desk.context.database.write() as tx:
        await tx.execute(text("DROP TABLE ingest_keys"))
    answer = await desk.push("vendor", vendor())
    assert (answer.status_code, answer.json()["type"]) == (503, "urn:dondoc:problem:unavailable")
    assert await desk.rows() == []


async def test_a_row_at_fault_harms_no_neighbour(database: Database) -> None:
    store = Store(database, "/dondoc/t/ingest")
    group = [a_delivery("a"), a_delivery("b", body_sha256=None), a_delivery("c")]
    answers = await store.keep(group)
    assert answers[0] == Receipt(group[0].id, Status.ACCEPTED)
    assert isinstance(answers[1], NotKept)
    assert answers[2] == Receipt(group[2].id, Status.ACCEPTED)
    async with database.read() as conn:
        assert (await conn.execute(text("SELECT count(*) FROM log_entries"))).scalar_one() == 2


async def test_a_group_of_new_known_and_reused_deliveries_is_answered_each(database: Database) -> None:
    store = Store(database, "/dondoc/t/ingest")
    first = a_delivery("a")
    await store.keep([first])
    again, reused, new = a_delivery("a"), a_delivery("a", body_sha256=b"1" * 32), a_delivery("b")
    twin = a_delivery("b")
    answers = [answer for answer in await store.keep([again, reused, new, twin]) if isinstance(answer, Receipt)]
    assert [a.status for a in answers] == [Status.DUPLICATE, Status.HELD, Status.ACCEPTED, Status.DUPLICATE]
    assert [a.delivery_id for a in answers] == [first.id, reused.id, new.id, new.id]


async def test_an_event_follows_the_key_of_its_document_s_first_one(database: Database) -> None:
    store = Store(database, "/dondoc/t/ingest")
    facts = {key: Publication("document.updated", reference, "D1", b"{}") for key, reference in
             (("a", "1/X"), ("b", "2/X"), ("c", None))}  # fmt: skip
    await store.keep([a_delivery("a", publication=facts["a"]), a_delivery("b", publication=facts["b"])])
    await store.keep([a_delivery("c", publication=facts["c"]), a_delivery("d")])
    async with database.read() as conn:
        found = await conn.execute(text("SELECT aggregateid FROM log_entries ORDER BY position"))
        assert [row[0] for row in found] == ["1/X", "1/X", "1/X", "1/X"]


async def test_two_processes_that_meet_on_the_same_keys_keep_each_once(database: Database) -> None:
    one, other = Store(database, "/a"), Store(database, "/b")
    groups = [[a_delivery(f"k{n}") for n in order] for order in (range(30), reversed(range(30)))]
    first, second = await asyncio.gather(one.keep(groups[0]), other.keep(groups[1]))
    statuses = [answer.status for answer in (*first, *second) if isinstance(answer, Receipt)]
    assert statuses.count(Status.ACCEPTED) == statuses.count(Status.DUPLICATE) == 30


async def test_a_group_is_one_transaction_and_its_events_keep_their_order(desk: Driven) -> None:
    database, commits = desk.context.database, list[Any]()
    event.listen(database.writer.sync_engine, "commit", lambda _connection: commits.append(1))
    await asyncio.gather(*(desk.push("canonical", canonical(f"g{n:02}", number=str(n))) for n in range(1, 41)))
    if database.dialect == "postgresql":
        async with database.read() as conn:
            commits = list(await conn.execute(text("SELECT DISTINCT xmin FROM ingest_deliveries")))
    assert 1 <= len(commits) <= 5
    assert len(await desk.events()) == 40
    assert [e["data"]["delivery_id"] for e in await desk.events()] == [str(row.id) for row in await desk.rows()]


PASSED_OVER = {
    "sqlite": ("CREATE TRIGGER passes BEFORE INSERT ON ingest_deliveries WHEN new.key = 'k' "
               "BEGIN SELECT RAISE(IGNORE); END",),
    "postgresql": (
        "CREATE FUNCTION passes() RETURNS trigger LANGUAGE plpgsql AS "
        "'BEGIN IF new.key = ''k'' THEN RETURN NULL; END IF; RETURN new; END'",
        "CREATE TRIGGER passes BEFORE INSERT ON ingest_deliveries FOR EACH ROW EXECUTE FUNCTION passes()",
    ),
}  # fmt: skip


async def test_a_row_whose_earlier_one_is_erased_at_this_moment_is_not_kept_and_harms_no_neighbour(
    database: Database,
) -> None:
    async with database.write() as tx:
        for statement in PASSED_OVER[database.dialect]:  # neither new nor there, as after such a moment
            await tx.conn.exec_driver_sql(statement)
    erased, neighbour = await Store(database, "/o").keep([a_delivery("k"), a_delivery("n")])
    assert isinstance(erased, NotKept)
    assert isinstance(neighbour, Receipt)
    assert neighbour.status is Status.ACCEPTED
