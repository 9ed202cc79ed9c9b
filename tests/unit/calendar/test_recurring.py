"""Recurring duties: each period its own occurrence with its own due instant."""

from datetime import UTC, date, datetime, time
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.tracker.calendar.due import VIETNAM, DuePolicy, DueWarning
from services.tracker.calendar.recurring import BadRule, next_occurrence, occurrences
from services.tracker.calendar.working import builtin
from services.tracker.domain.deadline import Deadline, Kind

CALENDAR = builtin()
POLICY = DuePolicy()
START = date(2026, 11, 16)


def viet_nam(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=VIETNAM)


def recurring(rrule: str, *, at: str | None = None, inclusive: bool = True) -> Deadline:
    hour = time.fromisoformat(at) if at else None
    return Deadline(kind=Kind.RECURRING, text="", rule="test", rrule=rrule, at=hour, inclusive=inclusive)


def first(rrule: str, count: int = 3, start: date = START) -> list[str]:
    found = islice(occurrences(recurring(rrule), start, CALENDAR, POLICY), count)
    return [one.on.isoformat() for one in found]


@pytest.mark.parametrize(
    ("rrule", "days"),
    [
        pytest.param("FREQ=WEEKLY;BYDAY=FR", ["2026-11-20", "2026-11-27", "2026-12-04"], id="thứ 6 hàng tuần"),
        pytest.param("FREQ=MONTHLY;BYMONTHDAY=25", ["2026-11-25", "2026-12-25", "2027-01-25"], id="ngày 25 hàng tháng"),
        pytest.param(
            "FREQ=YEARLY;BYMONTH=11;BYMONTHDAY=10", ["2027-11-10", "2028-11-10", "2029-11-10"], id="10/11 hằng năm"
        ),
        pytest.param("FREQ=YEARLY", ["2026-12-31", "2027-12-31", "2028-12-31"], id="hằng năm"),
        pytest.param("FREQ=MONTHLY", ["2026-11-30", "2026-12-31", "2027-01-31"], id="hằng tháng"),
        pytest.param("FREQ=MONTHLY;INTERVAL=3", ["2026-12-31", "2027-03-31", "2027-06-30"], id="hằng quý"),
        pytest.param("FREQ=MONTHLY;INTERVAL=6", ["2026-12-31", "2027-06-30", "2027-12-31"], id="6 tháng"),
        pytest.param("FREQ=WEEKLY", ["2026-11-22", "2026-11-29", "2026-12-06"], id="hằng tuần"),
        pytest.param("FREQ=DAILY", ["2026-11-16", "2026-11-17", "2026-11-18"], id="hằng ngày"),
        pytest.param(
            "FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=3", ["2027-01-03", "2027-04-03", "2027-07-03"], id="ngày 03 sau quý"
        ),
        pytest.param(
            "FREQ=MONTHLY;INTERVAL=6;BYMONTHDAY=3", ["2027-01-03", "2027-07-03", "2028-01-03"], id="sau 6 tháng"
        ),
        pytest.param("FREQ=YEARLY;BYMONTHDAY=3", ["2027-01-03", "2028-01-03", "2029-01-03"], id="ngày 03 sau năm"),
        pytest.param("FREQ=YEARLY;BYMONTH=11", ["2026-11-30", "2027-11-30", "2028-11-30"], id="tháng 11 hằng năm"),
        pytest.param("FREQ=YEARLY;BYMONTH=2", ["2027-02-28", "2028-02-29", "2029-02-28"], id="tháng 2 hằng năm"),
        pytest.param("FREQ=MONTHLY;BYDAY=-1FR", ["2026-11-27", "2026-12-25", "2027-01-29"], id="thứ sáu cuối tháng"),
        pytest.param("FREQ=MONTHLY;BYMONTHDAY=-1", ["2026-11-30", "2026-12-31", "2027-01-31"], id="ngày cuối tháng"),
        pytest.param("RRULE:FREQ=WEEKLY;BYDAY=MO", ["2026-11-16", "2026-11-23", "2026-11-30"], id="with its name"),
        pytest.param(
            "FREQ=YEARLY;BYMONTH=6,12;BYMONTHDAY=15", ["2026-12-15", "2027-06-15", "2027-12-15"], id="two days a year"
        ),
    ],
)
def test_a_rule_gives_its_days(rrule: str, days: list[str]) -> None:
    assert first(rrule) == days


def test_the_thirty_first_of_a_short_month_is_its_last_day() -> None:
    found = first("FREQ=MONTHLY;BYMONTHDAY=31", 5, date(2027, 1, 1))
    assert found == ["2027-01-31", "2027-02-28", "2027-03-31", "2027-04-30", "2027-05-31"]
    assert first("FREQ=MONTHLY;BYMONTHDAY=30", 2, date(2028, 2, 1)) == ["2028-02-29", "2028-03-30"]
    assert first("FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=31", 1) == ["2026-12-31"]
    assert first("FREQ=YEARLY;BYMONTH=6,12;BYMONTHDAY=31", 2) == ["2026-12-31", "2027-06-30"]


@pytest.mark.parametrize(
    ("deadline", "due"),
    [
        pytest.param(recurring("FREQ=WEEKLY;BYDAY=FR", at="15:00"), "2026-11-20T15:00", id="trước 15h thứ 6 hàng tuần"),
        pytest.param(
            recurring("FREQ=MONTHLY;BYMONTHDAY=25", inclusive=False), "2026-11-25T00:00", id="trước ngày 25 hàng tháng"
        ),
        pytest.param(recurring("FREQ=MONTHLY;BYMONTHDAY=25"), "2026-11-26T00:00", id="ngày 25 hàng tháng"),
        pytest.param(
            recurring("FREQ=YEARLY;BYMONTH=11;BYMONTHDAY=10", inclusive=False),
            "2027-11-10T00:00",
            id="trước ngày 10 tháng 11 hằng năm",
        ),
    ],
)
def test_each_period_has_its_due_instant(deadline: Deadline, due: str) -> None:
    found = next_occurrence(deadline, viet_nam("2026-11-16T09:00"), CALENDAR, POLICY)
    assert found is not None
    assert found.due.due_at == viet_nam(due)


def test_two_cycles_of_one_sentence_are_two_duties() -> None:
    monthly = next_occurrence(
        recurring("FREQ=MONTHLY;BYMONTHDAY=10", inclusive=False), viet_nam("2026-11-16T09:00"), CALENDAR, POLICY
    )
    yearly = next_occurrence(
        recurring("FREQ=YEARLY;BYMONTH=11;BYMONTHDAY=10", inclusive=False),
        viet_nam("2026-11-16T09:00"),
        CALENDAR,
        POLICY,
    )
    assert monthly is not None
    assert yearly is not None
    assert (monthly.period, yearly.period) == ("2026-12", "2027")


def test_the_next_occurrence_falls_due_later_than_the_instant() -> None:
    deadline = recurring("FREQ=WEEKLY;BYDAY=FR", at="15:00")
    before = next_occurrence(deadline, viet_nam("2026-11-20T14:59"), CALENDAR, POLICY)
    after = next_occurrence(deadline, viet_nam("2026-11-20T15:00"), CALENDAR, POLICY)
    assert before is not None
    assert after is not None
    assert (before.on, after.on) == (date(2026, 11, 20), date(2026, 11, 27))


def test_an_inclusive_day_is_still_to_come_on_that_day() -> None:
    found = next_occurrence(recurring("FREQ=MONTHLY;BYMONTHDAY=25"), viet_nam("2026-11-25T23:59"), CALENDAR, POLICY)
    assert found is not None
    assert found.on == date(2026, 11, 25)


def test_a_period_on_a_day_off_does_not_move_but_warns() -> None:
    found = next_occurrence(
        recurring("FREQ=YEARLY;BYMONTH=11;BYMONTHDAY=24"), viet_nam("2026-11-16T09:00"), CALENDAR, POLICY
    )
    assert found is not None
    assert found.on == date(2026, 11, 24)
    assert found.due.warnings == (DueWarning.FIXED_ON_DAY_OFF,)


def test_a_rule_with_an_end_ends() -> None:
    deadline = recurring("FREQ=MONTHLY;BYMONTHDAY=25;UNTIL=20261231")
    assert next_occurrence(deadline, viet_nam("2026-12-26T09:00"), CALENDAR, POLICY) is None


@pytest.mark.parametrize(
    ("rrule", "label"),
    [
        ("FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=10", "2026"),
        ("FREQ=MONTHLY;BYMONTHDAY=25", "2026-11"),
        ("FREQ=MONTHLY;INTERVAL=3", "2026-Q4"),
        ("FREQ=MONTHLY;INTERVAL=6", "2026-H2"),
        ("FREQ=WEEKLY;BYDAY=FR", "2026-W47"),
        ("FREQ=DAILY", "2026-11-16"),
        ("FREQ=MONTHLY;BYMONTHDAY=10,25", "2026-11-25"),
    ],
)
def test_a_period_has_a_label(rrule: str, label: str) -> None:
    found = next(occurrences(recurring(rrule), START, CALENDAR, POLICY))
    assert found.period == label


RULES = st.sampled_from(
    [
        "FREQ=WEEKLY;BYDAY=FR",
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO",
        "FREQ=MONTHLY;BYMONTHDAY=31",
        "FREQ=MONTHLY;INTERVAL=3",
        "FREQ=MONTHLY;INTERVAL=5;BYMONTHDAY=10",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=28",
        "FREQ=MONTHLY;BYMONTHDAY=10,25",
    ]
)
STARTS = st.dates(date(2016, 1, 1), date(2030, 1, 1))


@given(RULES, STARTS)
def test_no_two_periods_have_one_label(rrule: str, start: date) -> None:
    labels = [one.period for one in islice(occurrences(recurring(rrule), start, CALENDAR, POLICY), 12)]
    assert len(set(labels)) == len(labels)


@given(RULES, STARTS, st.integers(0, 800))
def test_the_days_do_not_depend_on_where_one_begins_to_look(rrule: str, start: date, later: int) -> None:
    second = date.fromordinal(start.toordinal() + later)
    from_second = first(rrule, 3, second)
    assert from_second == [on for on in first(rrule, 160, start) if on >= second.isoformat()][:3]


@given(RULES, st.datetimes(datetime(2016, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)))
def test_the_occurrences_follow_one_another(rrule: str, after: datetime) -> None:
    deadline = recurring(rrule, inclusive=False)
    one = next_occurrence(deadline, after, CALENDAR, POLICY)
    assert one is not None
    assert one.due.due_at is not None
    other = next_occurrence(deadline, one.due.due_at, CALENDAR, POLICY)
    assert other is not None
    assert other.due.due_at is not None
    assert after < one.due.due_at < other.due.due_at


@pytest.mark.parametrize(
    "rrule",
    ["", "hằng tháng", "FREQ=SECONDLY", "FREQ=MONTHLY;BYMONTHDAY=x", "FREQ=MONTHLY;INTERVAL=0", "FREQ=WEEKLY;BYDAY=XX"],
)
def test_a_rule_that_cannot_be_read_says_so(rrule: str) -> None:
    with pytest.raises(BadRule):
        first(rrule)
