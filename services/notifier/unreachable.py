"""Notices that no channel can take: their address is not known yet, or their channel is configured no more."""

import asyncio
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import insert, update

from services.notifier.desk import Desk
from services.notifier.domain.directory import Book
from services.notifier.domain.notice import Happening, Reason, Role, Status, Target
from services.notifier.domain.routing import Rules, awaited, decide
from services.notifier.models import attempts, notices
from services.notifier.report import Reported, announce, notice_event
from services.notifier.store.contacts import look_up
from services.notifier.store.queue import Candidate, Closed, close, look_again, take_unreachable
from services.notifier.store.records import Timing, Waiting, Written, address_them, keep_notices
from services.notifier.wording.phrases import VIETNAM
from shared.db import Tx
from shared.logging import logger

MOST = 100
NO_ADDRESS = "no-address"
NOBODY = {
    "head": (" Không gửi vì danh bạ chưa có địa chỉ của người đứng đầu.", " Not sent: the head has no address."),
    "unit": (" Không gửi vì danh bạ chưa có địa chỉ của đơn vị theo dõi.", " Not sent: the unit has no address."),
}
REMEDY = (
    "{agency} chưa có địa chỉ thư điện tử; hãy bổ sung vào danh bạ rồi gửi lại.",
    "{agency} has no e-mail address; add it to the directory, then resend.",
)
GONE = (
    " Không gửi được: kênh {channel} không còn trong cấu hình.",
    " Not sent: channel {channel} is configured no more.",
)


class Unreachable:
    """Gives addresses to those whose contact came meanwhile; ends the others visibly and tells the operator."""

    def __init__(self, channels: Sequence[str], rules: Rules, desk: Desk, tries: int) -> None:
        self.channels, self.rules, self.desk, self.tries = tuple(channels), rules, desk, tries
        self.woken = asyncio.Event()

    async def run(self) -> None:
        """The loop; woken when something without a channel is due."""
        while True:
            self.woken.clear()
            if await self.look() < MOST:
                await self.woken.wait()

    async def look(self) -> int:
        """One round over those due; how many were looked at."""
        async with self.desk.database.write() as tx:
            found = await take_unreachable(tx, self.channels, self.desk.clock.real(), MOST)
            closed = await self._decide(tx, found) if found else []
        for reported in closed:
            announce(reported, self.desk.metrics)
        return len(found)

    async def _decide(self, tx: Tx, found: Sequence[Candidate]) -> list[Reported]:
        waiting = [candidate for candidate in found if not candidate.row.channel]
        targets = await self._targets(tx, waiting)
        known = [(_waiting(c), target) for c in waiting if (target := targets.get(c.id)) is not None]
        await address_them(tx, known, self.desk.clock.real())
        unknown = [candidate for candidate in waiting if candidate.id not in targets]
        now = self.desk.clock.real()
        await look_again(tx, [(c.id, until) for c in unknown if (until := c.row.waits_until) and until > now])
        hopeless = [c for c in unknown if c.row.waits_until is None or c.row.waits_until <= now]
        gone = [candidate for candidate in found if candidate.row.channel]
        return await self._end(tx, [*hopeless, *gone])

    async def _targets(self, tx: Tx, waiting: Sequence[Candidate]) -> dict[UUID, Target]:
        keys = [candidate.row.recipient_key.partition(":") for candidate in waiting]
        ids = {UUID(what) for kind, _, what in keys if kind != "unit"}
        book = await look_up(tx.conn, ids, {what for kind, _, what in keys if kind == "unit"})
        found = {c.id: awaited(c.row.recipient_key, book, self.rules.means) for c in waiting}
        return {one: target for one, target in found.items() if target is not None}

    async def _end(self, tx: Tx, ending: Sequence[Candidate]) -> list[Reported]:
        closed = [self._closed(candidate) for candidate in ending]
        await close(tx, closed)
        failed = [c for c, end in zip(ending, closed, strict=True) if end.because == NO_ADDRESS]
        await self._explain(tx, failed)
        await self._alarm(tx, failed)
        reported = [
            Reported(c.row, end.status, end.status.value, c.row.attempt, end.because)
            for c, end in zip(ending, closed, strict=True)
        ]
        source, now = self.desk.source, self.desk.clock.now()
        tx.append(*(notice_event(one, source, now) for one in reported if one.status is Status.FAILED))
        return reported

    def _closed(self, candidate: Candidate) -> Closed:
        row, place = candidate.row, self._place
        if row.channel:
            return Closed(row.id, Status.FAILED, row.because + GONE[place].format(channel=row.channel))
        kind = row.recipient_key.partition(":")[0]
        if kind in NOBODY:
            return Closed(row.id, Status.SUPPRESSED, row.because + NOBODY[kind][place])
        return Closed(row.id, Status.FAILED, NO_ADDRESS)

    async def _explain(self, tx: Tx, failed: Sequence[Candidate]) -> None:
        if not failed:
            return
        now = self.desk.clock.now()
        rows = [
            {"notice_id": c.id, "number": c.row.attempt + 1, "at": now, "outcome": NO_ADDRESS,
             "detail": REMEDY[self._place].format(agency=c.row.agency_name)}
            for c in failed
        ]  # fmt: skip
        await tx.execute(insert(attempts), rows)
        ids = [candidate.id for candidate in failed]
        await tx.execute(update(notices).where(notices.c.id.in_(ids)).values(attempt=notices.c.attempt + 1))

    async def _alarm(self, tx: Tx, failed: Sequence[Candidate]) -> None:
        """Tell the operator, once a day and agency."""
        day = self.desk.clock.now().astimezone(VIETNAM).date()
        written = []
        for candidate in {c.row.agency_id: c for c in failed}.values():
            row = candidate.row
            logger("notifier").warning("notice.no_address", agency=row.agency_name, agency_id=str(row.agency_id))
            about = Happening(row.fact_id, Reason.NO_ADDRESS, row.assignment_id, row.agency_id, row.agency_name,
                              Role.LEAD, row.deadline_version, self.desk.clock.now(), alarm_on=day)  # fmt: skip
            written += [Written(decided, row.fact_id, row.task_id, row.reference, row.trace_id)
                        for decided in decide(about, Book(), self.rules)]  # fmt: skip
        now = self.desk.clock.real()
        await keep_notices(tx, written, Timing(now, now, self.tries))
        self.desk.metrics.no_address.inc(len(failed))

    @property
    def _place(self) -> int:
        return 0 if self.rules.lang == "vi" else 1


def _waiting(candidate: Candidate) -> Waiting:
    row = candidate.row
    return Waiting(row.id, row.subject_id, row.reason, row.occasion, row.recipient_key)
