"""State of an assignment, the moves it may make, and whether it is in time [DOMAIN §3, CONTRACTS §2–3]."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from services.tracker.domain.classification import Category


class State(StrEnum):
    """chưa thực hiện · đang thực hiện · đã trình, chờ xem xét · đã thực hiện · đã rút."""

    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    SUBMITTED = "submitted"
    DONE = "done"
    WITHDRAWN = "withdrawn"


OPEN = frozenset({State.NOT_STARTED, State.IN_PROGRESS, State.SUBMITTED})
# Submitted pauses the steps of the ladder.
STEPPED = frozenset({State.NOT_STARTED, State.IN_PROGRESS})


class Timeliness(StrEnum):
    """in time (trong hạn) · overdue (quá hạn) · none (withdrawn)."""

    IN_TIME = "in_time"
    OVERDUE = "overdue"
    NONE = "none"


class Move(StrEnum):
    """What somebody says of an assignment: the agency progress, submit, done; the Office accept, return, withdraw."""

    PROGRESS = "in_progress"
    SUBMIT = "submitted"
    DONE = "done"
    ACCEPT = "accept"
    RETURN = "return"
    WITHDRAW = "withdraw"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where an assignment stands. `due_at` is the instant in force (None = without deadline).

    `finished_at` is when the work was submitted, or completed where nothing is submitted (b, d); `judged` its
    timeliness then, kept while it is submitted or done. `done_at` is when it was accepted or completed.
    """

    state: State = State.NOT_STARTED
    due_at: datetime | None = None
    percent: int | None = None
    finished_at: datetime | None = None
    judged: Timeliness | None = None
    done_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Moved:
    """The move was made; `fact` is that of the event: progressed, submitted, returned, accepted, done, withdrawn."""

    standing: Standing
    fact: str


@dataclass(frozen=True, slots=True)
class Unchanged:
    """Nothing new was said."""


@dataclass(frozen=True, slots=True)
class Refused:
    """The move is not allowed from that state; `reason` in Vietnamese."""

    reason: str


Outcome = Moved | Unchanged | Refused
_FINAL = {
    State.DONE: ((Move.DONE, Move.ACCEPT), "Nhiệm vụ đã thực hiện xong, không thay đổi được nữa."),
    State.WITHDRAWN: ((Move.WITHDRAW,), "Nhiệm vụ đã được rút, không cập nhật được nữa."),
}


def move(standing: Standing, wanted: Move, *, at: datetime, category: Category | None, percent: int | None) -> Outcome:
    """What becomes of `standing`. For classes a and c an agency's `done` counts as submitted [CONTRACTS §2]."""
    if standing.state in _FINAL:
        same, reason = _FINAL[standing.state]
        return Unchanged() if wanted in same else Refused(reason)
    if wanted is Move.WITHDRAW:
        return Moved(replace(standing, state=State.WITHDRAWN, judged=None, finished_at=None), "withdrawn")
    if wanted in (Move.ACCEPT, Move.RETURN):
        return _decide(standing, wanted, at)
    return _report(standing, wanted, at=at, category=category, percent=percent)


def _decide(standing: Standing, wanted: Move, at: datetime) -> Outcome:
    if standing.state is not State.SUBMITTED:
        return Refused("Chỉ chấp nhận hoặc trả lại được khi cơ quan đã trình kết quả.")
    if wanted is Move.ACCEPT:
        return Moved(replace(standing, state=State.DONE, done_at=at, percent=100), "accepted")
    return Moved(replace(standing, state=State.IN_PROGRESS, finished_at=None, judged=None), "returned")


def _report(
    standing: Standing, wanted: Move, *, at: datetime, category: Category | None, percent: int | None
) -> Outcome:
    if wanted is Move.PROGRESS:
        return _progress(standing, percent)
    full = 100 if percent is None and wanted is Move.DONE else percent
    stated = standing.percent if full is None else full
    finished = replace(standing, percent=stated, finished_at=at, judged=judge(at, standing.due_at))
    if wanted is Move.DONE and category not in (Category.A, Category.C):
        return Moved(replace(finished, state=State.DONE, done_at=at), "done")
    if standing.state is State.SUBMITTED:
        return Unchanged()
    return Moved(replace(finished, state=State.SUBMITTED), "submitted")


def _progress(standing: Standing, percent: int | None) -> Outcome:
    if standing.state is State.SUBMITTED:
        return Refused("Kết quả đã trình, đang chờ xem xét; chưa cập nhật tiến độ được.")
    stated = standing.percent if percent is None else percent
    moved = replace(standing, state=State.IN_PROGRESS, percent=stated)
    return Unchanged() if moved == standing else Moved(moved, "progressed")


def judge(finished_at: datetime, due_at: datetime | None) -> Timeliness:
    """In time = before the due instant in force then; without a deadline in time [choice]."""
    return Timeliness.IN_TIME if due_at is None or finished_at < due_at else Timeliness.OVERDUE


def timeliness(standing: Standing, now: datetime) -> Timeliness:
    """Submitted and done are as they were when submitted; withdrawn is none; open ones go by `now`."""
    if standing.state is State.WITHDRAWN:
        return Timeliness.NONE
    if standing.state in STEPPED:
        return judge(now, standing.due_at)
    return standing.judged or judge(standing.finished_at or standing.done_at or now, standing.due_at)
