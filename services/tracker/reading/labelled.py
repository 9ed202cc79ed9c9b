"""Plans laid out in labelled lines: `Đơn vị chủ trì: …`, `Đơn vị phối hợp: …`, `Thời gian thực hiện: …`.

The item that the lines stand under is the task; the lines say who and by when.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum

from services.tracker.reading.actors.names import names_in
from services.tracker.reading.structure.items import Item
from services.tracker.reading.structure.lines import Level
from services.tracker.reading.text import Name, Text, pattern


class Label(Enum):
    LEAD = "lead"
    PARTNER = "partner"
    TIME = "time"
    OTHER = "other"


_WHO = r"(?:cac )?(?:co quan|don vi|co quan,? don vi|bo phan|to chuc|nguoi|phong|ban)"
_LABELS: tuple[tuple[Label, re.Pattern[str]], ...] = (
    (Label.PARTNER, pattern(rf"\W{{0,3}}(?:{_WHO} )?(?:cung )?phoi hop(?: thuc hien)? ?[:;.] ?")),
    (Label.LEAD, pattern(rf"\W{{0,3}}(?:{_WHO} )?(?:chu tri|dau moi|chiu trach nhiem(?: chinh)?|phu trach)(?: thuc hien|"
        rf" tham muu| tong hop)? ?[:;] ?")),
    (Label.LEAD, pattern(rf"\W{{0,3}}{_WHO}(?: va [^:;]{{2,20}})? (?:thuc hien|bao cao|chu tri,? thuc hien) ?[:;] ?")),
    (Label.TIME, pattern(r"\W{0,3}(?:thoi gian|thoi han|tien do|thoi diem)(?: (?:thuc hien|hoan thanh|bao cao|trien khai|"
        r"to chuc|gui|va tien do|xong|du kien))* ?[:;] ?")),
    (Label.OTHER, pattern(r"\W{0,3}(?:noi dung|muc tieu|muc dich|san pham|ket qua|kinh phi|nguon kinh phi|dia diem|hinh thuc|"
        r"doi tuong|"
                          r"so luong|phuong thuc|thanh phan|yeu cau|cach thuc|quy mo|du kien ket qua)[^:;.]{0,40} ?: ?")),
)  # fmt: skip


@dataclass(slots=True)
class Labelled:
    """A task of labelled lines: the item that owns them, who leads, who helps, where the time stands."""

    owner: Item
    last: Item
    leads: list[Name] = field(default_factory=list)
    partners: list[Name] = field(default_factory=list)
    time: tuple[int, int] | None = None


def label_of(text: Text, item: Item) -> tuple[Label, int] | None:
    """The label that a line begins with, and where its value begins."""
    if text.bare.find(":", item.body, item.end) < 0 and text.bare.find(";", item.body, item.end) < 0:
        return _dotted(text, item)
    for label, shape in _LABELS:
        found = shape.match(text.bare, item.body, item.end)
        if found:
            return label, found.end()
    return None


def _dotted(text: Text, item: Item) -> tuple[Label, int] | None:
    """A label that ends with a full stop (a scan's colon): partners only."""
    label, shape = _LABELS[0]
    found = shape.match(text.bare, item.body, item.end)
    return (label, found.end()) if found else None


def labelled_tasks(text: Text, operative: Sequence[Item]) -> Iterator[Labelled]:
    """Groups of labelled lines that name a lead, with their owners."""
    group: Labelled | None = None
    for item in operative:
        labelled = label_of(text, item)
        if labelled is None or labelled[0] is Label.OTHER:
            continue
        owner = _owner(text, item)
        if owner is None:
            continue
        if group is None or group.owner is not owner:
            if group and group.leads:
                yield group
            group = Labelled(owner, item)
        _take(text, group, item, labelled)
    if group and group.leads:
        yield group


def _take(text: Text, group: Labelled, item: Item, labelled: tuple[Label, int]) -> None:
    label, start = labelled
    group.last = item
    if label is Label.TIME:
        group.time = (start, item.end)
    elif start < item.end:
        names = names_in(text, start, item.end)
        (group.leads if label is Label.LEAD else group.partners).extend(names)


def _owner(text: Text, item: Item) -> Item | None:
    """The item the lines stand under: the nearest above that is no labelled line itself."""
    above = item.parent
    while above is not None and label_of(text, above) is not None and above.level >= Level.LETTER:
        above = above.parent
    return above
