"""What the consumer writes: each effect once, nothing lost because a contact came late."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from services.notifier.domain.notice import Status
from services.notifier.models import agencies, agency_names, assignments, facts
from shared.db import Database
from tests.builders_notifier import (
    Kept,
    a_fact,
    a_notifier,
    a_step,
    an_agency,
    an_assignment,
    hand,
    identity,
    tell,
    with_hook,
)
from tests.fakes import MONDAY, SettableClock
from tests.integration.notifier.running import rows, running, until

STEP_AT = datetime(2026, 11, 19, 1, tzinfo=UTC)


async def test_the_same_event_again_writes_nothing_new(database: Database, tmp_path: Path) -> None:
    notifier = a_notifier(database, tmp_path, SettableClock())
    event, step = a_fact("registered"), a_step("-3wd")
    await tell(notifier, an_agency(), event, step)
    before = await rows(database)
    await tell(notifier, event, step)
    assert await rows(database) == before
    assert len(before) == 3


async def test_the_same_step_from_another_event_writes_nothing_new(database: Database, tmp_path: Path) -> None:
    notifier = a_notifier(database, tmp_path, SettableClock())
    await tell(notifier, an_agency(), a_step("-3wd"), a_step("-3wd"))
    assert len(await rows(database, address="vt@snv.example")) == 1


async def test_the_same_step_of_a_new_deadline_is_a_new_notice(database: Database, tmp_path: Path) -> None:
    notifier = a_notifier(database, tmp_path, SettableClock())
    await tell(notifier, an_agency(), a_step("-3wd"), a_step("-3wd", assignment=an_assignment(version=2)))
    occasions = [n.occasion for n in await rows(database, address="vt@snv.example")]
    assert occasions == ["v1/-3wd", "v2/-3wd"]


async def test_a_step_is_scheduled_at_its_instant(database: Database, tmp_path: Path) -> None:
    notifier = a_notifier(database, tmp_path, SettableClock())
    await tell(notifier, an_agency(), a_step("-3wd", STEP_AT))
    assert {n.scheduled_at for n in await rows(database)} == {STEP_AT}


async def test_a_superseded_step_is_one_record_a_recipient_and_channel_and_never_due(
    database: Database, tmp_path: Path
) -> None:
    notifier = a_notifier(database, tmp_path, SettableClock(), with_hook())
    await tell(notifier, an_agency(), a_step("-1wd", superseded=True))
    found = await rows(database)
    assert sorted((n.channel, n.address or "") for n in found) == [
        ("email", "gd@snv.example"), ("email", "th@vp.example"), ("email", "vt@snv.example"), ("hook", ""),
    ]  # fmt: skip
    assert {(n.status, n.due_at, n.waits_until) for n in found} == {("superseded", None, None)}


@pytest.mark.parametrize("fact", ["overdue", "submitted", "progressed", "reclassified", "done"])
async def test_facts_that_tell_nobody_only_move_the_copy(database: Database, tmp_path: Path, fact: str) -> None:
    notifier = a_notifier(database, tmp_path, SettableClock())
    await tell(notifier, a_fact("registered", an_assignment(state="not_started")))
    before = len(await rows(database))
    await tell(notifier, a_fact(fact, an_assignment(state="submitted", version=3)))
    assert len(await rows(database)) == before
    async with database.read() as conn:
        row = (await conn.execute(select(assignments))).one()
    assert (row.state, row.deadline_version) == ("submitted", 3)


async def test_a_fact_of_a_later_version_of_dondoc_is_passed_over(database: Database, tmp_path: Path) -> None:
    notifier = a_notifier(database, tmp_path, SettableClock())
    await tell(notifier, a_fact("praised"))
    assert await rows(database) == []


async def test_a_fact_that_tells_somebody_is_kept_once_for_all_its_notices(database: Database, tmp_path: Path) -> None:
    notifier = a_notifier(database, tmp_path, SettableClock())
    await tell(notifier, an_agency(), a_step("+3wd"), a_fact("overdue"))
    async with database.read() as conn:
        kept = (await conn.execute(select(facts))).all()
    assert [row.fact for row in kept] == ["task.step_reached"]
    assert {n.fact_id for n in await rows(database)} == {kept[0].id}


async def test_what_is_closed_is_not_assigned(database: Database, tmp_path: Path) -> None:
    notifier = a_notifier(database, tmp_path, SettableClock())
    await tell(notifier, an_agency(), a_fact("registered", an_assignment(state="done")))
    assert await rows(database) == []


async def test_a_recall_is_told_as_such(database: Database, tmp_path: Path) -> None:
    notifier = a_notifier(database, tmp_path, SettableClock())
    gone = an_assignment(state="withdrawn")
    await tell(notifier, an_agency(), a_fact("withdrawn", gone), a_fact("withdrawn", gone, recalled=True))
    assert [n.reason for n in await rows(database)] == ["withdrawn", "recalled"]


async def test_a_wave_of_many_tasks_is_decided_together(database: Database, tmp_path: Path) -> None:
    notifier = a_notifier(database, tmp_path, SettableClock())
    names = [f"Sở {number}" for number in range(60)]
    await hand(notifier, [an_agency(name, f"s{place}") for place, name in enumerate(names)])
    events = [a_fact("registered", an_assignment(name, task=name)) for name in names]
    await hand(notifier, events)
    assert [n.address for n in await rows(database)] == [f"vt@s{place}.example" for place in range(60)]


# contacts


async def test_contacts_are_overwritten_by_the_newer_record(database: Database, tmp_path: Path) -> None:
    notifier = a_notifier(database, tmp_path, SettableClock())
    await tell(
        notifier, an_agency(aliases=("SNV", "Giám đốc Sở Nội vụ")), an_agency(email="moi@snv.example", aliases=())
    )
    await tell(notifier, a_fact("registered"))
    async with database.read() as conn:
        assert (await conn.execute(select(agencies.c.email))).scalars().all() == ["moi@snv.example"]
        assert (await conn.execute(select(agency_names.c.folded))).scalars().all() == ["so noi vu"]
    assert [n.address for n in await rows(database)] == ["moi@snv.example"]


async def test_a_task_that_comes_before_its_agency_is_told_once_the_agency_is_known(
    database: Database, tmp_path: Path
) -> None:
    mail = Kept()
    notifier = a_notifier(database, tmp_path, SettableClock(), email=mail)
    async with running(notifier):
        await tell(notifier, a_fact("registered"))
        (waiting,) = await rows(database)
        assert (waiting.status, waiting.address, waiting.channel) == ("scheduled", None, "")
        await tell(notifier, an_agency())
        (sent,) = await until(lambda: rows(database, status="sent"))
    assert (sent.id, sent.address) == (waiting.id, "vt@snv.example")
    assert mail.addresses() == ["vt@snv.example"]


async def test_head_and_monitoring_unit_may_come_late_as_well(database: Database, tmp_path: Path) -> None:
    notifier = a_notifier(database, tmp_path, SettableClock(), with_hook(recipients=[]))
    await tell(notifier, a_step("-1wd"))
    assert {n.recipient_key.partition(":")[0] for n in await rows(database)} == {"agency", "head", "unit"}
    await tell(notifier, an_agency(), an_agency("Phòng Tổng hợp", "th"))
    assert sorted(n.address for n in await rows(database)) == ["gd@snv.example", "vt@snv.example", "vt@th.example"]


async def test_a_late_contact_with_one_address_for_two_leaves_one_notice(database: Database, tmp_path: Path) -> None:
    notifier = a_notifier(database, tmp_path, SettableClock())
    await tell(notifier, a_step("0"), an_agency(head_email="VT@snv.example"))
    assert [(n.audience, n.address) for n in await rows(database)] == [("agency", "vt@snv.example")]


async def test_a_contact_that_slipped_in_unseen_is_found_at_the_first_look(database: Database, tmp_path: Path) -> None:
    clock = SettableClock()
    notifier = a_notifier(database, tmp_path, clock)
    await tell(notifier, a_fact("registered"))
    await insert_agency(database)
    await notifier.dispatch.unreachable.look()
    assert (await rows(database))[0].address is None, "not due before a second has passed"
    clock.advance(1)
    await notifier.dispatch.unreachable.look()
    assert (await rows(database))[0].address == "vt@snv.example"


async def insert_agency(database: Database) -> None:
    """As another instance would have, at the same moment."""
    row = {"id": identity("Sở Nội vụ"), "code": "H15.SNV", "name": "Sở Nội vụ", "email": "vt@snv.example"}
    async with database.write() as tx:
        await tx.execute(agencies.insert().values(row))


async def test_an_agency_without_an_address_fails_visibly_and_the_operator_is_told_once_a_day(
    database: Database, tmp_path: Path
) -> None:
    clock, mail = SettableClock(), Kept()
    operator = {"audience": "operator", "name": "Người vận hành", "email": "ops@vp.example"}
    notifier = a_notifier(database, tmp_path, clock, with_hook(recipients=[operator]), email=mail)
    await tell(notifier, an_agency(email=None), a_fact("registered"), a_step("-5wd"))
    clock.advance(29)
    await notifier.dispatch.unreachable.look()
    assert await rows(database, status="failed") == [], "its contact may still come"
    clock.advance(2)
    await notifier.dispatch.unreachable.look()
    failed = await rows(database, status="failed")
    assert [(n.because, n.reason) for n in failed] == [("no-address", "assigned"), ("no-address", "upcoming")]
    async with running(notifier):
        await until(lambda: rows(database, status="sent"))
    assert mail.addresses() == ["ops@vp.example"]
    assert mail.messages[0].words.subject.startswith("[Cảnh báo] Sở Nội vụ chưa có địa chỉ nhận thông báo")


async def test_a_head_or_a_unit_without_an_address_is_no_failure(database: Database, tmp_path: Path) -> None:
    clock = SettableClock()
    notifier = a_notifier(database, tmp_path, clock, with_hook(recipients=[]))
    await tell(notifier, an_agency(head_email=None), a_step("-1wd"))
    clock.advance(31)
    await notifier.dispatch.unreachable.look()
    found = {n.recipient_key.partition(":")[0]: (n.status, n.because) for n in await rows(database, channel="")}
    assert found["head"][0] == found["unit"][0] == Status.SUPPRESSED
    assert "người đứng đầu" in found["head"][1]
    assert "đơn vị theo dõi" in found["unit"][1]


async def test_a_notice_for_a_channel_that_is_gone_fails_visibly(database: Database, tmp_path: Path) -> None:
    clock = SettableClock()
    before = a_notifier(database, tmp_path, clock, with_hook(recipients=[{"audience": "agency", "channel": "hook"}]))
    await tell(before, an_agency(), a_fact("registered"))
    after = a_notifier(database, tmp_path, clock)
    await after.dispatch.unreachable.look()
    (failed,) = await rows(database, status="failed")
    assert failed.channel == "hook"
    assert "không còn trong cấu hình" in failed.because


async def test_the_trace_goes_from_the_event_to_the_notice(database: Database, tmp_path: Path) -> None:
    notifier = a_notifier(database, tmp_path, SettableClock())
    await tell(notifier, an_agency(), a_fact("registered"))
    assert [n.trace_id for n in await rows(database)] == ["0af7651916cd43dd8448eb211c80319c"]
    assert MONDAY + timedelta(0) == (await rows(database))[0].due_at
