"""The zip of a Word file: its parts as XML, bounded when unpacked, without entities or network."""

import io
import posixpath
import zipfile
import zlib

from lxml import etree

from services.tracker.files.limits import Limits
from services.tracker.files.unreadable import Unreadable, Why

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_STRICT_RELATED = "http://purl.oclc.org/ooxml/officeDocument/relationships/"
_MOST_ENTRIES = 20_000
_DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError, KeyError)


class Package:
    """The parts that the text needs. Raises Unreadable: no Word file, encrypted, or unpacks to too much."""

    def __init__(self, body: bytes, limits: Limits) -> None:
        self._left = limits.unpacked
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(body))
        except _DAMAGED as damaged:
            raise Unreadable(Why.BROKEN) from damaged
        entries = self._zip.infolist()
        if len(entries) > _MOST_ENTRIES:
            raise Unreadable(Why.TOO_LARGE)
        self._names = {entry.filename for entry in entries}
        if any(entry.flag_bits & 1 for entry in entries):
            raise Unreadable(Why.ENCRYPTED)
        self._main = self._main_part()

    def document(self) -> etree._Element:
        """The main part."""
        return self._xml(self._main)

    def part(self, role: str) -> etree._Element | None:
        """A part that the main part refers to in a role (`styles`, `numbering`); None where there is none."""
        folder, name = posixpath.split(self._main)
        found = self._target(f"{folder}/_rels/{name}.rels", role)
        path = posixpath.normpath(posixpath.join(folder, found)).lstrip("/") if found else None
        return self._xml(path) if path in self._names and path else None

    def _main_part(self) -> str:
        found = (self._target("_rels/.rels", "officeDocument") or "word/document.xml").lstrip("/")
        if found not in self._names or not found.endswith(".xml") or "word" not in found.lower():
            raise Unreadable(Why.OTHER_KIND)
        return found

    def _target(self, relations: str, role: str) -> str | None:
        if relations not in self._names:
            return None
        kinds = (_RELATED + role, _STRICT_RELATED + role)
        return next((one.get("Target") for one in self._xml(relations) if one.get("Type") in kinds), None)

    def _xml(self, name: str) -> etree._Element:
        parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
        try:
            root = etree.fromstring(self._bytes(name).replace(_STRICT, W[1:-1].encode()), parser)
        except etree.XMLSyntaxError as wrong:
            raise Unreadable(Why.BROKEN) from wrong
        if root.getroottree().docinfo.internalDTD is not None:  # no program that writes Word files writes one
            raise Unreadable(Why.BROKEN)
        return root

    def _bytes(self, name: str) -> bytes:
        """A part, counted against what may be unpacked: what an entry states of its size is only said."""
        try:
            with self._zip.open(name) as part:
                body = part.read(self._left + 1)
        except _DAMAGED as damaged:
            raise Unreadable(Why.BROKEN) from damaged
        self._left -= len(body)
        if self._left < 0:
            raise Unreadable(Why.TOO_LARGE)
        return body
