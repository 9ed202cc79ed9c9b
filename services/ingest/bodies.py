"""Reading a request's body up to a limit; what is larger is drained, within bounds, so that its sender sees why."""

import asyncio
from dataclasses import dataclass

from starlette.types import Receive

DRAINED = 64 * 2**20


class TooLarge(Exception):
    """The body is larger than the source may send."""


class TooSlow(Exception):
    """The body did not end in time."""


class Gone(Exception):
    """The sender hung up before the end."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """How many bytes and how many seconds a body may take."""

    size: int
    seconds: float


async def read_body(receive: Receive, declared: bytes | None, bounds: Bounds) -> bytes:
    """The whole body. `declared` is its Content-Length. Raises TooLarge (after draining), TooSlow or Gone."""
    try:
        async with asyncio.timeout(bounds.seconds):
            return await _read(receive, declared, bounds.size)
    except TimeoutError:
        raise TooSlow from None


async def _read(receive: Receive, declared: bytes | None, limit: int) -> bytes:
    announced = int(declared) if declared and declared.isdigit() and len(declared) < 19 else 0
    if announced > limit + DRAINED:
        raise TooLarge
    message = await receive()
    if message["type"] != "http.request":
        raise Gone
    body: bytes = message.get("body", b"")
    if message.get("more_body"):
        body = await _gather(receive, body, limit)
    if len(body) > limit:
        raise TooLarge
    return body


async def _gather(receive: Receive, first: bytes, limit: int) -> bytes:
    parts, size = [first], len(first)
    while True:
        message = await receive()
        if message["type"] != "http.request":
            raise Gone
        size += len(message.get("body", b""))
        if size <= limit:
            parts.append(message.get("body", b""))
        elif parts:
            parts.clear()
        if size > limit + DRAINED:
            raise TooLarge
        if not message.get("more_body"):
            break
    if size > limit:
        raise TooLarge
    return b"".join(parts)
