"""A tracker without a bus: deliveries in, register and task events out."""

from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Table, insert, select

from services.tracker.calendar.days import CalendarDay, DayKind
from services.tracker.calendar.working import builtin
from services.tracker.handlers.handler import DocumentHandler
from services.tracker.handlers.readers import Readers
from services.tracker.models import tracker_agencies, tracker_assignments, tracker_documents, tracker_tasks
from services.tracker.store.agencies import Stamp, save_agencies
from services.tracker.store.in_force import InForce
from shared.blobs import open_blobs
from shared.config.policy import Policy
from shared.config.reading import Reading
from shared.db import Database
from shared.events import Event, Subject, event
from shared.events.documents import Document, DocumentFact, Fact, GivenTask, ProgressFact
from shared.ids import new_id
from shared.tables import log_entries
from tests.fakes import SettableClock

SOURCE = "/dondoc/H15/tracker"
ISSUER = "UBND tỉnh Đắk Lắk"
NAMES = {
    "H15.UB": (ISSUER, "committee"), "H15.SNV": ("Sở Nội vụ", "department"), "H15.STC": ("Sở Tài chính", "department"),
    "H15.SYT": ("Sở Y tế", "department"), "H15.STP": ("Sở Tư pháp", "department"),
    "H15.BMT": ("UBND phường Buôn Ma Thuột", "commune"), "H15.TH": ("Phòng Tổng hợp", "division"),
}  # fmt: skip
CULTURE_DAY = CalendarDay(date(2026, 11, 24), DayKind.OFF, "Ngày Văn hóa Việt Nam")


class Register:
    """One tracker's handler on a database, with a clock of its own."""

    def __init__(self, database: Database, folder: Path, clock: SettableClock) -> None:
        self.database, self.clock = database, clock
        self.in_force = InForce(Policy(), builtin().with_rows([CULTURE_DAY]))
        blobs = open_blobs(database, folder, clock)
        self.readers = Readers(Reading(workers=0), blobs, lambda: ())
        self.handler = DocumentHandler(self.in_force, self.readers, clock, SOURCE)

    async def fill_directory(self) -> None:
        rows: list[dict[str, Any]] = [
            {"id": new_id(), "code": code, "name": name, "aliases": [], "kind": kind, "parent": None if kind == "committee" else "H15.UB",
             "head": None, "head_email": None, "email": f"vt@{code.lower()}.example", "phone": None, "valid_from": None,
             "valid_to": None, "provisional": False}
            for code, (name, kind) in NAMES.items()
        ]  # fmt: skip
        async with self.database.write() as tx:
            await save_agencies(tx, rows, (), Stamp(self.clock.now(), SOURCE))

    async def handle(self, *events: Event) -> None:
        """Each event in a transaction of its own, as the bus would in the end."""
        for one in events:
            await self.wave(one)

    async def wave(self, *events: Event) -> None:
        """All events as one wave."""
        await self.readers.prepare(events)
        async with self.database.write() as tx:
            await self.handler(tx, events)

    async def rows(self, table: Table, **wanted: Any) -> list[dict[str, Any]]:
        query = select(table).order_by(*table.primary_key.columns)
        for name, value in wanted.items():
            query = query.where(table.c[name] == value)
        async with self.database.read() as conn:
            return [dict(row) for row in (await conn.execute(query)).mappings()]

    async def document(self) -> dict[str, Any]:
        (row,) = await self.rows(tracker_documents)
        return row

    async def tasks(self) -> list[dict[str, Any]]:
        return sorted(await self.rows(tracker_tasks), key=lambda row: row["ordinal"])

    async def assignments(self, **wanted: Any) -> list[dict[str, Any]]:
        return await self.rows(tracker_assignments, **wanted)

    async def agency(self, code: str) -> UUID:
        (row,) = await self.rows(tracker_agencies, code=code)
        found: UUID = row["id"]
        return found

    async def facts(self, topic: str = "tasks") -> list[str]:
        """The facts published so far, in order, without their noun's prefix."""
        return [row["type"].removeprefix("vn.dondoc.").removesuffix(".v1") for row in await self.entries(topic)]

    async def entries(self, topic: str = "tasks") -> list[dict[str, Any]]:
        return [row for row in await self.rows(log_entries) if row["aggregatetype"] == topic]

    async def forget(self) -> None:
        """Empty the log, so that a test sees only what follows."""
        async with self.database.write() as tx:
            await tx.execute(log_entries.delete())


def a_task(content: str = "Báo cáo kết quả", **more: Any) -> GivenTask:
    return GivenTask(content=content, **{"lead": ("Sở Y tế",), "deadline": "2026-12-15", **more})


def a_document(number: str | None = "812", **more: Any) -> Document:
    given = {
        "source_id": f"id-{number}", "number": number, "notation": "UBND-NC", "type": "công văn", "abstract": "V/v rà soát thủ tục",
        "issuer": ISSUER, "issued_on": date(2026, 11, 13), "tasks": (a_task(),),
    }  # fmt: skip
    return Document(**{**given, **more})


def a_fact(document: Document, *, origin: str = "internal", at: datetime | None = None, **more: Any) -> DocumentFact:
    accepted = at or SettableClock().now()
    return DocumentFact(delivery_id=new_id(), origin=origin, accepted_at=accepted, document=document, **more)


def key_of(fact: Fact) -> str:
    named = fact.document if isinstance(fact, DocumentFact) else fact
    number, notation = getattr(named, "number", None), getattr(named, "notation", None)
    if number and notation:
        return f"{number.lstrip('0')}/{notation.upper()}"
    return f"{getattr(fact, 'origin', '')}/{getattr(named, 'source_id', '')}"


def delivered(fact: Fact, kind: str = "document.received", trace: str | None = None) -> Event:
    at = getattr(fact, "accepted_at", None) or SettableClock().now()
    return event(Subject("documents", key_of(fact), "/dondoc/H15/ingest", at, trace), kind, fact)


def received(number: str | None = "812", *, origin: str = "internal", **more: Any) -> Event:
    """`document.received` of a document; further words are the document's fields."""
    return delivered(a_fact(a_document(number, **more), origin=origin))


def updated(number: str | None = "812", *, origin: str = "internal", **more: Any) -> Event:
    return delivered(a_fact(a_document(number, **more), origin=origin), "document.updated")


def recalled(number: str | None = "812", *, reason: str | None = "nhầm thẩm quyền", **more: Any) -> Event:
    bare = {"tasks": None, "abstract": None, "type": None, **more}
    return delivered(a_fact(a_document(number, **bare), reason=reason), "document.recalled")


def progress(number: str = "812", agency: str = "Sở Y tế", state: str = "in_progress", **more: Any) -> Event:
    given = {"delivery_id": new_id(), "origin": "internal", "accepted_at": SettableClock().now(), "notation": "UBND-NC"}
    return delivered(
        ProgressFact(**{**given, "number": number, "agency": agency, "state": state, **more}), "progress.reported"
    )


async def put(database: Database, table: Table, rows: Iterable[dict[str, Any]]) -> None:
    async with database.write() as tx:
        await tx.execute(insert(table), list(rows))
