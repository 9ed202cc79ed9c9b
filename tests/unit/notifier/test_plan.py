"""What becomes of the notices of one claim."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any, cast
from uuid import UUID

from services.notifier.domain.notice import Reason, Status
from services.notifier.domain.standing import Sibling, Silence, Standing
from services.notifier.plan import A_MOMENT, Circumstances, Plan, plan
from services.notifier.store.queue import Candidate
from tests.unit.notifier.cases import ASSIGNMENT, NOW, SNV, TASK

KIN = (ASSIGNMENT, "vt@snv.example", "email")


def a_candidate(
    number: int = 1, standing: Standing | None = None, urgency: str = "normal", **changed: Any
) -> Candidate:
    values: dict[str, Any] = {
        "id": UUID(int=number), "reason": "upcoming", "deadline_version": 1, "task_id": TASK, "agency_id": SNV,
        "recipient_key": "vt@snv.example", "subject_id": ASSIGNMENT, "channel": "email", "owner": None,
        "because": "Bước -3wd.", "payload": f'{{"task": {{"urgency": "{urgency}"}}}}',
    }  # fmt: skip
    return Candidate(cast(Any, SimpleNamespace(**values | changed)), standing)


def planned(*found: Candidate, repeatable: bool = False, **changed: Any) -> Plan:
    values: dict[str, Any] = {"siblings": {}, "silences": ()} | changed
    return plan(found, Circumstances(values.pop("siblings"), values.pop("silences"), repeatable, NOW, **values))


def test_a_good_notice_is_sent() -> None:
    made = planned(one := a_candidate())
    assert (made.send, made.closed, made.later) == ([one], [], [])


def test_one_that_lost_its_point_is_closed_with_the_reason_added() -> None:
    made = planned(a_candidate(standing=Standing("done", 1)))
    assert [(closed.status, closed.because) for _, closed in made.closed] == [
        (Status.SUPPRESSED, "Bước -3wd. Không gửi vì nhiệm vụ đã hoàn thành.")
    ]


def test_a_lost_one_is_unknown_unless_it_may_be_repeated() -> None:
    lost = a_candidate(owner="somebody")
    assert [closed.status for _, closed in planned(lost).closed] == [Status.UNKNOWN]
    assert planned(lost, repeatable=True).send == [lost]


def test_a_lost_one_that_lost_its_point_as_well_is_not_repeated() -> None:
    lost = a_candidate(owner="somebody", standing=Standing("withdrawn", 1))
    assert [closed.status for _, closed in planned(lost, repeatable=True).closed] == [Status.SUPPRESSED]


def test_of_two_steps_claimed_together_only_the_later_is_sent() -> None:
    first, second = a_candidate(1), a_candidate(2, reason="due")
    kin = {KIN: [Sibling(c.id, Reason(c.row.reason), Status.SCHEDULED, 1, NOW) for c in (first, second)]}
    made = planned(first, second, siblings=kin)
    assert made.send == [second]
    assert [closed.status for _, closed in made.closed] == [Status.SUPERSEDED]


def test_a_step_claimed_with_its_assignment_waits_a_moment() -> None:
    assigned, step = a_candidate(1, reason="assigned"), a_candidate(2)
    kin = {KIN: [Sibling(c.id, Reason(c.row.reason), Status.SCHEDULED, 1, NOW) for c in (assigned, step)]}
    made = planned(assigned, step, siblings=kin)
    assert (made.send, made.later) == ([assigned], [(step, NOW + A_MOMENT)])


def test_siblings_to_other_recipients_do_not_matter() -> None:
    other = {(ASSIGNMENT, "gd@snv.example", "email"): [Sibling(UUID(int=9), Reason.DUE, Status.SENT, 1, None)]}
    assert len(planned(a_candidate(), siblings=other).send) == 1


def test_in_quiet_hours_only_the_urgent_goes_out() -> None:
    calm, urgent = a_candidate(1), a_candidate(2, urgency="express", subject_id=TASK)
    made = planned(calm, urgent, quiet=timedelta(minutes=10))
    assert (made.send, made.later) == ([urgent], [(calm, NOW + timedelta(minutes=10))])


def test_a_silenced_one_is_suppressed_even_in_quiet_hours() -> None:
    silence = Silence(SNV, None, None, "kiểm kê")
    made = planned(a_candidate(), silences=(silence,), quiet=timedelta(minutes=10))
    assert [closed.status for _, closed in made.closed] == [Status.SUPPRESSED]


def test_one_that_waits_for_an_earlier_one_is_looked_at_when_that_is_due_and_not_before() -> None:
    at = NOW + timedelta(minutes=5)
    kin = {KIN: [Sibling(UUID(int=1), Reason.ASSIGNED, Status.SCHEDULED, 1, at)]}
    step = a_candidate(2)
    assert planned(step, siblings=kin).later == [(step, at)]


def test_one_that_waits_for_an_earlier_one_on_its_way_is_looked_at_in_a_moment() -> None:
    kin = {KIN: [Sibling(UUID(int=1), Reason.ASSIGNED, Status.SCHEDULED, 1, None)]}
    step = a_candidate(2)
    assert planned(step, siblings=kin).later == [(step, NOW + A_MOMENT)]
