"""The notifier's own copy of contacts: kept by agency.changed, looked into for every decision."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.notifier.domain.directory import Book, Contact
from services.notifier.domain.names import fold_name
from services.notifier.models import agencies, agency_names
from shared.bulk import insert_new, upsert
from shared.db import Tx
from shared.events.agencies import AgencyFact

# Made once: every wave asks them.
CONTACTS = select(agencies).where(agencies.c.id.in_(bindparam("ids", expanding=True)))
NAMES = select(agency_names).where(agency_names.c.agency_id.in_(bindparam("ids", expanding=True)))
BY_NAME = select(agency_names.c.folded, agency_names.c.agency_id).where(
    agency_names.c.folded.in_(bindparam("names", expanding=True))
)


async def keep_agencies(tx: Tx, facts: Sequence[AgencyFact]) -> None:
    """Overwrite the copies of these agencies, each named once."""
    if not facts:
        return
    await upsert(tx, agencies, [_agency_row(fact) for fact in facts])
    await tx.execute(delete(agency_names).where(agency_names.c.agency_id.in_([fact.id for fact in facts])))
    names = [{"folded": name, "agency_id": fact.id} for fact in facts for name in sorted(names_of(fact))]
    await insert_new(tx, agency_names, names)


def names_of(fact: AgencyFact) -> frozenset[str]:
    """The folded names by which the agency is known."""
    return frozenset(fold_name(name) for name in (fact.name, *fact.aliases) if fold_name(name))


def _agency_row(fact: AgencyFact) -> dict[str, Any]:
    return {
        "id": fact.id,
        "code": fact.code,
        "name": fact.name,
        "head": fact.head,
        "head_email": fact.head_email,
        "email": fact.email,
        "phone": fact.phone,
    }


async def look_up(conn: AsyncConnection, ids: Collection[UUID], names: Collection[str]) -> Book:
    """The contacts of the agencies with these ids, and of those that go by these folded names."""
    named = await _ids_by_name(conn, names)
    contacts = await _contacts(conn, {*ids, *named.values()})
    units = {name: contacts[agency] for name, agency in named.items() if agency in contacts}
    return Book({agency: contacts[agency] for agency in ids if agency in contacts}, units)


async def _ids_by_name(conn: AsyncConnection, names: Collection[str]) -> dict[str, UUID]:
    if not names:
        return {}
    found = await conn.execute(BY_NAME, {"names": list(names)})
    return {row.folded: row.agency_id for row in found}


async def _contacts(conn: AsyncConnection, ids: Collection[UUID]) -> dict[UUID, Contact]:
    if not ids:
        return {}
    rows = (await conn.execute(CONTACTS, {"ids": list(ids)})).all()
    known = await conn.execute(NAMES, {"ids": list(ids)})
    names: dict[UUID, set[str]] = defaultdict(set)
    for row in known:
        names[row.agency_id].add(row.folded)
    return {row.id: _contact(row, names[row.id]) for row in rows}


def _contact(row: Row[Any], names: Collection[str]) -> Contact:
    return Contact(row.id, row.name, row.head, row.head_email, row.email, frozenset(names))
