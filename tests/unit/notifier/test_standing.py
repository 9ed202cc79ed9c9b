"""A due notice is looked at again before it is sent."""

from datetime import timedelta
from uuid import UUID

import pytest

from services.notifier.domain.notice import Reason, Status
from services.notifier.domain.standing import Drop, Due, Hold, Send, Sibling, Silence, Standing, Verdict, judge
from tests.unit.notifier.cases import NOW, SNV, STC, TASK

OPEN = Standing("in_progress", 1)
ME = UUID(int=100)
EARLIER, LATER = UUID(int=50), UUID(int=150)
STEPS = [Reason.UPCOMING, Reason.DUE, Reason.OVERDUE]


def a_due(reason: Reason = Reason.UPCOMING, version: int = 1) -> Due:
    return Due(ME, reason, version, TASK, SNV, "vt@snv.example")


def a_sibling(identity: UUID, reason: Reason, status: Status = Status.SCHEDULED, version: int = 1) -> Sibling:
    return Sibling(identity, reason, status, version, NOW + timedelta(minutes=5))


def status_of(verdict: Verdict) -> Status:
    assert isinstance(verdict, Drop)
    return verdict.status


@pytest.mark.parametrize("reason", [reason for reason in Reason if reason is not Reason.NO_ADDRESS])
@pytest.mark.parametrize("state", ["not_started", "in_progress"])
def test_while_the_assignment_is_open_everything_goes_out(reason: Reason, state: str) -> None:
    assert judge(a_due(reason), Standing(state, 1), (), ()) == Send()


@pytest.mark.parametrize("reason", STEPS)
@pytest.mark.parametrize("state", ["done", "withdrawn", "submitted"])
def test_steps_of_what_is_done_withdrawn_or_submitted_are_suppressed(reason: Reason, state: str) -> None:
    assert status_of(judge(a_due(reason), Standing(state, 1), (), ())) is Status.SUPPRESSED


@pytest.mark.parametrize("reason", [*STEPS, Reason.DEADLINE_CHANGED])
def test_what_belongs_to_an_old_deadline_is_suppressed(reason: Reason) -> None:
    assert status_of(judge(a_due(reason), Standing("in_progress", 2), (), ())) is Status.SUPPRESSED


@pytest.mark.parametrize(
    ("reason", "state", "sent"),
    [
        (Reason.ASSIGNED, "withdrawn", False),
        (Reason.ASSIGNED, "done", True),
        (Reason.RETURNED, "withdrawn", False),
        (Reason.ACCEPTED, "done", True),
        (Reason.WITHDRAWN, "withdrawn", True),
        (Reason.RECALLED, "withdrawn", True),
        (Reason.DEADLINE_CHANGED, "done", False),
        (Reason.DEADLINE_CHANGED, "submitted", True),
    ],
)
def test_facts_lose_their_point_only_where_they_would_be_untrue(reason: Reason, state: str, sent: bool) -> None:
    verdict = judge(a_due(reason), Standing(state, 1), (), ())
    assert isinstance(verdict, Send) is sent


def test_what_nothing_is_known_of_is_believed() -> None:
    assert judge(a_due(), None, (), ()) == Send()


@pytest.mark.parametrize("status", [Status.SCHEDULED, Status.SENT])
def test_a_later_step_supersedes_an_unsent_one(status: Status) -> None:
    later = a_sibling(LATER, Reason.OVERDUE, status)
    assert status_of(judge(a_due(), OPEN, (later,), ())) is Status.SUPERSEDED


def test_a_later_step_that_itself_failed_supersedes_nothing() -> None:
    later = a_sibling(LATER, Reason.DUE, Status.FAILED)
    assert judge(a_due(), OPEN, (later,), ()) == Send()


def test_a_step_of_another_deadline_supersedes_nothing() -> None:
    later = a_sibling(LATER, Reason.DUE, version=2)
    assert judge(a_due(), OPEN, (later,), ()) == Send()


def test_assigned_goes_before_the_steps() -> None:
    assigned = a_sibling(EARLIER, Reason.ASSIGNED)
    assert judge(a_due(), OPEN, (assigned,), ()) == Hold(assigned.due_at)
    sent = a_sibling(EARLIER, Reason.ASSIGNED, Status.SENT)
    assert judge(a_due(), OPEN, (sent,), ()) == Send()


def test_a_step_does_not_wait_for_an_earlier_step() -> None:
    assert judge(a_due(Reason.DUE), OPEN, (a_sibling(EARLIER, Reason.UPCOMING),), ()) == Send()


def test_nothing_waits_for_what_will_never_be_sent() -> None:
    gone = Standing("withdrawn", 1)
    assert judge(a_due(Reason.WITHDRAWN), gone, (a_sibling(EARLIER, Reason.ASSIGNED),), ()) == Send()


@pytest.mark.parametrize(
    ("silence", "covered"),
    [
        (Silence(SNV, None, None, "đang kiểm kê"), True),
        (Silence(None, TASK, None, "đang kiểm kê"), True),
        (Silence(None, None, "vt@snv.example", "đang kiểm kê"), True),
        (Silence(SNV, TASK, "vt@snv.example", "đang kiểm kê"), True),
        (Silence(STC, None, None, "đang kiểm kê"), False),
        (Silence(SNV, None, "gd@snv.example", "đang kiểm kê"), False),
    ],
)
def test_a_silence_covers_what_matches_all_its_fields(silence: Silence, covered: bool) -> None:
    verdict = judge(a_due(), OPEN, (), (silence,))
    assert isinstance(verdict, Drop) is covered
    if isinstance(verdict, Drop):
        assert verdict.status is Status.SUPPRESSED
        assert "đang kiểm kê" in verdict.because


def test_an_alarm_is_not_silenced() -> None:
    assert judge(a_due(Reason.NO_ADDRESS), None, (), (Silence(SNV, None, None, "x"),)) == Send()


def test_a_changed_deadline_of_what_was_withdrawn_is_suppressed_because_it_was_withdrawn() -> None:
    verdict = judge(a_due(Reason.DEADLINE_CHANGED), Standing("withdrawn", 1), (), ())
    assert isinstance(verdict, Drop)
    assert "đã được rút" in verdict.because


@pytest.mark.parametrize("reason", [Reason.DEADLINE_CHANGED, Reason.RETURNED, Reason.ASSIGNED])
@pytest.mark.parametrize("status", [Status.SCHEDULED, Status.SENT])
def test_a_later_notice_that_is_no_step_takes_no_steps_place(reason: Reason, status: Status) -> None:
    assert judge(a_due(), OPEN, (a_sibling(LATER, reason, status),), ()) == Send()
