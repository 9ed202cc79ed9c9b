"""Who is to do what in one clause: trigger (`Giao`), leads, coordinating agencies, and where the duty begins."""

from dataclasses import dataclass

from services.tracker.reading.actors.names import Name, first_verb, name_starts, names_in
from services.tracker.reading.text import Text, pattern

TRIGGER = pattern(
    r"(?:(?:[-+*] )?(?:dong thoi|truoc mat|rieng|ngoai ra|do do|vi vay),? )?"
    r"(?:(?:uy ban nhan dan|ubnd|chu tich|so|bo|giam doc|van phong|thu tuong|bo truong|pho|ban)[^.;:,]{0,70}? )?"
    r"(?P<verb>giao nhiem vu cho|giao trach nhiem cho|giao cho|giao|yeu cau|de nghi|phan cong|chi dao|uy quyen|chi thi|kinh de nghi|thong nhat giao|dong y giao|de nghi va giao|uy nhiem)(?: cho)? "
)
FOR = pattern(r"(?:doi voi|trach nhiem cua|nhiem vu cua|ve phia|rieng) ")
LEADS = pattern(r"(?:la (?:co quan|don vi) )?(?:lam )?(?:chu tri|chu dong|truc tiep|co trach nhiem|chiu trach nhiem)")
WITH = pattern(r"(?:(?:chat che|cung|kip thoi|thuong xuyen|dong bo) ){0,2}(?:voi|cung|cung voi) ")
PARTNER = pattern(r"\b(?:phoi hop|phoi ket hop|ket hop|phoi,? ket hop)(?: chat che| thuong xuyen| dong bo| kip thoi)*(?: (?:voi|cung|cung voi))* (?=\S)")
_WITH_START = pattern(r"(?:cung )?(?:voi|cung voi) ")


@dataclass(frozen=True, slots=True)
class Clause:
    """Actors of a clause; `duty` is where what they are to do begins."""

    leads: tuple[Name, ...]
    partners: tuple[Name, ...]
    duty: int
    trigger: str | None


def read_clause(text: Text, start: int, end: int) -> Clause:
    """Read a clause from its first word; no leads where it names none (they come from the heading)."""
    trigger = TRIGGER.match(text.bare, start, end)
    at = trigger.end() if trigger and name_starts(text, trigger.end()) else start
    verb = trigger["verb"] if trigger and at > start else None
    prefix = FOR.match(text.bare, at, end)
    at = prefix.end() if prefix else at
    leads: tuple[Name, ...] = ()
    duty = at
    if name_starts(text, at):
        stop = first_verb(text, at, end)
        colon = _colon(text, at, stop if stop is not None else end)
        stop = colon if colon is not None else stop
        if stop is not None:
            leads, duty = names_in(text, at, stop), stop
        elif verb or end - at < 400:
            leads, duty = names_in(text, at, end), end
    return Clause(leads, partners(text, duty, end), duty, verb)


def partners(text: Text, start: int, end: int) -> tuple[Name, ...]:
    """Names after `phối hợp với`, in the first such turn of the clause."""
    found = PARTNER.search(text.bare, start, end)
    if not found or not name_starts(text, found.end()):
        return ()
    stop = first_verb(text, found.end(), end)
    return names_in(text, found.end(), stop if stop is not None else min(end, found.end() + 200))


def _colon(text: Text, start: int, end: int) -> int | None:
    """A colon after names (`Sở Nội vụ: rà soát`), not one that opens a list of names (`Các sở: Y tế, Tài chính`)."""
    at = text.bare.find(":", start, end + 1)
    if at < 0:
        return None
    opened = text.bare[start:at].split()
    return None if len(opened) <= 3 and opened[-1] in {"so", "bo", "vu", "cuc", "nganh", "ban", "hoi", "quan", "vi"} else at
