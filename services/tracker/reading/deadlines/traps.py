"""Dates that are no deadline: cited documents, events, periods of data, entry into force, validity, horizons.

Each trap is a pattern with a name; the left ones look at the words of the clause before the date, the right ones at
what follows it [corpus rules 7 and 8, DOMAIN 4]. Patterns with marks are matched on `plain`, those without on `bare`.
"""

import re
from dataclasses import dataclass

from services.tracker.reading.text import Text, pattern

_REACH = 110
_STOPS = re.compile(r"[.;:\n](?:(?<!\n)\s|(?<=\n)\s*\n)")

#: Words before the date (and before its lead words) that make it no deadline, whatever the lead words are.
LEFT = {
    "force": pattern(r"\b(?:có hiệu lực|hiệu lực thi hành|hết hiệu lực|hiệu lực)\b[^.;]{0,50}$"),
    "data": pattern(r"\b(?:số liệu|lũy kế|thống kê|tính|chốt số liệu|mốc số liệu)(?: báo cáo)?(?: tính)?[\s,]*$"),
    "data_from": pattern(r"\b(?:tính|số liệu[^.;]{0,40}) từ[^.;]{0,40}$"),
    "validity": pattern(r"\b(?:được|tiếp tục)[^.;,]{0,24} (?:sử dụng|áp dụng|lưu hành|hoạt động)\b[^.;,]{0,30}$"),
    "in_force": pattern(
        r"\b(?:cơ chế|chính sách|chế độ|quy định|mức(?: \w+){0,3}|hạn mức|biện pháp) này\b[^.;]{0,24} (?:thực hiện|áp dụng|kéo dài)"
        r"[^.;,]{0,20}$"
    ),
    "planned": pattern(r"\b(?:dự kiến|tầm nhìn|định hướng|giai đoạn[^.;,]{0,20})[^.;,]{0,12}$"),
}
#: The same unless the lead words are a limit (`kết thúc trước ngày 31/5` is a deadline).
LEFT_OPEN = {"numbering": pattern(r"\b(?:kết thúc|bắt đầu) ?$")}
#: The same for weak lead words only (`đến`, `trong`, `vào`), which also tell when something was or is.
LEFT_WEAK = {
    "past": pattern(
        r"\b(?:đã|(?<!cáo\s)(?<!gửi\s)(?<!nộp\s)(?:kết quả|tình hình)|đạt được|thực trạng|thời gian qua)\b"
        r"(?:(?!\b(?:báo cáo|trình|gửi|nộp|hoàn thành)\b)[^.;]){0,60}$"
    ),
    "event": pattern(r"\b(?:họp|hội nghị|cuộc họp|diễn ra|khai mạc|kỳ họp|hội thảo)[^.;,]{0,25}$"),
    "cited": pattern(r"\b(?:(?:được|đã|do [^.;,]{3,40}) ban hành|đã có|ký) ?$"),
}
#: For a whole year only, which as often says what the work is about.
LEFT_YEAR = {
    "period": pattern(
        r"\b(?:công tác|nhiệm vụ|phương hướng|chương trình|kế hoạch|đề án|mục tiêu|chỉ tiêu|kinh phí|dự toán|ngân sách"
        r"|quy hoạch|hoạt động|khen thưởng)[^.;,]{0,14}$"
    ),
}
#: What follows the date.
RIGHT = {
    "condition": pattern(r"\s*,? (?:thì|trở về trước|trở đi|trở về sau)\b"),
    "cited_of": pattern(r" của (?:chính phủ|thủ tướng|quốc hội|bộ |ubnd|ủy ban|chủ tịch|sở |bộ trưởng)"),
    "said": pattern(r" về (?:việc|công tác|quy chế|chính sách)\b"),
}


@dataclass(frozen=True, slots=True)
class Place:
    """A date with its lead words (`start` … `end`) and how they bind: `weak` words, a `limit`, a whole `year`."""

    start: int
    end: int
    weak: bool = False
    year: bool = False
    limit: bool = False


def trap(text: Text, place: Place) -> str | None:
    """The name of the trap that a date stands in; None for a deadline."""
    before = text.plain[clause_start(text, place.start) : place.start]
    weak = [LEFT_WEAK, *([LEFT_YEAR] if place.year else [])] if place.weak else []
    left = [LEFT, *([] if place.limit else [LEFT_OPEN]), *weak]
    for name, shape in ((name, shape) for traps in left for name, shape in traps.items()):
        if shape.search(before):
            return name
    for name, shape in RIGHT.items():
        if shape.match(text.plain, place.end):
            return name
    return None


def clause_start(text: Text, start: int) -> int:
    """Where the clause that reaches `start` begins: after the last stop, at most 110 characters before."""
    base = max(0, start - _REACH)
    end = base
    for found in _STOPS.finditer(text.bare, base, start):
        end = found.end()
    return end


def clause_before(text: Text, start: int) -> str:
    return text.bare[clause_start(text, start) : start]
