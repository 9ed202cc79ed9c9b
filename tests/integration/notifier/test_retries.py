"""What did not arrive is tried again in its time, and ends visibly, on both databases."""

import asyncio
from datetime import timedelta
from functools import partial
from pathlib import Path

from sqlalchemy import update

from services.notifier.channels.message import Outcome, TryLater
from services.notifier.models import facts
from shared.db import Database
from tests.builders_notifier import (
    Kept,
    a_config,
    a_fact,
    a_notifier,
    a_task,
    an_agency,
    an_assignment,
    tell,
)
from tests.fakes import MONDAY, SettableClock
from tests.integration.notifier.running import (
    attempts_ended,
    rows,
    running,
    tried,
    until,
)


async def test_a_passing_failure_is_tried_again_until_it_succeeds(database: Database, tmp_path: Path) -> None:
    clock, mail = SettableClock(), Kept()
    notifier = a_notifier(database, tmp_path, clock, email=mail)
    mail.answers = [TryLater("451 busy"), TryLater("451 busy")]
    async with running(notifier):
        await tell(notifier, an_agency(), a_fact("registered"))
        for count in (1, 2):
            await until(partial(attempts_ended, database, count))
            clock.advance(60)
        await until(lambda: rows(database, status="sent"))
    assert await tried(database) == [(1, "later", "451 busy"), (2, "later", "451 busy"), (3, "sent", "kept")]
    assert len({message.id for message in mail.messages}) == 1


async def test_a_retry_waits_its_time(database: Database, tmp_path: Path) -> None:
    clock, mail = SettableClock(), Kept()
    notifier = a_notifier(database, tmp_path, clock, email=mail)
    mail.answers = [TryLater("451 busy", 600.0)]
    async with running(notifier):
        await tell(notifier, an_agency(), a_fact("registered"))
        await until(lambda: attempts_ended(database, 1))
        clock.advance(599)
        await asyncio.sleep(0.5)
        assert len(mail.messages) == 1
        assert (await rows(database))[0].due_at == MONDAY + timedelta(seconds=600)


async def test_after_the_last_try_it_has_failed_visibly(database: Database, tmp_path: Path) -> None:
    mail = Kept()
    config = a_config(notices={"max_attempts": 1})
    notifier = a_notifier(database, tmp_path, SettableClock(), config, email=mail)
    mail.answers = [TryLater("451 busy")]
    async with running(notifier):
        await tell(notifier, an_agency(), a_fact("registered"))
        (failed,) = await until(lambda: rows(database, status="failed"))
    assert (failed.due_at, failed.tries_left) == (None, 0)


async def test_an_error_of_our_own_behind_the_hand_over_is_unknown_and_the_lane_goes_on(
    database: Database, tmp_path: Path
) -> None:
    mail = Kept()

    async def broken() -> Outcome:
        raise ZeroDivisionError

    notifier = a_notifier(database, tmp_path, SettableClock(), email=mail)
    mail.answers = [broken]
    async with running(notifier):
        await tell(
            notifier, an_agency(), a_fact("registered"), a_fact("registered", an_assignment(task="b"), task=a_task("b"))
        )
        await until(lambda: rows(database, status="sent"))
        await until(lambda: attempts_ended(database, 2))
    assert ("unknown", "internal: ZeroDivisionError") in [
        (outcome, detail) for _, outcome, detail in await tried(database)
    ]


async def test_an_error_of_our_own_before_the_hand_over_is_a_failed_try(database: Database, tmp_path: Path) -> None:
    mail = Kept()
    notifier = a_notifier(database, tmp_path, SettableClock(), email=mail)
    await tell(notifier, an_agency(), a_fact("registered"))
    async with database.write() as tx:
        await tx.execute(update(facts).values(payload='{"task": {}}'))
    async with running(notifier):
        await until(lambda: attempts_ended(database, 1))
    [(number, outcome, detail)] = await tried(database)
    assert (number, outcome) == (1, "later")
    assert str(detail).startswith("internal: ")
    assert mail.messages == []
