"""Dates that are no deadline: cited documents, events, periods of data, entry into force, validity, horizons.

Each trap is a pattern with a name; the left ones look at the words of the clause before the date, the right ones at
what follows it [corpus rules 7 and 8, DOMAIN 4].
"""

import re

from services.tracker.reading.text import Text, pattern

_REACH = 110

#: Words before the date (and before its lead words) that make it no deadline, whatever the lead words are.
LEFT = {
    "force": pattern(r"\b(?:co hieu luc|hieu luc thi hanh|het hieu luc|hieu luc)\b[^.;]{0,50}$"),
    "data": pattern(r"\b(?:so lieu|luy ke|thong ke|tinh|chot so lieu|moc so lieu)(?: bao cao)?(?: tinh)?[\s,]*$"),
    "data_from": pattern(r"\b(?:tinh|so lieu[^.;]{0,40}) tu[^.;]{0,40}$"),
    "validity": pattern(r"\b(?:su dung|ap dung|luu hanh|co gia tri|thoi han su dung)\b[^.;,]{0,30}$"),
    "numbering": pattern(r"\bket thuc ?$"),
    "planned": pattern(r"\b(?:du kien|ke hoach den|tam nhin|dinh huong|giai doan[^.;,]{0,20})[^.;,]{0,12}$"),
    "event": pattern(r"\b(?:hop|hoi nghi|cuoc hop|dien ra|khai mac|ky hop|hoi thao)[^.;,]{0,25}$"),
    "cited": pattern(r"\b(?:ban hanh|da co|ky) ?$"),
}
#: The same for weak lead words only (`đến`, `trong`, `vào`), which also tell when something was or is.
LEFT_WEAK = {
    "past": pattern(r"\b(?:da|ket qua|tinh hinh|dat duoc|thuc trang|thoi gian qua)\b[^.;]{0,60}$"),
    "period": pattern(
        r"\b(?:cong tac|nhiem vu|phuong huong|chuong trinh|ke hoach|de an|muc tieu|chi tieu|kinh phi|du toan|ngan sach"
        r"|quy hoach|hoat dong)[^.;,]{0,14}$"
    ),
}
#: What follows the date.
RIGHT = {
    "condition": pattern(r"\s*,? (?:thi|tro ve truoc|tro di|tro ve sau)\b"),
    "cited_of": pattern(r" cua (?:chinh phu|thu tuong|quoc hoi|bo |ubnd|uy ban|chu tich|so |bo truong)"),
    "said": pattern(r" ve (?:viec|cong tac|quy che|chinh sach)\b"),
}


def trap(text: Text, start: int, end: int, *, weak: bool) -> str | None:
    """The name of the trap that a date with its lead words (`start` … `end`) stands in; None for a deadline."""
    before = clause_before(text, start)
    for name, shape in LEFT.items():
        if shape.search(before):
            return name
    for name, shape in LEFT_WEAK.items() if weak else ():
        if shape.search(before):
            return name
    for name, shape in RIGHT.items():
        if shape.match(text.bare, end):
            return name
    return None


def clause_before(text: Text, start: int) -> str:
    """The words before `start` back to the last stop, at most 110 characters."""
    window = text.bare[max(0, start - _REACH) : start]
    stops = [found.end() for found in re.finditer(r"[.;]\s|\n\s*\n|:\s", window)]
    return window[stops[-1] :] if stops else window
