"""The ladder of a deadline: which step comes when [DOMAIN §4, "Steps"]. Called for every task and in every sweep."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property, lru_cache
from itertools import pairwise

from services.tracker.calendar.due import VIETNAM, Due, last_day_of, local
from services.tracker.calendar.working import WorkingCalendar

_STEP = re.compile(r"([+-])(\d{1,4})wd")
_REPEAT = re.compile(r"\+?(\d{1,3})wd")
_KEPT = 4096
_MIDNIGHT = time()
_DAY = timedelta(days=1)


class BadLadder(ValueError):
    """A ladder that cannot be climbed; the message says what to write."""


@dataclass(frozen=True, slots=True)
class Rung:
    """A rung as the configuration writes it: `-5wd`, `0`, `+1wd`; `repeat` (`5wd`) only after the deadline."""

    step: str
    repeat: str | None = None


@dataclass(frozen=True, slots=True)
class StepAt:
    """A step and its instant (UTC)."""

    step: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Reached:
    """The steps reached by now: only the latest is to be sent, those before it are recorded as superseded."""

    superseded: tuple[StepAt, ...]
    latest: StepAt | None


def parse_step(step: str) -> int:
    """`-5wd` → -5, `0` → 0, `+1wd` → 1. Raises BadLadder."""
    if step.strip() == "0":
        return 0
    match = _STEP.fullmatch(step.strip())
    if not match or int(match[2]) == 0:
        raise BadLadder(f"step {step!r} cannot be read; write -5wd, 0 or +1wd")
    return int(match[1] + match[2])


def step_name(offset: int) -> str:
    """-5 → `-5wd`, 0 → `0`, 1 → `+1wd`."""
    return f"{offset:+d}wd" if offset else "0"


class StepPlan:
    """One ladder on one calendar; hold it for as long as both are in force (`plan_of` keeps recent ones)."""

    def __init__(self, ladder: Sequence[Rung], calendar: WorkingCalendar, notify_at: time) -> None:
        """Raises BadLadder."""
        self._calendar = calendar
        self._notify_at = notify_at
        self._offsets = sorted(parse_step(rung.step) for rung in ladder)
        self._repeats = sorted((parse_step(rung.step), _parse_repeat(rung)) for rung in ladder if rung.repeat)
        if any(one == other for one, other in pairwise(self._offsets)):
            raise BadLadder("a step stands twice in the ladder; keep one of the two")
        self._listed = lru_cache(maxsize=_KEPT)(self._list)

    @cached_property
    def without_steps(self) -> "StepPlan":
        """The same days and hour, nothing to tell but the due instant itself."""
        return StepPlan((), self._calendar, self._notify_at)

    def next_step(self, due_at: datetime, after: datetime | None = None) -> StepAt | None:
        """The first step later than `after` (the very first where None); None when the ladder has ended."""
        listed, instants = self._listed(*self._place(due_at))
        place = bisect_right(instants, after) if after else 0
        if place < len(listed):
            return listed[place]
        return self._next_repeat(last_day_of(due_at), after) if after else None

    def next_behind(self, due_at: datetime, offset: int | None) -> StepAt | None:
        """The first step of the ladder behind the one at `offset` (parse_step); the very first where None."""
        if offset is None:
            return self.next_step(due_at)
        listed, _ = self._listed(*self._place(due_at))
        found = next((step for step in listed if parse_step(step.step) > offset), None)
        return found or (self._repeat_behind(last_day_of(due_at), offset) if self._repeats else None)

    def steps_between(self, due_at: datetime, after: datetime | None, until: datetime) -> tuple[StepAt, ...]:
        """All steps later than `after` (None = from the first) and not later than `until`, in order."""
        return tuple(self._climb(due_at, after, until))

    def reached(self, due_at: datetime, after: datetime | None, now: datetime) -> Reached:
        """What a late start or a system that was off has to catch up with: the latest step, the others superseded."""
        steps = self.steps_between(due_at, after, now)
        return Reached(steps[:-1], steps[-1] if steps else None)

    def working_days_left(self, due_at: datetime, now: datetime) -> int:
        """Working days that remain after today until the last day, L; negative: how many have passed since."""
        return self._calendar.between(now.astimezone(VIETNAM).date(), last_day_of(due_at))

    def _climb(self, due_at: datetime, after: datetime | None, until: datetime) -> Iterator[StepAt]:
        step = self.next_step(due_at, after)
        while step is not None and step.at <= until:
            yield step
            step = self.next_step(due_at, step.at)

    def _place(self, due_at: datetime) -> tuple[date, bool]:
        """The last day, and whether the due instant lies on it no later than the hour of the steps."""
        at = due_at.astimezone(VIETNAM)
        hour = at.time()
        if hour == _MIDNIGHT:
            return at.date() - _DAY, False
        return at.date(), hour <= self._notify_at

    def _list(self, last: date, early: bool) -> tuple[tuple[StepAt, ...], tuple[datetime, ...]]:
        """The steps of the ladder itself, without repeats beyond its last rung, and their instants."""
        zero = self._calendar.on_or_before(last)
        if early and zero == last:
            zero = self._calendar.previous_working(zero)
        steps = tuple(StepAt(step_name(offset), self._at(offset, zero, last)) for offset in self._all_offsets())
        return steps, tuple(step.at for step in steps)

    def _at(self, offset: int, zero: date, last: date) -> datetime:
        return local(self._calendar.add(last if offset > 0 else zero, offset), self._notify_at)

    def _all_offsets(self) -> list[int]:
        """The rungs, with the repeats that fall between them."""
        last = self._offsets[-1] if self._offsets else 0
        between = {offset for start, every in self._repeats for offset in range(start, last, every)}
        return sorted(between.union(self._offsets))

    def _next_repeat(self, last: date, after: datetime) -> StepAt | None:
        if not self._repeats:
            return None
        passed = self._calendar.between(last, after.astimezone(VIETNAM).date())
        step = self._repeat_behind(last, passed - 1)
        return step if step.at > after else self._repeat_behind(last, parse_step(step.step))

    def _repeat_behind(self, last: date, offset: int) -> StepAt:
        """The first repeat whose offset is greater, beyond the ladder's last rung."""
        done = max(offset, self._offsets[-1])
        behind = min(start + every * ((done - start) // every + 1) for start, every in self._repeats)
        return StepAt(step_name(behind), self._at(behind, last, last))


def _parse_repeat(rung: Rung) -> int:
    match = _REPEAT.fullmatch((rung.repeat or "").strip())
    if not match or int(match[1]) == 0:
        raise BadLadder(f"repeat {rung.repeat!r} of step {rung.step} cannot be read; write 5wd")
    if parse_step(rung.step) <= 0:
        raise BadLadder(f"step {rung.step} cannot repeat: only steps after the deadline do")
    return int(match[1])


@lru_cache(maxsize=32)
def plan_of(ladder: tuple[Rung, ...], calendar: WorkingCalendar, notify_at: time) -> StepPlan:
    """The plan of a ladder on a calendar; recent ones are kept. Raises BadLadder."""
    return StepPlan(ladder, calendar, notify_at)


def next_step(
    due: Due, ladder: tuple[Rung, ...], calendar: WorkingCalendar, notify_at: time, after: datetime | None = None
) -> StepAt | None:
    """The first step of `due` later than `after`; None where nothing is due or the ladder has ended."""
    return plan_of(ladder, calendar, notify_at).next_step(due.due_at, after) if due.due_at else None


def working_days_left(due_at: datetime, now: datetime, calendar: WorkingCalendar) -> int:
    """Working days that remain after today until the last day of `due_at`; negative: how many have passed since."""
    return calendar.between(now.astimezone(VIETNAM).date(), last_day_of(due_at.astimezone(UTC)))
