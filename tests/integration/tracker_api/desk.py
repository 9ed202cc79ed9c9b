"""Doing things as people at the desk do: documents entered by hand, actions with If-Match."""

from typing import Any
from uuid import uuid4

import httpx

Json = dict[str, Any]


async def put_agencies(api: httpx.AsyncClient, **names: str) -> None:
    """Agencies by code (dots written as two underscores)."""
    for code, name in names.items():
        answer = await api.put(f"/v1/agencies/{code.replace('__', '.')}", json={"name": name})
        assert answer.status_code == 201, answer.text


def directive(number: str = "812", **task: Any) -> Json:
    """The canonical body of a directive with one task; further words go into the task."""
    given = {"content": "Báo cáo kết quả", "lead": ["Sở Y tế"], "code": "QC45_a", "deadline": "2026-11-25"} | task
    return {
        "event": "document.issued",
        "document": {
            "number": number, "notation": "UBND-NC", "type": "công văn", "abstract": "Về việc phòng, chống dịch",
            "issuer": "UBND tỉnh Đắk Lắk", "issued_on": "2026-11-13", "tasks": [given],
        },
    }  # fmt: skip


async def entered(api: httpx.AsyncClient, body: Json | None = None) -> Json:
    """A document registered by hand."""
    answer = await api.post("/v1/documents", json=body or directive())
    assert answer.status_code == 201, answer.text
    found: Json = answer.json()
    return found


async def act(
    api: httpx.AsyncClient, part: Json, action: str, body: Json | None = None, **headers: str
) -> httpx.Response:
    """An action on an assignment at the version that `part` shows."""
    given = {"if-match": f'"{part["version"]}"', "idempotency-key": uuid4().hex} | headers
    return await api.post(f"/v1/assignments/{part['id']}/{action}", json=body, headers=given)


def slug(answer: httpx.Response) -> str:
    """Which problem it is."""
    assert answer.headers["content-type"] == "application/problem+json", answer.text
    return str(answer.json()["type"]).removeprefix("urn:dondoc:problem:")
