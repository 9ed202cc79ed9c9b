"""Attachments of an envelope: base64, mostly of a ZIP with one entry named by a UUID, whatever the manifest says."""

import base64
import binascii
import io
import mimetypes
import re
import zipfile
import zlib
from dataclasses import dataclass
from hashlib import sha256

from lxml import etree

from services.ingest.adapters.edxml.tree import MARK, Envelope, children, find, said
from services.ingest.adapters.protocol import Data, Enclosure

UUID_ENTRY = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}(\.\w{1,20})?")
MOST_ATTACHMENTS = 200
DEFAULT_TYPE = "application/octet-stream"


class TooLarge(ValueError):
    """An attachment unpacks to more than may be kept."""


@dataclass(frozen=True)
class Unpacked:
    """The attachments as the event names them, and the bytes that belong to them."""

    listed: list[Data]
    enclosures: tuple[Enclosure, ...]


def attachments(envelope: Envelope, limit: int) -> Unpacked:
    """All attachments, those of the manifest that came without bytes too; each up to `limit` bytes unpacked.

    Raises TooLarge.
    """
    listed: dict[str, Data] = {}
    for reference in _below(envelope.root, "edXMLManifest", "Reference"):
        _note(listed, reference)
    enclosures = []
    for part in _below(envelope.root, "AttachmentEncoded", "Attachment"):
        entry = _note(listed, part)
        body = _decoded(envelope, part)
        if body is not None:
            enclosures.append(_enclosed(entry, _unzipped(body, limit)))
    return Unpacked(list(listed.values()), tuple(enclosures))


def _below(root: etree._Element, parent: str, name: str) -> list[etree._Element]:
    found = find(root, parent)
    return list(children(found, name))[:MOST_ATTACHMENTS]


def _note(listed: dict[str, Data], part: etree._Element) -> Data:
    name = said(part, "AttachmentName") or said(part, "Description")
    content_id = (said(part, "ContentId") or name or "").removeprefix("cid:")
    entry = listed.setdefault(content_id, {"name": "?"})
    if name:
        entry["name"] = name
    if media_type := said(part, "ContentType"):
        entry.setdefault("media_type", media_type)
    return entry


def _decoded(envelope: Envelope, part: etree._Element) -> bytes | None:
    text = said(part, "ContentTransferEncoded")
    if text is None:
        return None
    number = text.removeprefix(MARK)
    inside = text.startswith(MARK) and number.isdecimal() and int(number) < len(envelope.cut)
    raw = envelope.cut[int(number)] if inside else text.encode()
    try:
        return base64.b64decode(b"".join(raw.split()), validate=True)
    except binascii.Error:
        return None


def _unzipped(body: bytes, limit: int) -> bytes:
    """The one entry of a ZIP whose only entry is named by a UUID; otherwise (docx, xlsx, PDF) the bytes themselves."""
    if body[:4] != b"PK\x03\x04":
        return _within(body, limit)
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            entries = archive.infolist()
            if len(entries) != 1 or not UUID_ENTRY.fullmatch(entries[0].filename):
                return _within(body, limit)
            with archive.open(entries[0]) as entry:
                return _within(entry.read(limit + 1), limit)
    except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError, ValueError) as bad:
        if isinstance(bad, TooLarge):
            raise
        return _within(body, limit)


def _within(body: bytes, limit: int) -> bytes:
    if len(body) > limit:
        raise TooLarge(f"an attachment is larger than {limit} bytes")
    return body


def _enclosed(entry: Data, body: bytes) -> Enclosure:
    media_type = mimetypes.guess_type(str(entry["name"]))[0] or DEFAULT_TYPE
    if body.startswith(b"%PDF"):
        media_type = "application/pdf"
    entry["media_type"] = media_type
    entry["sha256"] = sha256(body).hexdigest()
    return Enclosure(entry, "blob", body, media_type)
