"""What to do with the notices that were claimed together: send, wait, or never send. No I/O."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from services.notifier.domain.notice import Lang, Status
from services.notifier.domain.standing import Drop, Hold, Sibling, Silence, judge
from services.notifier.store.queue import Candidate, Closed, Kin, kin_of

A_MOMENT = timedelta(milliseconds=200)  # an earlier notice to the same recipient is on its way
LOST = (" Không rõ đã đến nơi hay chưa: tiến trình gửi bị dừng giữa chừng.", " Its sender stopped before it knew.")


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What holds for a whole claim. `quiet` = how much longer nothing but the urgent is sent (None: now is fine)."""

    siblings: Mapping[Kin, Sequence[Sibling]]
    silences: Sequence[Silence]
    repeatable: bool
    now: datetime
    quiet: timedelta | None = None
    lang: Lang = "vi"


@dataclass
class Plan:
    """The claimed notices, sorted by what becomes of them."""

    send: list[Candidate] = field(default_factory=list)
    closed: list[tuple[Candidate, Closed]] = field(default_factory=list)
    later: list[tuple[Candidate, datetime]] = field(default_factory=list)


def plan(found: Sequence[Candidate], around: Circumstances) -> Plan:
    """Each candidate in one of the three lists."""
    made = Plan()
    for candidate in found:
        _place(candidate, around, made)
    return made


def _place(candidate: Candidate, around: Circumstances, made: Plan) -> None:
    if candidate.lost and not around.repeatable:
        lost = LOST[0 if around.lang == "vi" else 1]
        made.closed.append((candidate, _closed(candidate, Status.UNKNOWN, lost)))
        return
    kin = around.siblings.get(kin_of(candidate.row), ())
    others = [sibling for sibling in kin if sibling.id != candidate.id]
    match judge(candidate.due, candidate.standing, others, around.silences, around.lang):
        case Drop(status, why):
            made.closed.append((candidate, _closed(candidate, status, why)))
        case Hold(until):
            made.later.append((candidate, max(until or around.now, around.now + A_MOMENT)))
        case _ if around.quiet and not candidate.urgent:
            made.later.append((candidate, around.now + around.quiet))
        case _:
            made.send.append(candidate)


def _closed(candidate: Candidate, status: Status, why: str) -> Closed:
    return Closed(candidate.id, status, candidate.row.because + why)
