"""When deadlines fall due: every example of DOMAIN §4 is a row here."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.tracker.calendar.days import CalendarDay, DayKind
from services.tracker.calendar.due import VIETNAM, Bases, Due, DuePolicy, DueWarning, end_of_day, last_day_of, resolve
from services.tracker.calendar.working import builtin
from services.tracker.domain.deadline import Basis, Deadline, Kind, Precision

CALENDAR = builtin()
POLICY = DuePolicy()
NOTHING = Bases()


def viet_nam(text: str) -> datetime:
    """An instant written as Viet Nam's time."""
    return datetime.fromisoformat(text).replace(tzinfo=VIETNAM)


def absolute(on: str, *, at: str | None = None, inclusive: bool = True, text: str = "") -> Deadline:
    return Deadline(
        kind=Kind.ABSOLUTE,
        text=text,
        rule="test",
        on=date.fromisoformat(on),
        at=time.fromisoformat(at) if at else None,
        inclusive=inclusive,
        precision=Precision.MINUTE if at else Precision.DAY,
    )


def relative(
    duration: str, *, working: bool = False, basis: Basis | None = Basis.RECEIPT, at: str | None = None
) -> Deadline:
    return Deadline(
        kind=Kind.RELATIVE,
        text="",
        rule="test",
        duration=duration,
        working_days=working,
        basis=basis,
        at=time.fromisoformat(at) if at else None,
    )


def received(on: str, at: str = "09:00") -> Bases:
    return Bases(received_at=viet_nam(f"{on}T{at}"))


@pytest.mark.parametrize(
    ("deadline", "due", "last"),
    [
        pytest.param(absolute("2017-09-25", inclusive=False), "2017-09-25T00:00", "2017-09-24", id="trước ngày D"),
        pytest.param(absolute("2026-11-25"), "2026-11-26T00:00", "2026-11-25", id="chậm nhất ngày D"),
        pytest.param(absolute("2026-11-20", at="15:00"), "2026-11-20T15:00", "2026-11-20", id="trước 15h ngày D"),
        pytest.param(
            absolute("2026-11-20", at="15:00", inclusive=False),
            "2026-11-20T15:00",
            "2026-11-20",
            id="trước 15h, strict",
        ),
        pytest.param(absolute("2026-11-20", at="00:00"), "2026-11-20T00:00", "2026-11-19", id="0h ngày D"),
        pytest.param(absolute("2026-11-20", at="07:00"), "2026-11-20T07:00", "2026-11-20", id="trước 7h ngày D"),
        pytest.param(absolute("2026-11-30"), "2026-12-01T00:00", "2026-11-30", id="trước tháng 12 = 30/11"),
        pytest.param(absolute("2026-12-31"), "2027-01-01T00:00", "2026-12-31", id="quý IV, năm 2026"),
        pytest.param(absolute("2024-02-29"), "2024-03-01T00:00", "2024-02-29", id="tháng 2 năm nhuận"),
    ],
)
def test_a_fixed_deadline_is_an_instant(deadline: Deadline, due: str, last: str) -> None:
    found = resolve(deadline, NOTHING, CALENDAR, POLICY)
    assert found.due_at == viet_nam(due)
    assert found.last_day == date.fromisoformat(last)
    assert found.confirmed


@pytest.mark.parametrize(
    ("receipt", "last"),
    [
        ("2017-09-08", "2017-09-13"),
        ("2017-08-31", "2017-09-06"),
        ("2026-08-28", "2026-09-07"),
        ("2026-08-19", "2026-08-22"),
        ("2026-02-13", "2026-02-25"),
        ("2026-11-20", "2026-11-26"),
    ],
)
def test_three_working_days_from_receipt_end_with_their_last_day(receipt: str, last: str) -> None:
    found = resolve(relative("P3D", working=True), received(receipt), CALENDAR, POLICY)
    day = date.fromisoformat(last)
    assert found.last_day == day
    assert found.due_at == viet_nam(f"{day + timedelta(days=1)}T00:00")
    assert found.confirmed is (day.year == 2017)


def test_an_instant_is_kept_in_utc() -> None:
    found = resolve(absolute("2026-11-25"), NOTHING, CALENDAR, POLICY)
    assert found.due_at == datetime(2026, 11, 25, 17, tzinfo=UTC)
    assert found.due_at is not None
    assert found.due_at.tzinfo is UTC


def test_the_day_of_receipt_is_the_day_in_viet_nam() -> None:
    late = Bases(received_at=datetime(2026, 11, 16, 17, 30, tzinfo=UTC))
    assert resolve(relative("P1D", working=True), late, CALENDAR, POLICY).last_day == date(2026, 11, 18)


@pytest.mark.parametrize(
    ("deadline", "bases", "last"),
    [
        pytest.param(relative("P5D"), received("2026-11-16"), "2026-11-23", id="Saturday 21 moves to Monday 23"),
        pytest.param(relative("P8D"), received("2026-11-16"), "2026-11-25", id="holiday 24 moves to 25"),
        pytest.param(relative("P4D"), received("2026-11-16"), "2026-11-20", id="a working day stays"),
        pytest.param(relative("P2D"), received("2026-08-20"), "2026-08-22", id="a make-up Saturday stays"),
        pytest.param(relative("P1M"), received("2026-01-31"), "2026-03-02", id="end of February on a Saturday"),
        pytest.param(
            relative("P6M", basis=Basis.ISSUE), Bases(date(2026, 5, 18)), "2026-11-18", id="months from issue"
        ),
        pytest.param(relative("P1Y", basis=Basis.EVENT), Bases(event_on=date(2025, 3, 3)), "2026-03-03", id="a year"),
        pytest.param(relative("P2W", basis=None), received("2026-11-16"), "2026-11-30", id="no basis said: receipt"),
        pytest.param(
            relative("-P5D", basis=Basis.EVENT),
            Bases(event_on=date(2026, 11, 25)),
            "2026-11-20",
            id="days before an event",
        ),
        pytest.param(
            relative("-P3D", basis=Basis.EVENT),
            Bases(event_on=date(2026, 11, 25)),
            "2026-11-20",
            id="counted back to a Sunday: the working day before",
        ),
        pytest.param(
            relative("-P2D", working=True, basis=Basis.EVENT),
            Bases(event_on=date(2026, 11, 26)),
            "2026-11-23",
            id="working days before an event, 24/11 off",
        ),
        pytest.param(
            relative("PT24H", working=True), received("2026-11-20"), "2026-11-26", id="24 working hours, 3 days"
        ),
        pytest.param(
            relative("PT4H", working=True), received("2026-11-20"), "2026-11-23", id="a part of a working day"
        ),
    ],
)
def test_a_period_ends_on_a_working_day(deadline: Deadline, bases: Bases, last: str) -> None:
    found = resolve(deadline, bases, CALENDAR, POLICY)
    assert found.last_day == date.fromisoformat(last)
    assert found.due_at == viet_nam(f"{last}T00:00") + timedelta(days=1)


def test_an_hour_of_the_last_day_of_a_period_is_kept() -> None:
    found = resolve(relative("P1D", working=True, at="15:00"), received("2026-11-20"), CALENDAR, POLICY)
    assert found.due_at == viet_nam("2026-11-23T15:00")
    assert found.last_day == date(2026, 11, 23)


def test_hours_run_from_the_minute_of_receipt_and_through_days_off() -> None:
    found = resolve(relative("PT24H"), received("2026-11-20", "16:45"), CALENDAR, POLICY)
    assert found.due_at == viet_nam("2026-11-21T16:45")
    assert found.last_day == date(2026, 11, 21)
    assert found.warnings == (DueWarning.FIXED_ON_DAY_OFF,)


@pytest.mark.parametrize(
    ("deadline", "bases", "due"),
    [
        (relative("PT24H", basis=Basis.ISSUE), Bases(issued_on=date(2026, 11, 16)), "2026-11-18T00:00"),
        (relative("-PT2H", basis=Basis.EVENT), Bases(event_on=date(2026, 11, 17)), "2026-11-16T22:00"),
    ],
)
def test_hours_from_a_day_without_an_hour_say_so(deadline: Deadline, bases: Bases, due: str) -> None:
    found = resolve(deadline, bases, CALENDAR, POLICY)
    assert found.due_at == viet_nam(due)
    assert DueWarning.HOURS_FROM_DAY in found.warnings


@pytest.mark.parametrize(
    ("deadline", "warning"),
    [
        (relative("P3D", basis=Basis.EVENT), DueWarning.EVENT_PENDING),
        (relative("PT2H", basis=Basis.EVENT), DueWarning.EVENT_PENDING),
        (relative("P3D", basis=Basis.RECEIPT), DueWarning.BASIS_UNKNOWN),
        (relative("P3D", basis=Basis.ISSUE), DueWarning.BASIS_UNKNOWN),
        (relative("ba ngày"), DueWarning.UNREADABLE),
        (relative("P99999999D"), DueWarning.UNREADABLE),
        (relative("P400Y"), DueWarning.UNREADABLE),
        (relative("P99999999D", working=True), DueWarning.UNREADABLE),
        (relative("PT99999999H"), DueWarning.UNREADABLE),
        (absolute("9999-12-31"), DueWarning.UNREADABLE),
        (absolute("0001-01-01"), DueWarning.UNREADABLE),
        (Deadline(kind=Kind.ABSOLUTE, text="", rule="test"), DueWarning.UNREADABLE),
        (Deadline(kind=Kind.RELATIVE, text="", rule="test"), DueWarning.UNREADABLE),
        (Deadline(kind=Kind.RECURRING, text="", rule="test", rrule="FREQ=YEARLY"), DueWarning.RECURRING),
    ],
)
def test_what_has_no_instant_yet_says_why(deadline: Deadline, warning: DueWarning) -> None:
    bases = NOTHING if warning is not DueWarning.UNREADABLE else received("2026-11-16")
    assert resolve(deadline, bases, CALENDAR, POLICY) == Due(None, None, True, (warning,))


def test_an_event_ends_the_waiting() -> None:
    deadline = relative("P7D", working=True, basis=Basis.EVENT)
    assert resolve(deadline, received("2026-11-02"), CALENDAR, POLICY).due_at is None
    known = Bases(received_at=viet_nam("2026-11-02T09:00"), event_on=date(2026, 11, 12))
    assert resolve(deadline, known, CALENDAR, POLICY).last_day == date(2026, 11, 23)


@pytest.mark.parametrize("on", ["2026-11-24", "2026-11-21", "2026-02-17"])
def test_a_fixed_date_on_a_day_off_does_not_move_but_warns(on: str) -> None:
    found = resolve(absolute(on), NOTHING, CALENDAR, POLICY)
    assert found.last_day == date.fromisoformat(on)
    assert found.warnings == (DueWarning.FIXED_ON_DAY_OFF,)


def test_a_period_that_was_computed_in_an_unconfirmed_year_says_so() -> None:
    found = resolve(relative("P3D", working=True), received("2026-11-16"), CALENDAR, POLICY)
    assert (found.confirmed, found.warnings) == (False, (DueWarning.UNCONFIRMED_YEAR,))
    confirmed = CALENDAR.with_years({2026: True})
    assert resolve(relative("P3D", working=True), received("2026-11-16"), confirmed, POLICY).confirmed


def test_a_period_into_an_unconfirmed_year_is_unconfirmed() -> None:
    found = resolve(relative("P10D"), received("2025-12-29"), CALENDAR, POLICY)
    assert not found.confirmed


def test_a_period_out_of_an_unconfirmed_year_is_unconfirmed() -> None:
    only_the_end = CALENDAR.with_years({2026: False, 2027: True})
    assert not resolve(relative("P10D"), received("2026-12-29"), only_the_end, POLICY).confirmed
    both = only_the_end.with_years({2026: True})
    assert resolve(relative("P10D"), received("2026-12-29"), both, POLICY).confirmed


def test_a_changed_day_moves_the_periods_it_touches() -> None:
    swapped = CALENDAR.with_rows(
        [CalendarDay(date(2026, 11, 23), DayKind.OFF), CalendarDay(date(2026, 11, 28), DayKind.WORK)]
    )
    assert resolve(relative("P3D", working=True), received("2026-11-20"), swapped, POLICY).last_day == date(
        2026, 11, 27
    )
    assert resolve(relative("P5D", working=True), received("2026-11-20"), swapped, POLICY).last_day == date(
        2026, 11, 30
    )
    assert resolve(relative("P4D", working=True), received("2026-11-20"), swapped, POLICY).last_day == date(
        2026, 11, 28
    )


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("trước ngày 25/11/2026", "2026-11-26T00:00"),
        ("Trước ngày 25/11/2026", "2026-11-26T00:00"),
        ("2026-11-25", "2026-11-25T00:00"),
    ],
)
def test_the_lenient_reading_is_of_the_word_truoc_alone(text: str, due: str) -> None:
    lenient = DuePolicy(truoc_is_exclusive=False)
    deadline = absolute("2026-11-25", inclusive=False, text=text)
    assert resolve(deadline, NOTHING, CALENDAR, lenient).due_at == viet_nam(due)
    assert resolve(deadline, NOTHING, CALENDAR, POLICY).due_at == viet_nam("2026-11-25T00:00")


@pytest.mark.parametrize(
    ("deadline", "due"),
    [
        (absolute("2026-11-25"), "2026-11-25T17:00"),
        (absolute("2026-11-25", inclusive=False), "2026-11-24T17:00"),
        (absolute("2026-11-25", at="20:00"), "2026-11-25T20:00"),
        (relative("P3D", working=True), "2026-11-19T17:00"),
    ],
)
def test_a_day_may_end_at_close_of_business(deadline: Deadline, due: str) -> None:
    business = DuePolicy(day_ends="17:00")
    assert resolve(deadline, received("2026-11-16"), CALENDAR, business).due_at == viet_nam(due)


@pytest.mark.parametrize("text", ["24:01", "0:00", "25:00", "-1:00", "sáng", ""])
def test_a_day_cannot_end_just_any_time(text: str) -> None:
    with pytest.raises(ValueError, match=r"\S"):
        end_of_day(text)


def test_every_warning_has_its_vietnamese_sentence() -> None:
    assert all(warning.text.endswith(".") for warning in DueWarning)


RECEIPTS = st.datetimes(datetime(2016, 1, 1), datetime(2029, 12, 31), timezones=st.just(UTC))
LENGTHS = st.integers(1, 400)


@given(RECEIPTS, LENGTHS, st.booleans())
def test_a_longer_period_never_ends_earlier(receipt: datetime, length: int, working: bool) -> None:
    bases = Bases(received_at=receipt)
    shorter = resolve(relative(f"P{length}D", working=working), bases, CALENDAR, POLICY)
    longer = resolve(relative(f"P{length + 1}D", working=working), bases, CALENDAR, POLICY)
    assert shorter.due_at is not None
    assert longer.due_at is not None
    assert shorter.due_at <= longer.due_at


@given(RECEIPTS, st.timedeltas(timedelta(0), timedelta(days=60)), LENGTHS, st.sampled_from(["D", "M"]))
def test_who_receives_later_is_not_due_earlier(receipt: datetime, later: timedelta, length: int, unit: str) -> None:
    deadline = relative(f"P{min(length, 40)}{unit}")
    first = resolve(deadline, Bases(received_at=receipt), CALENDAR, POLICY)
    second = resolve(deadline, Bases(received_at=receipt + later), CALENDAR, POLICY)
    assert first.due_at is not None
    assert second.due_at is not None
    assert receipt < first.due_at <= second.due_at


@given(RECEIPTS, LENGTHS)
def test_working_days_of_a_period_count_back_to_its_receipt(receipt: datetime, length: int) -> None:
    found = resolve(relative(f"P{length}D", working=True), Bases(received_at=receipt), CALENDAR, POLICY)
    assert found.last_day is not None
    assert CALENDAR.between(receipt.astimezone(VIETNAM).date(), found.last_day) == length


@given(st.dates(date(1991, 1, 1), date(2199, 12, 30)), st.booleans())
def test_the_due_instant_follows_the_last_day_at_once(on: date, inclusive: bool) -> None:
    found = resolve(absolute(on.isoformat(), inclusive=inclusive), NOTHING, CALENDAR, POLICY)
    assert found.due_at is not None
    assert found.last_day == last_day_of(found.due_at) == (on if inclusive else on - timedelta(days=1))
    assert last_day_of(found.due_at + timedelta(microseconds=1)) == found.last_day + timedelta(days=1)
