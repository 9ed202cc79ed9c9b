"""Envelopes of the national exchange, and the traps of real ones."""

from uuid import UUID

import pytest

from services.ingest.adapters.edxml.adapter import EdxmlAdapter
from services.ingest.adapters.protocol import NotUnderstood, Reading, Understood, Unparsable
from shared.secrecy import opened
from tests.samples.pushed import NS, attachment, edxml, encoded, zipped

ADAPTER = EdxmlAdapter(opened(()), attachment_limit=50_000)
ID = "H99.1,2026/11/16,56/UBND-KT"
STATUS = {name: "" for name in ("To", "DocumentId", "Code", "PromulgationInfo", "DocumentType", "Subject", "SignerInfo",
                                "DueDate", "OtherInfo", "ToPlaces")}  # fmt: skip


def reading(body: bytes) -> Reading:
    return ADAPTER.read(ADAPTER.parse(body))


def understood(body: bytes) -> Understood:
    outcome = reading(body).outcome
    assert isinstance(outcome, Understood), outcome
    return outcome


def document(body: bytes) -> dict[str, object]:
    found = understood(body).data["document"]
    assert isinstance(found, dict)
    return found


def business(kind: str, document_id: str = "", more: str = "") -> str:
    named = f"<DocumentId>{document_id}</DocumentId>" if document_id else ""
    return (f"<Bussiness><BussinessDocType>{kind}</BussinessDocType><BussinessDocReason>lý do</BussinessDocReason>"
            f"{named}{more}</Bussiness>")  # fmt: skip


def test_a_document_is_read_whole() -> None:
    outcome = understood(edxml())
    assert outcome.fact == "document.received"
    assert outcome.data == {"document": {
        "source_id": ID, "number": "56", "notation": "UBND-KT", "type": "Công văn", "abstract": "V/v tiêm chủng",
        "issuer": "UBND tỉnh", "issued_on": "2026-11-16", "deadline": "2026-11-25", "urgency": "very_urgent",
        "circulation": "LƯU HÀNH NỘI BỘ", "signer": {"name": "Trần Văn Mẫu", "position": "KT. CHỦ TỊCH, PHÓ CHỦ TỊCH"},
        "recipients": ["Sở Y tế", "Lưu: VT"], "keys": [ID]}}  # fmt: skip
    assert (outcome.reference, outcome.source_id) == ("56/UBND-KT", ID)


def test_receivers_are_never_leads() -> None:
    assert "lead" not in document(edxml())


def test_the_content_is_the_text_unless_it_repeats_the_subject() -> None:
    assert document(edxml({"Content": "Giao Sở Y tế"}))["text"] == "Giao Sở Y tế"
    assert "text" not in document(edxml({"Content": "V/v tiêm chủng"}))


@pytest.mark.parametrize("code", ["01", "02", "03", "04", "05", "06", "13", "15", "16"])
def test_a_status_message_is_told_by_its_code(code: str) -> None:
    answered = f"<OrganId>H99.2</OrganId><Code>56/UBND-KT</Code><PromulgationDate>2026/11/16</PromulgationDate><DocumentId>{ID}</DocumentId>"
    body = edxml(
        {
            **STATUS,
            "ResponseFor": answered,
            "StatusCode": code,
            "Description": "đã nhận",
            "Timestamp": "2026/11/17 08:00:00",
        }
    )
    outcome = understood(body)
    assert outcome.fact == "document.status_received"
    assert outcome.data == {"code": code, "sender": "UBND tỉnh", "number": "56", "notation": "UBND-KT", "issued_on": "2026-11-16",
                            "keys": [ID], "description": "đã nhận", "at": "2026-11-17T01:00:00+00:00"}  # fmt: skip


def test_a_recall_names_the_recalled_document_not_the_message() -> None:
    outcome = understood(edxml({"DocumentId": "message-1"}, business=business("1", "H99.1,2026/10/01,40/UBND-KT")))
    assert outcome.fact == "document.recalled"
    assert outcome.data == {"reason": "lý do", "document": {
        "source_id": "H99.1,2026/10/01,40/UBND-KT", "keys": ["H99.1,2026/10/01,40/UBND-KT"], "number": "40", "notation": "UBND-KT",
        "issued_on": "2026-10-01"}}  # fmt: skip
    by_uuid = understood(edxml(business=business("1", str(UUID(int=5))))).data["document"]
    assert isinstance(by_uuid, dict)
    assert (by_uuid["source_id"], by_uuid["number"]) == (str(UUID(int=5)), "56")
    assert understood(edxml(business=business("1"))).source_id == ID


def test_an_update_goes_to_the_earlier_document_and_keeps_both_ids() -> None:
    outcome = understood(edxml({"DocumentId": "new"}, business=business("2", "old")))
    found = outcome.data["document"]
    assert isinstance(found, dict)
    assert (outcome.fact, found["source_id"], found["keys"], found["number"]) == (
        "document.updated",
        "old",
        ["new", "old"],
        "56",
    )


def test_a_replacement_lists_what_it_replaces() -> None:
    infos = "<ReplacementInfoList><ReplacementInfo><DocumentId>a</DocumentId></ReplacementInfo><ReplacementInfo><DocumentId>b</DocumentId></ReplacementInfo></ReplacementInfoList>"
    outcome = understood(edxml(business=business("3", "a", infos)))
    assert outcome.fact == "document.replaced"
    assert outcome.data["replaces"] == [{"source_id": "a", "keys": ["a"]}, {"source_id": "b", "keys": ["b"]}]


@pytest.mark.parametrize(
    ("body", "reason"),
    [(edxml(business=business("9")), "unknown-business-type"), (f'<edXML xmlns="{NS}"/>'.encode(), "not-understood"),
     (edxml({"DocumentId": "", "Code": ""}), "no-identity"), (edxml({"Subject": ""}), "no-content"),
     (edxml({**STATUS, "StatusCode": "01"}), "no-identity")],
)  # fmt: skip
def test_what_is_missing_is_named(body: bytes, reason: str) -> None:
    assert reading(body).outcome == NotUnderstood(reason)


def test_names_count_without_namespace_or_prefix() -> None:
    older = edxml().replace(NS.encode(), b"http://www.e-doc.vn/Schema/")
    prefixed = (
        edxml()
        .replace(b"<MessageHeader>", b'<e:MessageHeader xmlns:e="urn:x">')
        .replace(b"</MessageHeader>", b"</e:MessageHeader>")
    )
    assert document(older) == document(prefixed) == document(edxml())


def test_junk_before_the_xml_and_undeclared_prefixes_are_forgiven() -> None:
    assert document(b"\xef\xbb\xbf\x00\x00junk" + edxml() + b"\x00\n") == document(edxml())
    undeclared = edxml(
        extra='<Reference xlink:href=""><ContentId>cid:1</ContentId><AttachmentName>a.pdf</AttachmentName></Reference>'
    )
    assert document(undeclared)["attachments"] == [{"name": "a.pdf"}]


@pytest.mark.parametrize("value", ["null", "", "  "])
def test_null_and_empty_are_nothing(value: str) -> None:
    found = document(
        edxml({"DocumentId": value or " ", "DueDate": value or " ", "ResponseFor": "<OrganId>null</OrganId>"})
    )
    assert not {"source_id", "deadline", "keys"} & found.keys()


BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'
HOSTILE = [
    b"", b"no xml", b"<", b"<edXML>", b"<a></b>", b"<a>&undefined;</a>", b"\xff\xfe<\x00a\x00>\x00",
    f"{BOMB}<edXML>&b;</edXML>".encode(), b"<!DOCTYPE x SYSTEM 'http://127.0.0.1/x.dtd'><edXML/>",
    b"<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/hostname'>]><edXML>&e;</edXML>",
    ('<?xml version="1.0" encoding="UTF-16"?>' + BOMB + "<edXML>&b;</edXML>").encode("utf-16"),
    b"<a>" * 5000 + b"</a>" * 5000, b"<a>" + b"<b/>" * 30_000 + b"</a>", b"<a>" + b"x" * (3 * 2**20) + b"</a>",
    b"<a b='1' b='2'/>", b"<a>\x01</a>", b'{"json": 1}',
]  # fmt: skip


@pytest.mark.parametrize("body", HOSTILE)
def test_what_is_hostile_or_no_xml_is_unparsable(body: bytes) -> None:
    with pytest.raises(Unparsable):
        ADAPTER.parse(body)


def test_an_attachment_is_the_one_entry_of_its_zip() -> None:
    outcome = understood(
        edxml(attachments=attachment(b"%PDF-1.7 x"), extra="<Reference><ContentId>1</ContentId></Reference>")
    )
    (enclosed,) = outcome.enclosures
    assert (enclosed.body, enclosed.media_type) == (b"%PDF-1.7 x", "application/pdf")
    found = outcome.data["document"]
    assert isinstance(found, dict)
    (listed,) = found["attachments"]
    assert (listed["name"], len(listed["sha256"])) == ("cong-van.pdf", 64)
    assert enclosed.target is listed


def test_a_zip_that_is_a_document_itself_is_kept_as_it_is() -> None:
    word = zipped({"word/document.xml": b"<w/>", "[Content_Types].xml": b"<t/>"})
    single = zipped({"bao-cao.txt": b"x"})
    outcome = understood(
        edxml(attachments=encoded(word, "a.docx", "1") + encoded(single, "b.zip", "2") + encoded(b"%PDF-1", "c", "3"))
    )
    assert [e.body for e in outcome.enclosures] == [word, single, b"%PDF-1"]


def test_an_attachment_that_is_no_base64_is_listed_without_its_bytes() -> None:
    part = "<Attachment><AttachmentName>a.pdf</AttachmentName><ContentTransferEncoded>${nothing}</ContentTransferEncoded></Attachment>"
    outcome = understood(edxml(attachments=part))
    assert outcome.enclosures == ()
    assert document(edxml(attachments=part))["attachments"] == [{"name": "a.pdf"}]


@pytest.mark.parametrize(
    "body", [attachment(b"x" * 50_001), encoded(b"y" * 50_001, "a.bin"), attachment(b"0" * 5_000_000)]
)
def test_an_attachment_over_the_limit_holds_the_delivery(body: str) -> None:
    assert reading(edxml(attachments=body)).outcome == NotUnderstood("attachment-too-large")


def test_a_broken_zip_is_kept_as_it_came() -> None:
    broken = zipped({f"{UUID(int=1)}.pdf": b"x" * 1000})[:60]
    (enclosed,) = understood(edxml(attachments=encoded(broken, "a.pdf"))).enclosures
    assert enclosed.body == broken


def test_large_attachments_do_not_meet_the_parsers_limits() -> None:
    adapter = EdxmlAdapter(opened(()), attachment_limit=20 * 2**20)
    content = bytes(range(256)) * 4 * 1024 * 12
    outcome = adapter.read(adapter.parse(edxml(attachments=encoded(content, "a.bin")))).outcome
    assert isinstance(outcome, Understood)
    assert outcome.enclosures[0].body == content


def test_a_mark_that_a_sender_wrote_himself_cuts_nothing() -> None:
    part = "<Attachment><AttachmentName>a</AttachmentName><ContentTransferEncoded>dondoc-cut:7</ContentTransferEncoded></Attachment>"
    assert understood(edxml(attachments=part)).enclosures == ()
