"""POST /webhooks/{source}: the receiving path, a plain ASGI application.

Order of the checks: source, size, signature, rate, parsing, secrecy, key. 202 only after the commit.
"""

from dataclasses import dataclass
from math import ceil

from sqlalchemy.exc import SQLAlchemyError
from starlette.types import Receive, Scope, Send

from services.ingest.accept import Desk, StateSecret
from services.ingest.adapters.protocol import Unparsable
from services.ingest.answers import answer, refuse
from services.ingest.bodies import Bounds, Gone, TooLarge, TooSlow, read_body
from services.ingest.delivery import NotKept, Receipt
from services.ingest.grouping import Overloaded
from services.ingest.metrics import Metrics, Outcome
from services.ingest.signatures import Request, Verdict
from services.ingest.sources import Source
from shared.clock import Clock
from shared.db import reason_of
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
        except Refusal as refused:
            self._metrics.count(source.name if source else "", refused.outcome)
            await refuse(scope, send, refused.problem)
        except Gone:
            return
        else:
            self._metrics.count(name, receipt.status)
            await answer(send, 202, receipt.body())

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


def _unavailable(source: Source, failure: str) -> Refusal:
    log.error("receipt.failed", source=source.name, failure=failure)
    return Refusal(Problem("unavailable", headers={"Retry-After": RETRY_AFTER}), Outcome.UNAVAILABLE)
