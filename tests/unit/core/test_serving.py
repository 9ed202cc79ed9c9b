"""How a process serves: answers in one piece, a collector of cycles that leaves alone what stays."""

import asyncio
import gc
from collections.abc import Iterator
from typing import Any

import pytest
import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle
from uvicorn.server import ServerState

from services.cli import upgrades
from services.cli.direct import RELIED_ON
from services.cli.joined import Joined
from services.cli.server import COLLECT_AFTER, collect_rarely


class Wire(asyncio.Transport):
    """What reached the socket, piece by piece."""

    def __init__(self) -> None:
        super().__init__({"peername": ("127.0.0.1", 1)})
        self.sent: list[bytes] = []
        self.closed = False

    def write(self, data: bytes | bytearray | memoryview) -> None:
        assert not self.closed
        self.sent.append(bytes(data))

    def close(self) -> None:
        self.closed = True


async def test_head_and_body_leave_in_one_piece() -> None:
    wire = Wire()
    joined = Joined(wire, asyncio.get_running_loop())
    joined.write(b"head ")
    joined.write(b"body")
    assert wire.sent == []
    await asyncio.sleep(0)
    assert wire.sent == [b"head body"]


async def test_what_is_written_later_is_a_piece_of_its_own_and_the_order_stays() -> None:
    wire = Wire()
    joined = Joined(wire, asyncio.get_running_loop())
    for part in (b"1", b"2", b"3"):
        joined.write(part)
        await asyncio.sleep(0)
    assert wire.sent == [b"1", b"2", b"3"]


async def test_a_connection_that_is_closed_has_sent_everything() -> None:
    wire = Wire()
    joined = Joined(wire, asyncio.get_running_loop())
    joined.write(b"the last answer")
    joined.close()
    assert (wire.sent, wire.closed) == ([b"the last answer"], True)
    await asyncio.sleep(0)
    assert wire.sent == [b"the last answer"]


async def test_a_whole_answer_leaves_at_once_and_after_what_waits() -> None:
    wire = Wire()
    joined = Joined(wire, asyncio.get_running_loop())
    joined.write_whole(b"1")
    assert wire.sent == [b"1"]
    joined.write(b"2")
    joined.write_whole(b"3")
    assert wire.sent == [b"1"]
    await asyncio.sleep(0)
    assert wire.sent == [b"1", b"23"]


async def test_everything_else_is_the_connections_own() -> None:
    joined = Joined(Wire(), asyncio.get_running_loop())
    assert joined.get_extra_info("peername") == ("127.0.0.1", 1)


class Met(HttpToolsProtocol):
    """Remembers what uvicorn would make a task of."""

    def _start_asgi_task(self, cycle: RequestResponseCycle, _app: Any) -> None:
        self.met = cycle


async def test_what_is_relied_on_of_uvicorns_inside_is_there() -> None:
    config = uvicorn.Config(lambda _scope: None, log_config=None, lifespan="off", interface="asgi3")
    protocol = Met(config, ServerState(), {}, asyncio.get_running_loop())
    protocol.connection_made(Wire())
    protocol.data_received(b"POST /in HTTP/1.1\r\nX-Name: v\r\ncontent-length: 4\r\n\r\nbody")
    for one, members in zip((protocol, protocol.met), RELIED_ON.values(), strict=True):
        assert [name for name in members if not hasattr(one, name)] == []
    assert [name for name in upgrades.RELIED_ON[HttpToolsProtocol] if not hasattr(protocol, name)] == []
    assert (bytes(protocol.met.body), protocol.met.more_body) == (b"body", False)
    assert protocol.met.scope["headers"] == [(b"x-name", b"v"), (b"content-length", b"4")]


@pytest.fixture
def collector() -> Iterator[None]:
    before = gc.get_threshold()
    yield
    gc.set_threshold(*before)
    gc.unfreeze()


@pytest.mark.usefixtures("collector")
def test_what_was_made_before_serving_is_left_alone() -> None:
    collect_rarely()
    assert gc.get_freeze_count() > 0
    assert gc.get_threshold() == COLLECT_AFTER


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ([(b"connection", b"Upgrade"), (b"upgrade", b"h2c"), (b"a", b"b")], [(b"a", b"b")]),
        ([(b"connection", b"keep-alive, Upgrade,HTTP2-Settings"), (b"http2-settings", b"AA")],
         [(b"connection", b"keep-alive")]),
        ([(b"connection", b"close"), (b"a", b"upgrade"), (b"a", b"")], [(b"connection", b"close"), (b"a", b"upgrade"), (b"a", b"")]),
    ],
)  # fmt: skip
def test_of_a_wish_to_become_another_protocol_nothing_is_left(
    said: list[tuple[bytes, bytes]], kept: list[tuple[bytes, bytes]]
) -> None:
    assert upgrades.without_wish(said) == kept
