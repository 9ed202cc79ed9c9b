"""What an agency's word, or an exchange's status, moves."""

import pytest

from services.tracker.domain.status import Move
from services.tracker.register.case import Case
from services.tracker.register.progress import receive_status, report_progress
from services.tracker.store.records import Dossier
from shared.events.documents import ProgressFact, StatusFact
from shared.ids import new_id
from tests.builders_tracker import a_task, doubts, heard, lines, moved, registered, states
from tests.fakes import MONDAY

ANOTHER = a_task("Kiểm tra")


def report(dossier: Dossier, state: str = "in_progress", *, case: Case | None = None, **more: object) -> Case:
    case = case or heard()
    given = {"delivery_id": new_id(), "origin": "internal", "accepted_at": MONDAY, "agency": "Sở Y tế"}
    report_progress(case, dossier, ProgressFact.model_validate({**given, "state": state, **more}))
    return case


def status(dossier: Dossier, code: str) -> Case:
    case = heard(origin="edxml")
    receive_status(case, dossier, StatusFact(
        delivery_id=new_id(), origin="edxml", accepted_at=MONDAY, code=code, sender="Sở Y tế", description="đã rõ",
    ))  # fmt: skip
    return case


@pytest.mark.parametrize(
    ("said", "kept"), [(-5, 0), (0, 0), (60, 60), (100, 100), (101, 100), (15000, 100), (None, None)]
)
def test_per_cent_lies_between_nothing_and_a_hundred(said: int | None, kept: int | None) -> None:
    dossier = registered()
    report(dossier, percent=said)
    assert dossier.tasks[0].parts[0].assignment["percent"] == kept


def test_an_agency_that_leads_speaks_of_what_it_leads() -> None:
    dossier = registered(a_task(), a_task("Kiểm tra", lead=("Sở Tư pháp",), coordinating=("Sở Y tế",)))
    report(dossier)
    assert states(dossier) == [{"Sở Y tế": "in_progress"}, {"Sở Tư pháp": "not_started", "Sở Y tế": "not_started"}]


def test_an_agency_that_leads_nothing_speaks_of_that_in_which_it_takes_part() -> None:
    dossier = registered(a_task("Kiểm tra", lead=("Sở Tư pháp",), coordinating=("Sở Y tế",)))
    report(dossier)
    assert states(dossier) == [{"Sở Tư pháp": "not_started", "Sở Y tế": "in_progress"}]


@pytest.mark.parametrize("written", ["Sở Chưa Có", "SỞ CHƯA CÓ", "  Sở  chưa có "])
def test_an_agency_that_the_directory_gets_only_now_is_known_however_it_is_written(written: str) -> None:
    case = heard()
    dossier = registered(a_task(lead=("Sở Chưa Có",)), case=case)
    report(dossier, "done", agency=written, case=case)
    assert states(dossier) == [{"Sở Chưa Có": "done"}]


def test_a_report_is_of_what_is_still_open() -> None:
    dossier = moved(registered(a_task(), ANOTHER), Move.DONE)
    case = report(dossier, "done")
    assert states(dossier) == [{"Sở Y tế": "done"}, {"Sở Y tế": "done"}]
    assert (lines(case), doubts(case)) == (["done"], [])


def test_where_all_is_ended_a_report_is_refused_and_looked_at() -> None:
    assert doubts(report(moved(registered(), Move.DONE))) == ["progress-refused"]


@pytest.mark.parametrize("state", ["in_progress", "submitted", "done"])
def test_a_report_on_what_was_withdrawn_is_looked_at_and_says_so(state: str) -> None:
    dossier = moved(registered(), Move.WITHDRAW)
    case = report(dossier, state)
    (doubt,) = case.wave.reviews
    assert (doubt["reason"], doubt["text"]) == ("progress-refused", "Nhiệm vụ đã được rút, không cập nhật được nữa.")
    assert (states(dossier), lines(case)) == ([{"Sở Y tế": "withdrawn"}], [])


def test_a_report_is_of_what_was_not_withdrawn_where_there_is_any() -> None:
    dossier = moved(registered(a_task(), ANOTHER), Move.WITHDRAW)
    assert doubts(report(dossier, "done")) == []
    assert states(dossier) == [{"Sở Y tế": "withdrawn"}, {"Sở Y tế": "done"}]


@pytest.mark.parametrize(
    ("before", "code", "asked"),
    [
        (Move.WITHDRAW, "06", ["progress-refused"]), (Move.WITHDRAW, "05", []), (Move.DONE, "06", []),
        (Move.DONE, "05", []),
    ],
)  # fmt: skip
def test_an_exchange_that_says_finished_of_what_was_withdrawn_is_looked_at(
    before: Move, code: str, asked: list[str]
) -> None:
    assert doubts(status(moved(registered(), before), code)) == asked


@pytest.mark.parametrize(
    ("state", "tasks", "asked"),
    [
        ("in_progress", 1, []), ("submitted", 1, []), ("done", 1, []),
        ("in_progress", 2, []), ("submitted", 2, ["progress-several"]), ("done", 2, ["progress-several"]),
    ],
)  # fmt: skip
def test_a_completion_that_may_mean_several_tasks_is_looked_at(state: str, tasks: int, asked: list[str]) -> None:
    assert doubts(report(registered(*(a_task(), ANOTHER)[:tasks]), state)) == asked


@pytest.mark.parametrize(("code", "asked"), [("05", []), ("06", ["progress-several"])])
def test_so_is_the_exchanges_word_that_all_is_finished(code: str, asked: list[str]) -> None:
    assert doubts(status(registered(a_task(), ANOTHER), code)) == asked


@pytest.mark.parametrize(
    ("code", "state", "asked"),
    [
        ("01", "not_started", []), ("02", "not_started", ["status-asks"]), ("03", "not_started", []),
        ("04", "in_progress", []), ("05", "in_progress", []), ("06", "done", []),
        ("13", "not_started", ["status-asks"]), ("15", "not_started", []), ("16", "not_started", ["status-asks"]),
        ("99", "not_started", []),
    ],
)  # fmt: skip
def test_a_status_of_the_exchange_is_kept_and_says_progress_or_asks(code: str, state: str, asked: list[str]) -> None:
    dossier = registered()
    case = status(dossier, code)
    assert states(dossier) == [{"Sở Y tế": state}]
    assert (lines(case)[0], doubts(case)) == ("status_received", asked)
