"""`/v1/agencies`: the directory, by code or id; PUT makes or replaces the record of a code."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Path, Query
from pydantic import BeforeValidator
from starlette.responses import Response

from services.tracker.api import documented, shapes
from services.tracker.api.answers import answer, missing, versioned
from services.tracker.api.bodies import AgencyBody
from services.tracker.api.cursors import next_of, slice_of
from services.tracker.api.desk import Desk
from services.tracker.api.params import PageParams, agency_key
from services.tracker.api.scope import CLERKS, READERS
from services.tracker.api.values import WordsOf, one_of, read_day
from services.tracker.store.agencies import Stamp
from services.tracker.store.directory_queries import agency_page, agency_row
from services.tracker.store.rows import AnyRow
from services.tracker.upkeep.loading import load_agencies
from services.tracker.upkeep.roster import Listed
from shared.auth import Principal, require
from shared.db import Tx
from shared.idempotency import WriteKey, write_key
from shared.paging import page
from shared.preconditions import expect_version, if_match
from shared.problems import FieldError, Problem
from shared.tracing import new_traceparent

Reader = Annotated[Principal, Depends(require(*READERS))]
Clerk = Annotated[Principal, Depends(require(*CLERKS))]
Key = Annotated[WriteKey, Depends(write_key)]
Code = Annotated[str, Path(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,59}$")]
IfMatch = Annotated[str | None, Header(alias="If-Match")]
SHOWN = (
    "id", "code", "name", "aliases", "kind", "parent", "head", "head_email", "email", "phone", "valid_from",
    "valid_to", "provisional", "created_at", "updated_at", "version",
)  # fmt: skip


class AgencyParams(PageParams):
    """`provisional=true`: those made from unknown names, to be looked at."""

    provisional: Annotated[str, BeforeValidator(one_of("true", "false"))] | None = None


def router(desk: Desk) -> APIRouter:
    """Reading and keeping the directory."""
    routes, context = APIRouter(tags=["agencies"]), desk.context

    @routes.get("/v1/agencies", response_model=documented.AgencyPage)
    async def list_agencies(_who: Reader, params: Annotated[AgencyParams, Query()]) -> Response:
        """The directory, one page at a time."""
        filters = {"list": "agencies", **params.filters()}
        wanted = None if params.provisional is None else params.provisional == "true"
        async with context.database.read() as conn:
            found = await agency_page(conn, wanted, slice_of(params.after, params.limit, filters))
        return answer(page([shape(row) for row in found.rows], next_of(found, filters)))

    @routes.get("/v1/agencies/{agency}", response_model=documented.Agency)
    async def get_agency(_who: Reader, agency: WordsOf) -> Response:
        """One agency, by code or id."""
        async with context.database.read() as conn:
            row = await agency_row(conn, agency_key(agency) or "")
        if row is None:
            raise missing("cơ quan này")
        return versioned(shape(row))

    @routes.put("/v1/agencies/{code}", response_model=documented.Agency)
    async def put_agency(who: Clerk, code: Code, body: AgencyBody, write: Key, match: IfMatch = None) -> Response:
        """Make an agency (201; a provisional one of that name becomes it) or replace it (200, needs If-Match)."""
        columns = _columns(body)

        async def work(tx: Tx) -> Response:
            return await _put(desk, tx, {"code": code, **columns}, match)

        return await desk.once.run(who.key, write, work)

    return routes


def shape(row: AnyRow) -> shapes.Json:
    """An agency with its contacts."""
    return {name: getattr(row, name) for name in SHOWN}


def _columns(body: AgencyBody) -> dict[str, Any]:
    days = {name: _day(name, getattr(body, name)) for name in ("valid_from", "valid_to")}
    if days["valid_from"] and days["valid_to"] and days["valid_to"] < days["valid_from"]:
        raise Problem("validation", errors=[FieldError("valid_to", "không được trước valid_from")])
    return {**body.model_dump(), **days, "aliases": list(body.aliases), "provisional": False}


def _day(name: str, text: str | None) -> date | None:
    try:
        return read_day(text) if text else None
    except ValueError as wrong:
        raise Problem("validation", errors=[FieldError(name, str(wrong))]) from None


async def _put(desk: Desk, tx: Tx, columns: dict[str, Any], match: str | None) -> Response:
    known = await agency_row(tx.conn, columns["code"])
    if known is not None:
        expect_version(if_match(match), known.version)
    await load_agencies(tx, [Listed(1, columns)], Stamp(desk.context.clock.now(), desk.source, new_traceparent()))
    stored = await agency_row(tx.conn, columns["code"])
    assert stored is not None, "saved a moment ago"
    return versioned(shape(stored), 200 if known else 201)
