"""A document of the register in memory, and what is heard of it later."""

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from services.tracker.calendar.due import DuePolicy
from services.tracker.calendar.steps import Rung, StepPlan
from services.tracker.calendar.working import WorkingCalendar, builtin
from services.tracker.domain.agency import Agency, AgencyIndex
from services.tracker.domain.status import Move
from services.tracker.register.case import Case, Wave
from services.tracker.register.moving import Place, Said, move_parts
from services.tracker.register.planning import plan
from services.tracker.register.registering import open_dossier, register_plan
from services.tracker.register.strangers import Strangers
from services.tracker.store.in_force import Terms
from services.tracker.store.records import Dossier
from shared.events.documents import Document, GivenTask
from tests.fakes import MONDAY

BELOW = 0.75
KEY = "812/UBND-NC"
AGENCIES = (
    Agency(id=UUID(int=1), code="H15.UB", name="UBND tỉnh Đắk Lắk", kind="committee"),
    Agency(id=UUID(int=2), code="H15.SYT", name="Sở Y tế", kind="department"),
    Agency(id=UUID(int=3), code="H15.STP", name="Sở Tư pháp", kind="department"),
    Agency(id=UUID(int=4), code="H15.STC", name="Sở Tài chính", kind="department"),
    Agency(
        id=UUID(int=5), code="H15.STT", name="Sở Thông tin và Truyền thông", kind="department",
        valid_to=date(2025, 2, 28),
    ),
)  # fmt: skip


def the_terms(calendar: WorkingCalendar | None = None, ladder: tuple[str, ...] = ("-3wd", "0", "+1wd")) -> Terms:
    """The terms in force: five agencies, of which one is no more, a short ladder at 08:00."""
    days = calendar or builtin()
    return Terms(
        agencies=AgencyIndex(AGENCIES), by_id={one.id: one for one in AGENCIES}, calendar=days,
        plan=StepPlan([Rung(step) for step in ladder], days, time(8)), due=DuePolicy(), review_below=BELOW,
    )  # fmt: skip


def heard(*, origin: str = "internal", at: datetime | None = None, terms: Terms | None = None) -> Case:
    """A later event; its history, doubts and facts are its own alone. Without `at` the day after the registration."""
    when = at or MONDAY + timedelta(days=1)
    return Case(Wave(terms or the_terms(), when, "/dondoc/test/tracker", Strangers()), origin, when, None)


def a_task(content: str = "Rà soát", **more: Any) -> GivenTask:
    """A task of class b that Sở Y tế leads."""
    given = {"lead": ("Sở Y tế",), "deadline": "2026-12-15", "code": "QC45_b", "report_required": False}
    return GivenTask(content=content, **{**given, **more})


def a_document(*tasks: GivenTask, **more: Any) -> Document:
    """Công văn 812/UBND-NC with these tasks, or with one."""
    given = {
        "number": "812", "notation": "UBND-NC", "type": "công văn", "issuer": "UBND tỉnh Đắk Lắk",
        "issued_on": date(2026, 11, 13), "tasks": tasks or (a_task(),),
    }  # fmt: skip
    return Document(**{**given, **more})


def registered(*tasks: GivenTask, case: Case | None = None, **more: Any) -> Dossier:
    """The document as it stands on Monday, written down."""
    document, case = a_document(*tasks, **more), case or heard(at=MONDAY)
    dossier = open_dossier(case, document, None, KEY)
    register_plan(case, dossier, plan(document, None, BELOW))
    return dossier


def moved(dossier: Dossier, wanted: Move, *, task: int = 0, part: int = 0) -> Dossier:
    """The document after one agency's part of one task made a move on Tuesday."""
    case, file = heard(), dossier.tasks[task]
    move_parts(case, [Place(dossier, file, file.parts[part])], Said(wanted=wanted, at=case.said_at))
    return dossier


def states(dossier: Dossier) -> list[dict[str, str]]:
    """Of each task the state of every agency's part."""
    return [{part.assignment["as_written"]: part.assignment["state"] for part in file.parts} for file in dossier.tasks]


def facts(case: Case) -> list[str]:
    """What was published, without the noun."""
    return [one.type.removeprefix("vn.dondoc.task.").removesuffix(".v1") for one in case.wave.events]


def lines(case: Case) -> list[str]:
    """What was written into the history."""
    return [row["fact"] for row in case.wave.changes]


def doubts(case: Case) -> list[str]:
    """Why a person is asked to look."""
    return [row["reason"] for row in case.wave.reviews]
