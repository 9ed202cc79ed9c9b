"""uvicorn's protocol, but that requests are offered to `Direct` before they are given a task (shared.direct), all that
one turn of the loop brings at once.

uvicorn parses it, collects its body, queues what comes after it, and serves it in its own way where it is left to it:
slow or large bodies, Expect, other paths, refusals. What is relied on of uvicorn's inside is in `RELIED_ON`.
"""

import asyncio
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, cast
from weakref import WeakKeyDictionary

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol, RequestResponseCycle

from services.cli.joined import JoinedProtocol
from shared.direct import Answer, Asked, Headers, Offer, spread
from shared.traffic import Front

# The members that are used here or overridden, by class; a test compares them with the uvicorn that is installed.
RELIED_ON: Mapping[type, Sequence[str]] = {
    HttpToolsProtocol: ("_start_asgi_task", "access_log", "app", "flow", "loop", "server_state"),
    RequestResponseCycle: (
        "body", "disconnected", "keep_alive", "more_body", "on_response", "response_complete", "response_started",
        "scope", "waiting_for_100_continue",
    ),
}  # fmt: skip


class Crowd:
    """The requests to one application that a turn of the loop brings, on all connections."""

    def __init__(self, front: Front) -> None:
        self._front = front
        self._there: list[tuple[DirectProtocol, RequestResponseCycle]] = []

    def join(self, connection: "DirectProtocol", cycle: RequestResponseCycle, loop: asyncio.AbstractEventLoop) -> None:
        """Its head is read, its turn has come; the rest of what has arrived is read until `_begin`, which runs when a
        task would."""
        if not self._there:
            loop.call_soon(self._begin)
        self._there.append((connection, cycle))

    def _begin(self) -> None:
        there, self._there = self._there, []
        whole = [connection.is_whole(cycle) for connection, cycle in there]
        taken = [False] * len(there)
        try:
            offers = [connection.offer(cycle) for (connection, cycle), one in zip(there, whole, strict=True) if one]
            taken = spread(whole, self._front.direct(offers))
        finally:
            for (connection, cycle), one in zip(there, taken, strict=True):
                if not one:
                    connection.make_task(cycle, self._front)


_crowds: WeakKeyDictionary[Front, Crowd] = WeakKeyDictionary()  # the connections of one application share it alone


class DirectProtocol(JoinedProtocol):
    """A connection of `Front`'s clients."""

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:
        """Where uvicorn makes the task."""
        if isinstance(app, Front) and cycle.scope["method"] == "POST":
            crowd = _crowds.get(app)
            if crowd is None:
                crowd = _crowds[app] = Crowd(app)
            crowd.join(self, cycle, self.loop)
        else:
            super()._start_asgi_task(cycle, app)

    def make_task(self, cycle: RequestResponseCycle, front: Front) -> None:
        """Leave the request to the application."""
        super()._start_asgi_task(cycle, cast(Any, front))

    def offer(self, cycle: RequestResponseCycle) -> Offer:
        """A whole request as `Direct` sees it."""
        asked = Asked(cycle.scope["path"], cast(Headers, cycle.scope["headers"]), bytes(cycle.body))
        return Offer(asked, partial(self._answer, cycle))

    def is_whole(self, cycle: RequestResponseCycle) -> bool:
        """Whether there is nothing about the request that takes more than its bytes."""
        waits = cycle.more_body or cycle.waiting_for_100_continue or self.flow.write_paused
        return not (waits or cycle.disconnected or self.access_log)

    def _answer(self, cycle: RequestResponseCycle, answer: Answer) -> None:
        """As `RequestResponseCycle.send` does it."""
        if cycle.disconnected:
            return
        pieces = [STATUS_LINE[answer.status]]
        for name, value in (*self.server_state.default_headers, *answer.headers):
            pieces += (name, b": ", value, b"\r\n")
        end = b"\r\n" if cycle.keep_alive else b"connection: close\r\n\r\n"
        pieces += (b"content-length: %d\r\n" % len(answer.body), end, answer.body)
        cycle.response_started = cycle.response_complete = True
        self.joined.write_whole(b"".join(pieces))
        if not cycle.keep_alive:
            self.joined.close()
        cycle.on_response()
