"""API tokens as rows: made once, kept as a hash, expiring, revocable. Also for the command line."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, insert, select, update

from shared.clock import Clock
from shared.db import Database, Tx
from shared.ids import new_id
from shared.tables import api_tokens

MARK = "dondoc_"


class Role(StrEnum):
    """What a token may do; an operator may do everything."""

    SOURCE = "source"
    VIEWER = "viewer"
    AGENCY = "agency"
    CLERK = "clerk"
    MONITOR = "monitor"
    LEADER = "leader"
    OPERATOR = "operator"


@dataclass(frozen=True)
class NewToken:
    """What a token is to be; `agency` (code) is what a token of the role agency is confined to."""

    name: str
    role: Role
    agency: str | None = None
    expires_at: datetime | None = None


@dataclass(frozen=True)
class Token:
    """A token as it is listed; its text is known only to whom it was given."""

    id: UUID
    name: str
    role: Role
    agency: str | None
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None

    def valid_at(self, real_now: datetime) -> bool:
        return self.revoked_at is None and (self.expires_at is None or real_now < self.expires_at)


class BadToken(ValueError):
    """A token of this shape makes no sense."""


def hashed(token: str) -> bytes:
    """What is kept of a token's text."""
    return hashlib.sha256(token.encode("utf-8", "surrogateescape")).digest()


async def create(tx: Tx, wanted: NewToken, clock: Clock) -> tuple[Token, str]:
    """A new token and, this once, its text. Raises BadToken."""
    if (wanted.role is Role.AGENCY) != (wanted.agency is not None):
        raise BadToken("the role agency, and no other, needs an agency's code")
    text = MARK + secrets.token_urlsafe(32)
    token = Token(new_id(), wanted.name, wanted.role, wanted.agency, clock.real(), wanted.expires_at, None)
    await tx.execute(insert(api_tokens).values(**vars(token), sha256=hashed(text)))
    return token, text


async def listed(database: Database) -> list[Token]:
    """All tokens, oldest first."""
    async with database.read() as conn:
        rows = await conn.execute(select(*_shown()).order_by(api_tokens.c.id))
        return [_token(row._asdict()) for row in rows]


async def revoke(tx: Tx, token_id: UUID, clock: Clock) -> bool:
    """End a token now; False where there is none that could be ended."""
    mine = (api_tokens.c.id == token_id) & api_tokens.c.revoked_at.is_(None)
    return (await tx.execute(update(api_tokens).where(mine).values(revoked_at=clock.real()))).rowcount == 1


async def found(database: Database, sha256: bytes) -> Token | None:
    """The token with this hash, valid or not."""
    async with database.read() as conn:
        row = (await conn.execute(select(*_shown()).where(api_tokens.c.sha256 == sha256))).one_or_none()
    return _token(row._asdict()) if row else None


async def first_operator(database: Database, clock: Clock) -> str | None:
    """The text of an operator's token for a first start; None where tokens have been made before."""
    async with database.write() as tx:
        if (await tx.execute(select(func.count()).select_from(api_tokens))).scalar():
            return None
        _, text = await create(tx, NewToken("first start", Role.OPERATOR), clock)
    return text


def _shown() -> list[ColumnElement[Any]]:
    return [column for column in api_tokens.c if column.name != "sha256"]


def _token(row: dict[str, Any]) -> Token:
    return Token(**{**row, "role": Role(str(row["role"]))})
