"""Names as written → who is given a task."""

from datetime import UTC, date, datetime, time
from uuid import UUID

import pytest

from services.tracker.calendar.due import DuePolicy
from services.tracker.calendar.steps import Rung, StepPlan
from services.tracker.calendar.working import builtin
from services.tracker.domain.agency import Agency, AgencyIndex
from services.tracker.domain.folding import fold_name
from services.tracker.register.assigning import assign, provisional_code, stranger
from services.tracker.register.case import Wave
from services.tracker.register.strangers import Strangers
from services.tracker.store.in_force import Terms
from shared.ids import new_id

DAY = date(2026, 11, 16)
HEALTH = Agency(id=UUID(int=1), code="H15.SYT", name="Sở Y tế", kind="department", head="Giám đốc Sở Y tế")
JUSTICE = Agency(id=UUID(int=2), code="H15.STP", name="Sở Tư pháp", kind="department")
GONE = Agency(
    id=UUID(int=3), code="H15.STT", name="Sở Thông tin và Truyền thông", kind="department", valid_to=date(2025, 2, 28)
)
ONE = Agency(id=UUID(int=4), code="A", name="Phòng Một", aliases=("Phòng chung",), kind="division")
TWO = Agency(id=UUID(int=5), code="B", name="Phòng Hai", aliases=("Phòng chung",), kind="division")


def a_wave(*agencies: Agency) -> Wave:
    known = agencies or (HEALTH, JUSTICE, GONE, ONE, TWO)
    terms = Terms(
        agencies=AgencyIndex(known), by_id={one.id: one for one in known}, calendar=builtin(),
        plan=StepPlan([Rung("0")], builtin(), time(8)), due=DuePolicy(), review_below=0.75,
    )  # fmt: skip
    return Wave(terms, datetime(2026, 11, 16, 1, tzinfo=UTC), "/dondoc/test/tracker", Strangers())


def given(
    lead: tuple[str, ...], coordinating: tuple[str, ...] = (), wave: Wave | None = None
) -> tuple[list[tuple[str, str]], set[str]]:
    found = assign(wave or a_wave(), lead, coordinating, DAY)
    return [(one.agency.name, one.role) for one in found.assignees], {doubt.reason for doubt in found.doubts}


def test_each_agency_is_given_its_part_the_leads_first() -> None:
    assert given(("Sở Y tế",), ("Sở Tư pháp",)) == ([("Sở Y tế", "lead"), ("Sở Tư pháp", "coordinating")], set())


def test_who_leads_does_not_coordinate_as_well() -> None:
    assert given(("Sở Y tế", "SỞ Y TẾ"), ("Giám đốc Sở Y tế",)) == ([("Sở Y tế", "lead")], set())


def test_a_group_is_its_members_of_that_day() -> None:
    found = assign(a_wave(), ("Các sở, ban, ngành",), (), DAY)
    assert {one.agency.code for one in found.assignees} == {"H15.STP", "H15.SYT"}
    assert {one.group for one in found.assignees} == {"Các sở, ban, ngành"}


def test_a_stranger_is_made_once_and_flagged() -> None:
    wave = a_wave()
    given(("Sở Công Thương",), wave=wave)
    _, doubts = given(("sở công thương",), wave=wave)
    assert doubts == {"agency-unknown"}
    assert [(one.code, one.provisional) for one in wave.new_agencies] == [("tam-so-cong-thuong", True)]
    assert wave.agency_name(wave.new_agencies[0].id) == "Sở Công Thương"


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("Sở Thông tin và Truyền thông", "agency-not-in-force"),
        ("Phòng chung", "agency-ambiguous"),
        ("Ai đó", "agency-unknown"),
    ],
)
def test_what_is_doubtful_about_a_name_is_said(name: str, reason: str) -> None:
    assert given((name,))[1] == {reason}


@pytest.mark.parametrize("lead", [(), ("", "  ")])
def test_a_task_without_a_lead_is_flagged(lead: tuple[str, ...]) -> None:
    assert given(lead, ("Sở Y tế",)) == ([("Sở Y tế", "coordinating")], {"lead-missing"})


@pytest.mark.parametrize("key", ["sở công thương", "?", "…", "a" * 500, "sở " * 300])
def test_a_provisional_code_is_short_and_always_the_same(key: str) -> None:
    code = provisional_code(key)
    assert code == provisional_code(key)
    assert 5 <= len(code) <= 64
    assert " " not in code


def test_names_that_begin_alike_have_different_codes() -> None:
    assert provisional_code("sở " + "a" * 100) != provisional_code("sở " + "a" * 101)


def test_diacritics_tell_strangers_apart() -> None:
    wave = a_wave()
    named, _ = given(("Xã Tân Lập", "Xã Tân Lạp", "xa tan lap"), wave=wave)
    assert [name for name, _ in named] == ["Xã Tân Lập", "Xã Tân Lạp", "xa tan lap"]
    assert len({one.code for one in wave.new_agencies}) == 3


def test_a_stranger_never_takes_a_code_that_the_directory_has() -> None:
    first = a_wave()
    given(("Xã Tân Lập",), wave=first)
    later = a_wave(*first.new_agencies)
    given(("Xã Tân Lạp",), wave=later)
    assert {one.code for one in later.new_agencies}.isdisjoint({one.code for one in first.new_agencies})


def test_a_name_beyond_all_measure_is_the_same_stranger_again() -> None:
    first = a_wave()
    given(("Sở " + "x" * 5000,), wave=first)
    later = a_wave(*first.new_agencies)
    given(("Sở " + "x" * 5000,), wave=later)
    assert later.new_agencies == []


def test_a_stranger_is_found_by_its_name_its_id_and_its_code() -> None:
    wave = a_wave()
    made = stranger(wave, "Sở Công Thương")
    assert wave.strangers.named(fold_name("SỞ CÔNG THƯƠNG")) is wave.strangers.of_id(made.id) is made
    assert (wave.agency_name(made.id), wave.agency_name(HEALTH.id), wave.agency_name(new_id())) == (
        made.name,
        HEALTH.name,
        "",
    )
    assert wave.strangers.has_code(made.code)
    assert not wave.strangers.has_code("tam-khac")
