"""A document that the register has is delivered again: fields, then tasks [CONTRACTS §2, "Known document"]."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from services.tracker.domain.amending import Amendment, Change, Mode, amend
from services.tracker.domain.matching import Matching, NewTask, OldTask, match_tasks
from services.tracker.domain.status import Move, State
from services.tracker.reading import ReadContext, read
from services.tracker.reading.result import Reading
from services.tracker.register.assigning import LEAD, assign
from services.tracker.register.case import Case, Doubt, Note
from services.tracker.register.document import derived, described, document_doubts, issuer_key, same_body
from services.tracker.register.ending import is_finished, withdraw
from services.tracker.register.field_names import called
from services.tracker.register.giving import AGAIN
from services.tracker.register.moving import Said
from services.tracker.register.planning import ABSTRACT, BODY, NONE, TEXT, Plan, Planned, plan
from services.tracker.register.registering import add_keys, register_plan, register_task
from services.tracker.register.retasking import amend_task, comes_back
from services.tracker.register.rows import repeated_columns, shared_columns, task_search
from services.tracker.register.timely import retime
from services.tracker.store.records import Dossier, TaskFile
from shared.events.documents import Document

_IDENTIFYING = frozenset({"number", "notation", "issuer", "issued_on"})
_SHOWN = frozenset({"number", "notation", "type", "abstract", "issuer", "issued_on", "urgency"})
_TIMING = frozenset({"issued_on", "received_at"})
_WORDS = frozenset({"text", "text_blob", "whole"})


@dataclass(frozen=True, slots=True)
class Delivery:
    """What arrived: the description, what was read of its text, and the document's routing key."""

    document: Document
    reading: Reading | None
    key: str


def amend_dossier(case: Case, dossier: Dossier, delivery: Delivery, mode: Mode) -> None:
    """Apply a later delivery: AMEND for the same source or an update, FILL for another source."""
    add_keys(dossier, case.origin, delivery.document)
    changed = _amend_fields(case, dossier, delivery, mode)
    if dossier.document["status"] != "active":
        _doubt_ended(case, dossier)
        return
    _amend_tasks(case, dossier, delivery, mode, changed)
    if changed & _TIMING:
        for file in dossier.tasks:
            retime(case, dossier, file)


def keeps_words(dossier: Dossier, document: Document, mode: Mode) -> bool:
    """Whether the words that the register has stand against those of an attached file: another source's file, or the
    files that it has already."""
    row = dossier.document.row
    if not (row["text"] or row["text_blob"]):
        return False
    same = described(document, None)["attachments"] == row["attachments"]
    return mode is Mode.FILL or same


def without_words(delivery: Delivery) -> Delivery:
    """The delivery as it came, without the words of its files."""
    bare = delivery.document.model_copy(update={"text": None, "text_blob": None})
    return Delivery(bare, None, delivery.key)


def _doubt_ended(case: Case, dossier: Dossier) -> None:
    words = "Văn bản đã bị thu hồi hoặc thay thế nhưng lại được gửi đến; nhiệm vụ không được giao lại, hãy xem xét."
    case.doubt(dossier, Doubt("delivered-after-end", words))


def _amend_fields(case: Case, dossier: Dossier, delivery: Delivery, mode: Mode) -> set[str]:
    """The names of the columns that changed."""
    stated = described(delivery.document, delivery.reading)
    row = dossier.document.row
    if mode is Mode.FILL and same_body(issuer_key(case.wave, stated["issuer"]), row["issuer_folded"]):
        stated["issuer"] = row["issuer"]
    found = _amendment(row, stated, mode, case.origin)
    fields = {change.field: change.new for change in found.changes}
    if mode is Mode.FILL and fields:
        dossier.document.set(filled=row["filled"] | dict.fromkeys(fields, case.origin))
    if fields:
        _apply_fields(case, dossier, fields, delivery.key)
    for difference in found.differences:
        case.doubt(dossier, _difference(case, difference))
    for doubt in document_doubts(delivery.document, case.said_at):
        case.doubt(dossier, doubt)
    return set(fields)


def _amendment(row: dict[str, Any], stated: dict[str, Any], mode: Mode, origin: str) -> Amendment:
    """What a source itself had filled it may amend as well; urgency "normal" is what stands where nobody said one."""
    current = row | ({"urgency": None} if mode is Mode.FILL and row["urgency"] == "normal" else {})
    if mode is Mode.FILL and stated["urgency"] == "normal":
        stated = stated | {"urgency": None}
    own = {name for name, source in row["filled"].items() if source == origin}
    mine = amend(current, {name: value for name, value in stated.items() if name in own}, Mode.AMEND)
    rest = amend(current, {name: value for name, value in stated.items() if name not in own}, mode)
    return Amendment(mine.changes + rest.changes, rest.differences)


def _difference(case: Case, difference: Change) -> Doubt:
    words = f"Nguồn {case.origin} ghi {called(difference.field)} khác với văn bản đã có; đã giữ giá trị cũ."
    data = {"field": difference.field, "kept": str(difference.old)[:500], "other": str(difference.new)[:500]}
    return Doubt("sources-differ", words, data)


def _apply_fields(case: Case, dossier: Dossier, fields: dict[str, Any], key: str) -> None:
    before = {name: dossier.document[name] for name in fields}
    dossier.document.set(**fields)
    dossier.document.set(**derived(dossier.document.row, case.wave, key))
    for name in sorted(fields.keys() - _WORDS):
        case.note(dossier, Note("amended", _short(before[name]), _short(fields[name]), text=name))
    for name in sorted(fields.keys() & _WORDS):
        case.note(dossier, Note("amended", text=name))
    if fields.keys() & _SHOWN:
        for file in dossier.tasks:
            repeat(dossier, file)


def _short(value: object) -> str | None:
    return None if value is None else str(value)[:300]


def repeat(dossier: Dossier, file: TaskFile) -> None:
    """Bring what tasks and assignments repeat of their document in line with it."""
    document = dossier.document.row
    file.task.set(**shared_columns(document), search_text=task_search(document, file.task["content"]))
    for part in file.parts:
        part.assignment.set(**repeated_columns(document, file.task.row))


def _amend_tasks(case: Case, dossier: Dossier, delivery: Delivery, mode: Mode, changed: set[str]) -> None:
    made = _planned_again(case, dossier, delivery, changed)
    if made is None:
        return
    if dossier.document["tasks_from"] == NONE:
        if made.tasks:
            register_plan(case, dossier, made)
        return
    if mode is Mode.FILL:
        _compare(case, dossier, made)
        return
    dossier.document.set(tasks_from=made.source)
    _apply(case, dossier, made)


def _planned_again(case: Case, dossier: Dossier, delivery: Delivery, changed: set[str]) -> Plan | None:
    """The tasks as they should now be; None where the delivery says nothing new of tasks."""
    terms = case.wave.terms
    if delivery.document.tasks is not None:
        given = plan(delivery.document, None, terms.review_below, terms.regimes)
        return given if given.source in (BODY, NONE) else Plan((), BODY)
    source = dossier.document["tasks_from"]
    if source == BODY or (source != NONE and not changed & _WORDS):
        return None
    reading = delivery.reading or (_read_again(case, dossier, delivery.document) if source == TEXT else None)
    if reading is None and source == TEXT:
        words = "Văn bản có thay đổi nhưng chưa đọc lại được toàn văn; đã giữ các nhiệm vụ cũ, hãy kiểm tra."
        case.doubt(dossier, Doubt("tasks-not-reread", words))
        return None
    return plan(_as_a_whole(dossier, delivery.document), reading, terms.review_below, terms.regimes)


def _read_again(case: Case, dossier: Dossier, document: Document) -> Reading | None:
    """The text that the register has, for a delivery without one; None where it is a blob or could not be read."""
    row = dossier.document.row
    if document.text or document.text_blob or row["text_blob"] or not row["text"]:
        return None
    names = tuple(name for agency in case.wave.terms.by_id.values() for name in agency.names())
    context = ReadContext(
        received_at=row["received_at"] or row["accepted_at"], issued_on=row["issued_on"], names=names,
        regimes=case.wave.terms.regimes,
    )  # fmt: skip
    return read(row["text"], context=context)


def _as_a_whole(dossier: Dossier, document: Document) -> Document:
    """The description with what the register already knew of the document as a whole."""
    row = dossier.document.row
    whole = row["whole"] or {}
    known = {
        "number": row["number"], "notation": row["notation"], "issuer": row["issuer"], "abstract": row["abstract"],
        "issued_on": row["issued_on"], "text": row["text"], "lead": tuple(whole.get("lead", ())),
        "coordinating": tuple(whole.get("coordinating", ())), "deadline": whole.get("deadline"),
    }  # fmt: skip
    return document.model_copy(update=known)


def _leads(case: Case, dossier: Dossier, planned: Planned) -> frozenset[str]:
    assigned = assign(case.wave, planned.lead, (), dossier.document["issued_on"])
    return frozenset(str(one.agency.id) for one in assigned.assignees)


def _old(file: TaskFile) -> OldTask:
    withdrawn = file.task["withdrawn"]
    leads = frozenset(
        str(part.assignment["agency_id"])
        for part in file.parts
        if part.assignment["role"] == LEAD and (withdrawn or part.assignment["state"] != State.WITHDRAWN)
    )
    return OldTask(file.task.id, file.task["ordinal"], file.task["content"], leads, is_finished(file), withdrawn)


def _matched(case: Case, dossier: Dossier, made: Plan, files: Iterable[TaskFile]) -> Matching:
    old = [_old(file) for file in files]
    new = [NewTask(place, one.content, _leads(case, dossier, one)) for place, one in enumerate(made.tasks, 1)]
    return match_tasks(old, new)


def _apply(case: Case, dossier: Dossier, made: Plan) -> None:
    """Matched tasks are amended, others registered or withdrawn; what is done never changes."""
    found = _matched(case, dossier, made, dossier.tasks)
    files = {file.task.id: file for file in dossier.tasks}
    for old, new in found.matched:
        _say_again(case, dossier, files[old.id], made.tasks[new.ordinal - 1])
    words = "Không còn trong văn bản cập nhật"
    gone = Said(wanted=Move.WITHDRAW, at=case.said_at, reason=words)
    withdraw(case, dossier, [files[old.id] for old in found.withdrawn], gone)
    taken = {file.task["ordinal"] for file in dossier.tasks}
    for new, ordinal in zip(found.registered, _free_ordinals(taken, found.registered), strict=True):
        register_task(case, dossier, made.tasks[new.ordinal - 1], ordinal)


def _say_again(case: Case, dossier: Dossier, file: TaskFile, planned: Planned) -> None:
    """Amend what is open; of what has ended only what a delivery took comes back [decision 0041]."""
    if is_finished(file) and not comes_back(case, dossier, file, planned):
        return
    if file.task.set(withdrawn=False):
        case.note(dossier, Note("registered", reason=AGAIN, text=file.task["content"][:300]), file)
    amend_task(case, dossier, file, planned)


def _free_ordinals(taken: set[int], wanted: Iterable[NewTask]) -> Iterator[int]:
    """The place in the new delivery where it is free, else behind all others."""
    last = max(taken, default=0)
    for one in wanted:
        ordinal = last + 1 if one.ordinal in taken else one.ordinal
        taken.add(ordinal)
        last = max(last, ordinal)
        yield ordinal


def _compare(case: Case, dossier: Dossier, made: Plan) -> None:
    """Another source's tasks change nothing; where they are others, a person looks."""
    if made.source == ABSTRACT and dossier.document["tasks_from"] != ABSTRACT:
        return
    found = _matched(case, dossier, made, (file for file in dossier.tasks if not file.task["withdrawn"]))
    if found.registered or found.withdrawn:
        words = f"Nguồn {case.origin} ghi các nhiệm vụ khác với văn bản đã có; đã giữ nhiệm vụ cũ."
        case.doubt(dossier, Doubt("tasks-differ", words, {"tasks": _contents(made.tasks)}))


def _contents(tasks: Iterable[Planned]) -> list[str]:
    return [task.content[:300] for task in tasks][:50]
