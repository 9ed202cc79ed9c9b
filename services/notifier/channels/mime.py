"""An e-mail's bytes. The standard library's EmailMessage costs milliseconds; this costs microseconds.

RFC 5322 headers, RFC 2047 words, RFC 2046 multipart/alternative, base64 bodies: nothing in a line can be misread.
"""

import re
from base64 import b64encode
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime, parseaddr
from functools import lru_cache
from struct import Struct

WORD = 39  # bytes of UTF-8 in one encoded word: 52 characters of base64 + 12; with `Subject: ` under the 76 allowed
LINE = 76  # characters in one line of a base64 body
ADDRESS = re.compile(r"[!#-'*+\-./0-9=?A-Z^-~]+@[0-9A-Za-z](?:[0-9A-Za-z.-]*[0-9A-Za-z])?")


class BadAddress(ValueError):
    """An address that cannot stand in a header or in an SMTP command."""


def checked(address: str) -> str:
    """The address itself, if it is plain ASCII without anything that could start a new header. Raises BadAddress."""
    if not ADDRESS.fullmatch(address.strip()):
        raise BadAddress("the address is not of the form name@host")
    return address.strip()


def words(text: str) -> str:
    """Free text as encoded words, folded; whatever it holds, it stays one header."""
    raw, start = text.encode("utf-8", "replace"), 0
    chunks: list[bytes] = []
    while start < len(raw) or not chunks:
        end = start + WORD
        while end < len(raw) and raw[end] & 0xC0 == 0x80:  # not within a character
            end -= 1
        chunks.append(raw[start:end])
        start = end
    return "\r\n ".join(f"=?utf-8?b?{b64encode(chunk).decode()}?=" for chunk in chunks)


@dataclass(frozen=True, slots=True)
class Mailer:
    """Who sends: the From header and the envelope's address."""

    header: str
    address: str

    @property
    def domain(self) -> str:
        return self.address.rpartition("@")[2]


def mailer(sender: str) -> Mailer:
    """`Đôn đốc nhiệm vụ <dondoc@vpubnd.example>`. Raises BadAddress."""
    name, address = parseaddr(sender)
    address = checked(address)
    return Mailer(mailbox(name, address), address)


@lru_cache(maxsize=1024)
def mailbox(name: str | None, address: str) -> str:
    """`=?utf-8?b?…?= <vt@snv.example>`; the bare address where there is no name."""
    return f"{words(name)}\r\n <{address}>" if name else address


@dataclass(frozen=True, slots=True)
class Mail:
    """One e-mail; `id` is the notice's, and so is its Message-ID."""

    id: str
    to: str
    subject: str
    text: str
    html: str
    at: datetime


def build(mail: Mail, sender: Mailer) -> bytes:
    """The whole message, lines ended by CRLF. The same mail gives the same bytes."""
    boundary = f"=_{mail.id}"
    head = (
        f"From: {sender.header}\r\nTo: {mail.to}\r\nSubject: {words(mail.subject)}\r\n"
        f"Date: {_date(mail.at.replace(microsecond=0))}\r\nMessage-ID: <{mail.id}@{sender.domain}>\r\n"
        f"X-Dondoc-Notice: {mail.id}\r\nAuto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n"
        f'Content-Type: multipart/alternative; boundary="{boundary}"\r\n\r\n'
    ).encode("ascii")
    parts = [
        head,
        _part(boundary, "plain", mail.text),
        _part(boundary, "html", mail.html),
        f"--{boundary}--\r\n".encode(),
    ]
    return b"".join(parts)


@lru_cache(maxsize=16)
def _date(second: datetime) -> str:
    return format_datetime(second)


def _part(boundary: str, kind: str, text: str) -> bytes:
    head = (
        f'--{boundary}\r\nContent-Type: text/{kind}; charset="utf-8"\r\nContent-Transfer-Encoding: base64\r\n\r\n'
    ).encode("ascii")
    coded = b64encode(text.encode("utf-8", "replace"))
    full, rest = divmod(len(coded), LINE)
    lines = _lines(full).unpack_from(coded)
    return b"".join((head, b"\r\n".join((*lines, coded[-rest:]) if rest else lines), b"\r\n"))


@lru_cache(maxsize=256)
def _lines(count: int) -> Struct:
    """What cuts so many full lines in one go: by slices it costs half of the whole message."""
    return Struct(f"{LINE}s" * count)
