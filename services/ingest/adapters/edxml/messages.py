"""An envelope → the fact that it states: a document, its update, recall or replacement, or a status message."""

from collections.abc import Iterator, Mapping

from lxml import etree

from services.ingest.adapters.dates import day, instant
from services.ingest.adapters.documents import read_document
from services.ingest.adapters.edxml.tree import child, children, find, said
from services.ingest.adapters.facts import NO_CONTENT, NO_IDENTITY, NOT_UNDERSTOOD, Outcome, key_of, of_document
from services.ingest.adapters.page import Page
from services.ingest.adapters.protocol import Data, NotUnderstood, Understood
from services.ingest.adapters.references import split_reference
from services.ingest.adapters.values import words
from shared.folding import fold
from shared.secrecy import CIRCULATION

FACTS: Mapping[str, str] = {
    "0": "document.received",
    "1": "document.recalled",
    "2": "document.updated",
    "3": "document.replaced",
}
UNKNOWN_BUSINESS = NotUnderstood("unknown-business-type")


def read_message(root: etree._Element) -> Outcome:
    """The kinds are told apart by MessageHeader/StatusCode and Bussiness/BussinessDocType (sic)."""
    header = find(root, "MessageHeader")
    if header is None:
        return NOT_UNDERSTOOD
    if (code := said(header, "StatusCode")) is not None:
        return _status(header, code)
    business = find(root, "Bussiness")
    fact = FACTS.get(said(business, "BussinessDocType") or "0")
    if fact is None:
        return UNKNOWN_BUSINESS
    return _recall(header, business) if fact == "document.recalled" else _document(fact, header, business)


def _status(header: etree._Element, code: str) -> Outcome:
    answered = child(header, "ResponseFor")
    number, notation = split_reference(said(answered, "Code") or "")
    document_id = said(answered, "DocumentId")
    page = Page()
    for name, value in (
        ("code", code),
        ("sender", said(header, "From", "OrganName") or said(header, "From", "OrganId")),
        ("number", number),
        ("notation", notation),
        ("description", said(header, "Description")),
    ):
        page.put(name, words, value)
    page.put("issued_on", day, said(answered, "PromulgationDate"))
    page.put("at", instant, said(header, "Timestamp"))
    if document_id:
        page.values["keys"] = [document_id]
    if number is None and document_id is None:
        return NO_IDENTITY
    return Understood("document.status_received", page.values, key_of(page.values), document_id)


def _document(fact: str, header: etree._Element, business: etree._Element | None) -> Outcome:
    document = read_document(dict(_fields(header)))
    earlier = said(business, "DocumentId")
    if fact == "document.updated" and earlier:
        document["source_id"] = earlier
    if keys := _distinct(said(header, "DocumentId"), earlier if fact == "document.updated" else None):
        document["keys"] = keys
    if "number" not in document and "source_id" not in document:
        return NO_IDENTITY
    if "abstract" not in document and "text" not in document:
        return NO_CONTENT
    around = _reason(business)
    if fact == "document.replaced" and (replaced := list(_replaced(business))):
        around["replaces"] = replaced
    return of_document(fact, document, around)


def _recall(header: etree._Element, business: etree._Element | None) -> Outcome:
    """The recalled document is Bussiness/DocumentId; the header names it too, or the message that recalls it."""
    own, recalled = said(header, "DocumentId"), said(business, "DocumentId")
    document = _by_id(recalled or own)
    if "number" not in document:
        described = read_document(dict(_fields(header)))
        document |= {name: described[name] for name in ("number", "notation", "issued_on") if name in described}
    if recalled in (None, own) and (issuer := said(header, "From", "OrganName")):
        document["issuer"] = issuer
    if "number" not in document and "source_id" not in document:
        return NO_IDENTITY
    return of_document("document.recalled", document, _reason(business))


def _replaced(business: etree._Element | None) -> Iterator[Data]:
    infos = children(child(business, "ReplacementInfoList"), "ReplacementInfo")
    ids = [said(info, "DocumentId") for info in infos]
    return (_by_id(one) for one in _distinct(*ids, said(business, "DocumentId")))


def _by_id(document_id: str | None) -> Data:
    """An earlier document by its DocumentId; the shape `OrganId,yyyy/MM/dd,number/notation` says more."""
    if document_id is None:
        return {}
    page = Page({"source_id": document_id, "keys": [document_id]})
    parts = document_id.split(",")
    if len(parts) == 3:
        number, notation = split_reference(parts[2])
        page.put("number", words, number)
        page.put("notation", words, notation)
        page.put("issued_on", day, parts[1])
    return page.values


def _reason(business: etree._Element | None) -> Data:
    reason = said(business, "BussinessDocReason")
    return {"reason": reason} if reason else {}


def _distinct(*ids: str | None) -> list[str]:
    return list(dict.fromkeys(one for one in ids if one))


def _fields(header: etree._Element) -> Iterator[tuple[str, object]]:
    yield "source_id", said(header, "DocumentId")
    yield "number", said(header, "Code", "CodeNumber")
    yield "notation", said(header, "Code", "CodeNotation")
    yield "type", said(header, "DocumentType", "TypeName")
    yield "abstract", said(header, "Subject")
    yield "issuer", said(header, "From", "OrganName") or said(header, "From", "OrganId")
    yield "issued_on", said(header, "PromulgationInfo", "PromulgationDate")
    yield "deadline", said(header, "DueDate")
    yield "priority", said(header, "OtherInfo", "Priority")
    yield "circulation", CIRCULATION.get(fold(said(header, "OtherInfo", "SphereOfPromulgation") or ""))
    yield "signer.name", said(header, "SignerInfo", "FullName")
    yield "signer.position", ", ".join(_distinct(said(header, "SignerInfo", "Competence"),
                                                 said(header, "SignerInfo", "Position")))  # fmt: skip
    yield "recipients", _recipients(header)
    if (content := said(header, "Content")) != said(header, "Subject"):
        yield "text", content


def _recipients(header: etree._Element) -> list[str]:
    """To and ToPlaces: who receives, never who leads."""
    to = [said(one, "OrganName") or said(one, "OrganId") for one in children(header, "To")]
    places = [(place.text or "").strip() for place in children(child(header, "ToPlaces"), "Place")]
    return _distinct(*to, *places)
