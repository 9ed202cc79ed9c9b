"""Looks at the running demonstration through the public API and tells a person what has changed."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import httpx
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from shared.clock import VIETNAM
from shared.language import Lang, Words

REASONS = {
    "assigned": Words("giao nhiệm vụ", "assigned"),
    "upcoming": Words("nhắc việc", "reminder"),
    "due": Words("đến hạn hôm nay", "due today"),
    "overdue": Words("đôn đốc quá hạn", "overdue"),
    "deadline_changed": Words("đổi thời hạn", "deadline changed"),
}
COLOURS = {"assigned": "cyan", "upcoming": "yellow", "due": "bright_yellow", "overdue": "bold red"}
FIGURES = (
    ("done_on_time", Words("đã thực hiện đúng hạn", "done on time")),
    ("done_late", Words("đã thực hiện quá hạn", "done late")),
    ("open_in_time", Words("chưa hoàn thành, trong hạn", "open in time")),
    ("open_overdue", Words("chưa hoàn thành, quá hạn", "open overdue")),
    ("total", Words("tổng số lượt nhiệm vụ", "total assignments")),
)


@dataclass
class Watch:
    """`look()` prints the tasks and notices that are new since the last look."""

    base: str
    token: str
    lang: Lang
    console: Console
    seen: set[str] = field(default_factory=set)
    task_names: dict[str, str] = field(default_factory=dict)

    def look(self) -> None:
        for task in reversed(self.get("/v1/tasks", sort="-created_at")["items"]):
            if self._new(f"{task['id']}"):
                self._tell_task(task)
        for notice in reversed(self.get("/v1/notices", limit="200")["items"]):
            if notice["status"] != "scheduled" and self._new(f"{notice['id']}{notice['status']}"):
                self._tell_notice(notice)

    def figures(self) -> None:
        """The four figures and the rates, as they are published."""
        answer = self.get("/v1/figures", group_by="agency")
        table = Table(title=self.say("Số liệu (đếm theo lượt nhiệm vụ)", "Figures (assignments)"))
        table.add_column(self.say("Cơ quan", "Agency"))
        for _, words in FIGURES:
            table.add_column(words.say(self.lang), justify="right")
        for row in [*answer["rows"], answer["total"] | {"key": {"name": self.say("Cộng", "Total")}}]:
            table.add_row(escape(str(row["key"]["name"])), *(str(row[name]) for name, _ in FIGURES))
        self.console.print(table)

    def get(self, path: str, **params: str) -> dict[str, Any]:
        answer = httpx.get(
            self.base + path, params=params, headers={"authorization": f"Bearer {self.token}"}, timeout=10
        )
        found: dict[str, Any] = answer.raise_for_status().json()
        return found

    def say(self, vi: str, en: str) -> str:
        return Words(vi, en).say(self.lang)

    def _new(self, mark: str) -> bool:
        fresh = mark not in self.seen
        self.seen.add(mark)
        return fresh

    def _tell_task(self, task: dict[str, Any]) -> None:
        leads = [a for a in task["assignments"] if a["role"] == "lead"]
        names = ", ".join(a["agency"]["name"] for a in leads)
        self.task_names[task["id"]] = task["document"]["reference"]
        due = next((a["due_at"] for a in leads if a["due_at"]), None)
        when = self.say("hạn ", "due ") + local(due) if due else self.say("không thời hạn", "no deadline")
        self.console.print(
            f"  [green]▣[/] {escape(task['document']['reference'])}  [bold]{task['code'] or '–'}[/]  "
            f"{escape(names)}  [magenta]{when}[/]  {escape(task['content'][:70])}"
        )

    def _tell_notice(self, notice: dict[str, Any]) -> None:
        reason = REASONS.get(notice["reason"])
        label = reason.say(self.lang) if reason else notice["reason"]
        step = f" {notice['step']}" if notice["step"] else ""
        colour = COLOURS.get(notice["reason"], "white") if notice["status"] == "sent" else "dim"
        self.console.print(
            f"  [{colour}]✉ {local(notice['scheduled_at'])}  {label}{step}[/]  {escape(notice['reference'] or '')} → "
            f"{escape(notice['recipient']['name'] or '')}  [dim]{notice['status']}: {escape(notice['because'])}[/]"
        )


def local(instant: str) -> str:
    """`08:00 16/11/2026` in Viet Nam of an ISO instant."""
    return datetime.fromisoformat(instant).astimezone(VIETNAM).strftime("%H:%M %d/%m/%Y")
