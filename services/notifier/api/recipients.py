"""`/v1/recipients`: whom the notifier can reach, from the configuration and from the agencies' contacts."""

from collections.abc import Iterator, Sequence
from typing import Any

from fastapi import APIRouter
from sqlalchemy import Row
from starlette.responses import Response

from services.notifier.api import shapes
from services.notifier.api.params import DEFAULT_LIMIT, INSIDERS, After, Limit
from services.notifier.domain.notice import Audience
from services.notifier.domain.routing import Rules
from services.notifier.store.views import directory
from shared.paging import cursor, page, place
from shared.service import Context

FILTERS = {"list": "recipients"}
Keyed = tuple[str, shapes.Json]


def router(context: Context, rules: Rules) -> APIRouter:
    """Reading recipients."""
    routes = APIRouter(tags=["recipients"])

    @routes.get("/v1/recipients", response_model=shapes.RecipientPage, dependencies=[INSIDERS])
    async def list_recipients(after: After = None, limit: Limit = DEFAULT_LIMIT) -> Response:
        """The configured recipients first, then the contacts of agencies by code."""
        start = place(after, FILTERS)
        async with context.database.read() as conn:
            rows = await directory(conn)
        found = [one for one in _all(rules, rows) if start is None or one[0] > start[0]]
        following = cursor([found[limit - 1][0]], FILTERS) if len(found) > limit else None
        return shapes.answer(page([item for _, item in found[:limit]], following))

    return routes


def _all(rules: Rules, rows: Sequence[Row[Any]]) -> list[Keyed]:
    configured = [(f"0/{number:06d}", shapes.post_json(post)) for number, post in enumerate(rules.posts)]
    contacts = sorted((keyed for row in rows for keyed in _contacts(rules, row)), key=lambda keyed: keyed[0])
    return [*configured, *contacts]


def _contacts(rules: Rules, row: Row[Any]) -> Iterator[Keyed]:
    channel = rules.means.for_email()
    known = ((Audience.AGENCY, row.name, row.email), (Audience.HEAD, row.head or row.name, row.head_email))
    for audience, name, address in known:
        if address:
            item = {"source": "directory", "audience": audience.value, "unit": row.name, "name": name,
                    "address": address, "channel": channel}  # fmt: skip
            yield f"1/{row.code}/{row.id}/{audience}", item
