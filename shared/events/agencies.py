"""Data of `dondoc.agencies`: the whole record of an agency, contacts included (a compacted topic)."""

from datetime import date
from uuid import UUID

from shared.events.documents import Fact


class AgencyFact(Fact):
    """`agency.changed`. `head` is the head's title; `provisional` = made from an unknown name, to be looked at."""

    id: UUID
    code: str
    name: str
    aliases: tuple[str, ...] = ()
    kind: str | None = None
    parent: str | None = None
    head: str | None = None
    head_email: str | None = None
    email: str | None = None
    phone: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    provisional: bool = False
    version: int = 1
