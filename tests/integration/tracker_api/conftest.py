"""The tracker's routes on an application with the real authentication and problems, on both databases."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from services.tracker.api import assignments, tasks
from shared.auth import Authenticator
from shared.db import Database
from shared.problems import answer_with_problems
from shared.service import Context
from shared.tokens import NewToken, Role, create
from tests.builders import a_context
from tests.fakes import SettableClock

BOOTSTRAP = "operator-of-the-tests"


@pytest.fixture
def clock() -> SettableClock:
    return SettableClock()


@pytest.fixture
def context(database: Database, tmp_path: Path, clock: SettableClock) -> Context:
    return a_context(database, tmp_path, clock=clock)


@pytest.fixture
async def api(context: Context) -> AsyncIterator[httpx.AsyncClient]:
    """An operator's client."""
    async with _client(_app(context), BOOTSTRAP) as client:
        yield client


@pytest.fixture
async def as_agency(context: Context) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the agency H15.SYT."""
    async with context.database.write() as tx:
        _, text = await create(tx, NewToken("Sở Y tế", Role.AGENCY, "H15.SYT"), context.clock)
    async with _client(_app(context), text) as client:
        yield client


def _app(context: Context) -> FastAPI:
    app = FastAPI()
    app.state.authenticator = Authenticator(context.database, context.clock, BOOTSTRAP)
    answer_with_problems(app)
    for router in (tasks.router(context), assignments.router(context)):
        app.include_router(router)
    return app


def _client(app: FastAPI, token: str) -> httpx.AsyncClient:
    headers = {"authorization": f"Bearer {token}"}
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://desk.example", headers=headers)
