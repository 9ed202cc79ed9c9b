"""What the server does with requests that can be taken on without a task."""

import asyncio
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from services.cli.direct import DirectProtocol
from shared.db import Database
from shared.direct import Answer, Asked, Offer, Reply, spread
from shared.web import build_app
from tests.builders import a_context
from tests.builders_web import PlainService, QuietBus
from tests.served import Watched, asked, post, serving

REQUEST = post("/in/here", b"body", {"x-name": "v"})


class Receiver:
    """Takes requests on and answers when it is told to; as an application it says what it was asked."""

    def __init__(self, takes: bool = True) -> None:
        self.takes = takes
        self.taken: list[tuple[Asked, Reply]] = []
        self.crowds: list[int] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        message = await receive()
        await Response(b"ordinary " + message["body"], 200)(scope, receive, send)

    def direct(self, offers: Sequence[Offer]) -> Sequence[bool]:
        self.crowds.append(len(offers))
        if self.takes:
            self.taken += offers
        return [self.takes] * len(offers)

    async def arrivals(self, count: int) -> None:
        while len(self.taken) < count:
            await asyncio.sleep(0.005)

    def answer(self) -> None:
        _, reply = self.taken.pop(0)
        reply(Answer(202, [(b"x-told", b"yes")], b"taken"))


class Broken(Receiver):
    """Fails in both ways."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        raise RuntimeError("nobody foresaw this")

    def direct(self, offers: Sequence[Offer]) -> Sequence[bool]:
        raise RuntimeError("nobody foresaw this")


@pytest.fixture
def app(sqlite_database: Database, tmp_path: Path) -> Any:
    """Makes the application of receivers by prefix."""

    def made(receivers: Mapping[str, ASGIApp]) -> Watched:
        service = PlainService(asgi=receivers)
        return Watched(build_app([service], a_context(sqlite_database, tmp_path), QuietBus()).gate)

    return made


async def test_a_request_that_is_taken_on_is_answered_when_its_receiver_answers(app: Any) -> None:
    receiver = Receiver()
    watched = app({"/in/": receiver})
    async with serving(watched, DirectProtocol) as (port, _):
        asking = asyncio.create_task(asked(port, [REQUEST]))
        await receiver.arrivals(1)
        await asyncio.sleep(0.02)
        assert not asking.done()
        headers = [(b"host", b"x"), (b"content-length", b"4"), (b"x-name", b"v")]
        assert receiver.taken[0][0] == Asked("/in/here", headers, b"body")
        receiver.answer()
        (answer,) = await asking
    assert answer == b"HTTP/1.1 202 Accepted\r\ndate: *\r\nx-told: yes\r\ncontent-length: 5\r\n\r\ntaken"
    assert watched.ordinary == 0


async def test_what_is_not_taken_on_goes_through_the_application(app: Any) -> None:
    watched = app({"/in/": Receiver(takes=False)})
    async with serving(watched, DirectProtocol) as (port, _):
        (answer,) = await asked(port, [REQUEST])
    assert answer.endswith(b"ordinary body")
    assert watched.ordinary == 1


async def test_what_follows_on_the_connection_waits_for_the_answer(app: Any) -> None:
    receiver = Receiver()
    async with serving(app({"/in/": receiver}), DirectProtocol) as (port, _):
        asking = asyncio.create_task(asked(port, [REQUEST, REQUEST], 2))
        await receiver.arrivals(1)
        await asyncio.sleep(0.05)
        assert len(receiver.taken) == 1
        receiver.answer()
        await receiver.arrivals(1)
        receiver.answer()
        assert len(await asking) == 2


async def test_what_one_turn_of_the_loop_brings_is_offered_together_and_answered_each(app: Any) -> None:
    receiver = Receiver()
    async with serving(app({"/in/": receiver}), DirectProtocol) as (port, _):
        pairs = [await asyncio.open_connection("127.0.0.1", port) for _ in range(8)]
        await asyncio.sleep(0.05)
        for _, writer in pairs:
            writer.write(REQUEST)
        await receiver.arrivals(8)
        assert max(receiver.crowds) > 1
        assert sum(receiver.crowds) == 8
        for _ in pairs:
            receiver.answer()
        for reader, writer in pairs:
            assert (await reader.readuntil(b"taken")).startswith(b"HTTP/1.1 202 ")
            writer.close()


async def test_of_a_crowd_each_goes_the_way_it_must(app: Any) -> None:
    receiver, other = Receiver(), Receiver(takes=False)
    watched = app({"/in/": receiver, "/out/": other})
    async with serving(watched, DirectProtocol) as (port, _):
        paths = ["/in/here", "/out/there", "/v1/nowhere", "/in/here"]
        asking = [asyncio.create_task(asked(port, [post(path, b"body", {})])) for path in paths]
        await receiver.arrivals(2)
        receiver.answer()
        receiver.answer()
        answers = [answer for (answer,) in await asyncio.gather(*asking)]
    assert [answer[9:12] for answer in answers] == [b"202", b"200", b"404", b"202"]
    assert watched.ordinary == 2


def test_only_what_was_chosen_is_answered() -> None:
    assert spread([True, False, True, False], iter([False, True])) == [False, False, True, False]


async def test_nothing_is_taken_on_before_the_services_run(app: Any) -> None:
    receiver = Receiver()
    assert app({"/in/": receiver}).direct([Offer(Asked("/in/here", [], b""), print)]) == [False]
    assert receiver.taken == []


async def test_what_nobody_foresaw_is_the_problem_it_always_is(app: Any) -> None:
    async with serving(app({"/in/": Broken()}), DirectProtocol) as (port, _):
        asyncio.get_running_loop().set_exception_handler(lambda _loop, _context: None)
        (answer,) = await asked(port, [REQUEST])
    assert answer.startswith(b"HTTP/1.1 500 ")
    assert b"urn:dondoc:problem:internal" in answer


async def test_a_server_that_stops_answers_what_it_has_taken_on_and_closes(app: Any) -> None:
    receiver = Receiver()
    async with serving(app({"/in/": receiver}), DirectProtocol) as (port, server):
        asking = asyncio.create_task(asked(port, [REQUEST]))
        await receiver.arrivals(1)
        server.should_exit = True
        await asyncio.sleep(0.3)
        receiver.answer()
        (answer,) = await asking
    assert b"connection: close" in answer


async def test_an_answer_to_a_sender_that_has_hung_up_is_dropped(app: Any) -> None:
    receiver = Receiver()
    async with serving(app({"/in/": receiver}), DirectProtocol) as (port, _):
        _, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(REQUEST)
        await receiver.arrivals(1)
        writer.transport.abort()
        await asyncio.sleep(0.05)
        receiver.answer()
        asking = asyncio.create_task(asked(port, [REQUEST]))
        await receiver.arrivals(1)
        receiver.answer()
        assert len(await asking) == 1


async def test_a_connection_that_is_silent_after_its_answer_is_closed_in_time(app: Any) -> None:
    receiver = Receiver()
    async with serving(app({"/in/": receiver}), DirectProtocol) as (port, server):
        server.config.timeout_keep_alive = 0
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(REQUEST)
        await receiver.arrivals(1)
        receiver.answer()
        assert (await reader.read()).endswith(b"taken")
        writer.close()
