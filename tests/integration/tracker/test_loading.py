"""The agency list, the calendar and the service's start."""

from pathlib import Path

import pytest

from services.tracker.app import build
from services.tracker.models import tracker_agencies, tracker_assignments
from services.tracker.store.agencies import Stamp
from services.tracker.upkeep.loading import fill_empty_directory, load_agencies
from services.tracker.upkeep.roster import parse_roster
from shared.config import Config, ConfigError
from shared.config.office import Office
from shared.db import Database
from shared.events import Event
from shared.events.agencies import AgencyFact
from tests.builders import a_context
from tests.integration.tracker.desk import NAMES, SOURCE, Register, a_task, received

HEADER = "code,name,aliases,kind,parent,email\n"


async def load(register: Register, text: str) -> tuple[int, int, int]:
    async with register.database.write() as tx:
        found = await load_agencies(tx, parse_roster(text), Stamp(register.clock.now(), SOURCE))
    return found.new, found.changed, found.same


async def test_a_list_adds_changes_and_leaves_alone(register: Register) -> None:
    one = "H15.SCT,Sở Công Thương,SCT,department,H15.UB,vt@sct.example\n"
    assert await load(register, HEADER + one) == (1, 0, 0)
    assert await load(register, HEADER + one) == (0, 0, 1)
    assert await load(register, HEADER + one.replace("vt@", "vanthu@")) == (0, 1, 0)
    facts = [AgencyFact.model_validate_json(row["payload"]) for row in await register.entries("agencies")]
    assert [(fact.email, fact.version) for fact in facts] == [("vt@sct.example", 1), ("vanthu@sct.example", 2)]
    assert len(await register.rows(tracker_agencies)) == len(NAMES) + 1


async def test_columns_that_a_list_does_not_have_stay_as_they_are_and_empty_ones_are_emptied(
    register: Register,
) -> None:
    await load(register, HEADER + "H15.SCT,Sở Công Thương,SCT,department,H15.UB,vt@sct.example\n")
    assert await load(register, "code,name,e-mail\nH15.SCT,Sở Công Thương,x@sct.example\n") == (0, 0, 1)
    assert await load(register, "code,name,aliases\nH15.SCT,Sở Công Thương,\n") == (0, 1, 0)
    facts = [AgencyFact.model_validate_json(row["payload"]) for row in await register.entries("agencies")]
    assert [(fact.email, list(fact.aliases)) for fact in facts] == [("vt@sct.example", ["SCT"]), ("vt@sct.example", [])]


async def test_a_new_agency_of_a_short_list_has_what_the_list_says_of_it(register: Register) -> None:
    assert await load(register, "code,name\nH15.SCT,Sở Công Thương\n") == (1, 0, 0)
    (row,) = await register.rows(tracker_agencies, code="H15.SCT")
    assert (row["name"], row["aliases"], row["email"]) == ("Sở Công Thương", [], None)


async def test_a_provisional_agency_becomes_the_listed_one_and_keeps_its_tasks(register: Register) -> None:
    await register.handle(received(tasks=(a_task(lead=("Sở Công thương",)),)))
    (before,) = await register.rows(tracker_assignments)
    assert await load(register, HEADER + "H15.SCT,Sở Công Thương,SCT,department,H15.UB,vt@sct.example\n") == (0, 1, 0)
    assert before["agency_id"] == await register.agency("H15.SCT")
    assert await register.rows(tracker_agencies, provisional=True) == []


async def test_the_next_decision_goes_by_the_new_list(register: Register) -> None:
    await register.handle(received("1"))
    await load(register, HEADER + "H15.SCT,Sở Công Thương,Sở CT,department,H15.UB,\n")
    await register.handle(received("2", tasks=(a_task(lead=("Sở CT",)),)))
    assert await register.agency("H15.SCT") in {row["agency_id"] for row in await register.rows(tracker_assignments)}
    assert await register.rows(tracker_agencies, provisional=True) == []


async def handle_and_fail(register: Register, one: Event) -> None:
    async with register.database.write() as tx:
        await register.handler(tx, [one])
        raise RuntimeError("power")


async def test_a_rolled_back_stranger_is_not_remembered(register: Register) -> None:
    one = received(tasks=(a_task(lead=("Sở Lạ",)),))
    await register.readers.prepare([one])
    with pytest.raises(RuntimeError, match="power"):
        await handle_and_fail(register, one)
    assert await register.rows(tracker_agencies, provisional=True) == []
    await register.handle(one)
    (stranger,) = await register.rows(tracker_agencies, provisional=True)
    assert [row["agency_id"] for row in await register.assignments()] == [stranger["id"]]


async def test_only_an_empty_directory_is_filled_at_start(register: Register, tmp_path: Path) -> None:
    file = tmp_path / "agencies.csv"
    file.write_text(HEADER + "X,Cơ quan X,,department,,\n", "utf-8")
    async with register.database.write() as tx:
        assert await fill_empty_directory(tx, file, Stamp(register.clock.now(), SOURCE)) is None


def an_office(folder: Path, agencies: str, calendar: str = "date,kind\n2026-12-01,off\n") -> Config:
    (folder / "agencies.csv").write_text(agencies, "utf-8")
    (folder / "calendar.csv").write_text(calendar, "utf-8")
    return Config(office=Office(agencies=folder / "agencies.csv", calendar=folder / "calendar.csv"))


async def test_the_service_starts_with_its_agencies_and_is_ready(database: Database, tmp_path: Path) -> None:
    context = a_context(database, tmp_path, config=an_office(tmp_path, HEADER + "X,Cơ quan X,,department,,\n"))
    service = build(context)
    for _ in range(2):
        await service.start()
    async with database.read() as conn:
        assert [row.code for row in await conn.execute(tracker_agencies.select())] == ["X"]
    assert [consumer.topics for consumer in service.consumers()] == [("documents",)]
    loops = {"tracker.sweep", "tracker.recalculation", "tracker.waiting", "tracker.orphans", "tracker.reader"}
    assert {loop.name for loop in service.loops()} == loops
    for check in service.checks().values():
        assert (await check()).ok
    assert service.routers()
    await service.stop()


@pytest.mark.parametrize(
    ("agencies", "calendar", "words"),
    [
        ("code,name\nA,\n", "date,kind\n", "line 2, column name"),
        ("code,name\nA,Một\n", "date,kind\n2026-13-01,off\n", "calendar.csv:2"),
    ],
)
async def test_a_broken_list_is_refused_at_start(
    database: Database, tmp_path: Path, agencies: str, calendar: str, words: str
) -> None:
    with pytest.raises(ConfigError) as refused:
        build(a_context(database, tmp_path, config=an_office(tmp_path, agencies, calendar)))
    assert words in refused.value.text("en")
