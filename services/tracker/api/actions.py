"""Actions under `/v1/assignments/{id}`: the agency progresses, submits, completes; the Office accepts, returns,
withdraws. Each needs If-Match with the assignment's version."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends
from sqlalchemy import select
from starlette.responses import Response

from services.tracker.api import documented
from services.tracker.api.answers import missing, versioned
from services.tracker.api.assignments import whole
from services.tracker.api.bodies import DecisionBody, ReasonBody, ReportBody
from services.tracker.api.desk import Desk
from services.tracker.api.scope import DECIDERS, REPORTERS, seen_by
from services.tracker.api.values import IdOf
from services.tracker.domain.status import Move, Refused
from services.tracker.models import tracker_assignments
from services.tracker.register.by_person import move_one, place_of
from services.tracker.register.moving import Said
from services.tracker.store.conditions import agency_is
from shared.auth import Principal, require
from shared.db import Tx
from shared.idempotency import WriteKey, write_key
from shared.preconditions import expect_version, if_match
from shared.problems import Problem

Reporter = Annotated[Principal, Depends(require(*REPORTERS))]
Decider = Annotated[Principal, Depends(require(*DECIDERS))]
REPORTS = {"progress": Move.PROGRESS, "submit": Move.SUBMIT, "complete": Move.DONE}
DECISIONS = {"accept": Move.ACCEPT}
REASONED = {"return": Move.RETURN, "withdraw": Move.WITHDRAW}


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked, of which assignment at which version, by whom."""

    assignment_id: UUID
    version: int
    who: Principal
    write: WriteKey


def _reporting(
    assignment_id: IdOf,
    who: Reporter,
    version: Annotated[int, Depends(if_match)],
    write: Annotated[WriteKey, Depends(write_key)],
) -> Request:
    return Request(assignment_id, version, who, write)


def _deciding(
    assignment_id: IdOf,
    who: Decider,
    version: Annotated[int, Depends(if_match)],
    write: Annotated[WriteKey, Depends(write_key)],
) -> Request:
    return Request(assignment_id, version, who, write)


def router(desk: Desk) -> APIRouter:
    """One route for each action."""
    routes = APIRouter(tags=["assignments"])
    for name, wanted in REPORTS.items():
        _add(routes, name, _report(desk, wanted))
    for name, wanted in DECISIONS.items():
        _add(routes, name, _decide(desk, wanted))
    for name, wanted in REASONED.items():
        _add(routes, name, _decide_with_reason(desk, wanted))
    return routes


def _add(routes: APIRouter, name: str, endpoint: Callable[..., Awaitable[Response]]) -> None:
    path = f"/v1/assignments/{{assignment_id}}/{name}"
    routes.add_api_route(
        path, endpoint, methods=["POST"], name=f"{name}_assignment", response_model=documented.ListedAssignment
    )


def _report(desk: Desk, wanted: Move) -> Callable[..., Awaitable[Response]]:
    async def endpoint(asked: Annotated[Request, Depends(_reporting)], body: ReportBody | None = None) -> Response:
        """What the agency says of its own part; a clerk may say it for it."""
        given = body or ReportBody()
        return await act(desk, asked, Wish(wanted, percent=given.percent, text=given.note))

    return endpoint


def _decide(desk: Desk, wanted: Move) -> Callable[..., Awaitable[Response]]:
    async def endpoint(asked: Annotated[Request, Depends(_deciding)], body: DecisionBody | None = None) -> Response:
        """The Office's decision."""
        return await act(desk, asked, Wish(wanted, text=body.note if body else None))

    return endpoint


def _decide_with_reason(desk: Desk, wanted: Move) -> Callable[..., Awaitable[Response]]:
    async def endpoint(asked: Annotated[Request, Depends(_deciding)], body: ReasonBody) -> Response:
        """The Office's decision, with its reason."""
        return await act(desk, asked, Wish(wanted, reason=body.reason))

    return endpoint


@dataclass(frozen=True, slots=True)
class Wish:
    """The move and the words that go with it."""

    wanted: Move
    percent: int | None = None
    text: str | None = None
    reason: str | None = None


async def act(desk: Desk, asked: Request, wish: Wish) -> Response:
    """Move the assignment and answer with it. Raises Problem not-found, version-mismatch, conflict."""

    async def work(tx: Tx) -> Response:
        document_id = await _document_of(tx, asked)
        case, dossier = await desk.open(tx, document_id, asked.who)
        place = place_of(dossier, asked.assignment_id)
        expect_version(asked.version, place.part.assignment["version"])
        said = Said(wanted=wish.wanted, at=case.wave.at, percent=wish.percent, reason=wish.reason, text=wish.text)
        outcome = move_one(case, place, said)
        if isinstance(outcome, Refused):
            raise Problem("conflict", outcome.reason)
        await desk.save(tx, case, dossier)
        return versioned(await whole(tx.conn, asked.assignment_id, desk.seen(seen_by(asked.who))))

    return await desk.once.run(asked.who.key, asked.write, work)


async def _document_of(tx: Tx, asked: Request) -> UUID:
    """The document of the assignment. Raises Problem not-found, also where it is another agency's."""
    query = select(tracker_assignments.c.document_id).where(tracker_assignments.c.id == asked.assignment_id)
    mine = seen_by(asked.who)
    if mine is not None:
        query = query.where(agency_is(mine))
    found: UUID | None = (await tx.execute(query)).scalar_one_or_none()
    if found is None:
        raise missing("việc giao nhiệm vụ này")
    return found
