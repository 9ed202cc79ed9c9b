"""Tokens, idempotency keys and blobs on both databases."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest
from starlette.responses import Response

from shared import tokens
from shared.auth import Authenticator
from shared.blobs import NoSuchBlob, open_blobs
from shared.db import Database, Tx
from shared.idempotency import Once, WriteKey
from shared.problems import Problem
from shared.tokens import BadToken, NewToken, Role
from tests.fakes import SettableClock


async def _made(database: Database, clock: SettableClock, wanted: NewToken) -> tuple[tokens.Token, str]:
    async with database.write() as tx:
        return await tokens.create(tx, wanted, clock)


async def test_a_token_carries_its_role_and_agency(database: Database) -> None:
    clock = SettableClock()
    token, text = await _made(database, clock, NewToken("sở", Role.AGENCY, "H15.SNV"))
    who = await Authenticator(database, clock, None).principal(text)
    assert (who.role, who.agency, who.token_id, who.key) == (Role.AGENCY, "H15.SNV", token.id, str(token.id))
    assert await tokens.listed(database) == [token]


async def test_a_tokens_text_is_not_kept(database: Database) -> None:
    _, text = await _made(database, SettableClock(), NewToken("x", Role.VIEWER))
    async with database.read() as conn:
        rows = (await conn.exec_driver_sql("SELECT * FROM api_tokens")).all()
    assert text not in repr(rows)


async def test_a_token_ends_at_its_time(database: Database) -> None:
    clock = SettableClock()
    _, text = await _made(database, clock, NewToken("x", Role.VIEWER, None, clock.real() + timedelta(hours=1)))
    authenticator = Authenticator(database, clock, None)
    await authenticator.principal(text)
    clock.advance(hours=1)
    with pytest.raises(Problem):
        await authenticator.principal(text)


async def test_a_revoked_token_is_believed_no_longer_than_the_cache(database: Database) -> None:
    clock = SettableClock()
    token, text = await _made(database, clock, NewToken("x", Role.VIEWER))
    authenticator = Authenticator(database, clock, None, cache_seconds=2)
    await authenticator.principal(text)
    async with database.write() as tx:
        assert await tokens.revoke(tx, token.id, clock)
        assert not await tokens.revoke(tx, token.id, clock)
    clock.advance(2)
    with pytest.raises(Problem):
        await authenticator.principal(text)


async def test_the_bootstrap_token_is_an_operator(database: Database) -> None:
    who = await Authenticator(database, SettableClock(), "first").principal("first")
    assert (who.role, who.key) == (Role.OPERATOR, "bootstrap")


async def test_only_the_role_agency_has_an_agency(database: Database) -> None:
    with pytest.raises(BadToken):
        await _made(database, SettableClock(), NewToken("x", Role.AGENCY))
    with pytest.raises(BadToken):
        await _made(database, SettableClock(), NewToken("x", Role.CLERK, "H15.SNV"))


async def test_the_first_token_is_made_once(database: Database) -> None:
    clock = SettableClock()
    text = await tokens.first_operator(database, clock)
    assert text is not None
    assert (await Authenticator(database, clock, None).principal(text)).role is Role.OPERATOR
    assert await tokens.first_operator(database, clock) is None


async def test_the_same_key_at_the_same_time_is_one_write(database: Database) -> None:
    done: list[int] = []
    once, write = Once(database, SettableClock()), WriteKey("k", b"f" * 32)

    async def work(_tx: Tx) -> Response:
        done.append(len(done))
        return Response(f"answer {len(done)}", 201)

    answers = await asyncio.gather(*(once.run("token", write, work) for _ in range(8)))
    assert done == [0]
    assert {(answer.status_code, bytes(answer.body)) for answer in answers} == {(201, b"answer 1")}


async def test_a_key_is_kept_a_day_and_per_token(database: Database) -> None:
    done: list[int] = []
    clock = SettableClock()
    once, write = Once(database, clock), WriteKey("k", b"f" * 32)

    async def work(_tx: Tx) -> Response:
        done.append(1)
        return Response("x")

    for token in ("one", "one", "two"):
        await once.run(token, write, work)
    assert len(done) == 2
    clock.advance(hours=24, seconds=1)
    await once.run("one", write, work)
    assert len(done) == 3


async def test_a_blob_is_kept_once_and_given_back(database: Database, tmp_path: Path) -> None:
    blobs = open_blobs(database, tmp_path, SettableClock())
    first = await blobs.put(b"\x00\xffbody", "application/pdf")
    again = await blobs.put(b"\x00\xffbody", "application/pdf")
    assert first == again
    assert (first.size, first.media_type) == (6, "application/pdf")
    assert await blobs.get(first.sha256) == b"\x00\xffbody"


@pytest.mark.parametrize("name", ["0" * 64, "../../etc/passwd", "a" * 63])
async def test_what_is_not_kept_is_said_so(sqlite_database: Database, tmp_path: Path, name: str) -> None:
    with pytest.raises(NoSuchBlob):
        await open_blobs(sqlite_database, tmp_path, SettableClock()).get(name)


async def test_only_old_blobs_that_nothing_refers_to_are_swept(database: Database, tmp_path: Path) -> None:
    clock = SettableClock()
    blobs = open_blobs(database, tmp_path, clock)
    used, orphan = await blobs.put(b"used", "text/plain"), await blobs.put(b"orphan", "text/plain")
    assert await blobs.sweep([used.sha256]) == 0, "young ones may belong to a transaction under way"
    clock.advance(hours=25)
    fresh = await blobs.put(b"fresh", "text/plain")
    assert await blobs.sweep([used.sha256]) == 1
    assert await blobs.get(used.sha256) == b"used"
    assert await blobs.get(fresh.sha256) == b"fresh"
    with pytest.raises(NoSuchBlob):
        await blobs.get(orphan.sha256)
