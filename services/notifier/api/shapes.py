"""JSON of the notifier's interface: models that describe it, functions that build it."""

from typing import Any

import orjson
from pydantic import BaseModel
from sqlalchemy import Row
from starlette.responses import Response

from services.notifier.domain.directory import Post
from services.notifier.shapes import instant

Json = dict[str, Any]


class Recipient(BaseModel):
    name: str | None
    address: str | None


class Attempt(BaseModel):
    at: str
    outcome: str | None
    detail: str | None


class Agency(BaseModel):
    id: str
    name: str | None


class Notice(BaseModel):
    """One recipient told one thing by one channel."""

    id: str
    reason: str
    step: str | None
    task_id: str
    assignment_id: str | None
    agency: Agency | None
    reference: str | None
    audience: str
    recipient: Recipient
    channel: str | None
    status: str
    because: str
    attempts: list[Attempt]
    scheduled_at: str
    sent_at: str | None
    next_try_at: str | None
    trace_id: str | None


class WholeNotice(Notice):
    """With its text."""

    subject: str
    text: str


class NoticePage(BaseModel):
    items: list[Notice]
    next: str | None


class ReachedBy(BaseModel):
    """A recipient from the configuration (`config`) or an agency's contact (`directory`)."""

    source: str
    audience: str
    unit: str | None
    name: str | None
    address: str | None
    channel: str


class RecipientPage(BaseModel):
    items: list[ReachedBy]
    next: str | None


class Silence(BaseModel):
    """Until `until` nothing is sent that matches all fields given."""

    id: str
    agency: Agency | None
    task_id: str | None
    recipient: str | None
    until: str
    reason: str
    made_by: str
    created_at: str
    ended_at: str | None


class SilencePage(BaseModel):
    items: list[Silence]
    next: str | None


def answer(body: Json, status: int = 200) -> Response:
    return Response(orjson.dumps(body), status, media_type="application/json")


def attempt_json(row: Row[Any]) -> Json:
    return {"at": instant(row.at), "outcome": row.outcome, "detail": row.detail}


def post_json(post: Post) -> Json:
    """A configured recipient."""
    target = post.target
    return {
        "source": "config", "audience": post.audience.value, "unit": post.unit, "name": target.name,
        "address": target.address or None, "channel": target.channel,
    }  # fmt: skip


def silence_json(row: Row[Any]) -> Json:
    """A silence with its agency's name."""
    return {
        "id": str(row.id),
        "agency": {"id": str(row.agency_id), "name": row.agency_name} if row.agency_id else None,
        "task_id": str(row.task_id) if row.task_id else None,
        "recipient": row.recipient_key,
        "until": instant(row.until),
        "reason": row.reason,
        "made_by": row.made_by,
        "created_at": instant(row.created_at),
        "ended_at": instant(row.ended_at),
    }
