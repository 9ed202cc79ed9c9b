"""The subject of a notice: what, which document, until when [CONTRACTS §5]."""

from datetime import time

from services.notifier.domain.because import counted
from services.notifier.domain.notice import Lang, Reason
from services.notifier.wording.letter import Letter
from services.notifier.wording.phrases import deadline_words, document_words, last_day, one_line, two_digits

OPENINGS: dict[Reason, tuple[str, str]] = {
    Reason.ASSIGNED: ("[Giao nhiệm vụ] ", "[Task assigned] "),
    Reason.DEADLINE_CHANGED: ("[Điều chỉnh thời hạn] ", "[Deadline changed] "),
    Reason.RETURNED: ("[Trả lại hồ sơ] ", "[Returned] "),
    Reason.ACCEPTED: ("[Chấp nhận kết quả] ", "[Accepted] "),
    Reason.RECALLED: ("[Thu hồi văn bản] ", "[Recalled] "),
    Reason.WITHDRAWN: ("[Rút nhiệm vụ] ", "[Withdrawn] "),
}
SOON = ("[Nhắc việc] Sắp đến hạn – ", "[Reminder] Due soon – ")
LEFT = ("[Nhắc việc] Còn {} ngày làm việc – ", "[Reminder] {} left – ")
TODAY = ("[Nhắc việc] Đến hạn hôm nay – ", "[Reminder] Due today – ")
LAST = (
    "[Nhắc việc] Hôm nay là ngày làm việc cuối cùng trước hạn – ",
    "[Reminder] Today is the last working day – ",
)
PASSED = ("[Đôn đốc] Quá hạn {} ngày làm việc – ", "[Overdue] By {} – ")
NO_ADDRESS = ("[Cảnh báo] {} chưa có địa chỉ nhận thông báo – ", "[Alarm] {} has no address for notices – ")


def subject(letter: Letter, lang: Lang, day_ends: time) -> str:
    """One line, for example `[Nhắc việc] Còn 03 ngày làm việc – Công văn số … ngày … – hạn 25/11/2026`."""
    opening = _opening(letter)[0 if lang == "vi" else 1]
    return f"{opening}{document_words(letter.document, lang)} – {deadline_words(letter.deadline, lang, day_ends)}"


def _opening(letter: Letter) -> tuple[str, str]:
    days = letter.days or 0
    match letter.reason:
        case Reason.UPCOMING:
            return _counted(LEFT, days) if days > 0 else SOON
        case Reason.DUE:
            return TODAY if on_last_day(letter) else LAST
        case Reason.OVERDUE:
            return _counted(PASSED, days)
        case Reason.NO_ADDRESS:
            agency = one_line(letter.agency, 60)
            return NO_ADDRESS[0].format(agency), NO_ADDRESS[1].format(agency)
        case _:
            return OPENINGS[letter.reason]


def on_last_day(letter: Letter) -> bool:
    """Step 0 falls on the last day itself, unless that is no working day."""
    last = last_day(letter.deadline) if letter.deadline else None
    return last is None or letter.today is None or letter.today >= last


def _counted(words: tuple[str, str], days: int) -> tuple[str, str]:
    return words[0].format(two_digits(days)), words[1].format(counted(days))
