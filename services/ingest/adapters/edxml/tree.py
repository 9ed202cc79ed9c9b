"""Bytes → an element tree that nothing hostile survives: no DTD, no entities, no network, bounded size and depth.

Encoded attachments are cut out before parsing, so that what libxml2 sees is small whatever travels in it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from services.ingest.adapters.protocol import Unparsable

LARGEST_TREE = 2 * 2**20
MOST_ELEMENTS = 20_000
ENCODED = re.compile(
    rb"(<[^<>/!?]{0,200}ContentTransferEncoded(?:\s[^<>]{0,1000})?>)\s*(?:<!\[CDATA\[)?([A-Za-z0-9+/=\s]{64,})(?:\]\]>)?(?=</)"
)
MARK = "dondoc-cut:"
UNDECLARED = "NS_ERR_UNDEFINED_NAMESPACE"


@dataclass(frozen=True)
class Envelope:
    """The tree, and the encoded attachments that were cut out of it."""

    root: etree._Element
    cut: tuple[bytes, ...]

    def strings(self) -> Iterator[str]:
        """Every text and attribute value."""
        for element in self.root.iter(etree.Element):
            yield from (text for text in (element.text, element.tail, *element.attrib.values()) if text)


def parse_tree(body: bytes) -> Envelope:
    """Raises Unparsable; junk before the XML is dropped, undeclared prefixes are forgiven, nothing else is."""
    start = body.find(b"<")
    if start < 0:
        raise Unparsable("no XML")
    cut: list[bytes] = []

    def keep(match: re.Match[bytes]) -> bytes:
        cut.append(match[2])
        return match[1] + f"{MARK}{len(cut) - 1}".encode()

    lean = ENCODED.sub(keep, body[start:].strip(b"\0 \t\r\n"))
    if len(lean) > LARGEST_TREE:
        raise Unparsable("the envelope without its attachments is larger than 2 MiB")
    return Envelope(_parse(lean), tuple(cut))


def _parse(lean: bytes) -> etree._Element:
    if b"<!DOCTYPE" in lean:
        raise Unparsable("a document type declaration is not allowed")
    parser = etree.XMLParser(
        recover=True, resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        root = etree.fromstring(lean, parser)
    except (etree.XMLSyntaxError, ValueError) as bad:
        raise Unparsable(f"not XML: {bad}"[:200]) from bad
    _check(root, parser)
    return root


def _check(root: etree._Element | None, parser: etree.XMLParser) -> None:
    faults = [entry for entry in parser.error_log if entry.type_name != UNDECLARED]
    if faults or root is None:
        raise Unparsable(f"not XML: line {faults[0].line}: {faults[0].type_name}" if faults else "not XML")
    if root.getroottree().docinfo.internalDTD is not None:
        raise Unparsable("a document type declaration is not allowed")
    if sum(1 for _ in root.iter()) > MOST_ELEMENTS:
        raise Unparsable(f"more than {MOST_ELEMENTS} elements")


def local(element: etree._Element) -> str:
    """The name without namespace or prefix; undeclared prefixes stand in the name itself."""
    return str(element.tag).rpartition("}")[2].rpartition(":")[2]


def child(element: etree._Element | None, *path: str) -> etree._Element | None:
    """The first descendant along `path` of local names."""
    for name in path:
        element = next((inner for inner in children(element, name)), None)
    return element


def children(element: etree._Element | None, name: str) -> Iterator[etree._Element]:
    """The direct children of that local name."""
    return (inner for inner in element if local(inner) == name) if element is not None else iter(())


def find(root: etree._Element, name: str) -> etree._Element | None:
    """The first element of that local name anywhere."""
    return next((element for element in root.iter(etree.Element) if local(element) == name), None)


def said(element: etree._Element | None, *path: str) -> str | None:
    """The text at `path`, trimmed; None where it is empty or the word null."""
    found = child(element, *path)
    text = (found.text or "").strip() if found is not None else ""
    return None if text in ("", "null") else text
