"""What becomes of a notice after a send; when it is tried again."""

from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.notifier.channels.message import Outcome, Refused, Sent, TryLater, Unknown
from services.notifier.domain.backoff import Backoff
from services.notifier.domain.notice import Status
from services.notifier.outcomes import Now, Try, ended
from services.notifier.store.tries import Ended
from tests.unit.notifier.cases import NOW

ONE = UUID(int=1)
REAL = NOW + timedelta(days=400)
BACKOFF = Backoff(first=4, most=100)


def after(outcome: Outcome, left: int = 8, number: int = 1, repeatable: bool = False) -> Ended:
    return ended(Try(ONE, number, left, repeatable), outcome, BACKOFF, Now(NOW, REAL, 0.0))


def test_what_was_sent_is_sent_in_domain_time() -> None:
    assert after(Sent("250 ok")) == Ended(ONE, 1, Status.SENT, "sent", "250 ok", sent_at=NOW)


def test_what_was_refused_has_failed_and_says_why() -> None:
    assert after(Refused("550 no")) == Ended(ONE, 1, Status.FAILED, "refused", "550 no")


def test_what_may_come_later_is_tried_again_in_real_time() -> None:
    again = after(TryLater("451"))
    assert (again.status, again.outcome, again.due_at) == (Status.SCHEDULED, "later", REAL + timedelta(seconds=2))


def test_the_last_try_fails() -> None:
    assert after(TryLater("451"), left=1) == Ended(ONE, 1, Status.FAILED, "later", "451")


def test_retry_after_is_kept() -> None:
    assert after(TryLater("503", 60.0)).due_at == REAL + timedelta(seconds=60)


def test_an_unknown_outcome_stays_unknown_unless_it_may_be_repeated() -> None:
    assert after(Unknown("cut")) == Ended(ONE, 1, Status.UNKNOWN, "unknown", "cut")
    assert after(Unknown("cut"), repeatable=True).status is Status.SCHEDULED
    assert after(Unknown("cut"), left=1, repeatable=True) == Ended(ONE, 1, Status.UNKNOWN, "unknown", "cut")


@pytest.mark.parametrize(("attempt", "least", "most"), [(1, 2, 4), (2, 4, 8), (3, 8, 16), (6, 50, 100), (90, 50, 100)])
def test_waits_double_up_to_the_most_and_are_spread(attempt: int, least: float, most: float) -> None:
    assert BACKOFF.delay(attempt, 0.0) == least
    assert BACKOFF.delay(attempt, 0.999) <= most
    assert BACKOFF.delay(attempt, 0.999) > BACKOFF.delay(attempt, 0.0)


@given(st.integers(1, 1000), st.floats(0, 0.999), st.none() | st.floats(0, 1e9))
def test_a_wait_is_never_longer_than_the_most_nor_nothing(attempt: int, chance: float, asked: float | None) -> None:
    assert 0 < BACKOFF.delay(attempt, chance, asked) <= 100
