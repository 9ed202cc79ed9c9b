"""What a section is about, from its heading: work to be done, or goals, assessment and conditions.

Source: the parts of plans and directives as ND 30/2020 (annex III) and drafting habits have them.
"""

from enum import Enum

from services.tracker.reading.structure.items import Item
from services.tracker.reading.structure.lines import Level
from services.tracker.reading.text import Text, pattern


class Matter(Enum):
    """WORK: tasks stand here. OTHER: only what is expressly assigned. TOLD: assessment, nothing is assigned."""

    WORK = "work"
    OTHER = "other"
    TOLD = "told"


_WORK = pattern(
    r"\b(?:to chuc thuc hien|to chuc trien khai|phan cong|trach nhiem|nhiem vu va giai phap|nhiem vu,? giai phap|"
    r"cac nhiem vu|nhiem vu trong tam|nhiem vu chu yeu|nhiem vu cu the|giai phap|cong viec|yeu cau cac|giao cac|"
    r"tien do thuc hien|bien phap)\b"
)
_ASSIGNS = pattern(r"\b(?:to chuc thuc hien|to chuc trien khai|phan cong|trach nhiem)\b")
_TOLD = pattern(
    r"(?:ve )?(?:danh gia|tinh hinh|ket qua|thuc trang|hien trang|nhung ton tai|ton tai|nhung han che|han che|nguyen nhan|uu diem|"
    r"nhung kien nghi|kien nghi|de xuat,? kien nghi|nhung de xuat|bai hoc|su can thiet|boi canh|nhung ket qua|"
    r"cong tac chi dao|nhan dinh|quan diem|khai quat)\b"
)
_OTHER = pattern(
    r"(?:muc dich|muc tieu|yeu cau|nguyen tac|doi tuong|pham vi|thoi gian|dia diem|thanh phan|"
    r"hinh thuc|kinh phi|"
    r"quy trinh|can cu|co so phap ly|danh sach|quy dinh chung|dieu khoan|hieu luc|giai thich|chi tieu|"
    r"dinh huong|phuong thuc|"
    r"che do|ho so|nguon luc|nguon von|du toan|tien do|phuong phap|chuong trinh|ke hoach kiem tra|ma ket|"
    r"tieu chi|tieu chuan|"
    r"cac loai|yeu cau va|doi ngu|lich|cac buoc|khen thuong|ky luat|che tai|mau)\b"
)
_TITLE_LONGEST = 160


def matter_of(text: Text, item: Item, above: Matter | None = None) -> Matter | None:
    """The matter of what stands under a heading: what it names, else that of the section above."""
    named = named_matter(text, item)
    sticky = above in (Matter.TOLD, Matter.OTHER) and not _ASSIGNS.search(text.bare, item.body, item.end)
    return above if named is None or (named is Matter.WORK and sticky) else named


def named_matter(text: Text, item: Item) -> Matter | None:
    """The matter that a heading names by itself."""
    if item.level > Level.LETTER or item.end - item.body > _TITLE_LONGEST:
        return None
    words = text.bare[item.body : item.end]
    if _TOLD.match(words):
        return Matter.TOLD
    if _OTHER.match(words) and not _ASSIGNS.search(words):
        return Matter.OTHER
    return Matter.WORK if _WORK.search(words) else None
