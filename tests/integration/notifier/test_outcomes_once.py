"""An outcome is written and told once, also where a commit's answer was lost and its work is done again."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from services.notifier.channels.message import Outcome, TryLater
from services.notifier.domain.notice import Status
from services.notifier.store.tries import Ended, begin_attempts, end_attempts, mark_lost
from shared.db import Database, Tx
from shared.tables import log_entries
from tests.builders_notifier import Kept, a_fact, a_notifier, an_agency, tell
from tests.fakes import MONDAY, SettableClock
from tests.integration.notifier.running import rows, running, tried, until


class Forgetful(Database):
    """A database that loses the answer to the commit that first writes an outcome."""

    def __init__(self, known: Database) -> None:
        super().__init__(known.writer, known.reader)
        self.lost = False

    @asynccontextmanager
    async def write(self, *, urgent: bool = False, crowd: bool = False) -> AsyncIterator[Tx]:
        async with super().write(urgent=urgent, crowd=crowd) as tx:
            yield tx
        if not self.lost and any(outcome for _, outcome, _ in await tried(self)):
            self.lost = True
            raise OperationalError("COMMIT", None, ConnectionError("the connection is gone"))


async def sent_through(database: Database, folder: Path, *answers: Outcome) -> int:
    """Tell an agency, lose the answer to the outcome's commit, wait until it is done again; how many tries there are."""
    mail, forgetful = Kept(), Forgetful(database)
    mail.answers = list(answers)
    notifier = a_notifier(forgetful, folder, SettableClock(), email=mail)
    lane = notifier.dispatch.lanes["email"]

    async def written_again() -> bool:
        return forgetful.lost and not lane.landed

    async with running(notifier):
        await tell(notifier, an_agency(), a_fact("registered"))
        await until(written_again)
    return notifier.context.config.notices.max_attempts


async def published(database: Database) -> list[str]:
    async with database.read() as conn:
        query = select(log_entries.c.type).where(log_entries.c.aggregatetype == "notices")
        return list((await conn.execute(query)).scalars())


async def test_an_outcome_whose_commit_was_not_heard_of_is_told_once(database: Database, tmp_path: Path) -> None:
    tries = await sent_through(database, tmp_path)
    (sent,) = await rows(database, status="sent")
    assert await published(database) == ["vn.dondoc.notice.sent.v1"]
    assert sent.tries_left == tries - 1


async def test_a_failed_try_whose_commit_was_not_heard_of_counts_once(database: Database, tmp_path: Path) -> None:
    tries = await sent_through(database, tmp_path, TryLater("451"))
    (waiting,) = await rows(database)
    assert (waiting.status, waiting.tries_left) == ("scheduled", tries - 1)


async def test_the_late_truth_of_a_sender_given_up_for_lost_is_written_once(database: Database, tmp_path: Path) -> None:
    notifier = a_notifier(database, tmp_path, SettableClock(), email=Kept())
    await tell(notifier, an_agency(), a_fact("registered"))
    (notice,) = await rows(database)
    truth = Ended(notice.id, 1, Status.SENT, "sent", "250", sent_at=MONDAY)
    async with database.write() as tx:
        await begin_attempts(tx, [(notice.id, 1)], "somebody", (MONDAY, MONDAY))
        await mark_lost(tx, [(notice.id, 1)])
        assert await end_attempts(tx, [truth]) == [truth]
        assert await end_attempts(tx, [replace(truth, detail="again")]) == []
    assert await tried(database) == [(1, "sent", "250")]


async def begun(database: Database, folder: Path) -> Ended:
    """A notice whose first attempt is under way, and what became of it."""
    notifier = a_notifier(database, folder, SettableClock(), email=Kept())
    await tell(notifier, an_agency(), a_fact("registered"))
    (notice,) = await rows(database)
    async with database.write() as tx:
        await begin_attempts(tx, [(notice.id, 1)], "somebody", (MONDAY, MONDAY))
    return Ended(notice.id, 1, Status.SENT, "sent", "250", sent_at=MONDAY)


@pytest.mark.postgres
async def test_of_two_who_write_the_same_outcome_at_once_one_has_news(
    postgres_database: Database, tmp_path: Path
) -> None:
    truth = await begun(postgres_database, tmp_path)

    async def write() -> list[Ended]:
        async with postgres_database.write() as tx:
            return await end_attempts(tx, [truth])

    async with postgres_database.write() as tx:
        assert await end_attempts(tx, [truth]) == [truth]
        second = asyncio.create_task(write())
        await until(lambda: somebody_waits(postgres_database))
    assert await second == []


@pytest.mark.postgres
async def test_an_outcome_that_comes_while_another_takes_over_leaves_the_newer_attempt_alone(
    postgres_database: Database, tmp_path: Path
) -> None:
    truth = await begun(postgres_database, tmp_path)

    async def write() -> list[Ended]:
        async with postgres_database.write() as tx:
            return await end_attempts(tx, [truth])

    async with postgres_database.write() as tx:
        await mark_lost(tx, [(truth.id, 1)])
        await begin_attempts(tx, [(truth.id, 2)], "another", (MONDAY, MONDAY))
        late = asyncio.create_task(write())
        await until(lambda: somebody_waits(postgres_database))
    assert await late == [truth]
    (notice,) = await rows(postgres_database)
    assert (notice.status, notice.attempt, notice.owner) == ("scheduled", 2, "another")
    assert await tried(postgres_database) == [(1, "sent", "250"), (2, None, None)]


async def somebody_waits(database: Database) -> bool:
    """A statement waits for a lock."""
    async with database.read() as conn:
        found = await conn.exec_driver_sql(
            "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return found.first() is not None


async def test_the_outcome_of_an_attempt_that_was_taken_over_changes_nothing_of_the_newer_one(
    database: Database, tmp_path: Path
) -> None:
    notifier = a_notifier(database, tmp_path, SettableClock(), email=Kept())
    await tell(notifier, an_agency(), a_fact("registered"))
    (notice,) = await rows(database)
    late = Ended(notice.id, 1, Status.FAILED, "refused", "550 by the first sender")
    async with database.write() as tx:
        await begin_attempts(tx, [(notice.id, 1)], "first", (MONDAY, MONDAY))
        await begin_attempts(tx, [(notice.id, 2)], "second", (MONDAY, MONDAY))
        assert await end_attempts(tx, [late]) == [late], "the attempt itself learns of it"
    (now,) = await rows(database)
    assert (now.status, now.attempt, now.owner, now.tries_left) == ("scheduled", 2, "second", notice.tries_left)
    assert await tried(database) == [(1, "refused", "550 by the first sender"), (2, None, None)]
