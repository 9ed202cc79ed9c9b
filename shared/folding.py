"""How names and words are compared: without case, diacritics (old and new tone marks alike), spaces and signs."""

import unicodedata
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import TypeVar

LONGEST = 200
LONGEST_NAMES = 1000  # together
MOST_NAMES = 100
Answer = TypeVar("Answer")


def remembered(compute: Callable[[str], Answer]) -> Callable[[str], Answer]:
    """Cache the answers for short texts; a body's long ones must not fill the memory."""
    cached = lru_cache(maxsize=8192)(compute)

    def answer(text: str) -> Answer:
        return cached(text) if len(text) <= LONGEST else compute(text)

    return answer


def remembered_of_names(compute: Callable[[tuple[str, ...]], Answer]) -> Callable[[Iterable[str]], Answer]:
    """Cache the answers for the names of an object: a system's bodies have the same few sets of them."""
    cached = lru_cache(maxsize=1024)(compute)

    def answer(names: Iterable[str]) -> Answer:
        given = tuple(names)
        return cached(given) if sum(map(len, given)) <= LONGEST_NAMES and len(given) <= MOST_NAMES else compute(given)

    return answer


@remembered
def fold(text: str) -> str:
    """`soKyHieu`, `so_ky_hieu` and `SoKýHiệu` are all `sokyhieu`; `Hoả tốc` and `hỏa tốc` both `hoatoc`."""
    bare = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return "".join(c for c in bare if c.isalnum())
