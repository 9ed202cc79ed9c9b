"""Plain text: UTF-8 with or without its mark, UTF-16 with its mark."""

import codecs

from services.tracker.files.unreadable import Unreadable, Why

_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def plain_text(body: bytes) -> str:
    """The text, its line ends as they are. Raises Unreadable where NUL shows that it is none."""
    coding = "utf-16" if body.startswith(_UTF16) else "utf-8-sig"
    text = body.decode(coding, errors="replace")
    if "\0" in text:
        raise Unreadable(Why.OTHER_KIND)
    return text
