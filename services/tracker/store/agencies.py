"""The directory's rows: provisional agencies of a wave, imported ones, and `agency.changed` for every change."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from services.tracker.domain.agency import Agency
from services.tracker.models import tracker_agencies
from services.tracker.store.in_force import AGENCIES, raise_version
from shared.bulk import by_shape, insert_rows, update_rows
from shared.db import Tx
from shared.events import Event, Subject, event
from shared.events.agencies import AgencyFact

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Stamp:
    """When and by which service the directory changes."""

    at: datetime
    source: str
    traceparent: str | None = None


async def add_strangers(tx: Tx, agencies: Sequence[Agency], stamp: Stamp) -> None:
    """Provisional agencies: rows, the directory's next version, events."""
    if not agencies:
        return
    version = await raise_version(tx, AGENCIES)
    rows = [new_row(agency_columns(agency), stamp.at, version) for agency in agencies]
    await insert_rows(tx, tracker_agencies, rows)
    tx.append(*(agency_event(row, stamp) for row in rows))


def agency_columns(agency: Agency) -> Row:
    """The columns of an agency without contacts."""
    return {
        "id": agency.id, "code": agency.code, "name": agency.name, "aliases": list(agency.aliases),
        "kind": agency.kind, "parent": agency.parent, "head": agency.head, "head_email": None, "email": None,
        "phone": None, "valid_from": agency.valid_from, "valid_to": agency.valid_to,
        "provisional": agency.provisional,
    }  # fmt: skip


def new_row(columns: Row, at: datetime, changed: int) -> Row:
    """A new row of the directory."""
    return {**columns, "created_at": at, "updated_at": at, "version": 1, "changed": changed}


def agency_event(row: Row, stamp: Stamp) -> Event:
    """`agency.changed`: the whole record."""
    subject = Subject("agencies", str(row["id"]), stamp.source, stamp.at, stamp.traceparent)
    return event(subject, "agency.changed", AgencyFact.model_validate(row))


async def all_agencies(tx: Tx) -> list[Row]:
    """Every row of the directory, by code."""
    query = select(tracker_agencies).order_by(tracker_agencies.c.code)
    return [dict(row) for row in (await tx.execute(query)).mappings()]


async def save_agencies(tx: Tx, new: Iterable[Row], changed: Iterable[Row], stamp: Stamp) -> None:
    """Insert `new` (columns with id) and update `changed` (whole rows at their old version) in one version."""
    version = await raise_version(tx, AGENCIES)
    added = [new_row(columns, stamp.at, version) for columns in new]
    moved = [{**row, "version": row["version"] + 1, "updated_at": stamp.at, "changed": version} for row in changed]
    await insert_rows(tx, tracker_agencies, added)
    for rows in by_shape(moved):
        await update_rows(tx, tracker_agencies, rows)
    tx.append(*(agency_event(row, stamp) for row in (*added, *moved)))
