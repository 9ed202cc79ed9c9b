"""A known document is delivered again: what its fields and tasks become."""

from typing import Any

import pytest
from orjson import loads

from services.tracker.domain.amending import Mode
from services.tracker.domain.status import Move
from services.tracker.register.amending import Delivery, amend_dossier
from services.tracker.register.case import Case
from services.tracker.store.records import Dossier
from shared.events.documents import Document
from tests.builders_tracker import KEY, a_document, a_task, doubts, facts, heard, lines, moved, registered, states


def again(dossier: Dossier, document: Document, mode: Mode = Mode.AMEND, origin: str = "internal") -> Case:
    case = heard(origin=origin)
    amend_dossier(case, dossier, Delivery(document, None, KEY), mode)
    return case


@pytest.mark.parametrize(
    ("kept", "other", "then", "asked"),
    [
        ("express", "normal", "express", []),
        ("express", None, "express", []),
        ("express", "urgent", "express", ["sources-differ"]),
        ("normal", "urgent", "urgent", []),
        (None, "urgent", "urgent", []),
        (None, "normal", "normal", []),
    ],
)
def test_ordinary_urgency_is_what_stands_where_a_source_says_none(
    kept: str | None, other: str | None, then: str, asked: list[str]
) -> None:
    dossier = registered(urgency=kept)
    case = again(dossier, a_document(urgency=other), Mode.FILL, "ioffice")
    assert (dossier.document["urgency"], dossier.tasks[0].task["urgency"], doubts(case)) == (then, then, asked)


@pytest.mark.parametrize("changed", [
    {"content": "Nội dung khác"}, {"lead": ("Sở Tài chính",)}, {"coordinating": ("Sở Tư pháp",)},
    {"code": "QC45_a"}, {"deadline": "2026-12-31"},
])  # fmt: skip
def test_an_update_leaves_a_finished_task_as_it_was(changed: dict[str, Any]) -> None:
    dossier = moved(registered(a_task()), Move.DONE)
    task, part = dict(dossier.tasks[0].task.row), dict(dossier.tasks[0].parts[0].assignment.row)
    case = again(dossier, a_document(a_task(**changed)))
    assert (dossier.tasks[0].task.row, dossier.tasks[0].parts[0].assignment.row) == (task, part)
    assert (len(dossier.tasks), states(dossier), facts(case), lines(case)) == (1, [{"Sở Y tế": "done"}], [], [])


def test_a_part_that_is_done_stays_when_its_agency_is_no_longer_named() -> None:
    dossier = moved(registered(a_task(lead=("Sở Y tế", "Sở Tư pháp"))), Move.DONE)
    again(dossier, a_document(a_task(lead=("Sở Tư pháp",))))
    assert states(dossier) == [{"Sở Y tế": "done", "Sở Tư pháp": "not_started"}]


def test_who_is_no_longer_named_is_withdrawn_and_who_is_new_is_given_the_task() -> None:
    dossier = registered(a_task(coordinating=("Sở Tư pháp",)))
    case = again(dossier, a_document(a_task(coordinating=("Sở Tài chính",))))
    assert states(dossier) == [{"Sở Y tế": "not_started", "Sở Tư pháp": "withdrawn", "Sở Tài chính": "not_started"}]
    assert sorted(facts(case)) == ["registered", "withdrawn"]


def test_an_agency_that_leads_from_now_on_is_told_as_if_the_task_were_new() -> None:
    dossier = registered(a_task(coordinating=("Sở Tư pháp",)))
    case = again(dossier, a_document(a_task(lead=("Sở Y tế", "Sở Tư pháp"))))
    assert [part.assignment["role"] for part in dossier.tasks[0].parts] == ["lead", "lead"]
    assert facts(case) == ["registered"]
    (line,) = case.wave.changes
    assert (line["fact"], line["old"], line["new"], line["text"]) == ("assigned", "coordinating", "lead", "Sở Tư pháp")


def test_who_comes_with_a_new_deadline_is_told_that_one_alone() -> None:
    dossier = registered(a_task(lead=("Sở Y tế", "Sở Tư pháp")))
    case = again(dossier, a_document(a_task(lead=("Sở Y tế", "Sở Tài chính"), deadline="2026-12-31")))
    told = [
        (one.fact, {a["agency_name"]: a["deadline_version"] for a in loads(one.data)["assignments"]})
        for one in case.wave.events
    ]
    assert told == [
        ("task.withdrawn", {"Sở Tư pháp": 1}), ("task.deadline_changed", {"Sở Y tế": 2}), ("task.registered", {"Sở Tài chính": 2}),
    ]  # fmt: skip


def test_who_leads_from_now_on_waits_for_the_steps() -> None:
    dossier = registered(a_task(coordinating=("Sở Tư pháp",)))
    lead, other = dossier.tasks[0].parts
    assert lead.due and other.due
    assert other.due["next_at"] == other.assignment["due_at"]
    again(dossier, a_document(a_task(lead=("Sở Y tế", "Sở Tư pháp"))))
    assert other.due["next_at"] == lead.due["next_at"]


def test_a_task_takes_its_place_where_it_is_free_and_else_stands_behind_all_others() -> None:
    dossier = registered(a_task("Một"), a_task("Hai"))
    again(dossier, a_document(*(a_task(words) for words in ("Ba", "Một", "Hai", "Bốn", "Năm"))))
    places = {file.task["content"]: file.task["ordinal"] for file in dossier.tasks}
    assert places == {"Một": 1, "Hai": 2, "Ba": 3, "Bốn": 4, "Năm": 5}
    again(dossier, a_document(*(a_task(words) for words in ("Sáu", "Bảy"))))
    assert len({file.task["ordinal"] for file in dossier.tasks}) == len(dossier.tasks)


def test_a_part_without_deadline_comes_back_as_well() -> None:
    dossier = registered(a_task(lead=("Sở Y tế", "Sở Tư pháp"), deadline=None, code="QC45_d"))
    for leads in (("Sở Y tế",), ("Sở Y tế", "Sở Tư pháp")):
        case = again(dossier, a_document(a_task(lead=leads, deadline=None, code="QC45_d")))
    assert (states(dossier), facts(case)) == ([{"Sở Y tế": "not_started", "Sở Tư pháp": "not_started"}], ["registered"])


def test_another_source_gives_nothing_back() -> None:
    dossier = registered(a_task("Một"), a_task("Hai"))
    again(dossier, a_document(a_task("Một")))
    case = again(dossier, a_document(a_task("Một"), a_task("Hai")), Mode.FILL, "ioffice")
    assert (states(dossier)[1], facts(case), doubts(case)) == ({"Sở Y tế": "withdrawn"}, [], ["tasks-differ"])


def test_another_class_is_told_with_the_old_one() -> None:
    dossier = registered()
    case = again(dossier, a_document(a_task(code="QC45_a", report_required=True)))
    assert facts(case) == ["reclassified"]
    (line,) = case.wave.changes
    assert (line["fact"], line["old"], line["new"]) == ("reclassified", "QC45_b", "QC45_a")
    assert dossier.tasks[0].parts[0].assignment["category"] == "a"


def test_the_class_that_a_person_chose_stands() -> None:
    dossier = registered()
    dossier.tasks[0].task.set(origin="person", category="c")
    case = again(dossier, a_document(a_task(code="QC45_a", report_required=True)))
    assert (dossier.tasks[0].task["category"], facts(case)) == ("c", [])


DOUBTFUL = (
    {"code": "QC45_a", "deadline": None},
    {"lead": ("Sở Y tế", "Sở Thông tin và Truyền thông")},
    {"deadline": "khi có điều kiện"},
)


def looked_at(dossier: Dossier) -> Dossier:
    """As the register has it after a person settled every doubt."""
    for file in dossier.tasks:
        file.task.row["needs_review"] = False
    return written(dossier)


def written(dossier: Dossier) -> Dossier:
    """As it is read again after it was written."""
    for file in dossier.tasks:
        for record in (file.task, *(part.assignment for part in file.parts)):
            record.new, record.changed = False, set()
    return dossier


@pytest.mark.parametrize("doubtful", DOUBTFUL)
def test_what_a_person_has_looked_at_is_not_doubted_again(doubtful: dict[str, Any]) -> None:
    dossier = looked_at(registered(a_task(**doubtful)))
    case = again(dossier, a_document(a_task(**doubtful)))
    assert (dossier.tasks[0].task["needs_review"], doubts(case)) == (False, [])


@pytest.mark.parametrize("doubtful", DOUBTFUL)
def test_a_doubt_that_waits_goes_on_waiting_and_raises_no_version(doubtful: dict[str, Any]) -> None:
    dossier = written(registered(a_task(**doubtful)))
    again(dossier, a_document(a_task(**doubtful)))
    assert dossier.tasks[0].task["needs_review"]
    assert dossier.tasks[0].task.changed == set()


@pytest.mark.parametrize("doubtful", DOUBTFUL)
def test_an_update_that_is_doubtful_marks_its_task(doubtful: dict[str, Any]) -> None:
    dossier = registered()
    assert not dossier.tasks[0].task["needs_review"]
    assert doubts(again(dossier, a_document(a_task(**doubtful))))
    assert dossier.tasks[0].task["needs_review"]


def test_a_part_that_is_done_keeps_its_role() -> None:
    dossier = moved(registered(a_task(lead=("Sở Y tế", "Sở Tư pháp"))), Move.DONE)
    case = again(dossier, a_document(a_task(lead=("Sở Tư pháp",), coordinating=("Sở Y tế",))))
    assert [part.assignment["role"] for part in dossier.tasks[0].parts] == ["lead", "lead"]
    assert (lines(case), facts(case)) == ([], [])


@pytest.mark.parametrize(
    ("said", "units", "field"),
    [
        ({}, ["Phòng Một"], "Nội vụ"),
        ({"monitoring": ("Phòng Hai",)}, ["Phòng Hai"], "Nội vụ"),
        ({"field": "Y tế"}, ["Phòng Một"], "Y tế"),
    ],
)
def test_monitoring_units_and_field_stay_where_an_update_names_none(
    said: dict[str, Any], units: list[str], field: str
) -> None:
    dossier = registered(a_task(monitoring=("Phòng Một",), field="Nội vụ"))
    again(dossier, a_document(a_task(**said)))
    (file,) = dossier.tasks
    assert ([name for name, _ in file.monitoring], file.task["field"]) == (units, field)
    assert (file.parts[0].assignment["field"], file.monitoring_changed) == (field, units != ["Phòng Một"])
