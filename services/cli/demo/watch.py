"""Looks at the running demonstration through the public API and tells a person what has changed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
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
    "accepted": Words("chấp nhận kết quả", "result accepted"),
    "deadline_changed": Words("điều chỉnh thời hạn", "deadline changed"),
}
STATES = {
    "not_started": Words("chưa thực hiện", "not started"),
    "in_progress": Words("đang thực hiện", "in progress"),
    "submitted": Words("đã trình, chờ xem xét", "submitted, waiting for acceptance"),
    "done": Words("đã thực hiện", "done"),
    "withdrawn": Words("đã rút khỏi chương trình công tác", "withdrawn"),
}
OUTCOMES = {
    "sent": Words("đã gửi", "sent"),
    "failed": Words("không gửi được", "failed"),
    "unknown": Words("chưa rõ đã đến hay chưa", "outcome unknown"),
    "suppressed": Words("không gửi", "suppressed"),
    "superseded": Words("đã có mốc sau thay thế", "superseded"),
}
ANSWERS = {
    "accepted": Words("đã nhận", "accepted"),
    "duplicate": Words("đã nhận từ trước", "duplicate"),
    "held": Words("tạm giữ, chưa hiểu được", "held"),
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
    """`look()` prints the tasks, the progress and the notices that are new since the last look."""

    base: str
    token: str
    lang: Lang
    console: Console
    seen: set[str] = field(default_factory=set)

    def look(self) -> None:
        for task in reversed(self.get("/v1/tasks", sort="-created_at")["items"]):
            if self._new(f"{task['id']}"):
                self._tell_task(task)
            for assignment in task["assignments"]:
                self._tell_progress(task["document"]["reference"], assignment)
        for notice in reversed(self.get("/v1/notices", limit="200")["items"]):
            if notice["status"] != "scheduled" and self._new(f"{notice['id']}{notice['status']}"):
                self._tell_notice(notice)

    def accept(self, reference: str) -> None:
        """The Office accepts the submitted result of the lead agency, as a leader or a clerk would at the desk."""
        submitted = self.get("/v1/assignments", reference=reference, role="lead", state="submitted")["items"]
        for one in submitted:
            headers = {"authorization": f"Bearer {self.token}", "if-match": f'"{one["version"]}"'}
            httpx.post(f"{self.base}/v1/assignments/{one['id']}/accept", headers=headers, timeout=10).raise_for_status()
            what = self.say("Văn phòng chấp nhận kết quả", "The Office accepts the result")
            self.console.print(f"[bold blue]✔[/] {what}: {escape(reference)}, {escape(one['agency']['name'])}")

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

    def word(self, words: Mapping[str, Words], name: str) -> str:
        """What people call `name`."""
        return words[name].say(self.lang) if name in words else name

    def _new(self, mark: str) -> bool:
        fresh = mark not in self.seen
        self.seen.add(mark)
        return fresh

    def _tell_task(self, task: dict[str, Any]) -> None:
        leads = [a for a in task["assignments"] if a["role"] == "lead"]
        names = ", ".join(a["agency"]["name"] for a in leads)
        due = next((a["due_at"] for a in leads if a["due_at"]), None)
        when = escape(self._deadline(task["deadline"], due))
        self.console.print(
            f"  [green]▣[/] {escape(task['document']['reference'])}  [bold]{task['code'] or '–'}[/]  "
            f"{escape(names)}  [magenta]{when}[/]  {escape(task['content'][:70])}"
        )

    def _deadline(self, deadline: dict[str, Any] | None, due: str | None) -> str:
        """`trước ngày 20/11/2026`, `hạn 25/11/2026`, `không thời hạn`: an exclusive date is never written "hạn D"."""
        if due is None:
            return self.say("không thời hạn", "no deadline")
        if deadline and deadline.get("on") and not deadline["inclusive"]:
            return self.say("trước ngày ", "before ") + day(datetime.fromisoformat(deadline["on"]))
        last = datetime.fromisoformat(due).astimezone(VIETNAM) - timedelta(microseconds=1)
        return self.say("hạn ", "due ") + day(last)

    def _tell_progress(self, reference: str, assignment: dict[str, Any]) -> None:
        mark = f"{assignment['id']}{assignment['state']}{assignment['percent']}"
        if assignment["state"] == "not_started" or not self._new(mark):
            return
        percent = f" {assignment['percent']} %" if assignment["percent"] is not None else ""
        self.console.print(
            f"  [blue]↻[/] {escape(reference)}  {escape(assignment['agency']['name'])}: "
            f"[blue]{STATES[assignment['state']].say(self.lang)}{percent}[/]"
        )

    def _tell_notice(self, notice: dict[str, Any]) -> None:
        label, outcome = self.word(REASONS, notice["reason"]), self.word(OUTCOMES, notice["status"])
        colour = COLOURS.get(notice["reason"], "white") if notice["status"] == "sent" else "dim"
        self.console.print(
            f"  [{colour}]✉ {local(notice['scheduled_at'])}  {label}[/]  {escape(notice['reference'] or '')} → "
            f"{escape(notice['recipient']['name'] or '')}  [dim]{outcome}: {escape(notice['because'])}[/]"
        )


def day(instant: datetime) -> str:
    """`25/11/2026`."""
    return instant.strftime("%d/%m/%Y")


def local(instant: str) -> str:
    """`08:00 16/11/2026` in Viet Nam of an ISO instant."""
    return datetime.fromisoformat(instant).astimezone(VIETNAM).strftime("%H:%M %d/%m/%Y")
