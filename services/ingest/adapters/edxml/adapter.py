"""The adapter of the national exchange's envelopes."""

from dataclasses import dataclass

from services.ingest.adapters.edxml.attachments import TooLarge, attachments
from services.ingest.adapters.edxml.messages import read_message
from services.ingest.adapters.edxml.tree import Envelope, local, parse_tree
from services.ingest.adapters.protocol import NotUnderstood, Reading, Understood
from shared.folding import fold
from shared.secrecy import SECRECY_NAMES, is_open, is_stamped

TOO_LARGE = NotUnderstood("attachment-too-large")


@dataclass(frozen=True)
class EdxmlAdapter:
    """`open_values` are folded; `attachment_limit` bytes, unpacked, each."""

    open_values: frozenset[str]
    attachment_limit: int = 10 * 2**20

    def parse(self, body: bytes) -> Envelope:
        return parse_tree(body)

    def is_secret(self, parsed: Envelope) -> bool:
        """QCVN 102 has no secrecy element; one that somebody added counts, and so do stamps."""
        if any(is_stamped(text) for text in parsed.strings()):
            return True
        return any(
            not is_open(said, self.open_values)
            for element in parsed.root.iter("*")
            for name, said in ((local(element), element.text), *element.attrib.items())
            if fold(str(name).rpartition("}")[2]) in SECRECY_NAMES
        )

    def read(self, parsed: Envelope) -> Reading:
        outcome = read_message(parsed.root)
        document = outcome.data.get("document") if isinstance(outcome, Understood) else None
        if not isinstance(outcome, Understood) or not isinstance(document, dict):
            return Reading(outcome)
        try:
            unpacked = attachments(parsed, self.attachment_limit)
        except TooLarge:
            return Reading(TOO_LARGE)
        if unpacked.listed and outcome.fact != "document.recalled":
            document["attachments"] = unpacked.listed
            return Reading(outcome._replace(enclosures=(*outcome.enclosures, *unpacked.enclosures)))
        return Reading(outcome)
