"""Events as bodies name them → facts of the log, and what each needs to be understood (CONTRACTS §2)."""

from collections.abc import Callable, Mapping
from typing import Final

from services.ingest.adapters.dates import day
from services.ingest.adapters.documents import Fields, read_document
from services.ingest.adapters.page import Page
from services.ingest.adapters.protocol import Data, Enclosure, NotUnderstood, Understood
from services.ingest.adapters.references import reference_of, routing_key, split_reference
from services.ingest.adapters.values import Unreadable, percent, words, written
from shared.folding import fold

Outcome = Understood | NotUnderstood
LONG_TEXT = 200_000
EVENTS: Final = frozenset({"event", "event_id", "occurred_at", "reason", "replaces", "reference"})
PROGRESS: Final = frozenset({"reference", "source_id", "issuer", "issued_on", "agency", "state", "percent", "note"})
STATES: Final = {
    "inprogress": "in_progress",
    "dangthuchien": "in_progress",
    "submitted": "submitted",
    "datrinh": "submitted",
    "done": "done",
    "dathuchien": "done",
    "hoanthanh": "done",
    "dahoanthanh": "done",
}
EARLIER: Final = ("source_id", "number", "notation", "issuer", "issued_on", "keys")
UNKNOWN_EVENT = NotUnderstood("unknown-event")
NOT_UNDERSTOOD = NotUnderstood("not-understood")
NO_IDENTITY = NotUnderstood("no-identity")
NO_CONTENT = NotUnderstood("no-content")
NO_REFERENCE = NotUnderstood("no-reference")
NO_AGENCY = NotUnderstood("no-agency")
UNKNOWN_STATE = NotUnderstood("unknown-state")


def read_fact(envelope: Fields, document: Fields) -> Outcome:
    """What a body says: `envelope` holds the event's own fields, `document` those of its document."""
    named = envelope.get("event")
    if named is not None and not isinstance(named, str):
        return UNKNOWN_EVENT
    reader = READERS.get(named or "document.issued")
    return reader(envelope, document) if reader else UNKNOWN_EVENT


def _registering(fact: str) -> Callable[[Fields, Fields], Outcome]:
    """issued, updated, replaced: an identity and something to register."""

    def read(envelope: Fields, fields: Fields) -> Outcome:
        if not fields:
            return NOT_UNDERSTOOD
        document = read_document(fields)
        if "number" not in document and "source_id" not in document:
            return NO_IDENTITY
        if not (document.get("tasks") or "text" in document or "abstract" in document):
            return NO_CONTENT
        return of_document(fact, document, _surrounding(envelope))

    return read


def _recalled(envelope: Fields, fields: Fields) -> Outcome:
    named = {"reference": envelope.get("reference"), **fields}
    document = {name: value for name, value in read_document(named).items() if name in (*EARLIER, "as_written")}
    if "number" not in document and "source_id" not in document:
        return NO_IDENTITY
    return of_document("document.recalled", document, _surrounding(envelope))


def of_document(fact: str, document: Data, around: Data) -> Understood:
    """A document's fact; a long text goes by reference."""
    text = document.get("text")
    enclosures: tuple[Enclosure, ...] = ()
    if isinstance(text, str) and len(text) > LONG_TEXT // 4 and len(raw := _utf8(text)) > LONG_TEXT:
        del document["text"]
        enclosures = (Enclosure(document, "text_blob", raw, "text/plain; charset=utf-8"),)
    return Understood(fact, {"document": document, **around}, key_of(document), _id_of(document), enclosures)


def key_of(data: Data) -> str | None:
    """The folded number/notation of a document or a progress report."""
    number, notation = data.get("number"), data.get("notation")
    return routing_key(
        number if isinstance(number, str) else None,
        notation if isinstance(notation, str) else None,
    )


def _id_of(data: Data) -> str | None:
    said = data.get("source_id")
    return said if isinstance(said, str) else None


def _utf8(text: str) -> bytes:
    return text.encode("utf-8", "replace")


def _surrounding(envelope: Fields) -> Data:
    if "reason" not in envelope and "replaces" not in envelope:
        return {}
    page = Page()
    page.put("reason", words, envelope.get("reason"))
    page.put("replaces", earlier_documents, envelope.get("replaces"))
    return page.values


def earlier_documents(value: object) -> list[Data] | None:
    """`replaces`: one or several documents, each an object or a reference."""
    items = value if isinstance(value, list) else [value]
    return [found for item in items if (found := _earlier(item))] or None


def _earlier(item: object) -> Data:
    if isinstance(item, dict):
        return {name: value for name, value in read_document(item).items() if name in EARLIER}
    number, notation = split_reference(words(item) or "")
    return {name: said for name, said in (("number", number), ("notation", notation)) if said}


def _progress(envelope: Fields, document: Fields) -> Outcome:
    page = Page()
    for name in ("source_id", "issuer", "agency", "note"):
        page.put(name, words, envelope.get(name, document.get(name)))
    page.put("issued_on", day, envelope.get("issued_on", document.get("issued_on")))
    page.put("percent", percent, envelope.get("percent"))
    page.put("state", _state, envelope.get("state") or "in_progress")
    _refer(page, {**document, **envelope})
    if "number" not in page.values and "source_id" not in page.values:
        return NO_REFERENCE
    if "agency" not in page.values:
        return NO_AGENCY
    if "state" not in page.values:
        return UNKNOWN_STATE
    _note_strange(page)
    return Understood("progress.reported", page.values, key_of(page.values), _id_of(page.values))


def _refer(page: Page, fields: Fields) -> None:
    try:
        number, notation = reference_of(fields)
    except Unreadable:
        return
    page.put("number", words, number)
    page.put("notation", words, notation)


def _note_strange(page: Page) -> None:
    """A report has no `as_written`: what was not readable stands in its note."""
    if page.strange:
        note = " · ".join(f"{name}: {said}" for name, said in page.strange.items())
        page.values["note"] = f"{page.values['note']} [{note}]" if "note" in page.values else f"[{note}]"


def _state(value: object) -> str:
    said = words(value)
    if said is None or fold(said) not in STATES:
        raise Unreadable(written(value))
    return STATES[fold(said)]


READERS: Final[Mapping[str, Callable[[Fields, Fields], Outcome]]] = {
    "document.issued": _registering("document.received"),
    "document.updated": _registering("document.updated"),
    "document.replaced": _registering("document.replaced"),
    "document.recalled": _recalled,
    "progress.reported": _progress,
}
