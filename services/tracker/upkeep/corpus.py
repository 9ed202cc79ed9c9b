"""Corrected documents → the corpus format: a text with its tasks as people left them, for scoring readings.

Honest by what it leaves out: a task that stands nowhere in the text cannot be scored, and one that no person touched
is marked as the reader's own (`decided_by`).
"""

import re
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import Any

from services.tracker.domain.document import display_reference
from services.tracker.register.assigning import LEAD
from services.tracker.store.corrected import Corrected, Row, corrected
from shared.blobs import Blobs, NoSuchBlob
from shared.db import Database

Json = dict[str, Any]
_REPORTS = frozenset("ac")


@dataclass(frozen=True, slots=True)
class Example:
    """One document of the corpus: `name`.txt and `name`.json."""

    name: str
    text: str
    annotation: Json
    unplaced: int

    @property
    def by_person(self) -> int:
        """How many of its tasks a person decided."""
        return sum(task["decided_by"] == "person" for task in self.annotation["tasks"])


@dataclass(frozen=True, slots=True)
class Textless:
    """A corrected document whose words the register does not have."""

    reference: str | None


async def examples(database: Database, blobs: Blobs) -> AsyncIterator[Example | Textless]:
    """All corrected documents, the oldest first."""
    async with database.read() as conn:
        found = [one async for one in corrected(conn)]
    for one in found:
        text = await _text(one.document, blobs)
        yield example(one, text) if text else Textless(one.document["reference"])


async def _text(document: Row, blobs: Blobs) -> str | None:
    if document["text"] or not document["text_blob"]:
        text: str | None = document["text"]
        return text
    try:
        return (await blobs.get(document["text_blob"]["sha256"])).decode("utf-8", "replace")
    except NoSuchBlob:
        return None


def example(found: Corrected, text: str) -> Example:
    """The document as a corpus has it."""
    document = found.document
    made = [_task(found, task, text) for task in _stated(found.tasks)]
    tasks = [task for task in made if task is not None]
    unplaced = len(made) - len(tasks)
    regimes = {task["regime"] for task in found.tasks}
    annotation = {
        "source": f"dondoc {document['id']}", "title": document["abstract"],
        "number": display_reference(document["number"], document["notation"]), "issuer": document["issuer"],
        "issue_date": document["issued_on"].isoformat() if document["issued_on"] else None,
        "doc_type": document["type"], "regime": regimes.pop() if len(regimes) == 1 else document["regime"],
        "completeness": "as delivered", "text_quality": "as delivered", "tasks": tasks,
        "notes": _notes(tasks, unplaced),
    }  # fmt: skip
    return Example(str(document["id"]), text, annotation, unplaced)


def _notes(tasks: list[Json], unplaced: int) -> str:
    touched = sum(task["decided_by"] == "person" for task in tasks)
    return (
        f"Exported from a register: {touched} of {len(tasks)} tasks were decided by a person, the others stand as they "
        f"were read and may be wrong. {unplaced} tasks stand nowhere in the text and are left out."
    )


def _stated(tasks: tuple[Row, ...]) -> Iterator[Row]:
    """The tasks that the text states now: of a recurring duty one, of what an update took away none."""
    seen: set[tuple[object, ...]] = set()
    for task in tasks:
        key = (task["span_start"], task["content"], (task["deadline"] or {}).get("text"))
        if key not in seen and not task["withdrawn"]:
            seen.add(key)
            yield task


def _task(found: Corrected, task: Row, text: str) -> Json | None:
    span = _span(task, text)
    if span is None:
        return None
    names = [part for part in found.parts if part["task_id"] == task["id"]]
    by_person = task["id"] in found.touched
    category = task["category"]
    made: Json = {
        "lead": _names(names, lead=True), "coordinating": _names(names, lead=False), "span": list(span),
        "excerpt": text[slice(*span)], "deadline": _deadline(task["deadline"]),
        "report_required": category in _REPORTS if task["origin"] == "person" else task["report_required"],
        "category": category, "decided_by": "person" if by_person else "reader",
    }  # fmt: skip
    return made | _doubt(found, task, made["deadline"])


def _span(task: Row, text: str) -> tuple[int, int] | None:
    """Where the task stands: its span, else the place of its words, white space aside."""
    start, end = task["span_start"], task["span_end"]
    if start is not None and end is not None and 0 <= start < end <= len(text):
        return start, end
    words = task["content"].split()
    place = re.search(r"\s+".join(map(re.escape, words)), text) if words else None
    return place.span() if place else None


def _names(parts: list[Row], *, lead: bool) -> list[str]:
    """The names as they are written, a group once."""
    return list(
        dict.fromkeys(part["group_name"] or part["as_written"] for part in parts if (part["role"] == LEAD) == lead)
    )


def _deadline(kept: Json | None) -> Json | None:
    """A deadline in the corpus' form."""
    if kept is None:
        return None
    kind = kept["kind"]
    value = {"absolute": kept.get("on"), "relative": kept.get("duration")}.get(kind, kept.get("rrule"))
    made = {"kind": kind, "text": kept["text"], "normalized": value, "precision": kept.get("precision") or "day"}
    if kind == "relative":
        return made | {"working_days": bool(kept.get("working_days")), "basis": kept.get("basis")}
    return made | ({"precision": "recurrence"} if kind == "recurring" else {})


def _doubt(found: Corrected, task: Row, deadline: Json | None) -> Json:
    """A deadline that a person changed: a mistake mended, or more time given? Both values then count as right."""
    first = found.first_deadlines.get(task["id"])
    before = _deadline(first["deadline"]) if first and task["deadline_version"] > 1 else None
    if before is None or deadline is None or before["normalized"] == deadline["normalized"]:
        return {}
    why = f"a person changed the deadline from {before['text']!r}: a mistake mended, or an extension"
    if before["kind"] == deadline["kind"] == "absolute":
        return {"deadline": deadline | {"intended": before["normalized"]}, "why": why}
    return {"ambiguous": True, "why": why}
