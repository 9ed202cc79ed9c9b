"""What is said to a mail server and how its answers are understood, against one that follows a script."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest

from services.notifier.channels.message import Refused, Sent, TryLater, Unknown
from services.notifier.channels.session import text_of
from tests.contract.channel_rigs import MailRig, mail
from tests.contract.test_channels import a_message
from tests.fakes import SettableClock

TOGETHER = {"EHLO": "250-sink\r\n250 PIPELINING"}
Answers = dict[str, str]


class Script:
    """Answers each verb as it is told (None: hangs up), else 250; in `patient` mode not before the last of an envelope.

    The answers to the first `late` texts wait for the next command, all of them for `held`. It keeps texts, and verbs
    as they came.
    """

    def __init__(self, answers: Callable[[int], Answers], patient: bool = False) -> None:
        self.answers, self.patient, self.connections = answers, patient, 0
        self.verbs: list[str] = []
        self.texts: list[bytes] = []
        self.sessions: dict[asyncio.StreamWriter, asyncio.Task[None] | None] = {}
        self.late, self.owed, self.held = 0, b"", asyncio.Event()
        self.held.set()

    async def end(self) -> None:
        for writer, task in self.sessions.items():
            writer.transport.abort()
            if task:
                await asyncio.wait({task})

    async def session(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        self.sessions[writer] = asyncio.current_task()
        says = {"DATA": "354 go on", "QUIT": "221 bye"} | self.answers(self.connections)
        writer.write(b"220 sink\r\n")
        try:
            while await self._exchange(reader, writer, says):
                pass
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        writer.close()

    async def _exchange(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, says: Answers) -> bool:
        verb = (await reader.readuntil(b"\r\n"))[:4].decode()
        self.verbs.append(verb)
        said = says.get(verb, "250 fine")
        if self.patient and verb in ("MAIL", "RCPT"):
            return True
        if self.patient and verb == "DATA":
            said = f"250 fine\r\n250 fine\r\n{said}"
        if said == "hang up":
            return False
        writer.write(self.owed + said.encode() + b"\r\n")
        self.owed = b""
        if verb == "DATA" and said.endswith("354 go on"):
            self.texts.append(await reader.readuntil(b"\r\n.\r\n"))
            return await self._end_text(writer, says.get("text", "250 kept"))
        return verb != "QUIT"

    async def _end_text(self, writer: asyncio.StreamWriter, said: str) -> bool:
        await self.held.wait()
        answer = said.encode() + b"\r\n" if said != "silence" else b""
        if len(self.texts) <= self.late:
            self.owed = answer
        elif said != "hang up":
            writer.write(answer)
        return said != "hang up"


@asynccontextmanager
async def scripted(*connections: Answers, patient: bool = False, **more: Any) -> AsyncIterator[tuple[Script, MailRig]]:
    """The answers on the first connection, on the second …; the last of them holds for all further ones."""
    script = Script(lambda number: connections[min(number, len(connections)) - 1], patient)
    server = await asyncio.start_server(script.session, "127.0.0.1", 0)
    async with mail(SettableClock(), port=server.sockets[0].getsockname()[1], **more) as rig:
        yield script, rig
    server.close()
    await script.end()


async def test_the_envelope_goes_together_where_the_server_allows_it() -> None:
    async with scripted(TOGETHER, patient=True) as (script, rig):
        assert isinstance(await rig.channel.send(a_message()), Sent)
        assert isinstance(await rig.channel.send(a_message()), Sent)
    assert script.verbs == ["EHLO", *["MAIL", "RCPT", "DATA"] * 2, "QUIT"]
    assert len(script.texts) == 2


async def test_where_it_does_not_each_command_waits_for_its_answer() -> None:
    async with scripted({"MAIL": "452 full"}) as (script, rig):
        assert await rig.channel.send(a_message()) == TryLater("452 full")
    assert script.verbs == ["EHLO", "MAIL", "RSET", "QUIT"]


async def test_a_server_of_the_old_kind_is_greeted_in_its_way() -> None:
    async with scripted({"EHLO": "502 what?"}) as (script, rig):
        assert isinstance(await rig.channel.send(a_message()), Sent)
    assert script.verbs[:3] == ["EHLO", "HELO", "MAIL"]


@pytest.mark.parametrize("way", [{}, TOGETHER], ids=["one by one", "together"])
async def test_after_a_refused_recipient_the_session_serves_the_next_message(way: Answers) -> None:
    answers = way | {"RCPT": "550 no such mailbox", "DATA": "503 no recipients"}
    async with scripted(answers) as (script, rig):
        for _ in range(2):
            assert await rig.channel.send(a_message()) == Refused("550 no such mailbox")
    assert (script.connections, script.verbs.count("RSET"), script.texts) == (1, 2, [])


async def test_a_server_that_waits_for_the_text_of_a_refused_message_is_left_without_one() -> None:
    async with scripted(TOGETHER | {"RCPT": "450 greylisted"}, TOGETHER) as (script, rig):
        assert await rig.channel.send(a_message()) == TryLater("450 greylisted")
        assert isinstance(await rig.channel.send(a_message()), Sent)
    assert script.connections == 2
    assert len(script.texts) == 1


@pytest.mark.parametrize("way", [{}, TOGETHER], ids=["one by one", "together"])
@pytest.mark.parametrize("verb", ["MAIL", "RCPT", "DATA"])
async def test_a_connection_lost_before_the_text_is_tried_later(way: Answers, verb: str) -> None:
    async with scripted(way | {verb: "hang up"}) as (script, rig):
        assert await rig.channel.send(a_message()) == TryLater("before the text: the connection was closed")
    assert script.texts == []


@pytest.mark.parametrize("way", [{}, TOGETHER], ids=["one by one", "together"])
async def test_a_server_that_says_goodbye_is_heard(way: Answers) -> None:
    async with scripted(way | {"MAIL": "421 too many", "RCPT": "hang up"}) as (_, rig):
        assert await rig.channel.send(a_message()) == TryLater("421 too many")


@pytest.mark.parametrize("said", ["250 already?", "451 not now"])
async def test_without_a_go_on_no_text_is_sent(said: str) -> None:
    async with scripted({"DATA": said}) as (script, rig):
        assert await rig.channel.send(a_message()) == TryLater(said)
    assert script.texts == []


async def test_a_goodbye_right_after_the_go_on_is_before_the_text() -> None:
    async with scripted({"DATA": "354 go on\r\n421 not after all"}) as (script, rig):
        assert await rig.channel.send(a_message()) == TryLater("before the text: the server hung up")
    assert script.texts == []


async def test_silence_after_the_text_means_unknown_and_the_session_is_given_up() -> None:
    async with scripted({"text": "silence"}, {}, timeout=0.2) as (script, rig):
        assert await rig.channel.send(a_message()) == Unknown("after the text: no answer in time")
        assert isinstance(await rig.channel.send(a_message()), Sent)
    assert script.connections == 2


async def test_who_found_no_free_session_in_time_has_sent_nothing_and_is_tried_later() -> None:
    async with scripted({"text": "silence"}, connections=1, timeout=0.5) as (script, rig):
        said = await asyncio.gather(*(rig.channel.send(a_message()) for _ in range(9)))
    assert set(said) == {
        Unknown("after the text: no answer in time"), TryLater("before the text: no session in time"),
    }  # fmt: skip
    assert len(script.texts) == sum(isinstance(one, Unknown) for one in said)


async def test_a_text_that_is_refused_leaves_the_session_usable() -> None:
    async with scripted({"text": "554 spam"}) as (script, rig):
        for _ in range(2):
            assert await rig.channel.send(a_message()) == Refused("554 spam")
    assert script.connections == 1


async def test_an_answer_of_several_lines_is_one_answer() -> None:
    async with scripted({"text": "250-kept\r\n250-as\r\n250 Q123"}) as (_, rig):
        assert await rig.channel.send(a_message()) == Sent("250 kept as Q123")


async def test_what_is_no_mail_server_is_left() -> None:
    async with scripted({"MAIL": "HTTP/1.1 400 Bad Request"}) as (_, rig):
        assert await rig.channel.send(a_message()) == TryLater("before the text: what came is no SMTP")


async def test_an_answer_without_end_is_left() -> None:
    endless = "\r\n".join(["250-" + "x" * 500] * 200)
    async with scripted({"MAIL": endless}) as (_, rig):
        assert await rig.channel.send(a_message()) == TryLater("before the text: the answer is too long")


def test_a_line_that_begins_with_a_dot_does_not_end_the_text() -> None:
    assert text_of(b"a\r\n.\r\n.b\r\n") == b"a\r\n..\r\n..b\r\n.\r\n"
