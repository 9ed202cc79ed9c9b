"""Makers of what the notifier is told: agencies, tasks, steps; and a channel that keeps what it was given."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from services.notifier.app import Notifier
from services.notifier.channels.message import Message, Outcome, Sent
from shared.bus.waves import waves
from shared.config import Config
from shared.db import Database
from shared.events import Event, Subject, event
from shared.events.agencies import AgencyFact
from shared.events.tasks import (
    AssignmentBrief,
    DeadlineBrief,
    DocumentBrief,
    Role,
    State,
    StepFact,
    TaskBrief,
    TaskFact,
)
from tests.builders import a_context
from tests.fakes import MONDAY, SettableClock

SPACE = UUID("8b7a4c1e-0000-4000-8000-000000000001")
SOURCE = "/dondoc/H15/tracker"
TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
DUE = datetime(2026, 11, 25, 17, tzinfo=UTC)

CONFIG: dict[str, Any] = {
    "office": {"name": "Văn phòng UBND tỉnh Mẫu", "code": "H15"},
    "channels": {"email": {"kind": "smtp", "host": "127.0.0.1", "port": 1, "from": "Đôn đốc <dondoc@vp.example>"}},
    "recipients": [
        {"audience": "monitor", "unit": "Phòng Tổng hợp", "name": "Phòng Tổng hợp", "email": "th@vp.example"},
        {"audience": "office", "name": "Văn phòng", "email": "vanphong@vp.example"},
    ],
}
HOOK = {"kind": "webhook", "url": "http://127.0.0.1:1/x", "secret": "whsec_ZG9uZG9jLXNhbXBsZQ==", "allow_private": True}


def a_config(**more: Any) -> Config:
    """The office of these tests; `more` replaces whole tables."""
    return Config.model_validate(CONFIG | more)


def with_hook(**more: Any) -> Config:
    """The office, with every notice to an agency also going to a webhook."""
    copy = {"audience": "agency", "channel": "hook"}
    tables = {"channels": CONFIG["channels"] | {"hook": HOOK}, "recipients": [*CONFIG["recipients"], copy]}
    return a_config(**tables | more)


def identity(name: str) -> UUID:
    """The same id for the same name."""
    return uuid5(SPACE, name)


def an_agency(name: str = "Sở Nội vụ", short: str = "snv", **changed: Any) -> Event:
    """`agency.changed` of an agency with the contacts `vt@snv.example` and `gd@snv.example`."""
    values: dict[str, Any] = {
        "id": identity(name), "code": f"H15.{short.upper()}", "name": name, "head": f"Giám đốc {name}",
        "head_email": f"gd@{short}.example", "email": f"vt@{short}.example",
    }  # fmt: skip
    fact = AgencyFact.model_validate(values | changed)
    return event(Subject("agencies", str(fact.id), SOURCE, MONDAY, TRACE), "agency.changed", fact)


def an_assignment(agency: str = "Sở Nội vụ", role: Role = "lead", state: State = "not_started", version: int = 1,
                  task: str = "task") -> AssignmentBrief:  # fmt: skip
    return AssignmentBrief(
        id=identity(f"{task}/{agency}"), agency_id=identity(agency), agency_name=agency, role=role, state=state,
        due_at=DUE, deadline_version=version,
    )  # fmt: skip


def a_task(name: str = "task", **changed: Any) -> TaskBrief:
    values: dict[str, Any] = {
        "id": identity(name), "ordinal": 1, "content": "Báo cáo kết quả", "code": "QC45_a",
        "monitoring": ("Phòng Tổng hợp",), "report_required": True,
        "deadline": DeadlineBrief(text="hạn 25/11/2026", on=date(2026, 11, 25), due_at=DUE),
        "document": DocumentBrief(
            id=identity("document"), reference="812/UBND-NC", type="công văn", issued_on=date(2026, 11, 16),
            abstract="V/v báo cáo", issuer="UBND tỉnh Mẫu",
        ),
    }  # fmt: skip
    return TaskBrief.model_validate(values | changed)


def a_fact(name: str, *assignments: AssignmentBrief, task: TaskBrief | None = None, **more: Any) -> Event:
    """`task.<name>` for the assignments given."""
    told = task or a_task()
    fact = TaskFact(task=told, assignments=assignments or (an_assignment(),), at=MONDAY, **more)
    return event(Subject("tasks", str(told.id), SOURCE, MONDAY, TRACE), f"task.{name}", fact)


def a_step(step: str, at: datetime = MONDAY, **more: Any) -> Event:
    """`task.step_reached`; `assignment` and `task` may be given."""
    told = more.pop("task", None) or a_task()
    one = more.pop("assignment", None) or an_assignment()
    fact = StepFact(task=told, assignment=one, step=step, step_at=at, **more)
    return event(Subject("tasks", str(told.id), SOURCE, at, TRACE), "task.step_reached", fact)


class Kept:
    """A channel that keeps messages and answers as it is told; `answers` are used up, then everything is sent."""

    def __init__(self, slots: int = 8, repeatable: bool = False) -> None:
        self.slots, self.repeatable, self.longest = slots, repeatable, 60.0
        self.messages: list[Message] = []
        self.answers: list[Outcome | Callable[[], Any]] = []
        self.closed = False

    async def send(self, message: Message) -> Outcome:
        self.messages.append(message)
        if not self.answers:
            return Sent("kept")
        answer = self.answers.pop(0)
        if not callable(answer):
            return answer
        outcome: Outcome = await answer()
        return outcome

    async def close(self) -> None:
        self.closed = True

    def addresses(self) -> list[str]:
        return [message.address for message in self.messages]


def a_notifier(
    database: Database, folder: Path, clock: SettableClock, config: Config | None = None, **channels: Kept
) -> Notifier:
    """The notifier with its channels replaced by ones that keep."""
    made = Notifier(a_context(database, folder, config=config or a_config(), clock=clock))
    for name, channel in channels.items():
        made.dispatch.lanes[name].channel = channel
    return made


async def tell(notifier: Notifier, *events: Event) -> None:
    """Hand the events to the consumer, as the bus does."""
    for wave in waves(events):
        await hand(notifier, wave)


async def hand(notifier: Notifier, wave: Sequence[Event]) -> None:
    async with notifier.context.database.write() as tx:
        await notifier.handler(tx, wave)
