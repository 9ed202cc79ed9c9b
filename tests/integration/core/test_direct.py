"""What the server does with requests that can be taken on without a task."""

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from services.cli.direct import DirectProtocol
from shared.db import Database
from shared.direct import Answer, Asked, Reply
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

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        message = await receive()
        await Response(b"ordinary " + message["body"], 200)(scope, receive, send)

    def direct(self, asked: Asked, reply: Reply) -> bool:
        if self.takes:
            self.taken.append((asked, reply))
        return self.takes

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

    def direct(self, asked: Asked, reply: Reply) -> bool:
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


async def test_nothing_is_taken_on_before_the_services_run(app: Any) -> None:
    receiver = Receiver()
    assert not app({"/in/": receiver}).direct(Asked("/in/here", [], b""), print)
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
