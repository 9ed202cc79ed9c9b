"""The fields of a document, as a preset or a mapping found them → the document of an event (shared.events.documents).

Every field has one reader. A value that its reader cannot read is kept in its words (`as_written`) and holds nothing.
"""

from collections.abc import Mapping
from typing import Final

from services.ingest.adapters.dates import day, deadline, instant
from services.ingest.adapters.page import Page, Reader
from services.ingest.adapters.protocol import Data
from services.ingest.adapters.references import reference_of
from services.ingest.adapters.tasks import put_tasks
from services.ingest.adapters.urgency import priority, urgency
from services.ingest.adapters.values import Unreadable, full_text, names, words, written
from shared.secrecy import circulation

Fields = Mapping[str, object]

READERS: Final[Mapping[str, Reader]] = {
    "source_id": words,
    "type": words,
    "abstract": words,
    "issuer": words,
    "submitted_by": words,
    "issued_on": day,
    "received_at": instant,
    "urgency": urgency,
    "circulation": words,
    "recipients": names,
    "text": full_text,
    "lead": names,
    "coordinating": names,
    "deadline": deadline,
    "keys": names,
}
COMPOSED = ("number", "notation", "reference", "signer", "signer.name", "signer.position", "priority", "attachments")
FIELDS: Final = frozenset((*READERS, *COMPOSED, "tasks", "secrecy"))


def read_document(fields: Fields) -> Data:
    """The document that `fields` (our names, their values) describe; an absent field is an absent key."""
    page = Page()
    values = page.values
    for name, value in fields.items():
        if value is not None and (reader := READERS.get(name)):
            try:
                read = reader(value)
            except Unreadable:
                page.strange[name] = written(value)
            else:
                if read is not None:
                    values[name] = read
    _put_reference(page, fields)
    _put_composed(page, fields)
    if page.strange:
        page.values["as_written"] = page.strange
    return page.values


def _put_composed(page: Page, fields: Fields) -> None:
    if "signer" in fields or "signer.name" in fields:
        _put_signer(page, fields)
    if "priority" in fields and "urgency" not in page.values:
        page.put("urgency", priority, fields["priority"])
    if "attachments" in fields:
        page.put("attachments", attachments, fields["attachments"])
    if "tasks" in fields:
        put_tasks(page, fields["tasks"])
    text = page.values.get("text")
    if isinstance(text, str) and "circulation" not in page.values and (stamp := circulation(text)):
        page.values["circulation"] = stamp


def _put_reference(page: Page, fields: Fields) -> None:
    try:
        number, notation = reference_of(fields)
    except Unreadable:
        page.strange["reference"] = written([fields.get(name) for name in ("number", "notation", "reference")])
        return
    if number is not None:
        page.values["number"] = number
    if notation is not None:
        page.values["notation"] = notation


def _put_signer(page: Page, fields: Fields) -> None:
    signer = Page(prefix="signer.", strange=page.strange)
    given = fields.get("signer")
    if isinstance(given, dict):
        signer.put("name", words, given.get("name"))
        signer.put("position", words, given.get("position"))
    else:
        signer.put("name", words, given)
    signer.put("name", words, fields.get("signer.name"))
    signer.put("position", words, fields.get("signer.position"))
    if signer.values:
        page.values["signer"] = signer.values


def attachments(value: object) -> list[Data] | None:
    """An array of {name, media_type, sha256}, or of names."""
    if not isinstance(value, list):
        raise Unreadable
    return [found for item in value if (found := _attachment(item))] or None


def _attachment(item: object) -> Data | None:
    given = item if isinstance(item, dict) else {"name": item}
    found = {field: said for field in ("name", "media_type", "sha256") if (said := words(given.get(field) or ""))}
    return {"name": "?", **found} if found else None
