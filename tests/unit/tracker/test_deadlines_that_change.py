"""A deadline changes: for whom it counts, and which steps are still told."""

from datetime import UTC, date, datetime

import pytest

from services.tracker.calendar.days import CalendarDay, DayKind
from services.tracker.calendar.working import WorkingCalendar, builtin
from services.tracker.domain.deadline import Deadline, Kind
from services.tracker.domain.status import Move, State
from services.tracker.recalculation import fingerprint, recompute
from services.tracker.register.case import Case
from services.tracker.register.stated import restored
from services.tracker.register.timely import retime, set_deadline
from services.tracker.store.records import Dossier, Part
from shared.config.policy import LadderRung, Policy
from shared.events.tasks import TaskFact
from tests.builders_tracker import a_task, facts, heard, lines, moved, registered, the_terms

LATER = Deadline(kind=Kind.ABSOLUTE, text="2026-12-31", rule="field.day", on=date(2026, 12, 31))
OLD, NEW = datetime(2026, 12, 15, 17, tzinfo=UTC), datetime(2026, 12, 31, 17, tzinfo=UTC)
CALENDAR = builtin().with_rows([CalendarDay(date(2026, 11, 18), DayKind.OFF)])
COUNTED = "trong 05 ngày làm việc kể từ ngày ban hành"


def put_off(dossier: Dossier) -> Case:
    case = heard()
    assert set_deadline(case, dossier, dossier.tasks[0], LATER, "gia hạn")
    return case


def in_force(part: Part) -> tuple[datetime, int]:
    return part.assignment["due_at"], part.assignment["deadline_version"]


@pytest.mark.parametrize(
    ("move", "counts"),
    [(Move.PROGRESS, True), (Move.SUBMIT, True), (Move.DONE, False), (Move.WITHDRAW, False)],
)
def test_a_new_deadline_counts_for_what_is_open(move: Move, counts: bool) -> None:
    dossier = moved(registered(a_task(coordinating=("Sở Tư pháp",))), move)
    case = put_off(dossier)
    ours, theirs = dossier.tasks[0].parts
    assert in_force(ours) == ((NEW, 2) if counts else (OLD, 1))
    assert in_force(theirs) == (NEW, 2)
    (event,) = case.wave.events
    told = [one.agency_name for one in TaskFact.model_validate_json(event.data).assignments]
    assert told == (["Sở Y tế", "Sở Tư pháp"] if counts else ["Sở Tư pháp"])


def test_what_is_submitted_stays_paused_and_a_return_begins_with_the_new_deadlines_steps() -> None:
    dossier = registered()
    (part,) = dossier.tasks[0].parts
    assert part.due
    part.schedule({**part.due, "reached": 1, "overdue_told": True})
    put_off(moved(dossier, Move.SUBMIT))
    assert (part.due["next_at"], part.due["deadline_version"]) == (None, 2)
    moved(dossier, Move.RETURN)
    assert (part.due["reached"], part.due["overdue_told"]) == (None, False)
    assert part.due["next_at"] == datetime(2026, 12, 28, 1, tzinfo=UTC)


@pytest.mark.parametrize(("state", "moves"), [(State.NOT_STARTED, True), (State.WITHDRAWN, False)])
def test_another_date_of_issue_moves_what_counts_from_it_unless_it_is_withdrawn(state: State, moves: bool) -> None:
    dossier = registered(a_task(deadline=COUNTED))
    (file,) = dossier.tasks
    file.task.set(withdrawn=state is State.WITHDRAWN)
    before = file.task["due_at"]
    dossier.document.set(issued_on=date(2026, 11, 16))
    case = heard()
    assert retime(case, dossier, file) is moves
    assert (file.task["due_at"] > before, facts(case)) == (moves, ["deadline_changed"] if moves else [])


def test_another_ladder_changes_what_open_work_waits_for_and_tells_nothing() -> None:
    dossier = registered()
    (part,) = dossier.tasks[0].parts
    part.due_known = True
    assert part.due
    assert part.due["next_at"] == datetime(2026, 12, 10, 1, tzinfo=UTC)
    case = heard(terms=the_terms(ladder=("-1wd",)))
    assert recompute(case, dossier) == []
    assert part.due["next_at"] == datetime(2026, 12, 14, 1, tzinfo=UTC)
    assert (facts(case), lines(case)) == ([], [])


def test_another_calendar_moves_what_counts_working_days_and_names_it() -> None:
    dossier = registered(a_task(deadline=COUNTED))
    (file,) = dossier.tasks
    file.parts[0].due_known = True
    (found,) = recompute(heard(terms=the_terms(CALENDAR)), dossier)
    assert (found.task_id, found.reference) == (file.task.id, "812/UBND-NC")
    assert found.new == file.task["last_day"].isoformat()


@pytest.mark.parametrize(
    "policy",
    [
        Policy(truoc_is_exclusive=False), Policy(day_ends="17:00"), Policy.model_validate({"notify_at": "07:30"}),
        Policy(ladder=(LadderRung(step="0", audience=("agency",)),)),
        Policy(ladder=(LadderRung(step="+1wd", audience=("agency",)),)),
        Policy(ladder=(LadderRung(step="+1wd", audience=("agency",), repeat="5wd"),)),
    ],
)  # fmt: skip
def test_whatever_moves_an_instant_has_open_deadlines_computed_again(policy: Policy) -> None:
    assert fingerprint(the_terms(), policy) != fingerprint(the_terms(), Policy())


@pytest.mark.parametrize("calendar", [
    CALENDAR, builtin().with_years({2026: True}), builtin().with_years({2025: False}),
    builtin().with_rows([CalendarDay(date(2026, 11, 18), DayKind.WORK)]),
])  # fmt: skip
def test_so_has_another_day_or_another_mark_of_a_year(calendar: WorkingCalendar) -> None:
    assert fingerprint(the_terms(calendar), Policy()) != fingerprint(the_terms(), Policy())


def test_who_is_told_and_below_what_one_doubts_move_no_instant() -> None:
    office = tuple(rung.model_copy(update={"audience": ("office",)}) for rung in Policy().ladder)
    assert fingerprint(the_terms(), Policy(ladder=office, review_below=0.5)) == fingerprint(the_terms(), Policy())


def test_the_same_terms_made_anew_compute_nothing_again() -> None:
    again = the_terms(builtin().with_years({2026: builtin().confirmed(2026)}))
    assert fingerprint(again, Policy()) == fingerprint(the_terms(), Policy())


def test_the_same_instant_in_other_words_is_no_new_deadline() -> None:
    dossier, case = registered(), heard()
    (file,) = dossier.tasks
    other = Deadline(kind=Kind.ABSOLUTE, text="15/12/2026", rule="field.day", on=date(2026, 12, 15))
    assert not set_deadline(case, dossier, file, other, None)
    assert (file.task["deadline"]["text"], in_force(file.parts[0])) == ("15/12/2026", (OLD, 1))
    assert (facts(case), lines(case)) == ([], [])


def test_a_recurring_duty_said_again_later_stays_at_its_occurrence() -> None:
    dossier = registered(a_task(deadline="trước ngày 25 hàng tháng"))
    (file,) = dossier.tasks
    due, period = file.task["due_at"], file.task["period"]
    assert due == datetime(2026, 11, 24, 17, tzinfo=UTC)
    later = heard(at=datetime(2026, 12, 20, tzinfo=UTC))
    assert not set_deadline(later, dossier, file, restored(file.task["deadline"]), None)
    assert (file.task["due_at"], file.task["period"]) == (due, period)


def test_without_a_stated_receipt_a_period_counts_from_the_acceptance() -> None:
    dossier = registered(a_task(deadline="trong 03 ngày làm việc kể từ ngày nhận được"))
    assert dossier.tasks[0].task["due_at"] == datetime(2026, 11, 19, 17, tzinfo=UTC)


def test_a_part_whose_waiting_row_is_not_known_is_not_computed_again() -> None:
    dossier = registered()
    (part,) = dossier.tasks[0].parts
    before = part.due
    assert recompute(heard(terms=the_terms(ladder=("-1wd",))), dossier) == []
    assert part.due == before


def test_a_day_on_and_a_day_off_are_two_calendars() -> None:
    on, off = (builtin().with_rows([CalendarDay(date(2026, 11, 18), kind)]) for kind in (DayKind.WORK, DayKind.OFF))
    assert fingerprint(the_terms(on), Policy()) != fingerprint(the_terms(off), Policy())


def test_a_step_that_repeats_is_another_ladder() -> None:
    once, often = (
        Policy(ladder=(LadderRung(step="+1wd", audience=("agency",), repeat=repeat),)) for repeat in (None, "5wd")
    )
    assert fingerprint(the_terms(), once) != fingerprint(the_terms(), often)
