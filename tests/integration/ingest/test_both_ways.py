"""A webhook is answered the same, byte for byte, whether it is taken on directly or goes through the application."""

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from services.cli.direct import DirectProtocol
from services.cli.joined import JoinedProtocol
from services.ingest.app import Ingest
from shared.config import load_config
from shared.db import Database
from shared.web import build_app
from tests.builders import a_context
from tests.builders_web import QuietBus
from tests.integration.ingest.test_when_the_database_fails import failing_commits
from tests.samples.pushed import canonical, headers, raw, vendor, write_config
from tests.served import Watched, asked, post, serving

WAYS = {"direct": DirectProtocol, "ordinary": JoinedProtocol}


class Case(NamedTuple):
    """What is sent, for a key; how many answers it has, how many of its requests are left to the application."""

    pieces: Callable[[str], Sequence[bytes]]
    statuses: Sequence[int]
    ordinary: int = 0


def signed(key: str, body: bytes | None = None, *, source: str = "vendor", **more: str) -> bytes:
    """A genuine request; headers in `more` (`connection`) are added, empty ones left out."""
    content = raw(vendor()) if body is None else body
    return post(f"/webhooks/{source}", content, {**headers(source, content, key=key), **more})


def wishing(key: str, **more: str) -> bytes:
    """As Java's own client asks: with every request, until it is told otherwise."""
    settings = {"http2-settings": "AAEAAEAAAAIAAAABAAMAAABkAAQBAAAA", **more}
    body = raw(vendor())
    wish = {"connection": "Upgrade, HTTP2-Settings", "upgrade": "h2c", **settings}
    return post("/webhooks/vendor", body, {**headers("vendor", body, key=key), **wish})


def in_two(request: bytes, offset: int) -> list[bytes]:
    """Cut `offset` bytes after the head's end."""
    at = request.index(b"\r\n\r\n") + 4 + offset
    return [request[:at], request[at:]]


def chunked(key: str) -> bytes:
    body = raw(vendor())
    head = post("/webhooks/vendor", b"", {**headers("vendor", body, key=key), "content-length": "",
                                          "transfer-encoding": "chunked"})  # fmt: skip
    return head + b"%x\r\n%b\r\n0\r\n\r\n" % (len(body), body)


LONG = raw(vendor(noiDung="Một câu dài. " * 6000))
CASES = {
    "a usual one": Case(lambda k: [signed(k)], [202]),
    "three after each other": Case(lambda k: [signed(k + n) for n in "abc"], [202, 202, 202]),
    "three at once": Case(lambda k: [b"".join(signed(k + n) for n in "abc")], [202, 202, 202]),
    "one at once with a look at the API": Case(
        lambda k: [signed(k) + b"GET /health/live HTTP/1.1\r\nhost: x\r\n\r\n" + signed(k + "b")], [202, 200, 202], 1),
    "the same twice": Case(lambda k: [signed(k), signed(k)], [202, 202]),
    "other bytes under its key": Case(lambda k: [signed(k), signed(k, raw(vendor(trichYeu="khác")))], [202, 202]),
    "one that is not understood": Case(lambda k: [signed(k, b'{"la": "gi"}')], [202]),
    "the last of its connection": Case(lambda k: [signed(k, connection="close")], [202]),
    "HTTP/1.0": Case(lambda k: [signed(k).replace(b"HTTP/1.1", b"HTTP/1.0")], [202]),
    "in chunks": Case(lambda k: [chunked(k)], [202]),
    "with a query": Case(lambda k: [signed(k).replace(b"/vendor ", b"/vendor?x=1 ")], [202]),
    "with an escaped name": Case(lambda k: [signed(k).replace(b"/vendor ", b"/v%65ndor ")], [202]),
    "names in capitals": Case(lambda k: [signed(k).replace(b"x-signature", b"X-SIGNATURE")], [202]),
    "a wish to become another protocol": Case(lambda k: [wishing(k)], [202]),
    "the same in other letters": Case(lambda k: [wishing(k).replace(b"upgrade: h2c", b"UPGRADE: h2c")], [202]),
    "such wishes at once": Case(lambda k: [wishing(k) + signed(k + "b") + wishing(k + "c")], [202, 202, 202]),
    "such a wish, its head in two pieces": Case(lambda k: in_two(wishing(k), -30), [202]),
    "such a wish, its body in two pieces": Case(lambda k: in_two(wishing(k), 10), [202], 1),
    "such a wish in chunks": Case(
        lambda k: [chunked(k).replace(b"host: x", b"host: x\r\nconnection: Upgrade\r\nupgrade: h2c")], [202]),
    "such a wish that asks first": Case(
        lambda k: in_two(wishing(k, expect="100-continue"), 0), [100, 202], 1),
    "such a wish, the last of its connection": Case(
        lambda k: [wishing(k).replace(b"Upgrade, ", b"Upgrade, close, ")], [202]),
    "a wish without a body": Case(
        lambda k: [b"GET /health/live HTTP/1.1\r\nhost: x\r\nconnection: Upgrade\r\nupgrade: websocket\r\n\r\n"
                   + signed(k)], [200, 202], 1),
    "a head in two pieces": Case(lambda k: in_two(signed(k), -10), [202]),
    "head and body in two pieces": Case(lambda k: in_two(signed(k), 0), [202], 1),
    "a body in two pieces": Case(lambda k: in_two(signed(k), 10), [202], 1),
    "one that asks first": Case(lambda k: in_two(signed(k, expect="100-continue"), 0), [100, 202], 1),
    "one that asks first and sends at once": Case(lambda k: [signed(k, expect="100-continue")], [100, 202], 1),
    "a large one": Case(lambda k: [signed(k, LONG)], [202], 1),
    "a forged one": Case(lambda k: [signed(k).replace(b"x-signature: ", b"x-signature: 00")], [401], 1),
    "an unsigned one": Case(lambda k: [signed(k).replace(b"x-signature: ", b"x-other: ")], [401], 1),
    "an unknown source": Case(lambda k: [signed(k).replace(b"/vendor ", b"/nobody ")], [404], 1),
    "what does not parse": Case(lambda k: [signed(k, b"{broken")], [400], 1),
    "a state secret": Case(lambda k: [signed(k, raw(vendor(doMat="Mật")))], [422], 1),
    "one too large for its source": Case(lambda k: [signed(k, raw(canonical(abstract="x" * 2000)), source="small")],
                                         [413], 1),
    "one of a source with a rate": Case(lambda k: [signed(k, raw(canonical()), source="small")], [202], 1),
    "another method": Case(lambda k: [signed(k).replace(b"POST", b"PUT")], [405], 1),
    "another path": Case(lambda k: [signed(k).replace(b"/webhooks/vendor", b"/v1/deliveries")], [405], 1),
    "no HTTP at all": Case(lambda k: [b"\x16\x03\x01\r\n\r\n"], [400]),
}  # fmt: skip

SINGLE = {name: case for name, case in CASES.items() if len(case.pieces("k")) == 1}


def an_app(database: Database, folder: Path) -> Watched:
    context = a_context(database, folder, config=load_config(write_config(folder), {}))
    return Watched(build_app([Ingest(context)], context, QuietBus()).gate)


async def test_the_answers_are_the_same_both_ways(database: Database, tmp_path: Path) -> None:
    heard: dict[str, dict[str, list[bytes]]] = {}
    ordinary: dict[str, int] = {}
    for way, protocol in WAYS.items():
        app, heard[way] = an_app(database, tmp_path), {}
        async with serving(app, protocol) as (port, _):
            for number, (name, case) in enumerate(CASES.items()):
                before = app.ordinary
                heard[way][name] = await asked(port, case.pieces(f"{way}{number}"), len(case.statuses))
                ordinary.setdefault(name, app.ordinary - before)
    said = {name: [int(answer[9:12]) for answer in answers] for name, answers in heard["direct"].items()}
    assert said == {name: list(case.statuses) for name, case in CASES.items()}
    assert ordinary == {name: case.ordinary for name, case in CASES.items()}
    assert heard["direct"] == heard["ordinary"]


async def test_whatever_comes_together_is_answered_as_each_is_alone(database: Database, tmp_path: Path) -> None:
    app = an_app(database, tmp_path)
    async with serving(app, DirectProtocol) as (port, _):
        alone = {
            name: await asked(port, case.pieces(f"alone-{name}"), len(case.statuses)) for name, case in SINGLE.items()
        }
        heard = await asyncio.gather(
            *(asked(port, case.pieces(f"crowd-{name}"), len(case.statuses)) for name, case in SINGLE.items())
        )
    assert dict(zip(SINGLE, heard, strict=True)) == alone


async def test_a_failing_commit_is_answered_the_same_both_ways(database: Database, tmp_path: Path) -> None:
    heard = []
    for way, protocol in WAYS.items():
        async with serving(an_app(database, tmp_path), protocol) as (port, _), failing_commits(database):
            heard.append(await asked(port, [signed(way)]))
    assert heard[0] == heard[1]
    assert heard[0][0].startswith(b"HTTP/1.1 503 ")


async def test_a_sender_that_hangs_up_harms_no_neighbour(database: Database, tmp_path: Path) -> None:
    app = an_app(database, tmp_path)
    async with serving(app, DirectProtocol) as (port, _):
        for n in range(5):
            _, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(signed(f"gone{n}"))
            await writer.drain()
            writer.transport.abort()
        answers = await asyncio.gather(*(asked(port, [signed(f"stays{n}")]) for n in range(5)))
    assert {answer[0][9:12] for answer in answers} == {b"202"}
