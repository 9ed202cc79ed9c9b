"""Names as written → who is given a task: one assignment an agency, groups by members, strangers provisionally."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from services.tracker.domain.agency import Agency, Group, Known, Unknown
from services.tracker.domain.folding import fold_name, without_diacritics
from services.tracker.register.case import Doubt, Wave
from shared.ids import new_id

LEAD, COORDINATING = "lead", "coordinating"
_LONGEST_CODE, _LONGEST_NAME = 60, 500


@dataclass(frozen=True, slots=True)
class Assignee:
    """An agency with its part; `group` the group as written that it came from."""

    agency: Agency
    role: str
    as_written: str
    group: str | None = None


@dataclass(frozen=True, slots=True)
class Assigned:
    """All assignees of a task, the leads first, each agency once; and what is doubtful about the names."""

    assignees: tuple[Assignee, ...]
    doubts: tuple[Doubt, ...]


def assign(wave: Wave, lead: Iterable[str], coordinating: Iterable[str], on: date | None) -> Assigned:
    """Who `lead` and `coordinating` mean on the day of issue; an agency that leads does not coordinate as well."""
    chosen: dict[object, Assignee] = {}
    doubts: list[Doubt] = []
    for role, names in ((LEAD, lead), (COORDINATING, coordinating)):
        for name in names:
            if not name.strip():
                continue
            meant, doubt = _meant(wave, _bounded(name), role, on)
            doubts.extend(doubt)
            for assignee in meant:
                chosen.setdefault(assignee.agency.id, assignee)
    if not any(assignee.role == LEAD for assignee in chosen.values()):
        doubts.append(Doubt("lead-missing", "Nhiệm vụ chưa có cơ quan chủ trì; hãy giao cho một cơ quan."))
    return Assigned(tuple(chosen.values()), tuple(doubts))


def _bounded(name: str) -> str:
    return name.strip()[:_LONGEST_NAME].rstrip()


def _meant(wave: Wave, name: str, role: str, on: date | None) -> tuple[list[Assignee], list[Doubt]]:
    match wave.terms.agencies.resolve(name, on):
        case Known(agency, in_force):
            doubts = [] if in_force else [_not_in_force(agency, name)]
            return [Assignee(agency, role, name)], doubts + ([_stranger(name)] if agency.provisional else [])
        case Group(_, members):
            return [Assignee(agency, role, agency.name, name) for agency in members], []
        case Unknown(_, candidates):
            doubt = _several(name, candidates) if candidates else _stranger(name)
            return [Assignee(stranger(wave, name), role, name)], [doubt]


def stranger(wave: Wave, name: str) -> Agency:
    """The provisional agency of a name that nobody has; made once."""
    key = fold_name(name)
    known = wave.strangers.named(key)
    if known is None:
        known = Agency(id=new_id(), code=_free_code(wave, key), name=name, provisional=True)
        wave.strangers.add(key, known)
        wave.new_agencies.append(known)
    return known


def known_stranger(wave: Wave, name: str) -> Agency | None:
    """The provisional agency that this transaction made of a name, however it is written."""
    return wave.strangers.named(fold_name(_bounded(name)))


def _free_code(wave: Wave, key: str) -> str:
    """The code of a new name; diacritics tell agencies apart, so that another one may have its plain code."""
    code = provisional_code(key)
    taken = wave.terms.agencies.has_code(code) or wave.strangers.has_code(code)
    return _marked_code(_plain_words(key), key) if taken else code


def provisional_code(key: str) -> str:
    """`tam-so-cong-thuong`: the same for every way of writing the name, so that it is made once everywhere."""
    words = _plain_words(key)
    return f"tam-{words}" if words and len(words) <= _LONGEST_CODE else _marked_code(words, key)


def _plain_words(key: str) -> str:
    return "-".join("".join(sign if sign.isalnum() else " " for sign in without_diacritics(key)).split())


def _marked_code(words: str, key: str) -> str:
    return f"tam-{words[:40]}-{hashlib.sha256(key.encode()).hexdigest()[:12]}"


def _stranger(name: str) -> Doubt:
    said = f"Cơ quan “{name[:200]}” chưa có trong danh mục; đã tạo tạm, hãy bổ sung hoặc gộp với cơ quan đúng."
    return Doubt("agency-unknown", said, {"name": name[:500]})


def _several(name: str, candidates: Iterable[Agency]) -> Doubt:
    names = [agency.name for agency in candidates]
    said = f"“{name[:200]}” có thể là nhiều cơ quan: {'; '.join(names[:5])}. Hãy chọn cơ quan đúng."
    return Doubt("agency-ambiguous", said, {"name": name[:500], "candidates": names[:20]})


def _not_in_force(agency: Agency, name: str) -> Doubt:
    said = f"Cơ quan “{name[:200]}” không tồn tại vào ngày ban hành văn bản; hãy kiểm tra cơ quan kế thừa."
    return Doubt("agency-not-in-force", said, {"name": name[:500], "code": agency.code})
