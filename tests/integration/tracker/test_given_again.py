"""An agency's part that an update took away and a later one gives back: the register, the sweep, the notices."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from prometheus_client import CollectorRegistry

from services.notifier.app import Notifier
from services.tracker.domain.status import Move
from services.tracker.models import tracker_changes, tracker_due, tracker_review
from services.tracker.register.by_person import PersonCase, move_one, place_of
from services.tracker.register.case import DESK, Wave
from services.tracker.register.moving import Said
from services.tracker.register.saving import save
from services.tracker.register.strangers import Strangers
from services.tracker.store.gathering import dossiers
from services.tracker.sweep import Meters, Sweep
from shared.events import Event
from tests.builders_notifier import Kept, a_notifier, an_agency, tell
from tests.fakes import MONDAY
from tests.integration.notifier.running import rows, running, until
from tests.integration.tracker.desk import SOURCE, Register, a_task, progress, received, updated

BOTH = ("Sở Y tế", "Sở Tư pháp")
DUE, LATER = "2026-11-25", "2026-12-09"
Told = list[tuple[str, str | None, str]]


def at(day: int, hour: int = 1, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=UTC)


def said(*leads: str, deadline: str = DUE, content: str = "Rà soát") -> dict[str, Any]:
    return {"tasks": (a_task(content, lead=leads, deadline=deadline, code="QC45_b"),)}


class Office:
    """A tracker, its sweep, and a notifier that hears what they publish."""

    def __init__(self, register: Register, notifier: Notifier) -> None:
        self.register, self.notifier = register, notifier
        self.sweep = Sweep(register.database, register.clock, register.in_force, SOURCE, Meters(CollectorRegistry()))

    async def hears(self, *events: Event, on: datetime | None = None) -> None:
        """These deliveries, and what comes due by then, up to the notices."""
        if on:
            self.register.clock.set_now(on)
        await self.register.handle(*events)
        while await self.sweep.round():
            pass
        for row in await self.register.entries():
            data = row["payload"].encode()
            await tell(
                self.notifier, Event(row["id"], "tasks", row["aggregateid"], row["type"], SOURCE, MONDAY, data, None)
            )
        await self.register.forget()

    async def told(self, agency: str) -> Told:
        """What an agency's own address was told, in order: reason, step, status."""
        found = await rows(self.register.database, agency_name=agency, audience="agency")
        return [(one.reason, one.step, one.status) for one in found]

    async def part(self, agency: str = "Sở Tư pháp") -> dict[str, Any]:
        (row,) = [row for row in await self.register.assignments() if row["as_written"] == agency]
        return row


@pytest.fixture
async def office(register: Register, tmp_path: Path) -> Office:
    notifier = a_notifier(register.database, tmp_path, register.clock, email=Kept())
    ids = {name: await register.agency(code) for name, code in zip(BOTH, ("H15.SYT", "H15.STP"), strict=True)}
    await tell(notifier, *(an_agency(name, found.hex, id=found) for name, found in ids.items()))
    return Office(register, notifier)


async def test_who_is_named_again_has_the_task_as_a_fresh_one_and_is_told_once(office: Office) -> None:
    await office.hears(received(**said(*BOTH)))
    await office.hears(progress(agency="Sở Tư pháp", percent=40))
    await office.hears(updated(**said("Sở Y tế")))
    before = await office.part()
    assert (before["state"], before["settled"]) == ("withdrawn", "none")
    await office.hears(updated(**said(*BOTH)))
    part = await office.part()
    assert part["id"] == before["id"]
    assert (part["state"], part["percent"], part["settled"], part["submitted_at"]) == ("not_started", None, None, None)
    assert part["version"] == before["version"] + 1
    assert [reason for reason, _, _ in await office.told("Sở Tư pháp")] == ["assigned", "withdrawn", "assigned"]
    assert [reason for reason, _, _ in await office.told("Sở Y tế")] == ["assigned"]
    *_, line = [row for row in await office.register.rows(tracker_changes) if row["assignment_id"] == part["id"]]
    assert (line["fact"], line["old"], line["new"], line["state"]) == ("assigned", "withdrawn", "lead", "not_started")
    assert line["reason"] == "Văn bản gửi sau lại giao nhiệm vụ này"


async def test_every_turn_is_told_and_a_delivery_that_turns_nothing_is_not(office: Office) -> None:
    await office.hears(received(**said(*BOTH)))
    for _ in range(2):
        await office.hears(updated(**said("Sở Y tế")))
        for _ in range(2):
            await office.hears(updated(**said(*BOTH)))
    await office.hears(updated(**said("Sở Y tế")))
    turns = ["assigned", "withdrawn", "assigned", "withdrawn", "assigned", "withdrawn"]
    assert [reason for reason, _, _ in await office.told("Sở Tư pháp")] == turns


async def test_all_turns_reach_the_agency_in_their_order(office: Office) -> None:
    async with running(office.notifier):
        for turn, leads in enumerate((BOTH, BOTH[:1], BOTH), 1):
            await office.hears((updated if turn > 1 else received)(**said(*leads)))

            async def sent(wanted: int = turn) -> bool:
                return [status for _, _, status in await office.told("Sở Tư pháp")] == ["sent"] * wanted

            await until(sent)
    assert [reason for reason, _, _ in await office.told("Sở Tư pháp")] == ["assigned", "withdrawn", "assigned"]


async def test_the_steps_go_on_behind_those_that_were_told(office: Office) -> None:
    await office.hears(received(**said(*BOTH)))
    await office.hears(on=at(17))
    await office.hears(updated(**said("Sở Y tế")), on=at(17, 9))
    assert len(await office.register.rows(tracker_due)) == 1
    await office.hears(on=at(19))
    await office.hears(updated(**said(*BOTH)), on=at(20))
    await office.hears(on=at(26))
    steps = [(step, status) for _, step, status in await office.told("Sở Tư pháp") if step]
    assert steps == [
        ("-5wd", "scheduled"),
        ("-3wd", "scheduled"),
        ("-1wd", "superseded"),
        ("0", "superseded"),
        ("+1wd", "scheduled"),
    ]


async def test_of_what_was_submitted_when_it_was_taken_the_steps_that_were_paused_are_told(office: Office) -> None:
    await office.hears(received(**said(*BOTH)))
    await office.hears(on=at(17))
    await office.hears(progress(agency="Sở Tư pháp", state="submitted"), on=at(17, 9))
    await office.hears(updated(**said("Sở Y tế")), on=at(26, 9))
    await office.hears(updated(**said(*BOTH)), on=at(26, 10))
    steps = [(step, status) for _, step, status in await office.told("Sở Tư pháp") if step]
    assert steps == [
        ("-5wd", "scheduled"),
        ("-3wd", "superseded"),
        ("-1wd", "superseded"),
        ("0", "superseded"),
        ("+1wd", "scheduled"),
    ]


async def test_a_deadline_that_moved_meanwhile_is_the_one_in_force(office: Office) -> None:
    await office.hears(received(**said(*BOTH)))
    await office.hears(updated(**said("Sở Y tế", deadline="2026-12-01")))
    await office.hears(updated(**said(*BOTH, deadline=LATER)))
    part, other = await office.part(), await office.part("Sở Y tế")
    assert (
        (part["due_at"], part["deadline_version"]) == (other["due_at"], other["deadline_version"]) == (at(9, 17, 12), 3)
    )
    assert [reason for reason, _, _ in await office.told("Sở Tư pháp")] == ["assigned", "withdrawn", "assigned"]
    (due,) = await office.register.rows(tracker_due, assignment_id=part["id"])
    assert (due["deadline_version"], due["reached"], due["overdue_told"]) == (3, None, False)


async def test_a_whole_task_that_comes_back_is_the_old_one(office: Office) -> None:
    one, two = (a_task(words, lead=("Sở Tư pháp",), deadline=DUE) for words in ("Một", "Hai"))
    await office.hears(received(tasks=(one, two)))
    first = {row["content"]: row["id"] for row in await office.register.tasks()}
    await office.hears(updated(tasks=(one,)))
    await office.hears(updated(tasks=(two, one)))
    tasks = {row["content"]: row for row in await office.register.tasks()}
    assert {words: row["id"] for words, row in tasks.items()} == first
    assert not any(row["withdrawn"] for row in tasks.values())
    assert {row["state"] for row in await office.register.assignments()} == {"not_started"}
    assert [reason for reason, _, _ in await office.told("Sở Tư pháp")] == [
        "assigned",
        "assigned",
        "withdrawn",
        "assigned",
    ]


async def test_of_a_finished_task_what_was_taken_comes_back_and_what_is_done_stays(office: Office) -> None:
    await office.hears(received(**said(*BOTH)), progress(state="done"))
    done = await office.part("Sở Y tế")
    await office.hears(updated(**said("Sở Y tế")))
    await office.hears(updated(**said(*BOTH)))
    assert ((await office.part())["state"], await office.part("Sở Y tế")) == ("not_started", done)
    assert [reason for reason, _, _ in await office.told("Sở Tư pháp")][-1] == "assigned"


async def withdrawn_by_a_clerk(register: Register, part: dict[str, Any]) -> None:
    async with register.database.write() as tx:
        (dossier,) = await dossiers(tx, [part["document_id"]])
        work = Wave(await register.in_force.at(tx.conn), register.clock.now(), SOURCE, Strangers())
        case = PersonCase(work, DESK, work.at, None, "clerk:một người")
        move_one(case, place_of(dossier, part["id"]), Said(wanted=Move.WITHDRAW, at=work.at, reason="giao nhầm"))
        await save(tx, work, [dossier])


@pytest.mark.parametrize("origin", ["internal", DESK])
async def test_whom_the_office_withdrew_only_the_office_gives_it_back(office: Office, origin: str) -> None:
    await office.hears(received(**said(*BOTH)))
    part = await office.part()
    await withdrawn_by_a_clerk(office.register, part)
    for _ in range(2):
        await office.hears(updated(origin=origin, **said(*BOTH)))
    again = origin == DESK
    assert (await office.part())["state"] == ("not_started" if again else "withdrawn")
    reasons = [row["reason"] for row in await office.register.rows(tracker_review)]
    assert reasons == ([] if again else ["named-after-withdrawal"])
