"""Notices from the log to a channel and back into the register, on both databases."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import select

from services.notifier.app import Notifier
from services.notifier.models import attempts, notices
from shared.db import Database
from shared.service import LoopFailures, keep_running
from tests.builders_notifier import Kept, a_fact, a_notifier, a_step, an_agency, an_assignment, tell
from tests.fakes import SettableClock


@asynccontextmanager
async def running(notifier: Notifier) -> AsyncIterator[None]:
    """Its loops, as the frame runs them."""
    context = notifier.context
    failures = LoopFailures(context.metrics)
    tasks = [asyncio.create_task(keep_running(loop, context.clock, failures)) for loop in notifier.loops()]
    try:
        yield
        await notifier.stop()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def rows(database: Database, **values: Any) -> list[Any]:
    async with database.read() as conn:
        statement = select(notices).order_by(notices.c.id)
        for name, value in values.items():
            statement = statement.where(notices.c[name] == value)
        return list((await conn.execute(statement)).all())


async def until(check: Any, seconds: float = 10) -> Any:
    async with asyncio.timeout(seconds):
        while not (answer := await check()):
            await asyncio.sleep(0.01)
    return answer


async def test_an_assigned_agency_is_told_at_once_and_the_proof_is_kept(database: Database, tmp_path: Path) -> None:
    mail = Kept()
    notifier = a_notifier(database, tmp_path, SettableClock(), email=mail)
    async with running(notifier):
        await tell(notifier, an_agency(), a_fact("registered"))
        sent = await until(lambda: rows(database, status="sent"))
    assert [(n.reason, n.audience, n.address, n.channel, n.attempt) for n in sent] == [
        ("assigned", "agency", "vt@snv.example", "email", 1)
    ]
    async with database.read() as conn:
        tried = (await conn.execute(select(attempts))).all()
    assert [(t.notice_id, t.outcome, t.detail) for t in tried] == [(sent[0].id, "sent", "kept")]
    assert mail.messages[0].words.subject.startswith("[Giao nhiệm vụ] Công văn số 812/UBND-NC")
    assert mail.closed


async def test_steps_go_to_the_audience_of_their_rung(database: Database, tmp_path: Path) -> None:
    mail = Kept()
    notifier = a_notifier(database, tmp_path, SettableClock(), email=mail)
    async with running(notifier):
        coordinating = an_assignment("Sở Tài chính", "coordinating")
        await tell(notifier, an_agency(), a_step("+3wd", working_days=-3), a_step("+3wd", assignment=coordinating))
        await until(lambda: rows(database, status="sent", audience="office"))
    assert sorted(mail.addresses()) == ["gd@snv.example", "th@vp.example", "vanphong@vp.example", "vt@snv.example"]
