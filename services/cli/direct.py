"""uvicorn's protocol, but that a request is offered to `Direct` before it is given a task (shared.direct).

uvicorn parses it, collects its body, queues what comes after it, and serves it in its own way where it is left to it:
slow or large bodies, Expect, other paths, refusals. What is relied on of uvicorn's inside is in `RELIED_ON`.
"""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, cast

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol, RequestResponseCycle

from services.cli.joined import JoinedProtocol
from shared.direct import Answer, Asked, Headers
from shared.traffic import Front

# The members that are used here or overridden, by class; a test compares them with the uvicorn that is installed.
RELIED_ON: Mapping[type, Sequence[str]] = {
    HttpToolsProtocol: ("_start_asgi_task", "access_log", "app", "flow", "loop", "server_state"),
    RequestResponseCycle: (
        "body", "disconnected", "keep_alive", "more_body", "on_response", "response_complete", "response_started",
        "scope", "waiting_for_100_continue",
    ),
}  # fmt: skip


class DirectProtocol(JoinedProtocol):
    """A connection of `Front`'s clients."""

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:
        """Where uvicorn makes the task: its head is read, its turn has come, and the rest of what has arrived is read
        until `_begin`, which runs when a task would."""
        if isinstance(app, Front) and cycle.scope["method"] == "POST":
            self.loop.call_soon(self._begin, cycle, app)
        else:
            super()._start_asgi_task(cycle, app)

    def _begin(self, cycle: RequestResponseCycle, front: Front) -> None:
        taken = False
        try:
            taken = self._is_whole(cycle) and front.direct(
                Asked(cycle.scope["path"], cast(Headers, cycle.scope["headers"]), bytes(cycle.body)),
                partial(self._answer, cycle),
            )
        finally:
            if not taken:
                super()._start_asgi_task(cycle, cast(Any, front))

    def _is_whole(self, cycle: RequestResponseCycle) -> bool:
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
