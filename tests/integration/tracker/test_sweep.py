"""What comes due is told exactly once."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

import pytest
from prometheus_client import CollectorRegistry

from services.tracker.calendar.days import CalendarDay, DayKind
from services.tracker.models import tracker_changes, tracker_deadlines, tracker_due, tracker_tasks
from services.tracker.recalculation import Recalculation
from services.tracker.store.calendar_days import put_days
from services.tracker.store.gathering import dossiers
from services.tracker.sweep import Meters, Sweep
from shared.config.policy import Policy
from shared.events.tasks import StepFact, TaskFact
from tests.integration.tracker.desk import SOURCE, Register, a_task, progress, recalled, received, updated

LADDER = ["-5wd", "-3wd", "-1wd", "0", "+1wd", "+3wd", "+5wd"]


def at(day: int, hour: int = 1, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=UTC)


@pytest.fixture
def sweep(register: Register) -> Sweep:
    return Sweep(register.database, register.clock, register.in_force, SOURCE, Meters(CollectorRegistry()))


async def sweep_at(register: Register, sweep: Sweep, now: datetime) -> list[tuple[str, bool]]:
    """The steps told at `now`, with whether they are superseded."""
    await register.forget()
    register.clock.set_now(now)
    while await sweep.round():
        pass
    return [(fact.step, fact.superseded) for fact in await steps(register)]


async def steps(register: Register) -> list[StepFact]:
    rows = [row for row in await register.entries() if row["type"].endswith("step_reached.v1")]
    return [StepFact.model_validate_json(row["payload"]) for row in rows]


def due_on(day: str, **more: Any) -> Sequence[Any]:
    return (a_task(code="QC45_a", deadline=day, **more),)


async def test_every_step_of_the_ladder_is_told_once_in_its_time(register: Register, sweep: Sweep) -> None:
    await register.handle(received(tasks=due_on("2026-11-25")))
    told: list[str] = []
    for day in (*range(16, 31), 31, 32):
        now = at(day) if day <= 30 else at(day - 30, month=12)
        for _ in range(2):
            told += [step for step, superseded in await sweep_at(register, sweep, now) if not superseded]
    assert told == LADDER


async def test_a_step_says_what_a_message_needs(register: Register, sweep: Sweep) -> None:
    await register.handle(received(tasks=due_on("2026-11-25", monitoring=("Phòng Tổng hợp",))))
    await sweep_at(register, sweep, at(17))
    (fact,) = await steps(register)
    assert (fact.step, fact.step_at, fact.working_days, fact.superseded) == ("-5wd", at(17), 5, False)
    assert (fact.task.document.reference, fact.task.monitoring) == ("812/UBND-NC", ("Phòng Tổng hợp",))
    assert (fact.assignment.agency_name, fact.assignment.deadline_version) == ("Sở Y tế", 1)
    assert fact.task.deadline is not None
    assert fact.task.deadline.on == date(2026, 11, 25)


async def test_of_a_coordinating_agency_only_the_due_instant_is_told(register: Register, sweep: Sweep) -> None:
    await register.handle(received(tasks=due_on("2026-11-25", coordinating=("Sở Tư pháp",))))
    await sweep_at(register, sweep, at(26, 2))
    assert {fact.assignment.agency_name for fact in await steps(register)} == {"Sở Y tế"}
    overdue = [row for row in await register.entries() if row["type"].endswith("overdue.v1")]
    agencies = [TaskFact.model_validate_json(row["payload"]).assignments[0].agency_name for row in overdue]
    assert sorted(agencies) == ["Sở Tư pháp", "Sở Y tế"]


async def test_after_days_off_only_the_latest_step_is_to_be_sent(register: Register, sweep: Sweep) -> None:
    await register.handle(received(tasks=due_on("2026-11-25")))
    assert await sweep_at(register, sweep, at(23, 2)) == [("-5wd", True), ("-3wd", True), ("-1wd", False)]
    assert await sweep_at(register, sweep, at(23, 3)) == []


async def test_a_task_registered_late_gets_its_latest_step_at_once(register: Register, sweep: Sweep) -> None:
    register.clock.set_now(at(19, 2))
    await register.handle(received(tasks=due_on("2026-11-27")))
    assert await sweep_at(register, sweep, at(19, 2)) == [("-5wd", False)]


async def test_the_due_instant_is_told_once_and_written_down(register: Register, sweep: Sweep) -> None:
    await register.handle(received(tasks=due_on("2026-11-25")))
    await sweep_at(register, sweep, at(25, 2))
    await register.forget()
    register.clock.set_now(at(25, 17))
    assert await sweep.round() == 1
    assert await sweep.round() == 0
    (entry,) = await register.entries()
    fact = TaskFact.model_validate_json(entry["payload"])
    assert entry["type"] == "vn.dondoc.task.overdue.v1"
    assert [one.agency_name for one in fact.assignments] == ["Sở Y tế"]
    assert "overdue" in {row["fact"] for row in await register.rows(tracker_changes)}


async def test_the_last_step_repeats_until_the_assignment_ends(register: Register, sweep: Sweep) -> None:
    await register.handle(received(tasks=due_on("2026-11-25")))
    await sweep_at(register, sweep, at(2, month=12))
    assert await sweep_at(register, sweep, at(9, month=12)) == [("+10wd", False)]
    await register.handle(progress(state="submitted"))
    assert await sweep_at(register, sweep, at(30, month=12)) == []


async def test_a_new_deadline_has_its_own_steps_and_the_old_ones_end(register: Register, sweep: Sweep) -> None:
    register.clock.set_now(at(19, 2))
    await register.handle(received(tasks=due_on("2026-11-27")))
    await sweep_at(register, sweep, at(19, 2))
    await register.handle(updated(tasks=due_on("2026-12-04")))
    assert await sweep_at(register, sweep, at(26, 2)) == []
    assert await sweep_at(register, sweep, at(27, 2)) == [("-5wd", False)]
    (fact,) = await steps(register)
    assert fact.assignment.deadline_version == 2


async def test_what_was_recalled_is_silent(register: Register, sweep: Sweep) -> None:
    await register.handle(received(tasks=due_on("2026-11-25")), recalled())
    assert await sweep_at(register, sweep, at(25, 20)) == []


async def test_rounds_at_once_tell_nothing_twice(register: Register, sweep: Sweep) -> None:
    await register.wave(*(received(str(number), tasks=due_on("2026-11-25")) for number in range(1, 301)))
    await register.forget()
    register.clock.set_now(at(17))
    other = Sweep(register.database, register.clock, register.in_force, SOURCE, Meters(CollectorRegistry()))
    await asyncio.gather(*(one.round() for one in (sweep, other, sweep, other)))
    while await sweep.round():
        pass
    told = [fact.assignment.id for fact in await steps(register)]
    assert len(told) == len(set(told)) == 300


async def test_what_is_being_decided_is_left_for_a_later_round(register: Register, sweep: Sweep) -> None:
    if register.database.dialect == "sqlite":
        pytest.skip("SQLite has one writer")
    await register.handle(received(tasks=due_on("2026-11-25")))
    register.clock.set_now(at(18, 2))
    async with register.database.write() as tx:
        await dossiers(tx, [(await register.document())["id"]])
        assert await sweep.round() == 0
    assert await sweep.round() == 1


async def test_a_round_without_anything_due_writes_nothing(register: Register, sweep: Sweep) -> None:
    await register.handle(received(tasks=due_on("2026-12-25")))
    before = await register.rows(tracker_due)
    assert await sweep.round() == 0
    assert await register.rows(tracker_due) == before


async def test_it_looks_again_at_once_when_woken(register: Register, sweep: Sweep) -> None:
    running = asyncio.create_task(sweep.run())
    try:
        await register.handle(received(tasks=due_on("2026-11-16")))
        sweep.wake()
        async with asyncio.timeout(10):
            while not await steps(register):
                await asyncio.sleep(0.02)
    finally:
        running.cancel()
    assert (await steps(register))[-1].step == "0"


async def test_a_changed_day_moves_the_deadlines_that_it_touches_and_says_which(
    register: Register, sweep: Sweep
) -> None:
    counted = (a_task(deadline="trong 03 ngày làm việc kể từ ngày nhận"),)
    await register.handle(received("1", tasks=counted), received("2", tasks=due_on("2026-12-15")))
    recalculation = Recalculation(register.database, register.clock, register.in_force, Policy(), SOURCE)
    assert await recalculation.apply() == []
    await register.forget()
    async with register.database.write() as tx:
        await put_days(tx, [CalendarDay(date(2026, 11, 18), DayKind.OFF, "nghỉ bù")], register.clock.now(), "test")
    moved = await recalculation.apply()
    assert [one.reference for one in moved] == ["1/UBND-NC"]
    assert await register.facts() == ["task.deadline_changed"]
    (task,) = [row for row in await register.rows(tracker_tasks) if row["id"] == moved[0].task_id]
    assert task["due_at"] == datetime(2026, 11, 20, 17, tzinfo=UTC)
    assert len(await register.rows(tracker_deadlines)) == 3
    assert await recalculation.apply() == []


async def test_a_step_that_the_calendar_moved_is_not_told_again(register: Register, sweep: Sweep) -> None:
    await register.handle(received(tasks=due_on("2026-11-25")))
    assert await sweep_at(register, sweep, at(17)) == [("-5wd", False)]
    recalculation = Recalculation(register.database, register.clock, register.in_force, Policy(), SOURCE)
    async with register.database.write() as tx:
        await put_days(tx, [CalendarDay(date(2026, 11, 21), DayKind.WORK, "làm bù")], register.clock.now(), "test")
    await recalculation.apply()
    assert await sweep_at(register, sweep, at(18)) == []
    assert await sweep_at(register, sweep, at(20)) == [("-3wd", False)]
