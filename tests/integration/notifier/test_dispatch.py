"""Notices from the log to a channel and back into the register, on both databases."""

import asyncio
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from prometheus_client import generate_latest
from sqlalchemy import select
from structlog.testing import capture_logs

from services.notifier.channels.message import Outcome, Refused, Sent, TryLater, Unknown
from services.notifier.models import attempts
from shared.db import Database
from shared.events.notices import NoticeFact
from shared.tables import log_entries
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
    with_hook,
)
from tests.fakes import MONDAY, SettableClock
from tests.integration.notifier.running import power_off, rows, running, tried, until


async def test_an_assigned_agency_is_told_at_once_and_the_proof_is_kept(database: Database, tmp_path: Path) -> None:
    mail = Kept()
    notifier = a_notifier(database, tmp_path, SettableClock(), email=mail)
    async with running(notifier):
        await tell(notifier, an_agency(), a_fact("registered"))
        sent = await until(lambda: rows(database, status="sent"))
    assert [(n.reason, n.audience, n.address, n.channel, n.attempt) for n in sent] == [
        ("assigned", "agency", "vt@snv.example", "email", 1)
    ]
    assert (sent[0].due_at, sent[0].owner, sent[0].sent_at) == (None, None, MONDAY)
    assert await tried(database) == [(1, "sent", "kept")]
    assert mail.messages[0].words.subject.startswith("[Giao nhiệm vụ] Công văn số 812/UBND-NC")
    assert mail.closed


async def test_an_outcome_is_published_with_a_masked_address(database: Database, tmp_path: Path) -> None:
    mail = Kept()
    clock = SettableClock()
    notifier = a_notifier(database, tmp_path, clock, email=mail)
    mail.answers = [Refused("550 no"), Sent("250")]
    async with running(notifier):
        await tell(notifier, an_agency(), a_fact("registered"), a_fact("accepted"))
        await until(lambda: rows(database, status="failed"))
        clock.advance(1)
        await until(lambda: rows(database, status="sent"))
    async with database.read() as conn:
        entries = (await conn.execute(select(log_entries).order_by(log_entries.c.position))).all()
    assert [(e.aggregatetype, e.type) for e in entries] == [
        ("notices", "vn.dondoc.notice.failed.v1"), ("notices", "vn.dondoc.notice.sent.v1"),
    ]  # fmt: skip
    facts = [NoticeFact.model_validate_json(e.payload) for e in entries]
    assert [(f.to, f.outcome) for f in facts] == [("v***@snv.example", "refused"), ("v***@snv.example", "sent")]
    assert all("0af7651916cd43dd8448eb211c80319c" in e.traceparent for e in entries)


async def test_one_log_line_a_notice_and_outcome_without_an_address(database: Database, tmp_path: Path) -> None:
    mail = Kept()
    notifier = a_notifier(database, tmp_path, SettableClock(), with_hook(), email=mail, hook=Kept())
    with capture_logs() as lines:
        async with running(notifier):
            await tell(notifier, an_agency(), a_step("-3wd"), a_step("-5wd", superseded=True))
            await until(lambda: several(database, 3, status="sent"))
    said = [line for line in lines if line["event"].startswith("notice.")]
    assert sorted((line["event"], line["to"], line["audience"]) for line in said) == [
        ("notice.sent", "hook", "agency"), ("notice.sent", "t***@vp.example", "monitor"),
        ("notice.sent", "v***@snv.example", "agency"),
    ]  # fmt: skip
    one = next(line for line in said if line["to"] == "v***@snv.example")
    expected = {
        "reference": "812/UBND-NC", "code": "QC45_a", "agency": "Sở Nội vụ", "reason": "upcoming", "step": "-3wd",
        "channel": "email", "attempt": 1, "outcome": "sent",
    }  # fmt: skip
    assert {key: one[key] for key in expected} == expected
    assert all("vt@snv" not in str(line) for line in lines)


async def several(database: Database, count: int, **values: Any) -> list[Any]:
    found = await rows(database, **values)
    return found if len(found) >= count else []


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


async def attempts_ended(database: Database, count: int) -> bool:
    async with database.read() as conn:
        found = (await conn.execute(select(attempts).where(attempts.c.outcome.is_not(None)))).all()
    return len(found) >= count


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


async def test_an_error_of_our_own_is_a_failed_try_and_the_lane_goes_on(database: Database, tmp_path: Path) -> None:
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
    assert ("later", "internal: ZeroDivisionError") in [
        (outcome, detail) for _, outcome, detail in await tried(database)
    ]


async def test_a_slow_channel_holds_up_no_other(database: Database, tmp_path: Path) -> None:
    slow, never = Kept(), asyncio.Event()

    async def hang() -> Outcome:
        await never.wait()
        return Sent("at last")

    notifier = a_notifier(database, tmp_path, SettableClock(), with_hook(), email=Kept(), hook=slow)
    slow.answers = [hang] * 100
    async with running(notifier):
        await tell(notifier, an_agency(), a_fact("registered"))
        (sent,) = await until(lambda: rows(database, status="sent"))
        assert sent.channel == "email"
        never.set()
        await until(lambda: several(database, 2, status="sent"))


# order and validity


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


async def nothing_due(database: Database) -> bool:
    return all(row.due_at is None for row in await rows(database))


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


# crashes


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


async def test_two_notifiers_share_the_work_and_send_nothing_twice(database: Database, tmp_path: Path) -> None:
    one, other = Kept(slots=4), Kept(slots=4)

    async def a_moment() -> Outcome:
        await asyncio.sleep(0.01)
        return Sent("")

    clock = SettableClock()
    first = a_notifier(database, tmp_path, clock, email=one)
    second = a_notifier(database, tmp_path, clock, email=other)
    one.answers, other.answers = [a_moment] * 200, [a_moment] * 200
    await tell(first, an_agency())
    await tell(first, *(a_fact("registered", an_assignment(task=str(n)), task=a_task(str(n))) for n in range(80)))
    async with running(first), running(second):
        await until(lambda: several(database, 80, status="sent"))
    sent = [message.id for message in (*one.messages, *other.messages)]
    assert len(sent) == len(set(sent)) == 80
    assert one.messages
    assert other.messages


async def test_metrics_count_outcomes_and_show_the_queue(database: Database, tmp_path: Path) -> None:
    notifier = a_notifier(database, tmp_path, SettableClock(), email=Kept())
    async with running(notifier):
        await tell(notifier, an_agency(), a_fact("registered"))
        await until(lambda: rows(database, status="sent"))
    text = generate_latest(notifier.context.metrics).decode()
    assert 'dondoc_notices_total{channel="email",outcome="sent",reason="assigned"} 1.0' in text
    assert "dondoc_notices_waiting" in text
    assert 'dondoc_notice_send_seconds_count{channel="email"} 1.0' in text


async def test_on_one_file_a_killed_process_holds_nothing_back(sqlite_database: Database, tmp_path: Path) -> None:
    clock = SettableClock()
    await crashed(sqlite_database, tmp_path, clock, "email")
    notifier = a_notifier(sqlite_database, tmp_path, clock, email=Kept())
    await notifier.start()
    async with running(notifier):
        assert await until(lambda: rows(sqlite_database, status="unknown"))
