"""Who asks: `Authorization: Bearer` → Principal, decided by each service alone from the token's own row.

`require(*roles)` is the dependency of every route; it also refuses query parameters that the route does not have.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from shared.clock import Clock
from shared.db import Database
from shared.parameters import refuse_unknown_parameters
from shared.problems import Problem
from shared.tokens import Role, Token, found, hashed

CACHED = 1000
BEARER = HTTPBearer(auto_error=False, description="A token of `dondoc tokens create`.")


@dataclass(frozen=True)
class Principal:
    """Who asks. `agency` (code) confines the role agency; `token_id` is None for the bootstrap token."""

    role: Role
    agency: str | None
    token_id: UUID | None
    name: str

    @property
    def key(self) -> str:
        """One word for this token (idempotency keys are per token)."""
        return str(self.token_id) if self.token_id else "bootstrap"


class Authenticator:
    """Tokens → principals; what was looked up is believed for `cache_seconds` of real time."""

    def __init__(self, database: Database, clock: Clock, bootstrap: str | None, cache_seconds: float = 2) -> None:
        self.database, self.clock, self.cache_seconds = database, clock, cache_seconds
        self.bootstrap = hashed(bootstrap) if bootstrap else None
        self._known: dict[bytes, tuple[Token, float]] = {}

    async def principal(self, token: str) -> Principal:
        """Raises Problem unauthenticated for a token that is unknown, revoked or past its end."""
        sha256 = hashed(token)
        if sha256 == self.bootstrap:
            return Principal(Role.OPERATOR, None, None, "bootstrap")
        row = self._remembered(sha256) or await self._look_up(sha256)
        if row is None or not row.valid_at(self.clock.real()):
            raise Problem("unauthenticated", "Mã truy cập không có hiệu lực; hãy xin mã mới (dondoc tokens create).")
        return Principal(row.role, row.agency, row.id, row.name)

    def _remembered(self, sha256: bytes) -> Token | None:
        row, until = self._known.get(sha256, (None, 0.0))
        return row if self.clock.monotonic() < until else None

    async def _look_up(self, sha256: bytes) -> Token | None:
        row = await found(self.database, sha256)
        if row:
            if len(self._known) >= CACHED:
                self._known.clear()
            self._known[sha256] = (row, self.clock.monotonic() + self.cache_seconds)
        return row


async def authenticated(
    request: Request, credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(BEARER)]
) -> Principal:
    """The dependency that knows who asks. Raises Problem unauthenticated."""
    if credentials is None:
        raise Problem("unauthenticated")
    authenticator: Authenticator = request.app.state.authenticator
    return await authenticator.principal(credentials.credentials)


def require(*roles: str) -> Callable[..., Awaitable[Principal]]:
    """A dependency that gives the Principal if it has one of `roles` (an operator always may).

    401 without a valid token, 403 with another role, then 422 for an unknown query parameter.
    """
    allowed = {Role.OPERATOR, *(Role(role) for role in roles)}

    async def principal(request: Request, who: Annotated[Principal, Depends(authenticated)]) -> Principal:
        if who.role not in allowed:
            raise Problem("forbidden")
        refuse_unknown_parameters(request)
        return who

    return principal
