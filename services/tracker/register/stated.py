"""A deadline as a field of a body states it: a date, a date and time, or words; and as the register keeps it."""

import re
from dataclasses import replace
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any

from services.tracker.domain.deadline import Basis, Deadline, Kind, Precision
from services.tracker.reading import read_deadline_words
from shared.clock import VIETNAM

_ISO = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})")
_VIETNAMESE = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})")
_TIME = re.compile(r"[ T,]+(\d{1,2})(?::|h|giờ )(\d{2})?(?::(\d{2})(?:\.\d+)?)?$")
_LONGEST = 500


@lru_cache(maxsize=4096)
def read_stated(text: str, inclusive: bool, reference: date | None) -> tuple[Deadline, ...]:
    """The deadlines that a field states; `()` where it cannot be read. Words have their own inclusiveness, a date and
    an instant have the body's."""
    words = text.strip()
    return _instant(words, inclusive) or _day(words, inclusive) or _words(words, reference)


def _instant(words: str, inclusive: bool) -> tuple[Deadline, ...]:
    if "T" not in words[8:12] and " " not in words[8:12]:
        return ()
    try:
        moment = datetime.fromisoformat(words)
        local = (moment if moment.tzinfo else moment.replace(tzinfo=VIETNAM)).astimezone(VIETNAM)
    except (ValueError, OverflowError):
        return _day_and_time(words, inclusive)
    return (_at(words, local.date(), local.time().replace(microsecond=0), inclusive),)


def _day_and_time(words: str, inclusive: bool) -> tuple[Deadline, ...]:
    found = _TIME.search(words)
    day = _date(words[: found.start()].strip()) if found else None
    if found is None or day is None or int(found[1]) > 24 or int(found[2] or 0) > 59:
        return ()
    if found[1] == "24":
        return _day(words[: found.start()].strip(), True)
    return (_at(words, day, time(int(found[1]), int(found[2] or 0)), inclusive),)


def _at(words: str, day: date, at: time, inclusive: bool) -> Deadline:
    return Deadline(
        kind=Kind.ABSOLUTE, text=words, rule="field.instant", on=day, at=at, inclusive=inclusive,
        precision=Precision.MINUTE,
    )  # fmt: skip


def _day(words: str, inclusive: bool) -> tuple[Deadline, ...]:
    day = _date(words)
    if day is None:
        return ()
    return (Deadline(kind=Kind.ABSOLUTE, text=words, rule="field.day", on=day, inclusive=inclusive),)


def _date(words: str) -> date | None:
    iso, vietnamese = _ISO.fullmatch(words), _VIETNAMESE.fullmatch(words)
    parts = iso.groups() if iso else vietnamese.groups()[::-1] if vietnamese else None
    try:
        return date(*map(int, parts)) if parts else None
    except ValueError:
        return None


def _words(words: str, reference: date | None) -> tuple[Deadline, ...]:
    found = read_deadline_words(words[:_LONGEST], reference)
    return tuple(replace(deadline, span=None) for deadline in found)


def kept(deadline: Deadline) -> dict[str, Any]:
    """A deadline as JSON: what is absent is left out, dates and times as ISO text."""
    plain: dict[str, Any] = {"kind": deadline.kind.value, "text": deadline.text, "rule": deadline.rule}
    plain |= {"inclusive": deadline.inclusive, "precision": deadline.precision.value}
    optional = {
        "on": deadline.on and deadline.on.isoformat(), "at": deadline.at and deadline.at.isoformat(),
        "duration": deadline.duration, "basis": deadline.basis and deadline.basis.value, "event": deadline.event,
        "rrule": deadline.rrule, "condition": deadline.condition, "reference": deadline.reference,
        "span": list(deadline.span) if deadline.span else None, "working_days": deadline.working_days or None,
    }  # fmt: skip
    return plain | {name: value for name, value in optional.items() if value is not None}


def restored(plain: dict[str, Any]) -> Deadline:
    """The deadline that `kept` wrote."""
    span, basis = plain.get("span"), plain.get("basis")
    return Deadline(
        kind=Kind(plain["kind"]), text=plain["text"], rule=plain["rule"], inclusive=plain["inclusive"],
        precision=Precision(plain["precision"]), on=date.fromisoformat(plain["on"]) if plain.get("on") else None,
        at=time.fromisoformat(plain["at"]) if plain.get("at") else None, duration=plain.get("duration"),
        basis=Basis(basis) if basis else None, event=plain.get("event"), rrule=plain.get("rrule"),
        condition=plain.get("condition"), reference=plain.get("reference"),
        span=(span[0], span[1]) if span else None, working_days=plain.get("working_days", False),
    )  # fmt: skip
