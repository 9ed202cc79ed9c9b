"""Plain ASGI before FastAPI: receivers first, nothing before the start is over; each request counted and traced."""

import asyncio
from collections.abc import Mapping, Sequence

from prometheus_client import CollectorRegistry, Counter, Histogram
from starlette.exceptions import HTTPException
from starlette.middleware.errors import ServerErrorMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.clock import Clock
from shared.config.api import Api
from shared.direct import Direct, Offer, spread
from shared.lifecycle import Lifecycle, Phase
from shared.logging import traced
from shared.problems import Problem, internal
from shared.tracing import child_of, trace_id

OPEN = ("/health/", "/metrics", "/openapi.json", "/docs")
BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)


class Gate:
    """Sends a request to the receiver of its prefix, else to the API; 503 while the services are not running."""

    def __init__(self, life: Lifecycle, receivers: Mapping[str, ASGIApp], api: ASGIApp) -> None:
        self.life, self.api = life, api
        self.receivers = tuple(receivers.items())
        everyone: Mapping[str, object] = receivers
        self._direct = tuple((prefix, one) for prefix, one in everyone.items() if isinstance(one, Direct))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            return await self.api(scope, receive, send)
        path: str = scope["path"]
        if self.life.phase is not Phase.RUNNING and not path.startswith(OPEN):
            return await Problem("unavailable").response(path)(scope, receive, send)
        for prefix, receiver in self.receivers:
            if path.startswith(prefix):
                return await receiver(scope, receive, send)
        return await self.api(scope, receive, send)

    def direct(self, offers: Sequence[Offer]) -> Sequence[bool]:
        """See `Direct`."""
        taken = [False] * len(offers)
        if self.life.phase is Phase.RUNNING:
            for prefix, receiver in self._direct:
                its = [
                    not done and offer.asked.path.startswith(prefix) for done, offer in zip(taken, offers, strict=True)
                ]
                answers = receiver.direct([offer for offer, one in zip(offers, its, strict=True) if one])
                taken = [done or now for done, now in zip(taken, spread(its, answers), strict=True)]
        return taken


class Front(ServerErrorMiddleware):
    """What the server is handed: the gate, and the answer to what nobody foresaw."""

    def __init__(self, gate: Gate) -> None:
        super().__init__(gate, handler=internal)
        self.gate, self.direct = gate, gate.direct


class Limited:
    """Refuses bodies above the limit, whether they say their length or not, and those that do not end in time."""

    def __init__(self, app: ASGIApp, settings: Api) -> None:
        self.app, self.limit, self.seconds = app, settings.body_limit, settings.body_timeout

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        seen, more, end = 0, True, asyncio.get_running_loop().time() + self.seconds

        async def counted() -> Message:
            nonlocal seen, more
            message = await _until(end, receive) if more else await receive()
            seen, more = seen + len(message.get("body", b"")), message.get("more_body", False)
            if seen > self.limit:
                raise HTTPException(413)
            return message

        return await self.app(scope, counted, send)


async def _until(end: float, receive: Receive) -> Message:
    try:
        async with asyncio.timeout_at(end):
            return await receive()
    except TimeoutError:
        raise HTTPException(400, headers={"Connection": "close"}) from None


class Counted:
    """Counts and times what the API answers, by route (never by address), and puts the trace on the log lines."""

    def __init__(self, app: ASGIApp, metrics: CollectorRegistry, clock: Clock) -> None:
        self.app, self.clock = app, clock
        self.seconds = Histogram("dondoc_http_seconds", "Seconds an API request took.", ["method", "route", "status"],
                                 registry=metrics, buckets=BUCKETS)  # fmt: skip
        self.failures = Counter("dondoc_http_failures", "API requests that failed within.", registry=metrics)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        began, status = self.clock.monotonic(), 500

        async def sent(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        scope["traceparent"] = child_of(_header(scope, b"traceparent"))
        try:
            with traced(trace_id(scope["traceparent"])):
                await self.app(scope, receive, sent)
        finally:
            labels = (scope["method"], getattr(scope.get("route"), "path", "other"), str(status))
            self.seconds.labels(*labels).observe(self.clock.monotonic() - began)
            if status >= 500:
                self.failures.inc()


def _header(scope: Scope, name: bytes) -> str | None:
    return next((value.decode("latin-1") for key, value in scope["headers"] if key == name), None)
