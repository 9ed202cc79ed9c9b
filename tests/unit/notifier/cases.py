"""The values of these tests: one task of one agency, a ladder, some recipients."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from services.notifier.domain.directory import Book, Contact, Means, Post
from services.notifier.domain.ladder import Rung
from services.notifier.domain.names import fold_name
from services.notifier.domain.notice import Audience, Happening, Reason, Role, Target, step_reason
from services.notifier.domain.routing import Rules

NOW = datetime(2026, 11, 16, 1, tzinfo=UTC)
EVENT, TASK, ASSIGNMENT, SNV, STC, TH = (UUID(int=number) for number in range(1, 7))
A, H, M, O, L, X = Audience  # noqa: E741 - agency, head, monitor, office, leader, operator
LADDER = (
    Rung(-5, (A,)), Rung(-3, (A, M)), Rung(-1, (A, H, M)), Rung(0, (A, H)), Rung(1, (A, H, M)),
    Rung(3, (A, H, M, O)), Rung(5, (A, H, M, O), 5),
)  # fmt: skip
MEANS = Means("email", "console")


def a_contact(agency: UUID = SNV, name: str = "Sở Nội vụ", short: str = "snv", **changed: Any) -> Contact:
    made = Contact(agency, name, f"Giám đốc {name}", f"gd@{short}.example", f"vt@{short}.example",
                   frozenset({fold_name(name), short}))  # fmt: skip
    return replace(made, **changed)


def a_post(audience: Audience, address: str = "", channel: str = "email", unit: str | None = None) -> Post:
    return Post(audience, Target("Tên", address, channel), unit)


POSTS = (
    a_post(M, "th@vp.example", unit="Phòng Tổng hợp"),
    a_post(O, "vanphong@vp.example"),
    a_post(L, "ct@ub.example"),
)


def rules(*posts: Post, ladder: tuple[Rung, ...] = LADDER) -> Rules:
    return Rules(ladder, posts or POSTS, MEANS)


def book(*contacts: Contact) -> Book:
    known = contacts or (a_contact(),)
    return Book({c.agency_id: c for c in known}, {name: c for c in known for name in c.names})


def a_happening(reason: Reason = Reason.ASSIGNED, **changed: Any) -> Happening:
    made = Happening(EVENT, reason, ASSIGNMENT, SNV, "Sở Nội vụ", Role.LEAD, 1, NOW, ("Phòng Tổng hợp",))
    return replace(made, **changed)


def a_step(step: str, **changed: Any) -> Happening:
    return a_happening(step_reason(step), step=step, **changed)
