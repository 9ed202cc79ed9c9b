"""What is sent before what, and what is not sent any more, on both databases."""

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from services.notifier.channels.message import TryLater
from shared.db import Database
from tests.builders_notifier import (
    Kept,
    a_config,
    a_fact,
    a_notifier,
    a_step,
    a_task,
    an_agency,
    an_assignment,
    tell,
)
from tests.fakes import MONDAY, SettableClock
from tests.integration.notifier.running import (
    attempts_ended,
    nothing_due,
    rows,
    running,
    several,
    until,
)


async def test_to_one_recipient_the_assignment_goes_before_its_steps(database: Database, tmp_path: Path) -> None:
    clock, mail = SettableClock(), Kept()
    notifier = a_notifier(database, tmp_path, clock, email=mail)
    mail.answers = [TryLater("451 busy")]
    await tell(notifier, an_agency(), a_fact("registered"), a_step("-5wd"))
    async with running(notifier):
        await until(lambda: attempts_ended(database, 1))
        await asyncio.sleep(0.5)
        assert len(mail.messages) == 1, "the step waits while its assignment is tried again"
        clock.advance(60)
        await until(lambda: several(database, 1, status="sent"))
        clock.advance(60)
        await until(lambda: several(database, 2, status="sent"))
    assert [message.reason for message in mail.messages] == ["assigned", "assigned", "upcoming"]


async def test_of_the_steps_that_piled_up_only_the_latest_is_sent(database: Database, tmp_path: Path) -> None:
    mail = Kept()
    notifier = a_notifier(database, tmp_path, SettableClock(), email=mail)
    steps = [a_step(step) for step in ("-5wd", "-3wd", "-1wd")]
    await tell(notifier, an_agency(), *steps)
    async with running(notifier):
        await until(lambda: several(database, 3, status="sent"))
        await until(lambda: nothing_due(database))
    told = {(n.step, n.status) for n in await rows(database, address="vt@snv.example")}
    assert told == {("-5wd", "superseded"), ("-3wd", "superseded"), ("-1wd", "sent")}


@pytest.mark.parametrize(
    "later",
    [
        a_fact("done", an_assignment(state="done")),
        a_fact("withdrawn", an_assignment(state="withdrawn")),
        a_fact("submitted", an_assignment(state="submitted")),
        a_fact("deadline_changed", an_assignment(version=2)),
    ],
    ids=["done", "withdrawn", "submitted", "moved"],
)
async def test_a_step_that_is_not_sent_yet_is_suppressed_by_what_happened_since(
    database: Database, tmp_path: Path, later: Any
) -> None:
    mail = Kept()
    notifier = a_notifier(database, tmp_path, SettableClock(), email=mail)
    await tell(notifier, an_agency(), a_step("-1wd"), later)
    async with running(notifier):
        await until(lambda: nothing_due(database))
    steps = await rows(database, step="-1wd")
    assert {n.status for n in steps} == {"suppressed"}
    assert all("Không gửi vì" in n.because for n in steps)
    assert not [message for message in mail.messages if message.reason == "upcoming"]


async def test_quiet_hours_hold_back_the_ordinary_and_let_the_urgent_through(
    database: Database, tmp_path: Path
) -> None:
    mail = Kept()
    config = a_config(notices={"quiet_from": "07:30", "quiet_to": "09:00"})
    notifier = a_notifier(database, tmp_path, SettableClock(), config, email=mail)
    urgent = a_fact("registered", an_assignment(task="u"), task=a_task("u", urgency="express"))
    await tell(notifier, an_agency(), a_fact("registered"), urgent)
    async with running(notifier):
        (sent,) = await until(lambda: rows(database, status="sent"))
    assert sent.task_id == a_task("u").id
    (held,) = await rows(database, status="scheduled")
    assert held.due_at == MONDAY + timedelta(minutes=15)
