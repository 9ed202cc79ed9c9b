"""Writing tasks: a clerk adds one to a document, or decides its class, deadline or field."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends
from sqlalchemy import select
from starlette.responses import Response

from services.tracker.api import documented
from services.tracker.api.answers import missing, versioned
from services.tracker.api.bodies import TaskBody, TaskChange
from services.tracker.api.desk import Desk
from services.tracker.api.naming import with_code
from services.tracker.api.scope import CLERKS
from services.tracker.api.tasks import whole
from services.tracker.api.values import IdOf, read_id
from services.tracker.domain.deadline import Deadline
from services.tracker.domain.markers import parse_code
from services.tracker.models import tracker_tasks
from services.tracker.register.by_person import (
    PersonCase,
    Verdict,
    add_task,
    extend,
    file_of,
    is_open,
    reclassify,
    repeat,
)
from services.tracker.register.case import Note
from services.tracker.register.stated import read_stated
from services.tracker.store.records import Dossier, TaskFile
from shared.auth import Principal, require
from shared.db import Tx
from shared.events.documents import GivenTask
from shared.idempotency import WriteKey, write_key
from shared.preconditions import expect_version, if_match
from shared.problems import FieldError, Problem

Clerk = Annotated[Principal, Depends(require(*CLERKS))]
Key = Annotated[WriteKey, Depends(write_key)]


@dataclass(frozen=True, slots=True)
class Asked:
    """Which task at which version, by whom."""

    task_id: UUID
    version: int
    who: Principal
    write: WriteKey


def _asked(task_id: IdOf, who: Clerk, version: Annotated[int, Depends(if_match)], write: Key) -> Asked:
    return Asked(task_id, version, who, write)


def router(desk: Desk) -> APIRouter:
    """Adding and changing tasks."""
    routes = APIRouter(tags=["tasks"])

    @routes.post("/v1/tasks", status_code=201, response_model=documented.Task)
    @with_code(desk.in_force.regimes, TaskBody)
    async def create_task(who: Clerk, body: TaskBody, write: Key) -> Response:
        """Add a task to a document."""
        return await _create(desk, who, body, write)

    @routes.patch("/v1/tasks/{task_id}", response_model=documented.Task)
    @with_code(desk.in_force.regimes, TaskChange)
    async def change_task(asked: Annotated[Asked, Depends(_asked)], body: TaskChange) -> Response:
        """Decide a task's class, deadline or field; its origin is then `person`."""
        return await _change(desk, asked, body)

    return routes


async def _create(desk: Desk, who: Principal, body: TaskBody, write: WriteKey) -> Response:
    given = GivenTask.model_validate(body.model_dump(exclude={"document_id"}))
    document_id = _id(body.document_id)

    async def work(tx: Tx) -> Response:
        case, dossier = await desk.open(tx, document_id, who)
        if body.deadline:
            read_deadline(body.deadline, body.inclusive, dossier.document["issued_on"])
        file = add_task(case, dossier, given)
        await desk.save(tx, case, dossier)
        answer = versioned(await whole(tx.conn, file.task.id, desk.seen()), 201)
        answer.headers["location"] = f"/v1/tasks/{file.task.id}"
        return answer

    return await desk.once.run(who.key, write, work)


def _id(text: str) -> UUID:
    try:
        return read_id(text)
    except ValueError as wrong:
        raise Problem("validation", errors=[FieldError("document_id", str(wrong))]) from None


def read_deadline(words: str, inclusive: bool, issued_on: date | None) -> Deadline:
    """The one deadline that the words state. Raises Problem validation."""
    found = read_stated(words, inclusive, issued_on)
    if len(found) != 1:
        said = "không đọc được thời hạn; hãy ghi như 2026-11-25, 2026-11-25T15:00 hoặc “trong 03 ngày làm việc”"
        raise Problem("validation", errors=[FieldError("deadline", said)])
    return found[0]


async def _change(desk: Desk, asked: Asked, body: TaskChange) -> Response:
    if not {"code", "deadline", "field"} & body.model_fields_set:
        raise Problem("validation", "Không có gì để thay đổi; hãy ghi code, deadline hoặc field.")

    async def work(tx: Tx) -> Response:
        case, dossier = await desk.open(tx, await _document_of(tx, asked.task_id), asked.who)
        file = file_of(dossier, asked.task_id)
        expect_version(asked.version, file.task["version"])
        if not is_open(file):
            raise Problem("conflict", "Nhiệm vụ đã kết thúc, không thay đổi được nữa.")
        apply(case, dossier, file, body)
        await desk.save(tx, case, dossier)
        return versioned(await whole(tx.conn, asked.task_id, desk.seen()))

    return await desk.once.run(asked.who.key, asked.write, work)


def apply(case: PersonCase, dossier: Dossier, file: TaskFile, body: TaskChange) -> None:
    """What the body asks for, in one go. Raises Problem validation for a deadline that cannot be read."""
    if body.touches("field") and file.task["field"] != body.field:
        case.note(dossier, Note("amended", file.task["field"], body.field, body.reason, "field"), file)
        file.task.set(field=body.field)
        repeat(dossier, file)
    if body.code is not None:
        (code,) = parse_code(body.code, case.wave.terms.regimes)
        reclassify(case, dossier, file, Verdict(code.regime, code.categories[0], body.reason))
    if body.touches("deadline"):
        issued_on = dossier.document["issued_on"]
        deadline = read_deadline(body.deadline, body.inclusive, issued_on) if body.deadline else None
        extend(case, dossier, file, deadline, body.reason)


async def _document_of(tx: Tx, task_id: UUID) -> UUID:
    query = select(tracker_tasks.c.document_id).where(tracker_tasks.c.id == task_id)
    found: UUID | None = (await tx.execute(query)).scalar_one_or_none()
    if found is None:
        raise missing("nhiệm vụ này")
    return found
