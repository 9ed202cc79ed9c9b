"""An assignment moves: progress, submission, completion, return, withdrawal; with its history, due row and event."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from services.tracker.domain.classification import Category
from services.tracker.domain.status import Move, Moved, Outcome, Standing, State, Timeliness, judge, move
from services.tracker.register.case import Case, Note
from services.tracker.register.facts import Telling
from services.tracker.register.registering import schedule
from services.tracker.store.records import Dossier, Part, TaskFile, Withdrawal
from shared.bulk import Row


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What is said of assignments: the move, when (domain time), and the words that go with it."""

    wanted: Move
    at: datetime
    percent: int | None = None
    reason: str | None = None
    text: str | None = None
    recalled: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """An assignment where it hangs."""

    dossier: Dossier
    file: TaskFile
    part: Part


def standing_of(row: Row) -> Standing:
    """Where the assignment of a row stands."""
    settled = Timeliness(row["settled"]) if row["settled"] else None
    return Standing(
        state=State(row["state"]), due_at=row["due_at"], percent=row["percent"], finished_at=row["submitted_at"],
        judged=None if settled is Timeliness.NONE else settled, done_at=row["done_at"],
    )  # fmt: skip


def move_parts(case: Case, places: Iterable[Place], said: Said) -> list[tuple[Place, Outcome]]:
    """Move assignments of one document; one event per task and fact."""
    outcomes = [(place, move_part(case, place, said)) for place in places]
    told: dict[tuple[int, str, str], list[Place]] = defaultdict(list)
    for place, outcome in outcomes:
        if isinstance(outcome, Moved):
            told[id(place.file), outcome.fact, place.part.assignment["state"]].append(place)
    for (_, fact, _), moved in told.items():
        _tell(case, moved, fact, said)
    return outcomes


def move_part(case: Case, place: Place, said: Said) -> Outcome:
    """Move one assignment: row, due row and history; the caller publishes."""
    part = place.part
    before = standing_of(part.assignment.row)
    category = Category(part.assignment["category"]) if part.assignment["category"] else None
    outcome = move(before, said.wanted, at=said.at, category=category, percent=said.percent)
    if isinstance(outcome, Moved):
        set_standing(part, outcome.standing)
        schedule(case, part)
        if outcome.standing.state is State.WITHDRAWN:
            part.withdrawal = Withdrawal(before.finished_at or case.wave.at, case.by)
        note = Note(outcome.fact, _word(before), _word(outcome.standing), said.reason, said.text)
        case.note(place.dossier, note, place.file, part)
    return outcome


def _word(standing: Standing) -> str:
    return standing.state.value if standing.percent is None else f"{standing.state.value} {standing.percent} %"


def set_standing(part: Part, standing: Standing) -> None:
    """Write a standing into its row."""
    settled = Timeliness.NONE if standing.state is State.WITHDRAWN else standing.judged
    part.assignment.set(
        state=standing.state.value, percent=standing.percent, submitted_at=standing.finished_at,
        done_at=standing.done_at, settled=settled and settled.value,
    )  # fmt: skip


def judge_again(case: Case, place: Place) -> None:
    """A submitted one goes by the deadline in force, and the history says so; what is done stays as it was."""
    assignment = place.part.assignment
    if assignment["state"] != State.SUBMITTED or not assignment["submitted_at"]:
        return
    before = assignment["settled"]
    if assignment.set(settled=judge(assignment["submitted_at"], assignment["due_at"]).value):
        case.note(place.dossier, Note("judged", before, assignment["settled"]), place.file, place.part)


def _tell(case: Case, moved: list[Place], fact: str, said: Said) -> None:
    dossier, file = moved[0].dossier, moved[0].file
    parts = [place.part for place in moved]
    telling = Telling(fact, new=parts[0].assignment["state"], reason=said.reason or said.text, recalled=said.recalled)
    case.tell(dossier, file, parts, telling)
