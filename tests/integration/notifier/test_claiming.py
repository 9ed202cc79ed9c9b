"""What a claim costs: it follows what is taken, however much is due."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from services.notifier.app import Notifier
from services.notifier.claim import Terms, claim
from services.notifier.store.queue import BY_INDEX, KIN, KIN_SQLITE, OF_CHANNEL, look_again, siblings, take_due
from shared.db import Database
from shared.ids import new_id
from tests.builders_notifier import a_fact, a_notifier, a_step, a_task, an_agency, an_assignment, identity, tell
from tests.fakes import MONDAY, SettableClock
from tests.integration.notifier.running import rows

BACKLOG = 400


async def a_backlog(database: Database, folder: Path) -> None:
    """So many due e-mails, of which the planner has no statistics yet."""
    facts = [a_fact("registered", an_assignment(task=f"t{n}"), task=a_task(f"t{n}")) for n in range(BACKLOG)]
    await tell(a_notifier(database, folder, SettableClock()), an_agency(), *facts)


async def explained(database: Database, statement: str, values: tuple[Any, ...]) -> str:
    async with database.write() as tx:
        await tx.conn.exec_driver_sql(BY_INDEX)
        found = await tx.conn.exec_driver_sql(f"EXPLAIN (ANALYZE, TIMING OFF, COSTS OFF) {statement}", values)
        return "\n".join(row[0] for row in found)


@pytest.mark.postgres
async def test_a_claim_reads_what_it_takes_and_sorts_nothing(postgres_database: Database, tmp_path: Path) -> None:
    await a_backlog(postgres_database, tmp_path)
    said = await explained(postgres_database, OF_CHANNEL, ("email", MONDAY, 10))
    assert "Index Scan using ix_notifier_notices_due" in said
    assert "Sort" not in said
    assert f"rows={BACKLOG}" not in said


@pytest.mark.postgres
async def test_kin_is_found_by_subject_and_not_among_all_that_were_sent(
    postgres_database: Database, tmp_path: Path
) -> None:
    await a_backlog(postgres_database, tmp_path)
    said = await explained(postgres_database, KIN, ([identity("t1/Sở Nội vụ"), identity("t2/Sở Nội vụ")], []))
    assert "ix_notifier_notices_status" not in said


async def test_the_oldest_are_taken_first_with_what_a_decision_needs(database: Database, tmp_path: Path) -> None:
    await a_backlog(database, tmp_path)
    async with database.write() as tx:
        found = await take_due(tx, "email", MONDAY, 10)
        kin = await siblings(tx, found)
    ids = [candidate.id for candidate in found]
    assert ids == sorted(ids)
    assert len(ids) == 10
    assert [candidate.standing.state for candidate in found if candidate.standing] == ["not_started"] * 10
    assert kin == {}, "each is the only one of its subject"
    assert {type(candidate.row.due_at) for candidate in found} == {type(MONDAY)}


@pytest.mark.parametrize("taken", [1, 2])
async def test_kin_is_what_is_told_of_one_subject_to_one_recipient_taken_or_not(
    database: Database, tmp_path: Path, taken: int
) -> None:
    alone = a_fact("registered", an_assignment(task="b"), task=a_task("b"))
    await tell(
        a_notifier(database, tmp_path, SettableClock()), an_agency(), a_fact("registered"), a_step("-1wd"), alone
    )
    told = [n for n in await rows(database, address="vt@snv.example") if n.task_id == a_task().id]
    async with database.write() as tx:
        found = await take_due(tx, "email", MONDAY, taken)
        kin = await siblings(tx, found)
    assert len(found) == taken
    assert kin.keys() == {(told[0].subject_id, "vt@snv.example", "email")}
    (both,) = kin.values()
    assert [(one.id, one.reason, one.status, one.due_at) for one in sorted(both, key=lambda one: one.id)] == [
        (n.id, n.reason, n.status, n.due_at) for n in told
    ]
    assert len(both) == 2


LEASE = timedelta(seconds=60)
YEAR = timedelta(days=365)


async def claimed(notifier: Notifier) -> int:
    """How many a claim looks at now."""
    async with notifier.context.database.write() as tx:
        return (await claim(tx, notifier.dispatch.desk, Terms("email", LEASE, True), 10))[0]


@pytest.mark.parametrize("simulated", [MONDAY - YEAR, MONDAY + YEAR])
async def test_the_lease_of_a_send_is_of_real_time_whatever_a_simulated_clock_says(
    database: Database, tmp_path: Path, simulated: datetime
) -> None:
    clock = SettableClock(simulated, MONDAY)
    notifier = a_notifier(database, tmp_path, clock)
    await tell(notifier, an_agency(), a_fact("registered"))
    assert await claimed(notifier) == 1
    clock.advance(LEASE.total_seconds() - 1)
    assert await claimed(notifier) == 0, "its sender is still at it"
    clock.advance(1)
    assert await claimed(notifier) == 1, "its sender is lost"


@pytest.mark.parametrize("simulated", [MONDAY - YEAR, MONDAY + YEAR])
async def test_what_was_put_off_waits_in_real_time(database: Database, tmp_path: Path, simulated: datetime) -> None:
    clock = SettableClock(simulated, MONDAY)
    notifier = a_notifier(database, tmp_path, clock)
    await tell(notifier, an_agency(), a_fact("registered"))
    (notice,) = await rows(database)
    async with database.write() as tx:
        await look_again(tx, [(notice.id, MONDAY + timedelta(minutes=5))])
    clock.advance(299)
    assert await claimed(notifier) == 0
    clock.advance(1)
    assert await claimed(notifier) == 1


async def test_on_sqlite_kin_are_looked_for_by_their_subject_and_not_among_all_that_was_sent(
    sqlite_database: Database,
) -> None:
    many = [new_id() for _ in range(50)]
    asked = KIN_SQLITE.params(subjects=many, known=many)
    made = asked.compile(dialect=sqlite_database.reader.dialect).construct_expanded_state()
    values = tuple(one.bytes if isinstance(one, UUID) else one for one in made.positional_parameters)
    async with sqlite_database.read() as conn:
        [(*_, way)] = (await conn.exec_driver_sql(f"EXPLAIN QUERY PLAN {made.statement}", values)).all()
    assert "uq_notifier_notices_effect (subject_id=?)" in way
