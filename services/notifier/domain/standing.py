"""Is a due notice still right? Looked at just before it is sent, against what is known by now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.notifier.domain.notice import STEPS, Lang, Reason, Status


@dataclass(frozen=True, slots=True)
class Standing:
    """How the assignment stands."""

    state: str
    deadline_version: int


@dataclass(frozen=True, slots=True)
class Silence:
    """Somebody asked for quiet; the fields that are None match everything."""

    agency_id: UUID | None
    task_id: UUID | None
    recipient_key: str | None
    reason: str

    def covers(self, due: "Due") -> bool:
        pairs = (
            (self.agency_id, due.agency_id),
            (self.task_id, due.task_id),
            (self.recipient_key, due.recipient_key),
        )
        return all(wanted is None or wanted == found for wanted, found in pairs)


@dataclass(frozen=True, slots=True)
class Sibling:
    """Another notice of the same subject to the same recipient by the same channel; `due_at` None = on its way now."""

    id: UUID
    reason: Reason
    status: Status
    deadline_version: int | None
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class Due:
    """A notice that wants to be sent."""

    id: UUID
    reason: Reason
    deadline_version: int | None
    task_id: UUID
    agency_id: UUID | None
    recipient_key: str


@dataclass(frozen=True, slots=True)
class Send:
    """It goes out."""


@dataclass(frozen=True, slots=True)
class Drop:
    """It never goes out: suppressed or superseded."""

    status: Status
    because: str


@dataclass(frozen=True, slots=True)
class Hold:
    """It waits for an earlier one, which is looked at again at `until` (None: it is on its way now)."""

    until: datetime | None


Verdict = Send | Drop | Hold

ENDED = {
    "done": (" Không gửi vì nhiệm vụ đã hoàn thành.", " Not sent: the assignment is done."),
    "withdrawn": (" Không gửi vì nhiệm vụ đã được rút.", " Not sent: the assignment was withdrawn."),
    "submitted": (" Không gửi vì cơ quan đã trình, đang chờ xem xét.", " Not sent: submitted, waiting for acceptance."),
}
MOVED = (" Không gửi vì thời hạn đã thay đổi.", " Not sent: the deadline has changed.")
LATER = (" Không gửi vì đã có thông báo mới hơn.", " Not sent: a later notice has taken its place.")
SILENCED = (" Không gửi vì đang tạm dừng thông báo: {reason}", " Not sent, silenced: {reason}")


def judge(
    due: Due, standing: Standing | None, siblings: Sequence[Sibling], silences: Sequence[Silence], lang: Lang = "vi"
) -> Verdict:
    """What becomes of a due notice. `standing` None = nothing is known of the assignment: the notice is believed."""
    place = 0 if lang == "vi" else 1
    if any(_replaces(sibling, due) for sibling in siblings):
        return Drop(Status.SUPERSEDED, LATER[place])
    lapsed = lapse(due.reason, due.deadline_version, standing)
    if lapsed:
        return Drop(Status.SUPPRESSED, lapsed[place])
    silenced = next((silence for silence in silences if silence.covers(due)), None)
    if silenced and due.reason is not Reason.NO_ADDRESS:
        return Drop(Status.SUPPRESSED, SILENCED[place].format(reason=silenced.reason))
    before = [sibling for sibling in siblings if _goes_before(sibling, due, standing)]
    return Hold(before[0].due_at) if before else Send()


def lapse(reason: Reason, version: int | None, standing: Standing | None) -> tuple[str, str] | None:
    """Why a notice of `reason` for deadline `version` has lost its point; None while it has one."""
    if standing is None:
        return None
    if reason in STEPS:
        return ENDED.get(standing.state) or (MOVED if version != standing.deadline_version else None)
    if reason is Reason.DEADLINE_CHANGED:
        ended = ENDED[standing.state] if standing.state in ("done", "withdrawn") else None
        return ended or (MOVED if version != standing.deadline_version else None)
    if reason in (Reason.ASSIGNED, Reason.RETURNED) and standing.state == "withdrawn":
        return ENDED["withdrawn"]
    return None


def _replaces(sibling: Sibling, due: Due) -> bool:
    """A later step, sent or about to be, makes an unsent earlier one pointless."""
    if due.reason not in STEPS or sibling.reason not in STEPS or sibling.id < due.id:
        return False
    return sibling.deadline_version == due.deadline_version and sibling.status in (Status.SCHEDULED, Status.SENT)


def _goes_before(sibling: Sibling, due: Due, standing: Standing | None) -> bool:
    if sibling.id > due.id or sibling.status is not Status.SCHEDULED:
        return False
    if sibling.reason in STEPS and due.reason in STEPS:
        return False
    return lapse(sibling.reason, sibling.deadline_version, standing) is None
