"""Bodies as document systems push them, invented; and how each is signed."""

import base64
import hashlib
import hmac
import io
import json
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from uuid import UUID

STANDARD_SECRET = "whsec_" + base64.b64encode(b"ingest-tests-0001").decode()
HMAC_SECRET = "hmac-tests"
CONFIG = f"""
[office]
code = "H99"
[sources.canonical]
preset = "dondoc"
auth = {{ scheme = "api-key", header = "X-Api-Key", secrets = ["canonical-key"] }}
[sources.vendor]
preset = "idesk"
auth = {{ scheme = "hmac", header = "X-Signature", secrets = ["{HMAC_SECRET}"] }}
[sources.standard]
preset = "ioffice"
auth = {{ scheme = "standard-webhooks", secrets = ["{STANDARD_SECRET}"] }}
[sources.exchange]
preset = "edxml"
auth = {{ scheme = "bearer", secrets = ["exchange-token"] }}
[sources.small]
preset = "dondoc"
auth = {{ scheme = "basic", username = "small", secrets = ["small-password"] }}
body_limit = 2000
rate_limit = "3/min"
[sources.mapped]
preset = "dondoc"
auth = {{ scheme = "api-key", header = "X-Api-Key", secrets = ["mapped-key"] }}
[sources.mapped.map]
"event_id" = "meta.id"
"document.source_id" = "vb.id"
"document.reference" = "vb.so_hieu"
"document.abstract" = "vb.ve_viec"
"document.lead" = "vb.giao[?vai_tro=='chinh'].ten"
"document.secrecy" = "vb.do_bao_mat"
"""
NS = "http://www.mic.gov.vn/TBT/QCVN_102_2016"


def canonical(event_id: str = "e-1", **document: Any) -> dict[str, Any]:
    """A canonical body that is understood."""
    given = {"source_id": "c-1", "number": "12", "notation": "UBND-NC", "abstract": "Rà soát", "issuer": "UBND tỉnh"}
    return {
        "event": "document.issued",
        "event_id": event_id,
        "document": {**given, "issued_on": "2026-11-16", **document},
    }


def vendor(**fields: Any) -> dict[str, Any]:
    """A body with the names of EDXML.md's last table."""
    given = {
        "maVanBan": "V-1", "soKyHieu": "34/UBND-TH", "trichYeu": "V/v giải ngân", "coQuanBanHanh": "UBND tỉnh",
        "ngayBanHanh": "16/11/2026", "doKhan": "Khẩn", "doMat": "Thường",
    }  # fmt: skip
    return {**given, **fields}


def raw(body: object) -> bytes:
    """A body as its sender writes it."""
    return json.dumps(body, ensure_ascii=False).encode()


def headers(source: str, body: bytes, *, key: str | None = None, at: float = 0) -> dict[str, str]:
    """Genuine credentials of a source of CONFIG; `at` real seconds."""
    idempotency = {"idempotency-key": key} if key else {}
    match source:
        case "vendor":
            return {"x-signature": hmac.digest(HMAC_SECRET.encode(), body, "sha256").hex(), **idempotency}
        case "standard":
            return standard(body, key or "msg_1", int(at))
        case "exchange":
            return {"authorization": "Bearer exchange-token", **idempotency}
        case "small":
            return {"authorization": "Basic " + base64.b64encode(b"small:small-password").decode(), **idempotency}
        case _:
            return {"x-api-key": f"{source}-key", **idempotency}


def standard(body: bytes, key: str, at: int, secret: str = STANDARD_SECRET) -> dict[str, str]:
    """Standard Webhooks headers."""
    signing = base64.b64decode(secret.removeprefix("whsec_"))
    digest = hmac.new(signing, f"{key}.{at}.".encode() + body, hashlib.sha256).digest()
    signature = "v1," + base64.b64encode(digest).decode()
    return {"webhook-id": key, "webhook-timestamp": str(at), "webhook-signature": signature}


def edxml(
    header: Mapping[str, str] | None = None, *, business: str = "", attachments: str = "", extra: str = ""
) -> bytes:
    """An envelope; `header` replaces parts of the message header by name ("" leaves one out)."""
    parts = {
        "From": "<OrganId>H99.1</OrganId><OrganName>UBND tỉnh</OrganName>",
        "To": "<OrganId>H99.2</OrganId><OrganName>Sở Y tế</OrganName>",
        "DocumentId": "H99.1,2026/11/16,56/UBND-KT",
        "Code": "<CodeNumber>56</CodeNumber><CodeNotation>UBND-KT</CodeNotation>",
        "PromulgationInfo": "<Place>Đắk Lắk</Place><PromulgationDate>2026/11/16</PromulgationDate>",
        "DocumentType": "<Type>1</Type><TypeName>Công văn</TypeName>",
        "Subject": "V/v tiêm chủng",
        "SignerInfo": "<Competence>KT. CHỦ TỊCH</Competence><Position>PHÓ CHỦ TỊCH</Position><FullName>Trần Văn Mẫu</FullName>",
        "DueDate": "2026/11/25",
        "OtherInfo": "<Priority>2</Priority><SphereOfPromulgation>Lưu hành nội bộ</SphereOfPromulgation>",
        "ToPlaces": "<Place>Lưu: VT</Place>",
        **(header or {}),
    }
    said = "".join(f"<{name}>{content}</{name}>" for name, content in parts.items() if content)
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<edXML xmlns="{NS}"><edXMLEnvelope><edXMLHeader><MessageHeader>{said}</MessageHeader>
<TraceHeaderList>{business}</TraceHeaderList></edXMLHeader>
<edXMLBody><edXMLManifest version="1.0">{extra}</edXMLManifest></edXMLBody></edXMLEnvelope>
<AttachmentEncoded>{attachments}</AttachmentEncoded></edXML>""".encode()


def attachment(
    content: bytes, name: str = "cong-van.pdf", *, entry: str | None = None, content_id: str = "cid:1"
) -> str:
    """An attachment as the exchange sends it: base64 of a ZIP whose one entry is named by a UUID."""
    packed = zipped({entry or f"{UUID(int=7)}.pdf": content})
    return encoded(packed, name, content_id)


def encoded(packed: bytes, name: str, content_id: str = "cid:1") -> str:
    """An attachment of exactly these bytes."""
    return (
        f"<Attachment><ContentId>{content_id}</ContentId><AttachmentName>{name}</AttachmentName>"
        f"<ContentType>application/pdf</ContentType>"
        f"<ContentTransferEncoded>{base64.b64encode(packed).decode()}</ContentTransferEncoded></Attachment>"
    )


def zipped(entries: Mapping[str, bytes]) -> bytes:
    """A ZIP archive."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return target.getvalue()


def write_config(folder: Path, text: str = CONFIG) -> Path:
    """CONFIG as a file."""
    file = folder / "dondoc.toml"
    file.write_text(text, "utf-8")
    return file
