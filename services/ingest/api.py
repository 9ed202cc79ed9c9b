"""/v1/deliveries: what came in, what is held and why, and reading it again after the mapping was mended."""

from typing import Annotated, Any, Protocol
from uuid import UUID

from fastapi import APIRouter, Depends, Query

from services.ingest.accept import StateSecret
from services.ingest.catalog import Catalog, Entry, Kept, Wanted
from services.ingest.delivery import Receipt, Status
from services.ingest.replay import NoSuchDelivery, NotReplayable
from shared.auth import Principal, require
from shared.paging import LIMIT, MOST, cursor, page, place
from shared.problems import Problem

SEES = ("viewer", "clerk", "monitor", "leader", "operator")
MENDS = ("clerk", "operator")
LARGEST_SHOWN = 256 * 1024
WHY_NOT = {
    "unknown-source": "Nguồn của lượt gửi này không còn trong dondoc.toml; hãy khai báo lại rồi đọc lại.",
    "body-gone": "Nội dung gốc đã hết thời hạn lưu (ingest.bodies_days); hãy yêu cầu bên gửi gửi lại.",
}

Viewer = Annotated[Principal, Depends(require(*SEES))]
Mender = Annotated[Principal, Depends(require(*MENDS))]
Limit = Annotated[int, Query(ge=1, le=MOST)]


class Replays(Protocol):
    """Whoever reads a kept delivery again."""

    async def replay(self, delivery_id: UUID) -> Receipt:
        """Raises NoSuchDelivery, NotReplayable, StateSecret."""
        ...


def deliveries_router(catalog: Catalog, replays: Replays) -> APIRouter:
    """The routes of /v1/deliveries."""
    router = APIRouter(prefix="/v1/deliveries", tags=["deliveries"])

    @router.get("", summary="Deliveries, newest first")
    async def list_deliveries(
        _who: Viewer,
        source: str | None = None,
        status: Status | None = None,
        after: str | None = None,
        limit: Limit = LIMIT,
    ) -> dict[str, Any]:
        filters = {"source": source, "status": status}
        found = await catalog.list(Wanted(source, status), _before(after, filters), limit + 1)
        following = cursor([found[limit - 1].id.hex], filters) if len(found) > limit else None
        return page([_shown(entry) for entry in found[:limit]], following)

    @router.get("/{delivery_id}", summary="One delivery with its body")
    async def get_delivery(delivery_id: UUID, _who: Mender) -> dict[str, Any]:
        kept = await catalog.get(delivery_id)
        if kept is None:
            raise Problem("not-found")
        return {**_shown(kept.entry), **_content(kept)}

    @router.post("/{delivery_id}/replay", summary="Read a delivery again with the present configuration")
    async def replay_delivery(delivery_id: UUID, _who: Mender) -> dict[str, Any]:
        try:
            receipt = await replays.replay(delivery_id)
        except NoSuchDelivery:
            raise Problem("not-found") from None
        except StateSecret:
            raise Problem("state-secret-refused") from None
        except NotReplayable as cannot:
            raise Problem("conflict", WHY_NOT[cannot.why]) from None
        return receipt.answer()

    return router


def _before(after: str | None, filters: dict[str, Any]) -> UUID | None:
    where = place(after, filters)
    return UUID(where[0]) if where else None


def _shown(entry: Entry) -> dict[str, Any]:
    return {
        "id": entry.id,
        "source": entry.source,
        "status": entry.status,
        "reason": entry.reason,
        "received_at": entry.received_at,
        "key": entry.key,
    }


def _content(kept: Kept) -> dict[str, Any]:
    """The body as text; null where it is no longer kept or too large to show."""
    body = kept.body if kept.body is not None and len(kept.body) <= LARGEST_SHOWN else None
    return {
        "size": kept.entry.size,
        "sha256": kept.body_sha256.hex(),
        "traceparent": kept.entry.traceparent,
        "body": None if body is None else body.decode("utf-8", "replace"),
    }
