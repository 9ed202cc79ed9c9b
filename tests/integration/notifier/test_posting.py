"""What goes out: the guard and the poster, against servers of our own."""

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import httpx
import pytest

from services.notifier.channels.posting import Line, NoAnswer, NotAsked, Poster
from shared.outbound import ForbiddenTarget, UnknownHost, checked_address, is_public

INSIDE = ["127.0.0.1", "localhost", "[::1]", "169.254.169.254", "10.1.2.3", "0.0.0.0", "[::ffff:10.0.0.1]"]
REDIRECT = b"HTTP/1.1 302 Found\r\nlocation: http://10.0.0.1/\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
TAKEN = b"HTTP/1.1 204 No Content\r\n\r\n"
Says = Callable[[int], bytes | None]


def a_poster(url: str, allow_private: bool = True, timeout: float = 5, connections: int = 2) -> Poster:
    return Poster(url, allow_private=allow_private, timeout=timeout, connections=connections)


class Other:
    """A server on this machine: `says` gives its answer to its n-th request, None hangs up."""

    def __init__(self, says: Says) -> None:
        self.says, self.port, self.connections = says, 0, 0
        self.heads: list[bytes] = []
        self.bodies: list[bytes] = []
        self.sessions: dict[asyncio.StreamWriter, asyncio.Task[None] | None] = {}
        self.delay = 0.0

    async def end(self) -> None:
        for writer, task in self.sessions.items():
            writer.transport.abort()
            if task:
                await asyncio.wait({task})

    async def session(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        self.sessions[writer] = asyncio.current_task()
        try:
            while await self._exchange(reader, writer):
                pass
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        writer.close()

    async def _exchange(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        head = await reader.readuntil(b"\r\n\r\n")
        at = head.lower().index(b"content-length:")
        self.bodies.append(await reader.readexactly(int(head[at + 15 :].split(b"\r\n", 1)[0])))
        self.heads.append(head)
        await asyncio.sleep(self.delay)
        answer = self.says(len(self.heads))
        writer.write(answer or b"")
        return answer is not None and b"close" not in answer


@asynccontextmanager
async def other(says: Says) -> AsyncIterator[tuple[Other, str]]:
    it = Other(says)
    server = await asyncio.start_server(it.session, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    yield it, f"http://127.0.0.1:{port}/notices"
    server.close()
    await it.end()


async def unanswered(asked: Awaitable[object]) -> str:
    """What was sent may have arrived."""
    with pytest.raises(NoAnswer) as failure:
        await asked
    return str(failure.value)


async def not_asked(asked: Awaitable[object]) -> str:
    """Nothing was sent."""
    with pytest.raises(NotAsked) as failure:
        await asked
    return str(failure.value)


@pytest.mark.parametrize("host", INSIDE)
async def test_private_targets_are_refused(host: str) -> None:
    with pytest.raises(ForbiddenTarget):
        await a_poster(f"http://{host}:9/", allow_private=False).post(b"x", {})


async def test_a_private_target_that_is_allowed_is_reached_by_its_own_name_and_no_redirect_is_followed() -> None:
    async with other(lambda _: REDIRECT) as (it, url):
        named = url.replace("127.0.0.1", "localhost")
        answer = await a_poster(named).post(b"x", {})
    assert (answer.status, answer.headers["location"]) == (302, "http://10.0.0.1/")
    assert len(it.heads) == 1
    assert f"host: {named.split('/')[2]}\r\n".encode() in it.heads[0]


async def test_a_host_that_does_not_exist_is_a_failed_connection() -> None:
    with pytest.raises(UnknownHost):
        await a_poster("http://no-such-host.invalid/").post(b"x", {})


async def test_a_connection_is_used_again_and_the_body_and_headers_arrive() -> None:
    async with other(lambda _: TAKEN) as (it, url):
        poster = a_poster(url + "?a=%20b")
        for n in range(3):
            assert (await poster.post(b"body %d" % n, {"webhook-id": f"n{n}"})).status == 204
        await poster.close()
    assert it.connections == 1
    assert it.bodies == [b"body 0", b"body 1", b"body 2"]
    assert it.heads[2].startswith(b"POST /notices?a=%20b HTTP/1.1\r\n")
    assert b"webhook-id: n2\r\n" in it.heads[2]


async def test_no_more_connections_than_allowed_are_opened() -> None:
    async with other(lambda _: TAKEN) as (it, url):
        it.delay = 0.02
        poster = a_poster(url)
        await asyncio.gather(*(poster.post(b"x", {}) for _ in range(10)))
        await poster.close()
    assert (len(it.bodies), it.connections) == (10, 2)


async def test_a_connection_that_ends_or_was_closed_meanwhile_is_replaced() -> None:
    says = {1: b"HTTP/1.0 200 OK\r\n\r\nbody until the end; connection: close", 2: REDIRECT}
    async with other(lambda n: says.get(n, TAKEN)) as (it, url):
        poster = a_poster(url)
        assert [(await poster.post(b"x", {})).status for _ in range(3)] == [200, 302, 204]
        await poster.close()
    assert it.connections == 3


async def test_what_is_asked_on_a_connection_that_is_being_closed_may_have_arrived_and_is_not_asked_again() -> None:
    async with other(lambda n: None if n == 2 else TAKEN) as (it, url):
        poster = a_poster(url)
        await poster.post(b"0", {})
        assert await unanswered(poster.post(b"1", {})) == "the connection was closed"
        assert (await poster.post(b"2", {})).status == 204
        await poster.close()
    assert it.bodies == [b"0", b"1", b"2"]
    assert it.connections == 2


async def test_a_connection_that_was_closed_before_it_was_asked_says_so_at_once() -> None:
    server = await asyncio.start_server(lambda _, writer: writer.close(), "127.0.0.1", 0)
    _, line = await asyncio.get_running_loop().create_connection(Line, *server.sockets[0].getsockname())
    async with asyncio.timeout(5):
        while line.alive:
            await asyncio.sleep(0.01)
        with pytest.raises(NotAsked, match="the connection was closed"):
            line.ask(b"POST / HTTP/1.1\r\n\r\n")
    server.close()


async def test_what_was_answered_in_part_is_not_asked_again() -> None:
    async with other(lambda n: b"HTTP/1.1 200 OK\r\nx-will-close: " if n == 2 else TAKEN) as (it, url):
        poster = a_poster(url)
        await poster.post(b"0", {})
        assert await unanswered(poster.post(b"1", {})) == "the connection was closed"
    assert it.bodies == [b"0", b"1"]


async def test_an_answer_in_chunks_leaves_its_connection_usable() -> None:
    chunked = (
        b"HTTP/1.1 202 Accepted\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n1;x=y\r\nd\r\n0\r\nx-last: 1\r\n\r\n"
    )
    async with other(lambda _: chunked) as (it, url):
        poster = a_poster(url)
        assert [(await poster.post(b"x", {})).status for _ in range(3)] == [202, 202, 202]
        await poster.close()
    assert it.connections == 1


async def test_a_second_answer_changes_nothing_and_its_connection_is_given_up() -> None:
    forged = b"HTTP/1.1 503 Busy\r\nretry-after: 9\r\ncontent-length: 0\r\n\r\n"
    async with other(lambda n: TAKEN + forged if n == 1 else TAKEN) as (it, url):
        poster = a_poster(url)
        first = await poster.post(b"0", {})
        second = await poster.post(b"1", {})
        await poster.close()
    assert (first.status, first.headers, second.status) == (204, {}, 204)
    assert it.connections == 2


async def test_an_answer_that_drips_is_told_by_its_status_when_time_is_up() -> None:
    async with other(lambda _: b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nab") as (it, url):
        poster = a_poster(url, timeout=0.2)
        assert [(await poster.post(b"x", {})).status for _ in range(2)] == [200, 200]
        await poster.close()
    assert it.connections == 2


async def test_an_interim_answer_is_not_the_answer() -> None:
    early = (
        b"HTTP/1.1 103 Early Hints\r\nx-early: 1\r\n\r\n"
        + b"HTTP/1.1 503 Busy\r\nretry-after: 7\r\ncontent-length: 2\r\n\r\nno"
    )
    async with other(lambda _: early) as (_, url):
        poster = a_poster(url)
        answer = await poster.post(b"x", {})
        await poster.close()
    assert (answer.status, answer.headers) == (503, {"retry-after": "7", "content-length": "2"})


@pytest.mark.parametrize(
    ("answer", "said"),
    [(None, "the connection was closed"), (b"220 mail.example\r\n", "what came is no HTTP"),
     (b"HTTP/1.1 101 Switching\r\nupgrade: h2c\r\nconnection: upgrade\r\n\r\nabc", "what came is no HTTP"),
     (b"HTTP/1.1 100 Continue\r\n\r\n" * 50_000, "the answer is too long")],
)  # fmt: skip
async def test_what_is_no_answer(answer: bytes | None, said: str) -> None:
    async with other(lambda _: answer) as (_, url):
        assert await unanswered(a_poster(url).post(b"x", {})) == said


async def test_an_answer_without_end_is_told_by_its_status() -> None:
    async with other(lambda _: b"HTTP/1.1 200 OK\r\ncontent-length: 9000000\r\n\r\n" + b"x" * 2_000_000) as (_, url):
        assert (await a_poster(url).post(b"x", {})).status == 200


async def test_a_silent_other_side_is_given_up_and_its_connection_with_it() -> None:
    async with other(lambda _: TAKEN) as (it, url):
        it.delay = 1.5
        poster = a_poster(url, timeout=0.5, connections=1)
        assert await unanswered(poster.post(b"x", {})) == "no answer in time"
        it.delay = 0.0
        assert (await poster.post(b"y", {})).status == 204
        await poster.close()
    assert it.connections == 2


async def test_waiting_for_a_connection_has_an_end() -> None:
    async with other(lambda _: TAKEN) as (it, url):
        it.delay = 1.5
        poster = a_poster(url, timeout=0.5, connections=1)
        first, second = await asyncio.gather(unanswered(poster.post(b"x", {})), not_asked(poster.post(b"y", {})))
    assert (first, second) == ("no answer in time", "no connection was free")
    assert it.bodies == [b"x"]


async def test_where_nobody_listens_the_connection_fails() -> None:
    async with other(lambda _: TAKEN) as (_, url):
        pass
    assert await not_asked(a_poster(url).post(b"x", {})) == "no connection: ConnectionRefusedError"


@pytest.mark.parametrize(
    ("name", "value"),
    [("traceparent", "00-a\r\nx: y"), ("x", "a\nb"), ("x", "a\x00"), ("x", "ă"), ("x: y\r\nz", "1"), ("", "1")],
)
async def test_a_header_cannot_bring_another_one_with_it(name: str, value: str) -> None:
    with pytest.raises(ValueError, match="header"):
        await a_poster("http://127.0.0.1:9/").post(b"x", {name: value})


async def test_an_address_cannot_bring_a_header_with_it() -> None:
    with pytest.raises(httpx.InvalidURL):
        a_poster("http://127.0.0.1:9/a\r\nx: y")
    async with other(lambda _: TAKEN) as (it, url):
        poster = a_poster(f"{url}/a HTTP/1.1")
        await poster.post(b"x", {})
        await poster.close()
    assert it.heads[0].startswith(b"POST /notices/a%20HTTP/1.1 HTTP/1.1\r\n")


@pytest.mark.parametrize(
    ("address", "public"),
    [("8.8.8.8", True), ("192.168.1.1", False), ("100.64.0.1", False), ("224.0.0.1", False), ("fe80::1", False),
     ("2002:0a00:0001::", False), ("64:ff9b::7f00:1", False), ("2606:4700::1111", True)],
)  # fmt: skip
def test_what_is_public(address: str, public: bool) -> None:
    assert is_public(address) is public


async def test_the_address_that_was_checked_is_the_one_connected_to(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name server that gives another answer the second time leads nowhere else (DNS rebinding)."""
    answers = ["127.0.0.1", "127.0.0.9"]
    asked: list[str] = []

    async def resolved(host: str, port: int, **_more: object) -> list[tuple[object, ...]]:
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (answers[min(len(asked), 2) - 1], port))]

    async with other(lambda _: TAKEN) as (it, url):
        monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", resolved)
        poster = a_poster(url.replace("127.0.0.1", "hook.example"))
        answer = await poster.post(b"{}", {})
        await poster.close()
    assert (answer.status, asked, len(it.heads)) == (204, ["hook.example"], 1)
    assert b"hook.example" in it.heads[0]


@pytest.mark.parametrize("addresses", [("93.184.215.14", "10.0.0.1"), ("10.0.0.1", "93.184.215.14")])
async def test_one_private_address_among_public_ones_is_enough_to_refuse(
    monkeypatch: pytest.MonkeyPatch, addresses: tuple[str, ...]
) -> None:
    async def resolved(_host: str, port: int, **_more: object) -> list[tuple[object, ...]]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in addresses]

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", resolved)
    with pytest.raises(ForbiddenTarget):
        await checked_address("mixed.example", 443, allow_private=False)
    assert await checked_address("mixed.example", 443, allow_private=True) == addresses[0]
