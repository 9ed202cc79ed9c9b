"""Keys of agencies' names, and the titles of their heads."""

import re
from functools import lru_cache

from services.tracker.domain.folding import compose, fold_name, without_diacritics

_TITLE = re.compile(
    r"(?:đồng chí |ông |bà )?(?:phó )?(?:tổng giám đốc|giám đốc|thủ trưởng|chủ tịch|chủ nhiệm|chánh|cục trưởng|"
    r"chi cục trưởng|trưởng)\s+(?=\w)",
    re.IGNORECASE,
)


@lru_cache(maxsize=65_536)
def name_key(name: str) -> str:
    """The same for every way of writing a name; diacritics stay, for they tell communes apart."""
    return fold_name(name.replace("\0", ""))


@lru_cache(maxsize=65_536)
def bare_key(name: str) -> str:
    """`name_key` without diacritics."""
    return without_diacritics(name_key(name))


def without_title(name: str) -> str | None:
    """`Giám đốc Sở Nội vụ` → `Sở Nội vụ` (the head stands for the agency); None without a title."""
    composed = compose(name).strip()
    found = _TITLE.match(composed)
    return composed[found.end() :] if found else None
