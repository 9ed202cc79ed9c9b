"""Document systems under way during a fault round, and the ledger of what was promised to them."""

import random
import threading
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

TODAY = datetime.now(UTC).date()
LATE, SOON, MOVED = ((TODAY + timedelta(days)).isoformat() for days in (-6, 5000, 5100))
AGENCIES = ("Sở Nội vụ", "Sở Tài chính", "Sở Y tế")


@dataclass
class Promise:
    """A document that was answered with 202: its agency and the deadline that it must end up with."""

    number: int
    agency: str
    deadline: str
    delivery: str


@dataclass
class Ledger:
    """What was accepted (`promises`, by number), how often a call was in vain, and answers that must not be."""

    promises: dict[int, Promise] = field(default_factory=dict)
    refused: int = 0
    wrong: list[str] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def keep(self, promise: Promise) -> None:
        with self._lock:
            self.promises[promise.number] = promise

    def failed(self) -> None:
        with self._lock:
            self.refused += 1


def directive(number: int, event: str, agency: str, deadline: str) -> dict[str, Any]:
    task = {"content": f"Báo cáo kết quả {number}", "lead": [agency], "code": "QC45_a", "deadline": deadline}
    document = {
        "source_id": f"doc-{number}",
        "number": str(number),
        "notation": "UBND-LT",
        "abstract": "thử tải",
        "issuer": "UBND tỉnh Mẫu",
        "issued_on": (TODAY - timedelta(10)).isoformat(),
        "tasks": [task],
    }
    return {"event": f"document.{event}", "event_id": f"{event}-{number}", "document": document}


class Client(threading.Thread):
    """A document system: pushes its share, repeats what was not answered, now and then sends an update or a twin."""

    def __init__(self, base: str, share: range, ledger: Ledger, seed: int) -> None:
        super().__init__(daemon=True)
        self.base, self.share, self.ledger, self.dice = base, share, ledger, random.Random(seed)
        self.stopping = threading.Event()

    def run(self) -> None:
        limits = httpx.Limits(keepalive_expiry=1)
        with httpx.Client(headers={"x-api-key": "faults"}, timeout=10, limits=limits) as self.http:
            for number in self.share:
                if self.stopping.is_set():
                    return
                self._document(number)
                time.sleep(self.dice.uniform(0, 0.04))

    def _document(self, number: int) -> None:
        agency, deadline = self.dice.choice(AGENCIES), self.dice.choice((LATE, SOON))
        delivery = self._push(directive(number, "issued", agency, deadline))
        if not delivery:
            return
        if self.dice.random() < 0.2:
            if self._push(directive(number, "updated", agency, MOVED)):
                deadline = MOVED
            else:
                return  # nobody knows whether the update was accepted: nothing is promised of this document
        if self.dice.random() < 0.1:
            self._push(directive(number, "issued", agency, LATE))
        self.ledger.keep(Promise(number, agency, deadline, delivery))

    def _push(self, body: dict[str, Any]) -> str | None:
        """Repeat until it is answered or the round ends; the delivery's id where it was accepted."""
        while not self.stopping.is_set():
            try:
                answer = self.http.post(self.base + "/webhooks/thu", json=body)
                if answer.status_code == 202:
                    return str(answer.json()["delivery_id"])
                if answer.status_code != 503:
                    self.ledger.wrong.append(f"answered {answer.status_code} {answer.text[:200]}")
            except httpx.TransportError:
                pass
            self.ledger.failed()
            time.sleep(0.1)
        return None
