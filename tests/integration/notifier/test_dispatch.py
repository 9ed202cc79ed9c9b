"""Notices from the log to a channel and back into the register, on both databases."""

import asyncio
from pathlib import Path

from prometheus_client import generate_latest
from sqlalchemy import select
from structlog.testing import capture_logs

from services.notifier.channels.message import Outcome, Refused, Sent
from shared.db import Database
from shared.events.notices import NoticeFact
from shared.tables import log_entries
from tests.builders_notifier import (
    Kept,
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
from tests.integration.notifier.running import (
    rows,
    running,
    several,
    tried,
    until,
)


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
    assert [e.aggregateid for e in entries] == [str(f.task_id) for f in facts]
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
