"""One send: the row becomes a message, the channel is asked once, its answer becomes the notice's next state."""

import asyncio
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row

from services.notifier.channels.message import Channel, Message, Outcome, TryLater, Unknown
from services.notifier.desk import Desk
from services.notifier.domain.notice import Status
from services.notifier.letters import letter, read_fact
from services.notifier.outcomes import Now, Try, ended
from services.notifier.report import Reported
from services.notifier.shapes import notice_json
from services.notifier.store.queue import Candidate
from services.notifier.store.tries import Ended
from shared.logging import logger


@dataclass(frozen=True, slots=True)
class Landed:
    """A send that ended and is not recorded yet."""

    ended: Ended
    reported: Reported


async def send(candidate: Candidate, name: str, channel: Channel, desk: Desk) -> Landed:
    """Send the notice through the channel `name`; never raises for what goes wrong."""
    row, number = candidate.row, candidate.row.attempt + 1
    began = desk.clock.monotonic()
    outcome = await _try(candidate, channel, desk)
    desk.metrics.took(name).observe(desk.clock.monotonic() - began)
    now = Now(desk.clock.now(), desk.clock.real(), desk.chance())
    result = ended(Try(row.id, number, row.tries_left, channel.repeatable), outcome, desk.backoff, now)
    return Landed(result, Reported(row, result.status, result.outcome, number, row.because))


async def _try(candidate: Candidate, channel: Channel, desk: Desk) -> Outcome:
    """Whatever goes wrong in our own code is a failed try, visible, never the end of the lane."""
    try:
        message = message_of(candidate, desk)
        async with asyncio.timeout(channel.longest):
            return await channel.send(message)
    except TimeoutError:
        return Unknown(f"no end after {channel.longest:.0f} s")
    except Exception as failure:  # noqa: BLE001 - the dispatch must not die of one notice
        logger("notifier").exception("notice.send_failed", notice=str(candidate.id))
        return TryLater(f"internal: {type(failure).__name__}")


def message_of(candidate: Candidate, desk: Desk) -> Message:
    """The message of a claimed notice."""
    row = candidate.row
    words = desk.wording.render(letter(row, read_fact(row.fact, row.payload), desk.office))
    name, address = row.recipient_name, row.address or ""
    return Message(row.id, row.reason, row.task_id, name, address, words, lambda: _as_sent(row), row.traceparent)


def _as_sent(row: Row[Any]) -> dict[str, Any]:
    return notice_json(row) | {"status": Status.SENT.value}
