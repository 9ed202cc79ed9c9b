"""Walking through lists as a client does."""

from typing import Any

import httpx


async def items(api: httpx.AsyncClient, path: str, **params: Any) -> list[dict[str, Any]]:
    """Everything that a list gives, page by page."""
    found: list[dict[str, Any]] = []
    after: dict[str, str] = {}
    while True:
        answer = await api.get(path, params={**params, **after})
        assert answer.status_code == 200, answer.text
        page = answer.json()
        found += page["items"]
        if page["next"] is None:
            return found
        after = {"after": page["next"]}


async def errors(api: httpx.AsyncClient, path: str, **params: Any) -> dict[str, str]:
    """The refused fields and why, of a request that must be refused as validation."""
    answer = await api.get(path, params=params)
    assert answer.status_code == 422, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["type"] == "urn:dondoc:problem:validation"
    return {error["field"]: error["message"] for error in answer.json().get("errors", [])}
