"""A document whose body has no text: its attachments are read, and the one with its letterhead is the main one."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from enum import IntEnum

from services.tracker.domain.document import display_reference, fold_notation, fold_number
from services.tracker.files.limits import MEGABYTE, Limits
from services.tracker.files.reading import read_file
from services.tracker.files.unreadable import Unreadable, Why
from services.tracker.reading import read_letterhead
from services.tracker.register.case import Doubt
from shared.blobs import Blobs, NoSuchBlob
from shared.config.reading import Reading as Settings
from shared.events.documents import Attachment, Document
from shared.logging import logger
from shared.secrecy import is_stamped

log = logger("tracker.attached")
MOST = 12  # attachments of one document that are looked at
STAMPED = "attachment-secret"


class Fit(IntEnum):
    """How much a file looks like the document itself."""

    TEXT = 1
    LETTERHEAD = 2
    REFERENCE = 3


@dataclass(frozen=True, slots=True)
class FileText:
    """The text of the main document, the name of its file, and what a person should look at."""

    name: str
    text: str
    doubts: tuple[Doubt, ...] = ()


@dataclass(frozen=True, slots=True)
class NoText:
    """No attachment gave a text; `doubts` say why, `stamped` are the hashes of those under a secrecy stamp."""

    doubts: tuple[Doubt, ...]
    stamped: frozenset[str] = frozenset()

    def without_stamped(self, document: Document) -> Document:
        """The description without the bytes of secrets: what nothing refers to is swept."""
        if not self.stamped:
            return document
        bare = {"blob": None, "sha256": None}
        kept = (
            one.model_copy(update=bare) if one.blob and one.blob.sha256 in self.stamped else one
            for one in document.attachments
        )
        return document.model_copy(update={"attachments": tuple(kept)})


@dataclass(frozen=True, slots=True)
class _Read:
    """What one attachment gave: its text, or why there is none."""

    name: str
    text: str = ""
    fit: Fit = Fit.TEXT
    reference: str | None = None
    doubt: Doubt | None = None
    stamped: str | None = None


class Attached:
    """Reads attachments, at most as many at once as `settings.workers`; each file within its limits."""

    def __init__(self, settings: Settings, blobs: Blobs) -> None:
        self._blobs = blobs
        self._limits = limits_of(settings)
        self._free = asyncio.Semaphore(max(1, settings.workers))

    async def main_document(self, document: Document) -> FileText | NoText | None:
        """None where no attachment is kept. All attachments together have the time of one file, the first its own."""
        found: list[_Read] = []
        end = asyncio.get_running_loop().time() + self._limits.seconds
        async for one in self._each(document):
            found.append(one)
            if one.fit is Fit.REFERENCE or asyncio.get_running_loop().time() > end:
                break
        return chosen(found, document) if found else None

    async def _each(self, document: Document) -> AsyncIterator[_Read]:
        kept = [one for one in document.attachments if one.blob is not None]
        for attachment in kept[:MOST]:
            yield await self._read(attachment, document)

    async def _read(self, attachment: Attachment, document: Document) -> _Read:
        assert attachment.blob is not None
        name = attachment.name[:200]
        try:
            async with self._free:
                text = await read_file(await self._blobs.get(attachment.blob.sha256), self._limits)
        except NoSuchBlob:
            words = f"Không tìm thấy tệp đính kèm “{name}” đã lưu; hãy đề nghị hệ thống nguồn gửi lại."
            return _Read(name, doubt=Doubt("file-missing", words))
        except Unreadable as refused:
            log.info("attachment.unread", reason=refused.why.value, size=attachment.blob.size)
            return _Read(name, doubt=Doubt(refused.why.value, f"Tệp đính kèm “{name}”: {refused.why.words.vi}"))
        read = looked_at(name, text.replace("\0", ""), document)
        return replace(read, stamped=attachment.blob.sha256) if read.doubt else read


def limits_of(settings: Settings) -> Limits:
    """The limits of `[reading]`."""
    return Limits(
        seconds=settings.file_timeout, memory=settings.file_memory_mb * MEGABYTE, size=settings.file_mb * MEGABYTE,
        pages=settings.file_pages,
    )  # fmt: skip


def looked_at(name: str, text: str, document: Document) -> _Read:
    """A text with how much it looks like the document; one that is stamped as a secret goes no further."""
    if is_stamped(text):
        log.warning("attachment.secret")
        words = f"Tệp đính kèm “{name}” có dấu chỉ độ mật; nội dung không được lưu, hãy báo người vận hành xử lý ngay."
        return _Read(name, doubt=Doubt(STAMPED, words))
    top = read_letterhead(text)
    reference = display_reference(top.number, top.notation)
    if top.notation and _is_of(document, top.number, top.notation):
        return _Read(name, text, Fit.REFERENCE, reference)
    return _Read(name, text, Fit.LETTERHEAD if top.notation else Fit.TEXT, reference)


def _is_of(document: Document, number: str | None, notation: str) -> bool:
    """Whether a letterhead is the document's own; a draft's number may not be filled in yet."""
    if not document.notation or fold_notation(document.notation) != fold_notation(notation):
        return False
    return not (number and document.number) or fold_number(number) == fold_number(document.number)


def chosen(found: list[_Read], document: Document) -> FileText | NoText:
    """The file that looks most like the document, the first of equals, with what is doubtful about the choice."""
    texts = [one for one in found if one.doubt is None]
    secret = [one for one in found if one.stamped]
    if secret:
        return NoText(_why_none(secret), frozenset(one.stamped for one in secret if one.stamped))
    if not texts:
        return NoText(_why_none(found))
    best = max(texts, key=lambda one: one.fit)
    candidates = sum(one.blob is not None for one in document.attachments)  # also those there was no time for
    return FileText(best.name, best.text, tuple(_doubt(best, candidates, document)))


def _why_none(found: list[_Read]) -> tuple[Doubt, ...]:
    """What a person can mend: pictures and spreadsheets beside a scanned letter say nothing."""
    doubts = [one.doubt for one in found if one.doubt]
    telling = [doubt for doubt in doubts if doubt.reason not in (Why.OTHER_KIND, Why.EMPTY)]
    return tuple(telling or doubts)


def _doubt(best: _Read, candidates: int, document: Document) -> list[Doubt]:
    if best.fit is Fit.LETTERHEAD and document.notation:
        stated = display_reference(document.number, document.notation)
        said = f"Tệp “{best.name}” ghi số {best.reference}, khác với số {stated}; hãy kiểm tra có đúng văn bản không."
        return [Doubt("attachment-differs", said)]
    if best.fit is Fit.TEXT and candidates > 1:
        said = f"Không tệp đính kèm nào có phần đầu văn bản; đã đọc tệp “{best.name}”, hãy kiểm tra."
        return [Doubt("main-document-unsure", said)]
    return []
