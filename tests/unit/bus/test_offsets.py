"""Offsets are committed beside the work, in order, and what fails is told to whoever settles next."""

import asyncio

import pytest

from shared.bus.offsets import Offsets


class Broker:
    """Keeps what is committed; a commit ends when it is let go."""

    def __init__(self) -> None:
        self.commits: list[dict[str, int]] = []
        self.go = asyncio.Event()
        self.failure: Exception | None = None

    async def commit(self, offsets: dict[str, int]) -> None:
        self.commits.append(offsets)
        await self.go.wait()
        if self.failure:
            raise self.failure


async def _begun() -> None:
    for _ in range(3):
        await asyncio.sleep(0)


async def test_nobody_waits_for_a_commit_and_the_next_takes_all_that_waits() -> None:
    broker = Broker()
    offsets = Offsets(broker.commit)
    offsets.settle({"a": 1})
    await _begun()
    offsets.settle({"a": 2, "b": 7})
    offsets.settle({"a": 3})
    await _begun()
    assert broker.commits == [{"a": 1}]
    broker.go.set()
    await offsets.ended()
    assert broker.commits == [{"a": 1}, {"a": 3, "b": 7}]


async def test_what_failed_is_told_when_more_is_settled() -> None:
    broker = Broker()
    offsets = Offsets(broker.commit)
    broker.failure = OSError("gone")
    broker.go.set()
    offsets.settle({"a": 1})
    await offsets.ended()
    broker.failure = None
    with pytest.raises(OSError, match="gone"):
        offsets.settle({"a": 2})
    await offsets.ended()
    assert broker.commits == [{"a": 1}, {"a": 2}]


async def test_closing_waits_for_a_commit_but_not_for_ever() -> None:
    broker = Broker()
    offsets = Offsets(broker.commit)
    offsets.settle({"a": 1})
    await _begun()
    offsets.settle({"a": 2})
    await offsets.close(0.01)
    broker.go.set()
    await _begun()
    assert broker.commits == [{"a": 1}]


async def test_a_commit_that_failed_harms_no_closing() -> None:
    broker = Broker()
    offsets = Offsets(broker.commit)
    broker.failure = OSError("gone")
    broker.go.set()
    offsets.settle({"a": 1})
    await offsets.close(1)
    offsets.settle({"a": 5})
    broker.failure = None
    await offsets.close(1)
    assert broker.commits == [{"a": 1}, {"a": 5}]


async def test_between_two_commits_time_goes_by_and_what_is_settled_meanwhile_is_one_commit() -> None:
    broker = Broker()
    broker.go.set()
    offsets = Offsets(broker.commit, every=0.02)
    for number in range(5):
        offsets.settle({"a": number})
        await _begun()
    assert broker.commits == [{"a": 0}]
    await asyncio.sleep(0.05)
    assert broker.commits == [{"a": 0}, {"a": 4}]


async def test_who_waits_for_the_end_does_not_wait_for_the_time_between() -> None:
    broker = Broker()
    broker.go.set()
    offsets = Offsets(broker.commit, every=3600.0)
    offsets.settle({"a": 1})
    await _begun()
    offsets.settle({"a": 2})
    await offsets.ended()
    assert broker.commits == [{"a": 1}, {"a": 2}]


async def test_closing_commits_what_was_settled_last() -> None:
    broker = Broker()
    broker.go.set()
    offsets = Offsets(broker.commit, every=3600.0)
    offsets.settle({"a": 1})
    await _begun()
    offsets.settle({"a": 2})
    await offsets.close(1.0)
    assert broker.commits == [{"a": 1}, {"a": 2}]


async def test_what_was_settled_before_the_closing_is_not_committed_after_it() -> None:
    broker = Broker()
    offsets = Offsets(broker.commit)
    offsets.settle({"a": 1})
    await _begun()
    offsets.settle({"b": 2})
    await offsets.close(0.01)
    broker.go.set()
    offsets.settle({"c": 3})
    await offsets.ended()
    assert broker.commits == [{"a": 1}, {"c": 3}]


async def test_after_someone_waited_for_the_end_time_goes_by_between_commits_as_before() -> None:
    broker = Broker()
    broker.go.set()
    offsets = Offsets(broker.commit, every=3600)
    offsets.settle({"a": 1})
    await _begun()
    await offsets.ended()
    offsets.settle({"a": 2})
    await _begun()
    offsets.settle({"a": 3})
    await _begun()
    assert broker.commits == [{"a": 1}, {"a": 2}]
    await offsets.close(1)
