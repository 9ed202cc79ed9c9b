"""What a broker's client hands over is fetched on while a batch is under way, within bounds."""

import asyncio
from collections.abc import Sequence

import pytest

from shared.bus.fetched import AHEAD, Fetched


class Client:
    """Hands out what is put into it, each fetch all that is there, at most as many as asked for."""

    def __init__(self) -> None:
        self.there: asyncio.Queue[int] = asyncio.Queue()
        self.asked: list[int] = []
        self.failure: Exception | None = None

    def put(self, *numbers: int) -> None:
        for number in numbers:
            self.there.put_nowait(number)

    async def fetch(self, most: int) -> Sequence[int]:
        self.asked.append(most)
        found = [await self.there.get()]
        if self.failure:
            raise self.failure
        while len(found) < most and not self.there.empty():
            found.append(self.there.get_nowait())
        return found


async def _meanwhile() -> None:
    for _ in range(10):
        await asyncio.sleep(0)


async def test_what_comes_in_several_fetches_during_a_batch_is_the_next_batch() -> None:
    client = Client()
    fetched = Fetched(client.fetch)
    client.put(1, 2)
    assert await fetched.take(10, 1) == [1, 2]
    for number in (3, 4, 5):
        client.put(number)
        await _meanwhile()
    assert await fetched.take(10, 1) == [3, 4, 5]
    await fetched.close()


async def test_no_more_is_taken_than_asked_for_and_the_rest_keeps_its_order() -> None:
    client = Client()
    fetched = Fetched(client.fetch)
    client.put(*range(7))
    assert [await fetched.take(3, 1) for _ in range(3)] == [[0, 1, 2], [3, 4, 5], [6]]
    await fetched.close()


async def test_nothing_is_answered_where_nothing_comes_in_time() -> None:
    fetched = Fetched(Client().fetch)
    assert await fetched.take(3, 0.01) == []
    await fetched.close()


async def test_it_does_not_fetch_without_bound_for_a_batch_that_takes_long() -> None:
    client = Client()
    fetched = Fetched(client.fetch)
    client.put(*range(100))
    await fetched.take(5, 1)
    await _meanwhile()
    await _meanwhile()
    assert len(fetched) == 5 * AHEAD
    assert client.there.qsize() == 100 - 5 - 5 * AHEAD
    await fetched.close()


async def test_what_was_taken_comes_again_before_what_waits() -> None:
    client = Client()
    fetched = Fetched(client.fetch)
    client.put(1, 2, 3)
    await fetched.take(2, 1)
    fetched.again()
    assert await fetched.take(10, 1) == [1, 2, 3]
    await fetched.close()


async def test_what_is_dropped_comes_no_more_not_even_again() -> None:
    client = Client()
    fetched = Fetched(client.fetch)
    client.put(1, 2, 3)
    await fetched.take(2, 1)
    fetched.drop()
    fetched.again()
    client.put(4)
    assert await fetched.take(10, 1) == [4]
    await fetched.close()


async def test_looking_ahead_takes_nothing() -> None:
    client = Client()
    fetched = Fetched(client.fetch)
    client.put(*range(5))
    await fetched.take(2, 1)
    await _meanwhile()
    assert fetched.ahead(2) == [2, 3]
    assert await fetched.take(10, 1) == [2, 3, 4]
    await fetched.close()


async def test_a_failing_fetch_is_told_to_who_takes_until_it_is_closed_and_then_it_begins_anew() -> None:
    client = Client()
    fetched = Fetched(client.fetch)
    client.failure = OSError("gone")
    client.put(1)
    assert await fetched.take(1, 1) == []
    for _ in range(2):
        with pytest.raises(OSError, match="gone"):
            await fetched.take(1, 1)
    await fetched.close()
    client.failure = None
    client.put(2)
    assert await fetched.take(1, 1) == [2]
    await fetched.close()


async def test_closing_ends_a_fetch_under_way_and_forgets_what_waited() -> None:
    client = Client()
    fetched = Fetched(client.fetch)
    client.put(1, 2)
    await fetched.take(1, 1)
    await fetched.close()
    assert len(fetched) == 0
    client.put(3)
    await _meanwhile()
    assert client.there.qsize() == 1, "nobody fetches any more"


async def test_what_was_taken_comes_again_once_however_often_it_is_asked_for() -> None:
    client = Client()
    fetched = Fetched(client.fetch)
    client.put(1, 2)
    await fetched.take(2, 1)
    fetched.again()
    fetched.again()
    assert await fetched.take(10, 1) == [1, 2]
    await fetched.close()


async def test_after_a_look_that_found_nothing_nothing_comes_again() -> None:
    client = Client()
    fetched = Fetched(client.fetch)
    client.put(1)
    await fetched.take(1, 1)
    assert await fetched.take(1, 0.01) == []
    fetched.again()
    assert len(fetched) == 0
    await fetched.close()


async def test_who_waits_is_told_at_once_that_fetching_has_ended() -> None:
    client = Client()
    client.failure = OSError("gone")
    client.put(1)
    fetched = Fetched(client.fetch)
    async with asyncio.timeout(5):
        assert await fetched.take(1, 3600) == []
    await fetched.close()
