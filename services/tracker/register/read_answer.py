"""What `POST /v1/read` and `dondoc read` say of a text: its head and its tasks as the register would take them."""

from datetime import datetime
from typing import Any

from services.tracker.calendar.due import Bases
from services.tracker.domain.classification import RegimeNames, code_of
from services.tracker.domain.regime import regime_of
from services.tracker.reading import ReadContext, read
from services.tracker.reading.contract import deadline_json, head_json
from services.tracker.reading.result import Head
from services.tracker.register.planning import Planned, plan
from services.tracker.register.rows import evidence_kept
from services.tracker.register.timing import time_of
from services.tracker.store.in_force import Terms
from shared.events.documents import Document

Json = dict[str, Any]


def read_answer(text: str, received_at: datetime | None, terms: Terms, now: datetime) -> Json:
    """`{"document": …, "tasks": […]}` of CONTRACTS §1; nothing is stored. `now` picks a recurring duty's occurrence."""
    names = tuple(name for agency in terms.by_id.values() for name in (agency.name, *agency.aliases))
    reading = read(text, context=ReadContext(received_at=received_at, names=names, regimes=terms.regimes))
    bases = Bases(issued_on=reading.head.issued_on, received_at=received_at)
    planned = plan(Document(text=text), reading, terms.review_below, terms.regimes)
    tasks = [_task(one, bases, terms, received_at or now) for one in planned.tasks]
    return {"document": _document(reading.head, terms.regimes), "tasks": tasks}


def _document(head: Head, names: RegimeNames) -> Json:
    regime = head.regime or regime_of(head.issuer, head.notation).regime
    return head_json(head, names) | {"regime": names.of(regime)}


def _task(planned: Planned, bases: Bases, terms: Terms, after: datetime) -> Json:
    timed = time_of(planned.deadline, bases, terms, after)
    chosen = planned.classification
    return {
        "span": list(planned.span) if planned.span else None, "content": planned.content,
        "lead": list(planned.lead), "coordinating": list(planned.coordinating),
        "monitoring": list(planned.monitoring), "field": planned.field,
        "deadline": deadline_json(planned.deadline, lambda _: timed.due.due_at) if planned.deadline else None,
        "report_required": planned.report_required, "regime": terms.regimes.of(chosen.regime),
        "category": chosen.category, "code": code_of(chosen.regime, chosen.category, terms.regimes),
        "origin": chosen.origin,
        "evidence": [evidence_kept(one) for one in chosen.evidence], "confidence": chosen.confidence,
        "needs_review": bool(planned.doubts or timed.doubts),
        "review": [doubt.text for doubt in (*planned.doubts, *timed.doubts)],
    }  # fmt: skip
