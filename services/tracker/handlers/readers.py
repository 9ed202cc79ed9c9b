"""Texts are read before the transaction: a few short ones in the loop, long ones and many in worker processes;
attachments, too."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Sequence
from concurrent.futures import BrokenExecutor
from dataclasses import replace
from itertools import chain
from uuid import UUID

from services.tracker.domain.classification import BUILT_IN, RegimeNames
from services.tracker.handlers.attached import Attached, NoText
from services.tracker.handlers.beside import Beside, TooLong
from services.tracker.handlers.delivered import DESCRIBED, Delivered, parse
from services.tracker.reading import ReadContext, read
from services.tracker.reading.result import Reading
from shared.blobs import Blobs, NoSuchBlob
from shared.config.reading import Reading as Settings
from shared.events import Event
from shared.events.documents import DocumentFact
from shared.logging import logger

log = logger("tracker.readers")
BATCHES = 5  # of events are kept: one that is being handled, two ahead, and what failed or was taken away left behind
LONGEST = 200_000  # bytes of a text in a row; longer ones are kept by reference
MANY = 8  # so many texts at once are a backlog: they are read beside the loop, though each is short
TOGETHER = 25  # short texts in one job of a worker
AT_ONCE = 32_000  # bytes of events that are parsed without a pause: about a millisecond
Names = Callable[[], tuple[str, ...]]


class Readers:
    """Parses and reads events ahead of their handling; `names` are the agencies' names as far as they are known,
    `regimes` the regulations'; `batch` is the most events of one transaction."""

    def __init__(
        self, settings: Settings, blobs: Blobs, names: Names, regimes: RegimeNames = BUILT_IN, batch: int = 200
    ) -> None:
        self._settings, self._blobs, self._names, self._regimes = settings, blobs, names, regimes
        self._ready: OrderedDict[UUID, Delivered | None] = OrderedDict()  # what was asked for last is kept longest
        self._kept = BATCHES * batch
        self._under_way: dict[UUID, asyncio.Task[None]] = {}
        self._beside = Beside(settings.workers, settings.timeout)
        self._attached = Attached(settings, blobs)
        self._alone, self._inline = asyncio.Lock(), asyncio.Lock()

    async def prepare(self, events: Sequence[Event]) -> None:
        """Read what the handler will need; idempotent, and what another call has under way is waited for. Raises
        pydantic's ValidationError."""
        for event in events:
            if event.id in self._ready:
                self._ready.move_to_end(event.id)
        new = [event for event in events if event.id not in self._ready and event.id not in self._under_way]
        if new:
            begun = asyncio.ensure_future(self._prepare(new))
            self._under_way.update((event.id, begun) for event in new)
            begun.add_done_callback(self._ended)
        awaited = {self._under_way[event.id] for event in events if event.id in self._under_way}
        if awaited:
            await asyncio.wait(awaited)
        if any(preparing.exception() for preparing in awaited):  # of another event perhaps, which stood beside these
            await self._prepare([event for event in events if event.id not in self._ready])

    def _ended(self, preparing: asyncio.Task[None]) -> None:
        self._under_way = {number: task for number, task in self._under_way.items() if task is not preparing}
        if not preparing.cancelled():
            preparing.exception()  # raised to those who wait for it, as far as they still do

    async def _prepare(self, events: Sequence[Event]) -> None:
        slow: list[tuple[UUID, Delivered]] = []
        parsed = 0
        for event in events:
            parsed += len(event.data)
            if parsed > AT_ONCE:
                await asyncio.sleep(0)  # the loop goes on between events
                parsed = 0
            delivered = parse(event)
            if delivered is not None and wants_reading(delivered):
                slow.append((event.id, delivered))
            else:
                self._ready[event.id] = delivered
        read = await self._read_each([delivered for _, delivered in slow])
        self._ready.update(zip((event_id for event_id, _ in slow), read, strict=True))
        while len(self._ready) > self._kept:
            self._ready.popitem(last=False)

    def take(self, event: Event) -> Delivered | None:
        """What was prepared of an event; its text is read here and now where it was not."""
        if event.id in self._ready:
            return self._ready.pop(event.id)
        delivered = parse(event)
        text = _text(delivered) if delivered and wants_reading(delivered) else None
        if delivered is None or not text:
            return delivered
        return replace(delivered, reading=read(text, context=self._context(delivered)))

    async def close(self) -> None:
        """End the worker processes."""
        self._beside.close()

    async def _read_each(self, wanted: Sequence[Delivered]) -> list[Delivered]:
        """In the order in which they were given."""
        short = [place for place, one in enumerate(wanted) if self._is_short(_text(one))]
        if not self._settings.workers or len(short) < MANY:
            return await asyncio.gather(*map(self._read, wanted))
        jobs = [short[first : first + TOGETHER] for first in range(0, len(short), TOGETHER)]
        alone = sorted(set(range(len(wanted))) - set(short))
        found = await asyncio.gather(
            *(self._read_together([wanted[place] for place in job]) for job in jobs),
            *(self._read_together([wanted[place]]) for place in alone),
        )
        by_place = dict(zip(chain(*jobs, alone), chain.from_iterable(found), strict=True))
        return [by_place[place] for place in range(len(wanted))]

    def _is_short(self, text: str | None) -> bool:
        return text is not None and len(text) <= self._settings.inline_chars

    async def _read_together(self, wanted: Sequence[Delivered]) -> list[Delivered]:
        if len(wanted) == 1:
            return [await self._read(wanted[0])]
        asked = [(_text(one) or "", self._context(one)) for one in wanted]
        try:
            found = await self._beside.read_all(asked)
        except BrokenExecutor:
            each = zip(wanted, asked, strict=True)
            return [await self._read_once_more(one, text, context) for one, (text, context) in each]
        return [_told(one, text, reading) for one, (text, _), reading in zip(wanted, asked, found, strict=True)]

    async def _read(self, delivered: Delivered) -> Delivered:
        try:
            delivered = await self._with_file(delivered)
            text = _text(delivered) or await self._blob(delivered)
        except NoSuchBlob:
            return replace(delivered, unread="text-missing")
        if not text:
            return delivered
        context = self._context(delivered)
        if not self._settings.workers or len(text) <= self._settings.inline_chars:
            async with self._inline:  # one after the other, and the loop goes on between them
                await asyncio.sleep(0)
                return replace(delivered, reading=read(text, context=context))
        return await self._read_beside(delivered, text, context)

    async def _with_file(self, delivered: Delivered) -> Delivered:
        """A body without words of its own has those of its main attachment."""
        said = delivered.said
        assert isinstance(said, DocumentFact)
        if said.document.text or said.document.text_blob:
            return delivered
        found = await self._attached.main_document(said.document)
        if found is None:
            return delivered
        if isinstance(found, NoText):
            said = said.model_copy(update={"document": found.without_stamped(said.document)})
            return replace(delivered, said=said, doubts=found.doubts)
        words = await self._placed(found.text)
        said = said.model_copy(update={"document": said.document.model_copy(update=words)})
        return replace(delivered, said=said, file=found.name, doubts=found.doubts)

    async def _placed(self, text: str) -> dict[str, object]:
        """Where a text goes: into the document, a long one by reference."""
        body = text.encode()
        if len(body) <= LONGEST:
            return {"text": text}
        return {"text_blob": await self._blobs.put(body, "text/plain; charset=utf-8")}

    async def _blob(self, delivered: Delivered) -> str | None:
        assert isinstance(delivered.said, DocumentFact)
        reference = delivered.said.document.text_blob
        if reference is None:
            return None
        return (await self._blobs.get(reference.sha256)).decode("utf-8", "replace").replace("\0", "")

    def _context(self, delivered: Delivered) -> ReadContext:
        assert isinstance(delivered.said, DocumentFact)
        document = delivered.said.document
        received_at = document.received_at or delivered.said.accepted_at
        return ReadContext(
            received_at=received_at, issued_on=document.issued_on, names=self._names(), regimes=self._regimes
        )

    async def _read_beside(self, delivered: Delivered, text: str, context: ReadContext) -> Delivered:
        try:
            [found] = await self._beside.read_all([(text, context)])
            return _told(delivered, text, found)
        except BrokenExecutor:
            return await self._read_once_more(delivered, text, context)

    async def _read_once_more(self, delivered: Delivered, text: str, context: ReadContext) -> Delivered:
        """A worker died: of this text, or of another that it shared the workers with; now it has them alone."""
        async with self._alone:
            try:
                return replace(delivered, reading=await self._beside.read(text, context))
            except (TooLong, BrokenExecutor):
                log.warning("text.unread", reason="worker-died", chars=len(text))
                return replace(delivered, unread="reading-failed")


def _told(delivered: Delivered, text: str, found: Reading | None) -> Delivered:
    """`found`: None where it took too long."""
    if found is None:
        log.warning("text.unread", reason="timeout", chars=len(text))
        return replace(delivered, unread="reading-too-long")
    return replace(delivered, reading=found)


def wants_reading(delivered: Delivered) -> bool:
    """A text, or the attachments of a body without one, is read where the body itself carries no tasks."""
    said = delivered.said
    if delivered.fact not in DESCRIBED or not isinstance(said, DocumentFact) or said.document.tasks:
        return False
    return bool(said.document.text or said.document.text_blob or any(one.blob for one in said.document.attachments))


def _text(delivered: Delivered) -> str | None:
    assert isinstance(delivered.said, DocumentFact)
    return delivered.said.document.text
