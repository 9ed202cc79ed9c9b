"""How sure a reading is: more where it stands on more, and never beyond what the documents allow."""

from dataclasses import replace
from datetime import date

import pytest

from services.tracker.domain.deadline import Deadline, Kind
from services.tracker.reading.confidence import WEIGHTS, Signs, confidence_of, features
from services.tracker.reading.grounds import Ground

LIMIT = Deadline(kind=Kind.ABSOLUTE, text="trước ngày 30/6/2024", rule="deadline.limit", on=date(2024, 6, 30))
PLAIN = Signs(
    ground=Ground.HEADED, deadline=None, length=200, sentences=0, named=True, listed=True, mid_line=False, report=None,
    unread_report=False, unread_date=False, noisy=False,
)  # fmt: skip


def test_a_listed_item_with_a_stated_date_is_sure() -> None:
    assert confidence_of(replace(PLAIN, deadline=LIMIT)) >= 0.9


@pytest.mark.parametrize(
    "doubtful",
    [
        replace(PLAIN, listed=False), replace(PLAIN, mid_line=True), replace(PLAIN, sentences=2),
        replace(PLAIN, ground=Ground.GENERAL), replace(PLAIN, length=40), replace(PLAIN, length=900),
        replace(PLAIN, report="duty.send"), replace(PLAIN, unread_report=True), replace(PLAIN, unread_date=True),
        replace(PLAIN, named=False), replace(PLAIN, noisy=True),
    ],
)  # fmt: skip
def test_each_sign_of_doubt_makes_it_less_sure(doubtful: Signs) -> None:
    assert confidence_of(doubtful) < confidence_of(PLAIN)


def test_a_date_that_was_read_is_no_unread_date() -> None:
    assert confidence_of(replace(PLAIN, deadline=LIMIT, unread_date=True)) == confidence_of(
        replace(PLAIN, deadline=LIMIT)
    )


def test_a_reading_with_every_doubt_keeps_the_least_confidence() -> None:
    worst = replace(
        PLAIN, ground=Ground.DUE, listed=False, mid_line=True, sentences=9, length=20, named=False, noisy=True,
        report="duty.send", unread_date=True,
    )  # fmt: skip
    assert confidence_of(worst) == 0.3


def test_every_sign_has_its_weight() -> None:
    assert set(features(PLAIN)) == set(WEIGHTS)
