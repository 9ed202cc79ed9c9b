"""One send: the row becomes a message, the channel is asked once, its answer becomes the notice's next state."""

import asyncio
from dataclasses import dataclass
from typing import Any

from services.notifier.channels.message import Channel, Message, Outcome, TryLater, Unknown
from services.notifier.desk import Desk
from services.notifier.domain.notice import Status
from services.notifier.letters import letter, read_fact
from services.notifier.outcomes import Now, Try, ended
from services.notifier.report import Reported
from services.notifier.shapes import notice_json
from services.notifier.store.queue import Candidate
from services.notifier.store.taken import Taken
from services.notifier.store.tries import Ended
from shared.logging import logger


@dataclass(frozen=True, slots=True)
class Landed:
    """A send that ended and is not recorded yet."""

    ended: Ended
    reported: Reported


class Flight:
    """A claimed notice on its way through one channel, which is called `name` in the configuration."""

    def __init__(self, candidate: Candidate, name: str, channel: Channel, desk: Desk) -> None:
        self.candidate, self.name, self.channel, self.desk = candidate, name, channel, desk
        self._handed_over = False  # from then on it may have arrived

    async def go(self) -> Landed:
        """Ask the channel once. What is raised is a fault of our own, see `fell`."""
        began = self.desk.clock.monotonic()
        outcome = await self._asked(message_of(self.candidate, self.desk))
        self.desk.metrics.took(self.name).observe(self.desk.clock.monotonic() - began)
        return self._landed(outcome)

    def fell(self, failure: BaseException) -> Landed:
        """A fault of our own is a try that failed, visible; its outcome is unknown once the channel had the message."""
        logger("notifier").error("notice.send_failed", notice=str(self.candidate.id), exc_info=failure)
        said = f"internal: {type(failure).__name__}"
        return self._landed(Unknown(said) if self._handed_over else TryLater(said))

    async def _asked(self, message: Message) -> Outcome:
        self._handed_over = True
        try:
            async with asyncio.timeout(self.channel.longest):
                return await self.channel.send(message)
        except TimeoutError:
            return Unknown(f"no end after {self.channel.longest:.0f} s")

    def _landed(self, outcome: Outcome) -> Landed:
        row, desk = self.candidate.row, self.desk
        number = row.attempt + 1
        now = Now(desk.clock.now(), desk.clock.real(), desk.chance())
        result = ended(Try(row.id, number, row.tries_left, self.channel.repeatable), outcome, desk.backoff, now)
        return Landed(result, Reported(row, result.status, result.outcome, number, row.because))


def message_of(candidate: Candidate, desk: Desk) -> Message:
    """The message of a claimed notice."""
    row = candidate.row
    words = desk.wording.render(letter(row, read_fact(row.fact, row.payload), desk.office))
    name, address = row.recipient_name, row.address or ""
    return Message(row.id, row.reason, row.task_id, name, address, words, lambda: _as_sent(row), row.traceparent)


def _as_sent(row: Taken) -> dict[str, Any]:
    return notice_json(row) | {"status": Status.SENT.value}
