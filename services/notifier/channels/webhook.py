"""Webhooks: Standard Webhooks headers, signed; a CloudEvents body; the notice's id tells copies apart."""

import base64
import hashlib
import hmac
from datetime import datetime
from email.utils import parsedate_to_datetime

import orjson

from services.notifier.channels.message import Message, Outcome, Refused, Sent, TryLater, Unknown
from services.notifier.channels.posting import Answer, NoAnswer, NotAsked, Poster
from shared.clock import Clock
from shared.config.channels import WebhookChannel as Settings
from shared.outbound import ForbiddenTarget, UnknownHost
from shared.tables import instant_text

MAY_PASS = frozenset({408, 425, 429})  # of the 4xx: those that say "later"
CONTENT_TYPE = "application/cloudevents+json; charset=utf-8"


def signature(key: bytes, identity: str, at: int, body: bytes) -> str:
    """`v1,<base64>` of HMAC-SHA256 over `<id>.<seconds>.<body>` [Standard Webhooks]."""
    signed = hmac.digest(key, f"{identity}.{at}.".encode() + body, hashlib.sha256)
    return "v1," + base64.b64encode(signed).decode()


def cloud_event(message: Message, source: str, at: datetime) -> bytes:
    """Structured mode: `data` is the notice with its subject and text."""
    body = {
        "specversion": "1.0",
        "id": str(message.id),
        "source": source,
        "type": f"vn.dondoc.notice.{message.reason}.v1",
        "subject": str(message.task_id),
        "time": instant_text(at),
        "datacontenttype": "application/json",
        "data": {**message.data(), "subject": message.words.subject, "text": message.words.text},
    }
    if message.traceparent:
        body["traceparent"] = message.traceparent
    return orjson.dumps(body)


class WebhookChannel:
    """Posts to one address. 2xx is sent; 408, 425, 429 and 5xx later; no answer unknown; everything else refused."""

    def __init__(self, settings: Settings, clock: Clock, source: str, workers: int = 48) -> None:
        self.settings, self.clock, self.source = settings, clock, source
        self.slots = max(workers, settings.connections)
        self.longest = settings.timeout * 4  # waiting for a connection, connecting, writing, reading
        self.repeatable = True
        self._key = base64.b64decode(settings.secret.removeprefix("whsec_"))
        self._poster = Poster(
            settings.url,
            allow_private=settings.allow_private,
            timeout=settings.timeout,
            connections=settings.connections,
            authorities=settings.ca,
        )

    async def send(self, message: Message) -> Outcome:
        identity, at = str(message.id), int(self.clock.real().timestamp())
        body = cloud_event(message, self.source, self.clock.now())
        headers = {
            "content-type": CONTENT_TYPE,
            "webhook-id": identity,
            "webhook-timestamp": str(at),
            "webhook-signature": signature(self._key, identity, at, body),
        }
        if message.traceparent:
            headers["traceparent"] = message.traceparent
        try:
            answer = await self._poster.post(body, headers)
        except ForbiddenTarget as forbidden:
            return Refused(f"private-target: {forbidden}")
        except UnknownHost as unknown:
            return TryLater(f"no such host: {unknown}")
        except NotAsked as failure:
            return TryLater(f"before the request: {failure}")
        except NoAnswer as failure:
            return Unknown(f"after the request: {failure}")
        return self._judged(answer)

    def _judged(self, answer: Answer) -> Outcome:
        said = f"HTTP {answer.status}"
        if 200 <= answer.status < 300:
            return Sent(said)
        if answer.status >= 500 or answer.status in MAY_PASS:
            return TryLater(said, self._asked(answer.headers.get("retry-after")))
        return Refused(f"{said} (redirects are not followed)" if 300 <= answer.status < 400 else said)

    def _asked(self, retry_after: str | None) -> float | None:
        """Retry-After in seconds, given as a number or as a date; None where it is neither."""
        if not retry_after:
            return None
        if retry_after.isascii() and retry_after.isdigit():
            return float(retry_after)
        try:
            return max(0.0, (parsedate_to_datetime(retry_after) - self.clock.real()).total_seconds())
        except (ValueError, TypeError):
            return None

    async def close(self) -> None:
        await self._poster.close()
