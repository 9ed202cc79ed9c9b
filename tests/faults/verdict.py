"""The ledger compared with what was stored, classified and sent: nothing lost, nothing twice."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any

import httpx

from tests.faults.installation import TOKEN, Installation
from tests.faults.load import Ledger

FINAL = {"sent", "unknown", "superseded", "suppressed", "failed"}


@dataclass
class Verdict:
    """`wrong` must stay empty; `unknown` are notices whose outcome a crash left open, told apart."""

    promised: int = 0
    notices: int = 0
    mails: int = 0
    hooks: int = 0
    unknown: int = 0
    repeated_unknown: int = 0
    wrong: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return (
            f"{self.promised} promised, {self.notices} notices, {self.mails} e-mails, {self.hooks} webhooks, "
            f"{self.unknown} unknown outcomes ({self.repeated_unknown} of them arrived more than once), "
            f"{len(self.wrong)} wrong"
        )


def settled(installation: Installation, ledger: Ledger) -> bool:
    """Whether everything promised is in the register and no notice is under way."""
    if len(_tasks(installation)) < len(ledger.promises):
        return False
    notices = installation.items("notifier", "/v1/notices")
    told = {n["task_id"] for n in notices if n["reason"] == "assigned"}
    return len(told) >= len(ledger.promises) and all(n["status"] in FINAL for n in notices)


def judge(installation: Installation, ledger: Ledger) -> Verdict:
    verdict = Verdict(promised=len(ledger.promises), wrong=list(ledger.wrong))
    tasks = _judge_register(installation, ledger, verdict)
    notices = installation.items("notifier", "/v1/notices")
    verdict.notices = len(notices)
    _judge_notices(notices, tasks, verdict)
    _judge_arrivals(installation, notices, verdict)
    for service in ("ingest", "tracker", "notifier"):
        dead = installation.items(service, "/v1/dead-letters")
        verdict.wrong += [f"dead letter in {service}: {d}" for d in dead]
    return verdict


def _tasks(installation: Installation) -> list[dict[str, Any]]:
    return installation.items("tracker", "/v1/tasks", q="kết quả")


def _judge_register(installation: Installation, ledger: Ledger, verdict: Verdict) -> set[str]:
    """Each promised document is one task with its class, its agency and the last deadline; gives their ids."""
    by_reference: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for task in _tasks(installation):
        by_reference[task["document"]["reference"]].append(task)
    deliveries = {d["id"] for d in installation.items("ingest", "/v1/deliveries")}
    promised = set()
    for promise in ledger.promises.values():
        found = by_reference[f"{promise.number}/UBND-LT"]
        if len(found) != 1:
            verdict.wrong.append(f"document {promise.number}: {len(found)} tasks")
            continue
        promised.add(found[0]["id"])
        verdict.wrong += _wrong_in(found[0], promise.agency, f"{promise.deadline}T17:00:00", promise.number)
        if promise.delivery not in deliveries:
            verdict.wrong.append(f"delivery {promise.delivery} of {promise.number} is not kept")
    return promised


def _wrong_in(task: dict[str, Any], agency: str, due: str, number: int) -> list[str]:
    assignments = task["assignments"]
    wrong = [] if task["code"] == "QC45_a" else [f"document {number}: class {task['code']}"]
    if [a["agency"]["name"] for a in assignments] != [agency]:
        wrong.append(f"document {number}: assigned to {assignments}")
    elif not assignments[0]["due_at"].startswith(due):
        wrong.append(f"document {number}: due {assignments[0]['due_at']}, not {due}")
    return wrong


def _judge_notices(notices: list[dict[str, Any]], tasks: set[str], verdict: Verdict) -> None:
    """One notice for each effect, every promised task told to its agency on both channels, none left open."""
    effects = Counter(
        (n["assignment_id"], n["reason"], n["step"], n["recipient"]["address"], n["channel"])
        for n in notices
        if n["reason"] in ("assigned", "recalled", "withdrawn")
    )
    verdict.wrong += [f"notice twice: {effect}" for effect, count in effects.items() if count > 1]
    told: dict[str, set[str]] = defaultdict(set)
    for notice in notices:
        if notice["reason"] == "assigned" and notice["status"] in ("sent", "unknown"):
            told[notice["task_id"]].add(notice["channel"])
    verdict.wrong += [f"task {t}: told on {told[t]}" for t in tasks if told[t] != {"email", "hethong"}]
    verdict.wrong += [f"notice {n['id']}: {n['status']}" for n in notices if n["status"] in ("failed", "scheduled")]
    verdict.unknown = sum(n["status"] == "unknown" for n in notices)


def _judge_arrivals(installation: Installation, notices: list[dict[str, Any]], verdict: Verdict) -> None:
    """What is recorded as sent has arrived; what arrived more than once had unknown outcomes on the way."""
    mails, hooks = installation.mail, installation.hook
    verdict.mails, verdict.hooks = len(mails.received), len(hooks.received)
    arrived = Counter({mails.notice_of[m]: count for m, count in mails.received.items()}) + hooks.received
    if len(set(mails.notice_of.values())) != len(mails.received):
        verdict.wrong.append("two Message-IDs for one notice")
    for notice in notices:
        count = arrived[notice["id"]]
        if notice["status"] == "sent" and not count:
            verdict.wrong.append(f"notice {notice['id']} is recorded as sent and never arrived")
        if count > 1:
            verdict.repeated_unknown += 1
            if count > (told := _may_have_arrived(installation, notice["id"])):
                verdict.wrong.append(f"notice {notice['id']} arrived {count} times, its attempts tell of {told}")
    strange = set(arrived) - {n["id"] for n in notices}
    verdict.wrong += [f"arrived without a record: {n}" for n in strange]


def _may_have_arrived(installation: Installation, notice: str) -> int:
    """How many of the attempts are recorded as sent or unknown."""
    answer = httpx.get(
        f"{installation.base('notifier')}/v1/notices/{notice}", headers={"authorization": f"Bearer {TOKEN}"}
    )
    return sum(attempt["outcome"] in ("sent", "unknown") for attempt in answer.raise_for_status().json()["attempts"])
