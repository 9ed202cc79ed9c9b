"""The envelope of the next message follows a text at once [RFC 2920, 3.1]: what that may and may not change."""

import asyncio
from contextlib import suppress

import pytest

from services.notifier.channels.message import Outcome, Refused, Sent, TryLater, Unknown
from services.notifier.channels.session import Session
from services.notifier.channels.smtp import Underway, outcome_of
from tests.contract.channel_rigs import MailRig
from tests.contract.test_channels import a_message
from tests.contract.test_mail_sessions import TOGETHER, Script, scripted


async def both(rig: MailRig) -> list[Outcome]:
    return list(await asyncio.gather(*(rig.channel.send(a_message()) for _ in range(2))))


async def text_arrived(script: Script) -> None:
    async with asyncio.timeout(5):
        while not script.texts:
            await asyncio.sleep(0.01)


async def test_the_next_envelope_does_not_wait_for_the_answer_to_the_text() -> None:
    async with scripted(TOGETHER, connections=1, timeout=5) as (script, rig):
        script.late = 1
        assert await both(rig) == [Sent("250 kept")] * 2
    assert script.verbs[:7] == ["EHLO", *("MAIL", "RCPT", "DATA") * 2]
    assert script.connections == 1


async def test_it_does_where_the_server_takes_one_command_at_a_time() -> None:
    async with scripted({}, {}, connections=1, timeout=1) as (script, rig):
        script.late = 1
        assert await both(rig) == [Unknown("after the text: no answer in time"), Sent("250 kept")]
    assert script.connections == 2


async def test_the_answers_find_their_messages() -> None:
    async with scripted(TOGETHER | {"text": "554 spam"}, connections=1, timeout=5) as (script, rig):
        script.late = 1
        first = asyncio.create_task(rig.channel.send(a_message()))
        await text_arrived(script)
        assert await rig.channel.send(a_message()) == Refused("554 spam")
        assert await first == Refused("554 spam")
    assert script.connections == 1


async def test_a_connection_lost_behind_a_text_leaves_that_one_unknown_and_the_next_is_sent_on_another() -> None:
    async with scripted(TOGETHER | {"text": "hang up"}, TOGETHER, connections=1, timeout=5) as (script, rig):
        assert await both(rig) == [Unknown("after the text: the connection was closed"), Sent("250 kept")]
    assert len(script.texts) == 2


class Wire(asyncio.Transport):
    """A connection whose other side says nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.bytes = b""

    def set_protocol(self, protocol: asyncio.BaseProtocol) -> None: ...

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.bytes += data

    def abort(self) -> None: ...


@pytest.mark.parametrize(
    ("turns", "outcome"),
    [(0, TryLater("before the text: the connection was closed")),
     (3, Unknown("after the text: the connection was closed"))],
)  # fmt: skip
async def test_a_text_is_unknown_only_where_some_of_it_was_written(turns: int, outcome: Outcome) -> None:
    wire = Wire()
    session = Session(wire, 5)
    text = session.hand_over(b"a text\r\n.\r\n")
    for _ in range(turns):
        await asyncio.sleep(0)
    session.connection_lost(None)
    assert await outcome_of(Underway(text, session)) == outcome
    assert bool(wire.bytes) == isinstance(outcome, Unknown)


async def test_silence_behind_a_text_leaves_that_one_unknown_and_the_next_is_sent_on_another() -> None:
    async with scripted(TOGETHER, connections=1, timeout=0.5) as (script, rig):
        script.held.clear()
        first = asyncio.create_task(rig.channel.send(a_message()))
        await text_arrived(script)
        second = asyncio.create_task(rig.channel.send(a_message()))
        assert await first == Unknown("after the text: no answer in time")
        script.held.set()
        assert await second == Sent("250 kept")
    assert script.connections == len(script.texts) == 2


async def test_whoever_is_interrupted_takes_no_answer_from_the_one_before() -> None:
    async with scripted(TOGETHER, connections=1, timeout=5) as (script, rig):
        script.held.clear()
        first = asyncio.create_task(rig.channel.send(a_message()))
        await text_arrived(script)
        second = asyncio.create_task(rig.channel.send(a_message()))
        await asyncio.sleep(0.05)
        second.cancel()
        with suppress(asyncio.CancelledError):
            await second
        script.held.set()
        assert await first == Sent("250 kept")
        assert await rig.channel.send(a_message()) == Sent("250 kept")
    assert script.connections == 2, "half an envelope stands on the first"


async def test_no_message_waits_behind_another_while_a_connection_may_be_opened() -> None:
    async with scripted(TOGETHER | {"text": "silence"}, TOGETHER, connections=2, timeout=5) as (script, rig):
        first = asyncio.create_task(rig.channel.send(a_message()))
        await text_arrived(script)
        assert await rig.channel.send(a_message()) == Sent("250 kept")
        assert not first.done()
        first.cancel()
    assert script.connections == 2


@pytest.mark.parametrize("connections", [1, 3])
async def test_many_messages_in_a_row_all_arrive_once(connections: int) -> None:
    async with scripted(TOGETHER, connections=connections, timeout=5) as (script, rig):
        said = await asyncio.gather(*(rig.channel.send(a_message()) for _ in range(50)))
    assert said == [Sent("250 kept")] * 50
    assert len(script.texts) == 50
    assert script.connections <= connections
