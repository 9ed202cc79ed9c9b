"""`Idempotency-Key` of API writes: the same write again gets the first one's answer, another one gets 409.

The key is claimed, the work done and the answer kept in one transaction; keys live 24 hours, per token.
"""

import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated

from fastapi import Header, Request
from sqlalchemy import delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from starlette.responses import Response

from shared.clock import Clock
from shared.db import Database, Tx
from shared.mistakes import HALF_CHARACTER, half_characters
from shared.problems import FieldError, Problem
from shared.tables import api_idempotency as table

KEPT = timedelta(hours=24)
KEPT_HEADERS = ("content-type", "etag", "location")


@dataclass(frozen=True)
class WriteKey:
    """The key a client gave (None = it gave none) and a fingerprint of what it asked."""

    key: str | None
    fingerprint: bytes


async def write_key(
    request: Request, idempotency_key: Annotated[str | None, Header(alias="Idempotency-Key")] = None
) -> WriteKey:
    """A dependency of every write. Raises Problem validation for an empty or overlong key, and for half characters."""
    if idempotency_key is not None and not 1 <= len(idempotency_key) <= 200:
        raise Problem("validation", errors=[FieldError("Idempotency-Key", "phải có từ 1 đến 200 ký tự")])
    body = await request.body()
    if fields := half_characters(body):
        raise Problem("validation", errors=[FieldError(field, HALF_CHARACTER) for field in fields])
    asked = (request.method, request.url.path, request.url.query, request.headers.get("if-match", ""))
    digest = hashlib.sha256("\n".join(asked).encode() + b"\0" + body)
    return WriteKey(idempotency_key, digest.digest())


@dataclass(frozen=True)
class Once:
    """Runs writes at most once per (token, key): `await once.run(token, write, work)`."""

    database: Database
    clock: Clock

    async def run(self, token: str, write: WriteKey, work: Callable[[Tx], Awaitable[Response]]) -> Response:
        """The answer of `work`, done now in one transaction or earlier under the same key. A refusal is not kept.

        Raises Problem conflict where the key was used for something else.
        """
        async with self.database.write() as tx:
            if write.key is None:
                return await work(tx)
            kept = await self._claim(tx, token, write)
            if kept is not None:
                return kept
            answer = await work(tx)
            await _keep(tx, (token, write.key), answer)
        return answer

    async def _claim(self, tx: Tx, token: str, write: WriteKey) -> Response | None:
        now = self.clock.real()
        await tx.execute(delete(table).where(table.c.created_at < now - KEPT))
        row = {"token": token, "key": write.key, "fingerprint": write.fingerprint, "created_at": now}
        insert = postgresql.insert if tx.conn.dialect.name == "postgresql" else sqlite.insert
        claimed = await tx.execute(insert(table).values(row).on_conflict_do_nothing())
        if claimed.rowcount == 1:
            return None
        found = (await tx.execute(select(table).where(table.c.token == token, table.c.key == write.key))).one()
        if found.fingerprint != write.fingerprint:
            raise Problem("conflict", "Idempotency-Key này đã dùng cho một yêu cầu khác; hãy dùng khóa mới.")
        return Response(found.body, found.status, found.headers)


async def _keep(tx: Tx, mine: tuple[str, str], answer: Response) -> None:
    headers = {name: answer.headers[name] for name in KEPT_HEADERS if name in answer.headers}
    kept = {"status": answer.status_code, "headers": headers, "body": bytes(answer.body)}
    await tx.execute(update(table).where(table.c.token == mine[0], table.c.key == mine[1]).values(kept))
