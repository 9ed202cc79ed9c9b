"""Cutting a batch into waves."""

from datetime import UTC, datetime
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from shared.bus.waves import waves
from shared.events import Event, Subject, event

AT = datetime(2026, 11, 16, tzinfo=UTC)


def batch(keys: list[str]) -> list[Event]:
    return [event(Subject("tasks", key, "/s", AT), "task.done", str(n).encode()) for n, key in enumerate(keys)]


def said(wave: list[Event]) -> list[str]:
    return [one.key + one.data.decode() for one in wave]


def test_no_events_make_no_waves() -> None:
    assert waves([]) == []


def test_different_keys_go_in_one_wave_in_the_logs_order() -> None:
    assert [said(wave) for wave in waves(batch(["b", "a", "c"]))] == [["b0", "a1", "c2"]]


def test_the_second_of_a_key_waits_for_the_next_wave() -> None:
    assert [said(wave) for wave in waves(batch(["a", "b", "a", "c", "a"]))] == [["a0", "b1", "c3"], ["a2"], ["a4"]]


@given(st.lists(st.sampled_from("abcdef"), max_size=60))
def test_every_event_stands_in_one_wave_no_key_twice_and_each_key_in_order(keys: list[str]) -> None:
    events = batch(keys)
    cut = waves(events)
    flat = [one for wave in cut for one in wave]
    assert sorted(int(one.data) for one in flat) == list(range(len(keys)))
    assert all(len({one.key for one in wave}) == len(wave) for wave in cut)
    for key in set(keys):
        order = [int(one.data) for one in flat if one.key == key]
        assert all(before < after for before, after in pairwise(order))


@given(st.lists(st.sampled_from("abc"), min_size=1, max_size=30))
def test_there_are_as_many_waves_as_the_most_frequent_key_has_events(keys: list[str]) -> None:
    assert len(waves(batch(keys))) == max(keys.count(key) for key in keys)
