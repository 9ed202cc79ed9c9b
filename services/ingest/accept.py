"""The desk: what a genuine request becomes — refused, held, or accepted with its event."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from services.ingest.adapters.protocol import NotUnderstood, Reading, Understood
from services.ingest.delivery import (
    EVENT_TOO_LARGE,
    Delivery,
    NotKept,
    Origin,
    Publication,
    Receipt,
    delivery_key,
    digest,
    publication,
)
from services.ingest.enclosures import settle
from services.ingest.grouping import Done, Groups, Overloaded
from services.ingest.interpret import Read, Secret
from services.ingest.metrics import Metrics
from services.ingest.signatures import Headers, Request
from services.ingest.sources import Source
from services.ingest.store import Store
from shared.blobs import Blobs
from shared.clock import Clock
from shared.direct import spread
from shared.ids import new_id
from shared.logging import logger
from shared.tracing import new_traceparent, trace_id

LARGE = 64 * 1024  # from here on a body is read in a thread, so that the others do not wait for it
Published = tuple[Publication | None, str | None]  # or why it is held
log = logger("ingest")


class StateSecret(Exception):
    """The body was a state secret: counted, and gone."""


class Genuine(NamedTuple):
    """A genuine request, and who is to be told what became of it."""

    source: Source
    request: Request
    done: Done[Receipt | NotKept]


@dataclass(frozen=True)
class Desk:
    """Everything that receiving needs."""

    sources: Mapping[str, Source]
    store: Store
    groups: Groups[Delivery, Receipt | NotKept]
    blobs: Blobs
    metrics: Metrics
    clock: Clock

    async def accept(self, source: Source, request: Request) -> Receipt | NotKept:
        """Raises Unparsable, StateSecret, or what the database raises."""
        reading = await self.read(source, request.body)
        origin = self._origin(source)
        published, reason = await self.published(origin, reading)
        return await self.groups.submit(_delivery(origin, request, reading, (published, reason)))

    def accept_at_once(self, crowd: Sequence[Genuine]) -> list[bool]:
        """`accept` of each, in their order, where nothing has to be waited for but the group, after which its `done` is
        called (see `Groups.join`).

        False: `accept` it, nothing was done. An exception: nothing was done for any of them.
        """
        readings = [_at_once(reading) for reading in _readings(crowd)]
        read = [(one, reading) for one, reading in zip(crowd, readings, strict=True) if reading]
        joined = [self._joins(made, one.done) for made, (one, _) in zip(self._deliveries(read), read, strict=True)]
        return spread([reading is not None for reading in readings], joined)

    def _deliveries(self, read: Sequence[tuple[Genuine, Reading]]) -> list[Delivery]:
        origins = [self._origin(one.source) for one, _ in read]
        published = [_published(origin, reading.outcome) for origin, (_, reading) in zip(origins, read, strict=True)]
        return [
            _delivery(origin, one.request, reading, event)
            for origin, (one, reading), event in zip(origins, read, published, strict=True)
        ]

    def _joins(self, delivery: Delivery, done: Done[Receipt | NotKept]) -> bool:
        try:
            self.groups.join(delivery, done)
        except Overloaded:
            return False
        return True

    def _origin(self, source: Source) -> Origin:
        return Origin(new_id(), source.name, self.clock.now())

    async def read(self, source: Source, body: bytes) -> Reading:
        """What a body says. Raises Unparsable, or StateSecret after counting it."""
        found = await asyncio.to_thread(source.read, body) if len(body) > LARGE else source.read(body)
        if isinstance(found, Secret):
            await self._refuse(source.name)
            raise StateSecret
        return found

    async def _refuse(self, source: str) -> None:
        self.metrics.secrets.labels(source).inc()
        log.critical("secret.refused", source=source, remedy="an open channel carried a state secret: tell its sender")
        await self.store.refuse(source, self.clock.now())

    async def published(self, origin: Origin, reading: Reading) -> Published:
        """The event of what was read, its enclosures kept; or why the delivery is held."""
        if isinstance(reading.outcome, Understood) and reading.outcome.enclosures:
            await settle(self.blobs, reading.outcome.enclosures)
        return _published(origin, reading.outcome)


def _readings(crowd: Sequence[Genuine]) -> list[Read]:
    """What each body says, source by source."""
    found: dict[int, Read] = {}
    for source in {one.source.name: one.source for one in crowd}.values():
        its = [number for number, one in enumerate(crowd) if one.source is source]
        found.update(zip(its, source.read.each([crowd[number].request.body for number in its]), strict=True))
    return [found[number] for number in range(len(crowd))]


def _at_once(found: Read) -> Reading | None:
    """What is neither refused nor has enclosures that must be kept first."""
    if not isinstance(found, Reading):
        return None
    return None if isinstance(found.outcome, Understood) and found.outcome.enclosures else found


def _published(origin: Origin, outcome: Understood | NotUnderstood) -> Published:
    if isinstance(outcome, NotUnderstood):
        return None, outcome.reason
    made = publication(origin, outcome)
    return made, None if made else EVENT_TOO_LARGE


def _delivery(origin: Origin, request: Request, reading: Reading, published: Published) -> Delivery:
    sha256 = digest(request.body)
    return Delivery(
        id=origin.delivery_id,
        source=origin.source,
        key=delivery_key(_key_header(request.headers), reading.message_id, sha256),
        received_at=origin.received_at,
        body=request.body,
        body_sha256=sha256,
        traceparent=_traceparent(request.headers),
        publication=published[0],
        reason=published[1],
    )


def _key_header(headers: Headers) -> bytes | None:
    return headers.get(b"webhook-id") or headers.get(b"idempotency-key")


def _traceparent(headers: Headers) -> str:
    given = headers.get(b"traceparent", b"").decode("latin-1")
    return given if trace_id(given) else new_traceparent()
