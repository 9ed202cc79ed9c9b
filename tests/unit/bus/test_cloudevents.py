"""Events as Kafka records and back."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.bus.cloudevents import Place, Unreadable, event_from, headers_of
from shared.events import Event, Subject, event

AT = datetime(2026, 11, 16, 1, 2, 3, 456789, tzinfo=UTC)
TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


def made(key: str = "812/UBND-NC", trace: str | None = TRACE, time: datetime = AT) -> Event:
    return event(Subject("tasks", key, "/dondoc/H15/tracker", time, trace), "task.done", b'{"a": 1}')


def back(sent: Event) -> Event:
    return event_from("dondoc.tasks", sent.key.encode(), sent.data, headers_of(sent))


def test_the_headers_are_those_of_cloudevents_in_binary_mode() -> None:
    sent = made("số 5/ĐL")
    assert dict(headers_of(sent)) == {
        "ce_specversion": b"1.0",
        "ce_id": str(sent.id).encode(),
        "ce_type": b"vn.dondoc.task.done.v1",
        "ce_source": b"/dondoc/H15/tracker",
        "ce_subject": "số 5/ĐL".encode(),
        "ce_time": b"2026-11-16T01:02:03.456789Z",
        "content-type": b"application/json",
        "traceparent": TRACE.encode(),
    }


def test_without_a_trace_there_is_no_header_for_it() -> None:
    assert "traceparent" not in dict(headers_of(made(trace=None)))


@given(key=st.text(max_size=40), seconds=st.integers(0, 10**9), trace=st.sampled_from([None, TRACE]))
def test_an_event_comes_back_as_it_went(key: str, seconds: int, trace: str | None) -> None:
    sent = made(key, trace, AT + timedelta(seconds=seconds))
    assert back(sent) == sent


def test_the_time_goes_in_utc() -> None:
    sent = made(time=AT.astimezone(timezone(timedelta(hours=7))))
    assert dict(headers_of(sent))["ce_time"] == b"2026-11-16T01:02:03.456789Z"


@pytest.mark.parametrize("missing", ["ce_id", "ce_time", "ce_type", "ce_source"])
def test_a_record_without_its_attributes_is_unreadable(missing: str) -> None:
    headers = [header for header in headers_of(made()) if header[0] != missing]
    with pytest.raises(Unreadable):
        event_from("dondoc.tasks", b"k", b"{}", headers)


@pytest.mark.parametrize(
    ("name", "value"),
    [("ce_id", b"seven"), ("ce_id", b"\xff"), ("ce_time", b"yesterday"), ("ce_time", b"2026-11-16T01:02:03")],
)
def test_a_record_with_a_wrong_attribute_is_unreadable(name: str, value: bytes) -> None:
    headers = [(n, value if n == name else v) for n, v in headers_of(made())]
    with pytest.raises(Unreadable):
        event_from("dondoc.tasks", b"k", b"{}", headers)


def test_a_tombstone_has_empty_data_and_a_record_without_key_takes_the_subject() -> None:
    found = event_from("dondoc.agencies", None, None, headers_of(made("a1")))
    assert (found.topic, found.key, found.data) == ("agencies", "a1", b"")


def test_the_records_key_goes_before_the_subject() -> None:
    assert event_from("dondoc.tasks", b"key", b"{}", headers_of(made("subject"))).key == "key"


def test_an_unreadable_record_has_one_identifier_wherever_it_is_read_and_no_other_record_has_it() -> None:
    places = [Place("t", 0, 7, 1000), Place("t", 1, 7, 1000), Place("u", 0, 7, 1000), Place("t", 0, 8, 1000)]
    assert len({place.id() for place in places}) == len(places)
    assert [place.id() for place in places] == [Place(*vars(place).values()).id() for place in places]
