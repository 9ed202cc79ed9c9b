"""Columns of a table of tasks, told by the words of its header [ND 30/2020, annexes of plans; drafting habits]."""

from collections.abc import Sequence
from enum import Enum

from services.tracker.reading.text import pattern


class Column(Enum):
    """UNIT: `Đơn vị` alone, which leads where no other column does (it may also be what things are counted in)."""

    NUMBER = "number"
    CONTENT = "content"
    LEAD = "lead"
    PARTNER = "partner"
    TIME = "time"
    UNIT = "unit"
    DONE = "done"
    OTHER = "other"


_WHO = r"(?:(?:co quan|don vi|bo phan|ca nhan|nguoi|to chuc|dia phuong|phong|ban|lanh dao)[^|]{0,24}? )"
_HEADS = (
    (Column.NUMBER, pattern(r"(?:s?tt|so tt|so thu tu|so|no)\.?$")),
    (Column.OTHER, pattern(r"(?:thoi (?:gian|han|diem)|han|ngay)[^|]*\b(?:bat dau|cu|ban dau|da giao|giao)$")),
    (Column.LEAD, pattern(r".*\bchu tri\b")),
    (Column.PARTNER, pattern(r".*\bphoi hop\b")),
    (
        Column.TIME,
        pattern(
            r"(?:moc )?(?:thoi gian|thoi han|thoi diem|tien do|lo trinh)\b|han\b|"
            r"(?:(?:du kien|ngay|ke hoach|thang|quy|nam) )*(?:hoan thanh|ket thuc)\b|(?:thang|ngay|quy) (?:trinh|ban hanh|bao cao|thuc hien)\b"
        ),
    ),
    (Column.DONE, pattern(r"(?:tinh hinh|ket qua thuc hien|ket qua dat|muc do|da )")),
    (
        Column.LEAD,
        pattern(
            rf"{_WHO}(?:thuc hien|phu trach|chiu trach nhiem|tham muu|soan thao|duoc giao|duoc phan cong|xay dung|trien khai)\b|"
            r"(?:chiu trach nhiem|phu trach|phan cong|dau moi|thuc hien$|to chuc thuc hien$|trach nhiem)"
        ),
    ),
    (
        Column.CONTENT,
        pattern(
            r"(?:ten |cac |nhom )*(?:noi dung|nhiem vu|cong viec|hoat dong|viec (?:can|phai)|dau viec|de an|van ban (?:can|phai)|"
            r"ten van ban|chuong trinh,? de an)\b|ten (?:van ban|chuong trinh|du an)"
        ),
    ),
    (Column.UNIT, pattern(r"(?:cac )?(?:co quan|don vi|so|nganh|dia phuong)(?:[,/]? (?:don vi|nganh|dia phuong))*$")),
)
_HEAD_LONGEST = 60


def column_of(words: str) -> Column:
    """The column that a head (folded, without marks) names."""
    words = " ".join(words.split()).strip(" *.:")
    if not words or len(words) > _HEAD_LONGEST:
        return Column.OTHER
    return next((column for column, shape in _HEADS if shape.match(words)), Column.OTHER)


def tells(columns: Sequence[Column]) -> bool:
    """A table of what was done, which assigns nothing."""
    return Column.DONE in columns and Column.TIME not in columns


def columns_of(heads: Sequence[str]) -> tuple[Column, ...]:
    """The columns of a header row; empty where it is no header of a table of tasks.

    Of several columns of a kind the one that binds is kept: the content next to the lead, the last time.
    """
    named = [column_of(words) for words in heads]
    if Column.CONTENT not in named or not {Column.LEAD, Column.UNIT, Column.TIME} & set(named):
        return ()
    lead = named.index(Column.LEAD) if Column.LEAD in named else len(named)
    contents = [place for place, column in enumerate(named) if column is Column.CONTENT]
    content = max((place for place in contents if place < lead), default=contents[0])
    times = [place for place, column in enumerate(named) if column is Column.TIME]
    kept = {content, lead, *times[-1:]}
    once = (Column.CONTENT, Column.LEAD, Column.TIME)
    return tuple(Column.OTHER if column in once and place not in kept else column for place, column in enumerate(named))
