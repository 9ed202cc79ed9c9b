"""A register made by hand: rows as the handlers write them, with what a test wants to say of each."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import insert

from services.tracker.domain.document import fold_reference_text
from services.tracker.domain.folding import fold_name, fold_search
from services.tracker.models import (
    tracker_agencies,
    tracker_assignments,
    tracker_changes,
    tracker_deadlines,
    tracker_documents,
    tracker_task_monitoring,
    tracker_tasks,
)
from shared.db import Database
from shared.ids import new_id
from tests.fakes import MONDAY

Values = dict[str, Any]


@dataclass
class Register:
    """Rows by table; nothing is in the database before `save`."""

    agencies: dict[str, Values] = field(default_factory=dict)
    documents: list[Values] = field(default_factory=list)
    tasks: list[Values] = field(default_factory=list)
    assignments: list[Values] = field(default_factory=list)
    monitoring: list[Values] = field(default_factory=list)
    changes: list[Values] = field(default_factory=list)
    deadlines: list[Values] = field(default_factory=list)

    def agency(self, code: str, name: str = "") -> UUID:
        """The agency of a code, made when it is first named."""
        if code not in self.agencies:
            self.agencies[code] = {
                "id": new_id(), "code": code, "name": name or f"Cơ quan {code}", "aliases": [], "kind": None,
                "parent": None, "head": None, "head_email": None, "email": None, "phone": None, "valid_from": None,
                "valid_to": None, "provisional": False, "created_at": MONDAY, "updated_at": MONDAY, "version": 1,
                "changed": 1,
            }  # fmt: skip
        found: UUID = self.agencies[code]["id"]
        return found

    def document(self, reference: str = "812/UBND-NC", **values: Any) -> Values:
        row = {
            "id": new_id(), "identity": str(new_id()), "key": reference, "origin": "test",
            "filled": {}, "status": "active", "replaced_by": None, "number": reference.partition("/")[0],
            "notation": reference.partition("/")[2], "reference": reference,
            "reference_folded": fold_reference_text(reference), "type": "công văn", "abstract": "Về việc thử nghiệm",
            "issuer": "UBND tỉnh Đắk Lắk", "issuer_folded": fold_name("UBND tỉnh Đắk Lắk"), "submitted_by": None,
            "issued_on": date(2026, 11, 13), "received_at": None, "accepted_at": MONDAY, "signer_name": None,
            "signer_position": None, "urgency": "normal", "circulation": None, "regime": "QC45", "recipients": [],
            "text": None, "text_blob": None, "attachments": [], "as_written": {}, "search_text": "", "tasks_from": "body",
            "created_at": MONDAY, "updated_at": MONDAY, "version": 1,
        } | values  # fmt: skip
        row["search_text"] = fold_search(f"{row['reference']} {row['abstract']}")
        self.documents.append(row)
        return row

    def task(self, document: Values | None = None, *, monitoring: Sequence[str] = (), **values: Any) -> Values:
        """A task of `document` (a new one without); `due_at` and the like as given."""
        home = document or self.document()
        row = {
            "id": new_id(), "document_id": home["id"], "ordinal": 1, "content": "Báo cáo kết quả", "span_start": None,
            "span_end": None, "regime": "QC45", "category": "a", "origin": "structured", "confidence": 1.0,
            "needs_review": False, "evidence": [], "field": None, "urgency": home["urgency"],
            "report_required": True, "deadline": None, "due_at": None, "last_day": None, "confirmed": True,
            "deadline_version": 1, "series_id": None, "period": None, "withdrawn": False,
            "reference_folded": home["reference_folded"], "search_text": "", "issued_on": home["issued_on"],
            "created_at": MONDAY, "updated_at": MONDAY, "version": 1,
        } | values  # fmt: skip
        row["search_text"] = fold_search(f"{row['content']} {home['reference']} {home['abstract']}")
        self.tasks.append(row)
        self.monitoring += [
            {"task_id": row["id"], "ordinal": place, "name": name, "folded": fold_name(name), "agency_id": None}
            for place, name in enumerate(monitoring)
        ]
        return row

    def assign(self, task: Values, code: str, role: str = "lead", **values: Any) -> Values:
        """An assignment of `task`; filters' columns repeat the task's."""
        home = next(document for document in self.documents if document["id"] == task["document_id"])
        row = {
            "id": new_id(), "task_id": task["id"], "document_id": home["id"], "agency_id": self.agency(code),
            "role": role, "as_written": code, "group_name": None, "state": "not_started", "settled": None,
            "due_at": task["due_at"], "deadline_version": task["deadline_version"], "percent": None,
            "submitted_at": None, "done_at": None, "regime": task["regime"], "category": task["category"],
            "field": task["field"], "urgency": task["urgency"], "issuer": home["issuer"],
            "reference_folded": task["reference_folded"], "issued_on": task["issued_on"],
            "created_at": task["created_at"], "updated_at": task["updated_at"], "version": 1,
        } | values  # fmt: skip
        self.assignments.append(row)
        return row

    def change(self, task: Values, fact: str, at: datetime, **values: Any) -> None:
        """A line of the journal."""
        self.changes.append(
            {
                "id": new_id(), "at": at, "fact": fact, "by": "test", "reason": None, "old": None, "new": None,
                "text": None, "trace": None, "document_id": task["document_id"], "task_id": task["id"],
                "assignment_id": None, "state": None, "settled": None,
            } | values
        )  # fmt: skip

    def deadline(self, task: Values, version: int, due_at: datetime, began_at: datetime, **values: Any) -> None:
        """A version of a task's deadline."""
        self.deadlines.append(
            {
                "task_id": task["id"], "version": version, "deadline": None, "due_at": due_at, "last_day": None,
                "confirmed": True, "reason": None, "began_at": began_at, "ended_at": None,
            } | values
        )  # fmt: skip

    async def save(self, database: Database) -> None:
        """Write everything."""
        async with database.write() as tx:
            for table, rows in (
                (tracker_agencies, list(self.agencies.values())), (tracker_documents, self.documents),
                (tracker_tasks, self.tasks), (tracker_assignments, self.assignments),
                (tracker_task_monitoring, self.monitoring), (tracker_changes, self.changes),
                (tracker_deadlines, self.deadlines),
            ):  # fmt: skip
                if rows:
                    await tx.execute(insert(table), rows)


def days(count: float) -> datetime:
    """An instant so many days from the Monday on which tests run (negative: before it)."""
    return (MONDAY + timedelta(days=count)).astimezone(UTC)
