"""What a sender that stopped or died leaves behind, on both databases."""

import asyncio
from pathlib import Path

from services.notifier.channels.message import Outcome, Sent, Unknown
from shared.db import Database
from tests.builders_notifier import (
    Kept,
    a_fact,
    a_notifier,
    a_task,
    an_agency,
    an_assignment,
    tell,
    with_hook,
)
from tests.fakes import SettableClock
from tests.integration.notifier.running import (
    power_off,
    rows,
    running,
    tried,
    until,
)


async def crashed(database: Database, tmp_path: Path, clock: SettableClock, channel: str) -> None:
    """A notifier that is gone between the send and the outcome."""
    stuck, begun = asyncio.Event(), asyncio.Event()

    async def hang() -> Outcome:
        begun.set()
        await stuck.wait()
        return Sent("never written")

    kept = Kept(repeatable=channel == "hook")
    kept.answers = [hang]
    config = with_hook(
        recipients=[{"audience": "agency", "unit": "Sở Nội vụ", "channel": channel, "email": "x@y.example"}]
    )
    notifier = a_notifier(database, tmp_path, clock, config, **{channel: kept})
    await tell(notifier, a_fact("registered"))
    async with running(notifier) as loops:
        await begun.wait()
        await power_off(loops)
        for lane in notifier.dispatch.lanes.values():
            for task in list(lane.flying):
                task.cancel()


async def test_a_webhook_whose_sender_crashed_is_sent_again_under_the_same_id(
    database: Database, tmp_path: Path
) -> None:
    clock = SettableClock()
    await crashed(database, tmp_path, clock, "hook")
    again = Kept(repeatable=True)
    config = with_hook(
        recipients=[{"audience": "agency", "unit": "Sở Nội vụ", "channel": "hook", "email": "x@y.example"}]
    )
    notifier = a_notifier(database, tmp_path, clock, config, hook=again)
    async with running(notifier):
        await asyncio.sleep(0.4)
        assert again.messages == [], "the lease of the lost sender still holds"
        clock.advance(300)
        (sent,) = await until(lambda: rows(database, status="sent"))
    assert [message.id for message in again.messages] == [sent.id]
    outcomes = [(number, outcome) for number, outcome, _ in await tried(database)]
    assert outcomes == [(1, "unknown"), (2, "sent")]


async def test_an_email_whose_sender_crashed_is_unknown_and_not_sent_again(database: Database, tmp_path: Path) -> None:
    clock = SettableClock()
    await crashed(database, tmp_path, clock, "email")
    again = Kept()
    notifier = a_notifier(database, tmp_path, clock, email=again)
    clock.advance(300)
    async with running(notifier):
        (unknown,) = await until(lambda: rows(database, status="unknown"))
    assert again.messages == []
    assert "Không rõ đã đến nơi hay chưa" in unknown.because
    assert [(number, outcome) for number, outcome, _ in await tried(database)] == [(1, "unknown")]


async def test_an_email_that_ended_in_silence_is_unknown(database: Database, tmp_path: Path) -> None:
    mail = Kept()
    mail.answers = [Unknown("no answer after the text")]
    notifier = a_notifier(database, tmp_path, SettableClock(), email=mail)
    async with running(notifier):
        await tell(notifier, an_agency(), a_fact("registered"))
        await until(lambda: rows(database, status="unknown"))
    assert await tried(database) == [(1, "unknown", "no answer after the text")]
    assert len(mail.messages) == 1, "it is not sent again"


async def test_a_graceful_stop_finishes_what_is_under_way_and_claims_no_more(
    database: Database, tmp_path: Path
) -> None:
    mail, begun = Kept(slots=1), asyncio.Event()

    async def slow() -> Outcome:
        begun.set()
        await asyncio.sleep(0.3)
        return Sent("just in time")

    mail.answers = [slow]
    notifier = a_notifier(database, tmp_path, SettableClock(), email=mail)
    await tell(
        notifier, an_agency(), a_fact("registered"), a_fact("registered", an_assignment(task="b"), task=a_task("b"))
    )
    async with running(notifier):
        await begun.wait()
    assert [n.status for n in await rows(database)] == ["sent", "scheduled"]
    left = (await rows(database))[1]
    assert (left.owner, left.attempt) == (None, 0), "nothing stands between it and the next notifier"


async def test_on_one_file_a_killed_process_holds_nothing_back(sqlite_database: Database, tmp_path: Path) -> None:
    clock = SettableClock()
    await crashed(sqlite_database, tmp_path, clock, "email")
    notifier = a_notifier(sqlite_database, tmp_path, clock, email=Kept())
    await notifier.start()
    async with running(notifier):
        assert await until(lambda: rows(sqlite_database, status="unknown"))
