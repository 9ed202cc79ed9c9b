"""The words for a document, a date, a deadline and a count, as an official writes them."""

import re
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from services.notifier.domain.notice import Lang
from services.notifier.wording.letter import DeadlineWords, DocumentWords

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
FIELD = re.compile(r"\d{4}-\d{2}-\d{2}(?:T.+)?")
LONGEST = 120  # characters of free text in a subject


def day(value: date) -> str:
    """`25/11/2026`."""
    return f"{value.day:02d}/{value.month:02d}/{value.year:04d}"


def as_written(deadline: DeadlineWords | None) -> str | None:
    """The words of the text; a date that a field of the body stated (in ISO form by now) is nobody's words."""
    if deadline is None or deadline.text is None or FIELD.fullmatch(deadline.text):
        return None
    return deadline.text


def two_digits(count: int) -> str:
    """`03`, `12`: numbers below ten get their zero, as in official papers."""
    return f"{abs(count):02d}"


def one_line(text: str, longest: int = LONGEST) -> str:
    """Free text on one line, without control characters, cut at a word."""
    printable = text if text.isprintable() else "".join(c if c.isprintable() else " " for c in text)
    flat = " ".join(printable.split())
    return flat if len(flat) <= longest else flat[:longest].rsplit(" ", 1)[0] + "…"


@lru_cache(maxsize=512)
def document_words(document: DocumentWords, lang: Lang) -> str:
    """`Công văn số 812/UBND-NC ngày 16/11/2026`; an unknown type is `Văn bản`."""
    kind = one_line(document.type or ("Văn bản" if lang == "vi" else "Document"), 60)
    words = kind[:1].upper() + kind[1:]
    if document.reference:
        words += f" {'số' if lang == 'vi' else 'No.'} {one_line(document.reference, 60)}"
    if document.issued_on:
        words += f" {'ngày' if lang == 'vi' else 'of'} {day(document.issued_on)}"
    if not document.reference and document.abstract:
        words += f" “{one_line(document.abstract, 80)}”"
    return words


def last_day(deadline: DeadlineWords) -> date | None:
    """The last day on which the work is still in time: the day before D for "trước ngày D"."""
    if deadline.due_at is None:
        return None
    return (deadline.due_at.astimezone(VIETNAM) - timedelta(microseconds=1)).date()


@lru_cache(maxsize=512)
def deadline_words(deadline: DeadlineWords | None, lang: Lang, day_ends: time = time(0)) -> str:
    """`hạn 25/11/2026`, `trước ngày 25/11/2026`, `hạn 15 giờ 00 ngày …`, `không thời hạn`.

    `day_ends` is the time of day at which a whole day's deadline ends (00:00 for 24:00): it is not worth saying.
    """
    if deadline is None or (deadline.due_at is None and deadline.on is None):
        return _open_ended(deadline, lang)
    shown = deadline.on or last_day(deadline)
    assert shown is not None
    hour = _hour(deadline, day_ends)
    if lang == "en":
        return f"{'due' if deadline.inclusive else 'before'} {hour}{day(shown)}"
    if deadline.inclusive:
        return f"hạn {hour}ngày {day(shown)}" if hour else f"hạn {day(shown)}"
    return f"trước {hour}ngày {day(shown)}"


def _open_ended(deadline: DeadlineWords | None, lang: Lang) -> str:
    if deadline is None or not deadline.text:
        return "không thời hạn" if lang == "vi" else "no deadline"
    return f"{'thời hạn' if lang == 'vi' else 'deadline'}: {one_line(deadline.text, 80)}"


def _hour(deadline: DeadlineWords, day_ends: time) -> str:
    if deadline.due_at is None or deadline.on is None:
        return ""
    local: datetime = deadline.due_at.astimezone(VIETNAM)
    at = local.time()
    if at in (time(0), day_ends) or local.date() != deadline.on:
        return ""
    return f"{at:%H} giờ {at:%M} "
