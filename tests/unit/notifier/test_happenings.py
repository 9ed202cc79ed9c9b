"""What an event of the tracker means for those who must be told."""

import pytest

from services.notifier.domain.notice import Reason
from services.notifier.happenings import told
from shared.events import Event
from tests.builders_notifier import a_fact, an_assignment


def reasons(event: Event) -> list[Reason]:
    heard = told(event)
    assert heard
    return [happening.reason for happening in heard.happenings]


@pytest.mark.parametrize(
    ("fact", "reason"),
    [
        ("registered", Reason.ASSIGNED),
        ("handed_over", Reason.ASSIGNED),
        ("deadline_changed", Reason.DEADLINE_CHANGED),
        ("returned", Reason.RETURNED),
        ("accepted", Reason.ACCEPTED),
        ("withdrawn", Reason.WITHDRAWN),
    ],
)
def test_a_fact_is_told_under_its_reason(fact: str, reason: Reason) -> None:
    assert reasons(a_fact(fact)) == [reason]


@pytest.mark.parametrize("fact", ["registered", "handed_over", "deadline_changed"])
def test_what_concerns_open_assignments_alone_is_not_told_to_those_whose_part_is_over(fact: str) -> None:
    done, gone = an_assignment(state="done"), an_assignment("Sở Tài chính", state="withdrawn")
    assert reasons(a_fact(fact, done, gone)) == []


@pytest.mark.parametrize("fact", ["reclassified", "progressed", "submitted", "done", "overdue"])
def test_other_facts_are_heard_and_told_to_nobody(fact: str) -> None:
    assert reasons(a_fact(fact)) == []
