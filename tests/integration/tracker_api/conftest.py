"""The tracker's routes with the real authentication, problems and document handler, on both databases."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from services.tracker.app import Tracker, build
from shared.auth import Authenticator
from shared.db import Database
from shared.problems import answer_with_problems
from shared.service import Context
from shared.tokens import NewToken, Role, create
from tests.builders import a_context
from tests.fakes import SettableClock

BOOTSTRAP = "operator-of-the-tests"
Login = Callable[[Role], Awaitable[httpx.AsyncClient]]


@pytest.fixture
def clock() -> SettableClock:
    return SettableClock()


@pytest.fixture
def context(database: Database, tmp_path: Path, clock: SettableClock) -> Context:
    return a_context(database, tmp_path, clock=clock)


@pytest.fixture
async def tracker(context: Context) -> AsyncIterator[Tracker]:
    """The whole service, its loops at rest."""
    made = build(context)
    await made.start()
    yield made
    await made.stop()


@pytest.fixture
async def login(context: Context, tracker: Tracker) -> AsyncIterator[Login]:
    """Clients of any role; an agency is H15.SYT."""
    app = FastAPI()
    app.state.authenticator = Authenticator(context.database, context.clock, BOOTSTRAP)
    answer_with_problems(app)
    for router in tracker.routers():
        app.include_router(router)
    async with AsyncExitStack() as clients:

        async def client(role: Role) -> httpx.AsyncClient:
            token = BOOTSTRAP if role is Role.OPERATOR else await _token(context, role)
            headers = {"authorization": f"Bearer {token}"}
            transport = httpx.ASGITransport(app)
            made = httpx.AsyncClient(transport=transport, base_url="http://desk.example", headers=headers)
            return await clients.enter_async_context(made)

        yield client


async def _token(context: Context, role: Role) -> str:
    agency = "H15.SYT" if role is Role.AGENCY else None
    async with context.database.write() as tx:
        _, text = await create(tx, NewToken(f"một {role}", role, agency), context.clock)
    return text


@pytest.fixture
async def api(login: Login) -> httpx.AsyncClient:
    """An operator's client."""
    return await login(Role.OPERATOR)


@pytest.fixture
async def as_agency(login: Login) -> httpx.AsyncClient:
    """A client of the agency H15.SYT."""
    return await login(Role.AGENCY)
