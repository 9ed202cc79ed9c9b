"""POST /webhooks/{source}: the receiving path, a plain ASGI application.

Order of the checks: source, size, signature, rate, parsing, secrecy, key. 202 only after the commit.
"""

from asyncio import CancelledError
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from math import ceil

from sqlalchemy.exc import SQLAlchemyError
from starlette.types import Receive, Scope, Send

from services.ingest.accept import LARGE, Desk, Genuine, StateSecret
from services.ingest.adapters.protocol import Unparsable
from services.ingest.answers import accepted, refused, send_whole
from services.ingest.bodies import Bounds, Gone, TooLarge, TooSlow, read_body
from services.ingest.delivery import NotKept, Receipt
from services.ingest.grouping import Overloaded
from services.ingest.metrics import Metrics, Outcome
from services.ingest.signatures import Request, Verdict
from services.ingest.sources import Source
from shared.causes import reason_of
from shared.clock import Clock
from shared.direct import Asked, Offer, Reply, spread
from shared.logging import logger
from shared.problems import Problem

PREFIX = "/webhooks/"
RETRY_AFTER = "5"
OUR_FAILURES = (SQLAlchemyError, OSError, TimeoutError, Overloaded)
log = logger("ingest")


@dataclass(frozen=True)
class Refusal(Exception):
    """The request ends with a problem."""

    problem: Problem
    outcome: Outcome


class Receiver:
    """The ASGI application under /webhooks/. A body may take `seconds`."""

    def __init__(self, desk: Desk, metrics: Metrics, clock: Clock, seconds: float) -> None:
        self._desk, self._metrics, self._clock, self._seconds = desk, metrics, clock, seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        name = scope["path"].removeprefix(PREFIX)
        source = self._desk.sources.get(name)
        try:
            if scope["method"] != "POST":
                raise Refusal(Problem("method-not-allowed", headers={"Allow": "POST"}), Outcome.UNKNOWN_SOURCE)
            if source is None:
                raise Refusal(Problem("unknown-source"), Outcome.UNKNOWN_SOURCE)
            receipt = await self._receive(source, scope, receive)
        except Refusal as refusal:
            self._metrics.count(source.name if source else "", refusal.outcome)
            await send_whole(send, refused(refusal.problem, scope["path"]))
        except Gone:
            return
        else:
            self._metrics.count(name, receipt.status)
            await send_whole(send, accepted(receipt))

    def direct(self, offers: Sequence[Offer]) -> Sequence[bool]:
        """See `Direct`: what is genuine, small and in order; all else is looked at again in the ordinary way."""
        at = self._clock.real().timestamp()
        found = [self._genuine(offer, at) for offer in offers]
        return spread([one is not None for one in found], self._desk.accept_at_once([one for one in found if one]))

    def _genuine(self, offer: Offer, at: float) -> Genuine | None:
        asked: Asked = offer.asked
        source = self._desk.sources.get(asked.path.removeprefix(PREFIX))
        if source is None or source.bucket or len(asked.body) > min(LARGE, source.limit):
            return None
        request = Request(dict(asked.headers), asked.body, at)
        if source.verify(request) is not Verdict.GENUINE:
            return None
        return Genuine(source, request, partial(self._settled, source, asked.path, offer.reply))

    def _settled(
        self, source: Source, path: str, reply: Reply, receipt: Receipt | NotKept | None, failure: BaseException | None
    ) -> None:
        """The group's end for a request that was taken on directly."""
        if isinstance(receipt, Receipt):
            self._metrics.count(source.name, receipt.status)
            reply(accepted(receipt))
            return
        refusal = _unavailable(source, receipt.failure) if receipt else _failed(source, failure)
        self._metrics.count(source.name, refusal.outcome)
        reply(refused(refusal.problem, path))

    async def _receive(self, source: Source, scope: Scope, receive: Receive) -> Receipt:
        headers: dict[bytes, bytes] = dict(scope["headers"])
        try:
            body = await read_body(receive, headers.get(b"content-length"), Bounds(source.limit, self._seconds))
        except TooLarge:
            raise _too_large(source.limit) from None
        except TooSlow:
            raise _too_slow(self._seconds) from None
        request = Request(headers, body, self._clock.real().timestamp())
        self._admit(source, request)
        try:
            receipt = await self._desk.accept(source, request)
        except Unparsable as bad:
            raise Refusal(Problem("payload-unparsable", _unparsable(bad)), Outcome.UNPARSABLE) from None
        except StateSecret:
            raise Refusal(Problem("state-secret-refused"), Outcome.REFUSED) from None
        except OUR_FAILURES as failure:
            raise _unavailable(source, reason_of(failure)) from None
        if isinstance(receipt, NotKept):
            raise _unavailable(source, receipt.failure)
        return receipt

    def _admit(self, source: Source, request: Request) -> None:
        verdict = source.verify(request)
        if verdict is Verdict.MISSING:
            raise Refusal(Problem("unauthenticated", "Hãy gửi thông tin xác thực đã cấu hình cho nguồn này."),
                          Outcome.UNAUTHENTICATED)  # fmt: skip
        if verdict is Verdict.WRONG:
            raise Refusal(Problem("signature-invalid"), Outcome.SIGNATURE_INVALID)
        if source.bucket and (wait := source.bucket.wait(self._clock.monotonic())):
            raise Refusal(Problem("rate-limited", headers={"Retry-After": str(ceil(wait))}), Outcome.RATE_LIMITED)


def _too_large(limit: int) -> Refusal:
    detail = f"Nội dung vượt quá {limit} byte; hãy gửi nhỏ hơn hoặc nâng body_limit của nguồn."
    return Refusal(Problem("payload-too-large", detail, headers={"Connection": "close"}), Outcome.TOO_LARGE)


def _too_slow(seconds: float) -> Refusal:
    detail = f"Nội dung không đến đủ trong {seconds:g} giây; hãy kiểm tra đường truyền rồi gửi lại."
    return Refusal(Problem("payload-unparsable", detail, headers={"Connection": "close"}), Outcome.UNPARSABLE)


def _unparsable(bad: Unparsable) -> str:
    return f"Nội dung không đúng định dạng của nguồn ({bad}); hãy gửi JSON hoặc edXML hợp lệ, mã hóa UTF-8."


def _failed(source: Source, failure: BaseException | None) -> Refusal:
    """The group failed; what is nobody's outage is a fault of ours, and its place stands in the log."""
    if isinstance(failure, (*OUR_FAILURES, CancelledError)):
        return _unavailable(source, reason_of(failure))
    log.error("receipt.failed", source=source.name, failure=type(failure).__name__, exc_info=failure)
    return Refusal(Problem("internal"), Outcome.UNAVAILABLE)


def _unavailable(source: Source, failure: str) -> Refusal:
    log.error("receipt.failed", source=source.name, failure=failure)
    return Refusal(Problem("unavailable", headers={"Retry-After": RETRY_AFTER}), Outcome.UNAVAILABLE)
