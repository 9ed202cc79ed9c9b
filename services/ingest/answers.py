"""Answers of the receiving path, written straight to ASGI."""

from collections.abc import Iterable

from starlette.types import Scope, Send

from shared.problems import MEDIA_TYPE, Problem

JSON = (b"content-type", b"application/json")
PROBLEM = (b"content-type", MEDIA_TYPE.encode())
Headers = Iterable[tuple[bytes, bytes]]


async def answer(send: Send, status: int, body: bytes, headers: Headers = (JSON,)) -> None:
    """A whole answer."""
    head = [*headers, (b"content-length", b"%d" % len(body))]
    await send({"type": "http.response.start", "status": status, "headers": head})
    await send({"type": "http.response.body", "body": body})


async def refuse(scope: Scope, send: Send, problem: Problem) -> None:
    """A problem; Vietnamese detail, the remedy named."""
    extra = [(name.lower().encode(), value.encode()) for name, value in problem.headers.items()]
    await answer(send, problem.status, problem.body(scope["path"]), (PROBLEM, *extra))
