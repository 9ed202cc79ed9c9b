"""What a file is, told by its first bytes: names and stated media types are only said, bytes are so."""

from enum import StrEnum

from services.tracker.files.unreadable import Unreadable, Why


class Kind(StrEnum):
    """Kinds of files that give text."""

    PLAIN = "txt"
    WORD = "docx"
    PDF = "pdf"


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP = b"PK\x03\x04"
_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
_PDF_WITHIN = 1024  # readers accept what stands before the mark
_OTHERS = (
    b"{\\rtf",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"II*\0",
    b"MM\0*",
    b"Rar!",
    b"7z\xbc\xaf",
    b"\x1f\x8b",
)
_MARKS = (b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")


def kind_of(body: bytes) -> Kind:
    """Raises Unreadable for a kind that gives no text."""
    if not body.strip(b"\0 \t\r\n"):
        raise Unreadable(Why.EMPTY)
    if body.startswith(OLE):
        raise Unreadable(Why.ENCRYPTED if _ENCRYPTED_PACKAGE in body else Why.OLD_WORD)
    if body.startswith(ZIP):
        return Kind.WORD
    if body.startswith(_MARKS):
        return Kind.PLAIN
    if b"%PDF-" in body[:_PDF_WITHIN]:
        return Kind.PDF
    if body.startswith(_OTHERS) or b"\0" in body[: 1 << 16]:
        raise Unreadable(Why.OTHER_KIND)
    return Kind.PLAIN
