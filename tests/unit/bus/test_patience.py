"""Waits between attempts, what is kept of a failure, and ages out of identifiers."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from shared.bus.age import age_of, first_of
from shared.bus.parked import DEAD, LONGEST_REASON, LONGEST_TRACEBACK, PARKED, Failure, Patience, text_of
from shared.events import Subject, event
from shared.ids import new_id

AT = datetime(2026, 11, 16, 1, tzinfo=UTC)


@pytest.mark.parametrize(("failed", "seconds"), [(1, 1), (2, 2), (3, 4), (6, 32), (9, 256), (10, 300), (5000, 300)])
def test_the_wait_doubles_up_to_the_longest(failed: int, seconds: int) -> None:
    assert Patience(8, 1, 300).wait(failed) == timedelta(seconds=seconds)


def test_before_its_last_attempt_an_event_waits_and_after_it_it_is_dead() -> None:
    patience = Patience(2, 1, 300)
    assert patience.fate(1, AT) == {"attempts": 1, "state": PARKED, "due_at": AT + timedelta(seconds=1)}
    assert patience.fate(2, AT) == {"attempts": 2, "state": DEAD, "died_at": AT}


def test_with_one_attempt_the_first_failure_is_the_last() -> None:
    assert Patience(1, 1, 300).fate(1, AT)["state"] == DEAD


def raised(words: str) -> Failure:
    try:
        raise ValueError(words)
    except ValueError as failure:
        return Failure.of(failure)


def test_a_failure_keeps_its_reason_and_where_it_happened() -> None:
    kept = raised("wrong number")
    assert kept.reason == "ValueError: wrong number"
    assert "raise ValueError(words)" in kept.traceback


def test_a_failure_is_kept_without_nul_and_not_endlessly() -> None:
    kept = raised("a\0b" + "x" * 100_000)
    assert "\0" not in kept.reason + kept.traceback
    assert len(kept.reason) <= LONGEST_REASON
    assert len(kept.traceback) <= LONGEST_TRACEBACK


def test_data_that_no_database_takes_as_text_is_mended() -> None:
    assert text_of(event(Subject("tasks", "k", "/s", AT), "task.done", b"a\0b\xff")) == "ab\ufffd"


def test_an_identifier_tells_its_age() -> None:
    number = UUID(int=first_of(AT).int | 7 << 76 | 1 << 63)
    assert age_of(number, AT + timedelta(seconds=90)) == pytest.approx(90)


def test_the_age_of_something_from_the_future_is_nought() -> None:
    assert age_of(UUID(int=first_of(AT).int | 7 << 76), AT - timedelta(hours=1)) == 0


def test_other_identifiers_have_no_age() -> None:
    assert age_of(uuid4(), AT) == 0


def test_what_is_made_later_sorts_after_the_first_of_an_instant() -> None:
    assert first_of(AT) < new_id() < first_of(AT + timedelta(days=365_000))
