"""A delivered description of a document → the columns it states, and those that follow from them."""

import hashlib
from collections.abc import Iterator
from datetime import date, datetime
from functools import lru_cache
from typing import Any, get_args

from services.tracker.domain.agency import Known
from services.tracker.domain.document import (
    display_reference,
    fold_issuer,
    fold_notation,
    fold_number,
    fold_reference,
    identity_of,
)
from services.tracker.domain.folding import fold_search
from services.tracker.domain.regime import regime_of
from services.tracker.reading.result import Head, Reading
from services.tracker.register.case import Doubt, Wave
from services.tracker.register.field_names import called
from shared.bulk import Row
from shared.clock import VIETNAM
from shared.events.documents import Document, Urgency

_URGENCIES = frozenset(get_args(Urgency))
_LONGEST_KEY = 400  # an index entry of PostgreSQL takes about 2,700 bytes
_PLAUSIBLE = range(1945, 2200)
_SEARCHED = ("reference", "abstract", "issuer", "type")


def described(document: Document, reading: Reading | None) -> dict[str, Any]:
    """The columns that a delivery states; None or empty where it says nothing. The letterhead fills what the fields
    leave open."""
    signer = document.signer
    stated = {
        "number": document.number, "notation": document.notation, "type": document.type,
        "abstract": document.abstract, "issuer": document.issuer, "submitted_by": document.submitted_by,
        "issued_on": _plausible_day(document.issued_on), "received_at": _plausible(document.received_at),
        "signer_name": signer.name if signer else None, "signer_position": signer.position if signer else None,
        "urgency": document.urgency, "circulation": document.circulation, "recipients": list(document.recipients),
        "text": document.text, "text_blob": document.text_blob and document.text_blob.model_dump(),
        "attachments": [one.model_dump(exclude_none=True) for one in document.attachments],
        "as_written": dict(document.as_written), "whole": _whole(document),
    }  # fmt: skip
    return _filled(stated, reading.head) if reading else stated


def _whole(document: Document) -> dict[str, Any] | None:
    """Lead, coordinating agencies and deadline of the document as a whole."""
    if not (document.lead or document.coordinating or document.deadline):
        return None
    return {"lead": list(document.lead), "coordinating": list(document.coordinating), "deadline": document.deadline}


def _filled(stated: dict[str, Any], head: Head) -> dict[str, Any]:
    read = {
        "number": head.number, "notation": head.notation, "type": head.type, "abstract": head.abstract,
        "issuer": head.issuer, "issued_on": head.issued_on, "signer_name": head.signer_name,
        "signer_position": head.signer_position, "recipients": list(head.recipients),
        "urgency": head.urgency if head.urgency in _URGENCIES else None,
    }  # fmt: skip
    return stated | {name: value for name, value in read.items() if value and not stated[name]}


def _plausible(moment: datetime | None) -> datetime | None:
    return moment if moment and moment.year in _PLAUSIBLE else None


def _plausible_day(day: date | None) -> date | None:
    return day if day and day.year in _PLAUSIBLE else None


def derived(row: Row, wave: Wave, fallback: str) -> dict[str, Any]:
    """The columns that follow from the stated ones; `fallback` is the routing key of a document without number."""
    number, notation = row["number"], row["notation"]
    reference = display_reference(number, notation)
    folded = folded_reference(number, notation)
    shown = {**row, "reference": reference}
    return {
        "reference": reference, "reference_folded": folded, "key": folded if number and folded else fallback,
        "issuer_folded": issuer_key(wave, row["issuer"]), "identity": _identity(row, wave),
        "regime": regime_of(row["issuer"], notation).regime,
        "search_text": fold_search(" ".join(str(shown[name]) for name in _SEARCHED if shown[name])),
    }  # fmt: skip


@lru_cache(maxsize=8192)
def folded_reference(number: str | None, notation: str | None) -> str | None:
    """The searchable form of what is known of a reference; bounded, for it is indexed."""
    if number and notation:
        return bounded(fold_reference(number, notation))
    return bounded(fold_number(number)) if number else bounded(fold_notation(notation)) if notation else None


def bounded(key: str) -> str:
    """A key short enough for an index: its end is replaced by a hash where it is too long."""
    if len(key) <= _LONGEST_KEY:
        return key
    return f"{key[: _LONGEST_KEY - 70]}…{hashlib.sha256(key.encode()).hexdigest()}"


def issuer_key(wave: Wave, issuer: str | None) -> str | None:
    """The body whose numbering it is, by the directory's name where it knows one."""
    if not issuer:
        return None
    found = wave.terms.agencies.resolve(issuer, None)
    return bounded(fold_issuer(found.agency.name if isinstance(found, Known) else issuer))


def same_body(one: str | None, other: str | None) -> bool:
    """Whether two issuers' keys may be the same body: `ubnd tỉnh` is short for `ubnd tỉnh đắk lắk`."""
    if one is None or other is None or one == other:
        return True
    return one.startswith(f"{other} ") or other.startswith(f"{one} ")


def _identity(row: Row, wave: Wave) -> str | None:
    """Issuer, number, notation and year; None while one of them is unknown."""
    if not (row["issuer"] and row["number"] and row["notation"]):
        return None
    found = identity_of(row["issuer"], row["number"], row["notation"], row["issued_on"])
    if found.year is None:
        return None
    return bounded("|".join((issuer_key(wave, row["issuer"]) or "", found.number, found.notation, str(found.year))))


def year_of(row: Row) -> int | None:
    """The year of a document's numbering."""
    if not (row["number"] and row["notation"]):
        issued_on: date | None = row["issued_on"]
        return issued_on.year if issued_on else None
    return identity_of("", row["number"], row["notation"], row["issued_on"]).year


def document_doubts(document: Document, said_at: datetime) -> Iterator[Doubt]:
    """What of a description a person should look at; none of it holds the document."""
    if document.as_written:
        names = ", ".join(dict.fromkeys(called(field) for field in sorted(document.as_written)))
        said = f"Không đọc được giá trị của: {names[:300]}; đã giữ nguyên văn, hãy kiểm tra."
        yield Doubt("not-understood", said, {"as_written": document.as_written})
    if document.issued_on and document.issued_on > said_at.astimezone(VIETNAM).date():
        yield Doubt("issued-in-future", f"Ngày ban hành {document.issued_on:%d/%m/%Y} ở tương lai; hãy kiểm tra.")
    if document.issued_on and document.issued_on.year not in _PLAUSIBLE:
        yield Doubt("issued-implausible", f"Ngày ban hành có năm {document.issued_on.year}; hãy nhập lại.")
    if not document.issuer and not document.notation:
        yield Doubt("issuer-missing", "Không rõ cơ quan ban hành; hãy bổ sung.")
